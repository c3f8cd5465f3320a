"""走访单: one's open cases on paper; a number stands there once it is recorded that it was shown."""

import pytest

from organization.choices import Act
from organization.models import AuditEvent
from tests.factories import make_follow_up_case

pytestmark = pytest.mark.django_db

PAGE = "/admin/returnees/followupcase/sheet/"


@pytest.fixture
def cases(world):
    youths = [
        {"name": "张青", "phone": "13900000001", "township": "某苏木一嘎查"},
        {"name": "李山", "phone": "13900000002", "age": 16, "birth_year": 2003},
    ]
    return [
        make_follow_up_case(entrance=world.homepage, home_committee=world.donghe, returnee=youth) for youth in youths
    ]


def shown():
    return list(AuditEvent.objects.filter(act=Act.PHONE_SHOWN).order_by("pk").values_list("detail", "result"))


def test_numbers_stand_there_once_it_is_recorded_and_not_those_of_minors(cases, log_in, world):
    done = make_follow_up_case(entrance=world.homepage, home_committee=world.donghe, returnee={"name": "王成"})
    done.state, done.due_on = "done", None
    done.save()
    make_follow_up_case(entrance=world.homepage, home_committee=world.hailar, returnee={"name": "赵远"})
    county = log_in("county_staff")
    page = county.get(PAGE).text
    for text in ("张青", "李山", "某苏木一嘎查", cases[0].reasons_label, "2月8日"):
        assert text in page
    for text in ("王成", "赵远", "13900000001", "13900000002"):
        assert text not in page
    assert shown() == []
    page = county.post(PAGE).text
    assert "13900000001" in page
    assert "13900000002" not in page
    assert sorted(shown()) == [("走访单", "done"), ("走访单，未成年", "refused")]


def test_ones_own_come_first_and_a_sheet_has_eight(cases, log_in, world):
    cases[0].assigned_to = world.accounts["county_staff"]
    cases[0].save()
    county = log_in("county_staff")
    assert [line.case for line in county.get(PAGE).context["lines"]] == [cases[0]]
    for _ in range(7):
        make_follow_up_case(entrance=world.homepage, home_committee=world.donghe)
    assert len(county.get(PAGE, {"whose": "all"}).context["lines"]) == 8
    assert len(county.get(PAGE, {"whose": "all", "sheet": "2"}).context["lines"]) == 1
    assert county.get(PAGE, {"whose": "all", "sheet": "x"}).context["page"].number == 1
    assert log_in("region_viewer").get(PAGE).status_code == 403
    assert "没有还没办结的个案" in log_in("league_city_staff").get(PAGE, {"whose": "all"}).text
