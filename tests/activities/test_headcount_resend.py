"""The form of the headcounts, gone back to and sent again: the same is one report, other content is asked about."""

import re
from datetime import date

import pytest

from activities.models import Headcount
from organization.models import AuditEvent
from tests.activities.test_headcounts import ADD, LIST, counts, payload
from tests.factories import make_headcount

pytestmark = pytest.mark.django_db


@pytest.fixture
def county(log_in):
    return log_in("county_staff")


@pytest.fixture
def sent(county):
    """A form that stored two counts."""
    sent = payload()
    county.post(ADD, sent)
    return sent


def buttons(response):
    """The answers that the page offers, by what its buttons say."""
    page = response.content.decode()
    return {label: value for value, label in re.findall(r'name="answers"\s+value="([^"]+)">([^<]+)</button>', page)}


def test_the_form_has_a_number_that_travels_with_what_the_browser_restores(county):
    page = county.get(ADD).content.decode()
    assert re.search(r'<input type="hidden" name="form_uuid"[^>]+data-carried', page)


class TestTheSame:
    def test_is_one_report(self, county, sent, world):
        response = county.post(ADD, sent, follow=True)
        assert "没有重复记录" in response.content.decode()
        assert Headcount.objects.count() == 2

    def test_is_one_report_where_a_count_was_current_already(self, county, world):
        make_headcount(
            campaign=world.campaign,
            committee=world.donghe,
            category="students",
            youth_count=0,
            counted_on=date(2020, 1, 20),
        )
        sent = payload()
        for _ in range(2):
            assert county.post(ADD, sent).status_code == 302
        assert Headcount.objects.count() == 2

    def test_brings_nothing_back_that_was_deleted_since(self, county, sent, world):
        Headcount.objects.get(category="workers").mark_deleted(by=world.accounts["county_staff"])
        response = county.post(ADD, sent, follow=True)
        assert "后来被删除了" in response.content.decode()
        assert counts(world.donghe) == {"students": 0}

    def test_a_newer_count_of_another_form_stays(self, county, sent, world):
        county.post(ADD, payload(workers="900", counted_on="2020-02-01", students=""))
        county.post(ADD, sent)
        assert counts(world.donghe) == {"workers": 900, "students": 0}


class TestOtherContent:
    @pytest.fixture
    def changed(self, sent):
        return sent | {"workers": "850", "students": "", "residents": "70"}

    @pytest.fixture
    def asked(self, county, changed):
        return county.post(ADD, changed)

    def test_is_asked_about_and_keeps_what_was_typed(self, asked, world):
        page = asked.content.decode()
        assert "您刚才已记下" in page
        assert "改它，还是另记一条？" in page
        assert "外出务工 800 人，截至 2020-01-20" in page
        assert "刚才的数删去不算" in page
        assert "刚才的留在“已被替换”里" in page
        assert list(buttons(asked)) == ["改刚才记下的", "另记一条"]
        assert asked.context["form"]["workers"].value() == "850"
        assert counts(world.donghe) == {"workers": 800, "students": 0}

    def test_changing_takes_back_what_was_wrong(self, county, changed, asked, world):
        answer = changed | {"answers": buttons(asked)["改刚才记下的"]}
        response = county.post(ADD, answer, follow=True)
        assert "删去刚才记下的 2 个人数，记下 2 个" in response.content.decode()
        assert counts(world.donghe) == {"workers": 850, "residents": 70}
        assert not county.get(LIST, {"shown": "replaced"}).context["cl"].result_count
        assert county.get(LIST, {"shown": "deleted"}).context["cl"].result_count == 2
        assert AuditEvent.objects.filter(act="entry_delete").count() == 2

    def test_another_replaces_and_keeps_what_was_there(self, county, changed, asked, world):
        answer = changed | {"answers": buttons(asked)["另记一条"]}
        for _ in range(2):
            assert county.post(ADD, answer).status_code == 302
        assert counts(world.donghe) == {"workers": 850, "students": 0, "residents": 70}
        assert county.get(LIST, {"shown": "replaced"}).context["cl"].result_count == 1
        assert Headcount.with_deleted.count() == 4

    def test_changed_it_is_the_report_of_the_form(self, county, changed, asked, world):
        county.post(ADD, changed | {"answers": buttons(asked)["改刚才记下的"]})
        again = county.post(ADD, changed, follow=True)
        assert "没有重复记录" in again.content.decode()
        assert "您刚才已记下" in county.post(ADD, changed | {"workers": "860"}).content.decode()
        assert counts(world.donghe) == {"workers": 850, "residents": 70}

    def test_a_wrong_day_may_be_changed_to_an_earlier_one(self, county, sent, world):
        earlier = sent | {"counted_on": "2020-01-10"}
        change = buttons(county.post(ADD, earlier))["改刚才记下的"]
        assert county.post(ADD, earlier | {"answers": change}).status_code == 302
        assert {count.counted_on for count in Headcount.objects.all()} == {date(2020, 1, 10)}

    def test_what_was_replaced_by_the_wrong_one_is_replaced_by_the_right_one(self, county, world):
        make_headcount(campaign=world.campaign, committee=world.donghe, counted_on=date(2020, 1, 10))
        sent = payload(students="")
        county.post(ADD, sent)
        changed = sent | {"workers": "850"}
        county.post(ADD, changed | {"answers": buttons(county.post(ADD, changed))["改刚才记下的"]})
        assert counts(world.donghe) == {"workers": 850}
        replaced = county.get(LIST, {"shown": "replaced"}).context["cl"].result_list
        assert [count.youth_count for count in replaced] == [100]

    def test_a_change_that_is_refused_takes_nothing_back(self, county, sent, world):
        make_headcount(
            campaign=world.campaign,
            committee=world.donghe,
            category="residents",
            counted_on=date(2020, 1, 19),
        )
        wrong = sent | {"counted_on": "2020-01-10", "residents": "7"}
        change = buttons(county.post(ADD, wrong))["改刚才记下的"]
        response = county.post(ADD, wrong | {"answers": change})
        assert list(response.context["form"].errors) == ["counted_on"]
        assert counts(world.donghe) == {"workers": 800, "students": 0, "residents": 100}

    def test_what_changed_meanwhile_is_asked_about_again(self, county, changed, asked, world):
        Headcount.objects.get(category="workers").mark_deleted(by=world.accounts["county_staff"])
        again = county.post(ADD, changed | {"answers": buttons(asked)["改刚才记下的"]})
        assert "您刚才已记下" in again.content.decode()
        assert counts(world.donghe) == {"students": 0}
        assert county.post(ADD, changed | {"answers": buttons(again)["改刚才记下的"]}).status_code == 302
        assert counts(world.donghe) == {"workers": 850, "residents": 70}

    def test_of_deleted_ones_only_another_is_offered(self, county, changed, sent, world):
        for count in Headcount.objects.all():
            count.mark_deleted(by=world.accounts["county_staff"])
        asked = county.post(ADD, changed)
        assert "后来被删除了" in asked.content.decode()
        assert list(buttons(asked)) == ["是，另记一条"]
        county.post(ADD, changed | {"answers": buttons(asked)["是，另记一条"]})
        assert counts(world.donghe) == {"workers": 850, "residents": 70}

    def test_of_the_wrong_county_it_is_taken_away(self, log_in, world):
        client, sent = log_in("league_city_staff"), payload(committee=str(world.donghe.pk))
        client.post(ADD, sent)
        other = sent | {"committee": str(world.kundulun.pk)}
        asked = client.post(ADD, other)
        assert str(world.donghe) in asked.content.decode()
        client.post(ADD, other | {"answers": buttons(asked)["改刚才记下的"]})
        assert counts(world.donghe) == {}
        assert counts(world.kundulun) == {"workers": 800, "students": 0}

    @pytest.mark.parametrize("answer", ["change:", "change:99998-99999", "another:x", "same:1", "\x00", "x" * 900])
    def test_an_answer_that_is_none_asks_again(self, county, changed, asked, answer, world):
        again = county.post(ADD, changed | {"answers": [answer] * 200})
        assert "您刚才已记下" in again.content.decode()
        assert counts(world.donghe) == {"workers": 800, "students": 0}


def test_a_number_of_others_is_no_number_of_one_s_own(county, sent, log_in, world):
    assert log_in("league_city_staff").post(ADD, sent | {"committee": str(world.donghe.pk)}).status_code == 302


@pytest.mark.parametrize("number", ["", "x", "0" * 500])
def test_a_form_without_a_readable_number_is_no_error_of_ours(county, number):
    assert county.post(ADD, payload(form_uuid=number)).status_code in (200, 302)
