"""A number that a role may not see is found by nothing else either: each channel with its control."""

import pytest

from organization.models import AuditEvent
from returnees.models import ReturneeAnswer
from tests.factories import make_follow_up_case, make_returnee
from tests.returnees.answering import payload

pytestmark = pytest.mark.django_db

LIST = "/admin/returnees/returnee/"
PHONE, OTHER = "13912345678", "13900000002"


@pytest.fixture
def minor(world):
    returnee = make_returnee(
        entrance=world.homepage, home_committee=world.donghe, phone=PHONE, age=16, birth_year=2003, name="未成年的"
    )
    ReturneeAnswer.objects.create(returnee=returnee, question="needs", code="none")
    return returnee


@pytest.fixture
def typed(world):
    """A record whose number is whatever somebody tries."""
    return make_returnee(entrance=world.homepage, home_committee=world.donghe, phone=PHONE, name="试一个")


def address(returnee, page):
    return f"{LIST}{returnee.pk}/{page}/"


def posted(world, **changes):
    answers = payload(world.homepage, **{"phone": "", "birth_year": "2003", "birth_month": "6"} | changes)
    for name in ("submission_uuid", "form_token", "consent"):
        del answers[name]
    return {"ground": "call"} | answers


# By records with the same number: whoever may write one could try number after number.


@pytest.mark.parametrize(
    ("role", "is_told"), [("county_staff", False), ("region_viewer", False), ("league_city_staff", True)]
)
def test_the_same_number_marks_no_duplicate_of_a_hidden_one(log_in, minor, typed, role, is_told):
    client = log_in(role)
    listed = client.get(LIST).content.decode()
    assert (f"/{minor.pk}/compare/" in listed, f"/{typed.pk}/compare/" in listed) == (is_told, is_told)
    assert client.get(f"{LIST}?duplicate=yes").context["cl"].result_count == (2 if is_told else 0)
    for one, other in ((minor, typed), (typed, minor)):
        assert ("疑似重复：并排" in client.get(address(one, "change")).content.decode()) is is_told
        compared = client.get(address(one, "compare")).content.decode()
        assert (f"编号 {other.pk}</a>" in compared) is is_told


def test_a_county_still_finds_duplicates_of_adults(log_in, world, typed):
    make_returnee(entrance=world.homepage, home_committee=world.donghe, phone=PHONE)
    assert log_in("county_staff").get(f"{LIST}?duplicate=yes").context["cl"].result_count == 2


def test_a_forged_merge_tells_the_same_of_every_number(log_in, world, minor, typed):
    stranger = make_returnee(entrance=world.homepage, home_committee=world.donghe, phone=OTHER, age=16)
    client = log_in("county_staff")
    told = set()
    for hidden in (minor, stranger):
        data = {"decision": "merge", "chosen": [typed.pk, hidden.pk], "kept": typed.pk}
        page = client.post(address(typed, "compare"), data)
        told.add((page.status_code, page.context["error"]))
    assert len(told) == 1
    minor.refresh_from_db()
    assert minor.state == "accepted"


def test_the_page_says_who_looks_for_duplicates_instead(log_in, minor):
    assert "由可以查看的上级团委核对" in log_in("county_staff").get(address(minor, "compare")).content.decode()


# By correcting the record itself.


def test_the_right_number_is_corrected_as_any_other(log_in, world, minor):
    client = log_in("county_staff")
    answers = {"name": "未成年的", "phone": PHONE}
    same = client.post(address(minor, "correct"), posted(world, **answers), follow=True).content.decode()
    other = client.post(
        address(minor, "correct"), posted(world, **answers | {"phone": OTHER}), follow=True
    ).content.decode()
    assert ["已更正 1 处" in page for page in (same, other)] == [True, True]
    assert AuditEvent.objects.filter(act="returnee_correct").count() == 2


def test_whoever_may_see_the_number_is_told_that_nothing_changed(log_in, world, minor):
    """The control of the one above."""
    answers = posted(world, name="未成年的", phone=PHONE)
    page = log_in("league_city_staff").post(address(minor, "correct"), answers, follow=True)
    assert "没有改动" in page.content.decode()


@pytest.mark.parametrize(("role", "is_told"), [("county_staff", False), ("league_city_staff", True)])
def test_a_conflict_does_not_compare_the_hidden_number(log_in, world, minor, role, is_told):
    """Nothing is stored where answers are in conflict: without end one could try."""
    last = minor.corrections.create(question="phone", old_value=OTHER, new_value=PHONE)
    minor.corrections.create(question="name", old_value="甲", new_value="未成年的")
    client, in_conflict = log_in(role), []
    for phone in (PHONE, OTHER):
        answers = posted(world, name="另一个", phone=phone) | {"seen_correction": str(last.pk - 1)}
        page = client.post(address(minor, "correct"), answers)
        in_conflict.append(sorted(conflict.label for conflict in page.context["conflicts"]))
    assert (in_conflict[0] != in_conflict[1]) is is_told


def test_a_county_does_not_make_a_minor_of_age_and_looks(log_in, world, minor):
    client = log_in("county_staff")
    answers = posted(world, name="未成年的", birth_year="1995")
    page = client.post(address(minor, "correct"), answers)
    assert "请报盟市团委核实后更正" in page.content.decode()
    assert 'value="未成年的"' in page.content.decode()
    minor.refresh_from_db()
    assert minor.age == 16
    assert client.post(address(minor, "phone")).status_code == 403


def test_a_league_city_corrects_the_birth(log_in, world, minor):
    answers = posted(world, name="未成年的", birth_year="1995")
    assert log_in("league_city_staff").post(address(minor, "correct"), answers).status_code == 302
    minor.refresh_from_db()
    assert minor.age == 24


# In what the youth wrote elsewhere.


@pytest.mark.parametrize(
    "written", [PHONE, "139 1234 5678", "139-1234-5678", "１３９１２３４５６７８", f"微信同号{PHONE}"]
)
def test_the_number_is_masked_in_other_answers_too(log_in, world, written):
    case = make_follow_up_case(
        entrance=world.homepage,
        home_committee=world.donghe,
        returnee={"phone": PHONE, "age": 16, "birth_year": 2003, "wechat_wish": "yes", "wechat_id": written},
    )
    client, youth = log_in("county_staff"), case.returnee
    pages = [address(youth, page) for page in ("change", "compare", "correct")]
    for page in [*pages, f"/admin/returnees/followupcase/{case.pk}/change/"]:
        answer = client.get(page).content.decode()
        assert written not in answer
        assert "139****5678" in answer


def test_other_answers_are_shown_as_they_were_given(log_in, world):
    """The control of the one above."""
    youth = make_returnee(
        entrance=world.homepage, home_committee=world.donghe, wechat_wish="yes", wechat_id="abc13912345678"
    )
    assert "abc13912345678" in log_in("county_staff").get(address(youth, "change")).content.decode()


def test_an_answer_with_the_number_stays_where_the_page_left_it_empty(log_in, world, minor):
    minor.wechat_id = PHONE
    minor.save()
    answers = posted(world, name="改过的", wechat_wish="yes", wechat_id="")
    log_in("county_staff").post(address(minor, "correct"), answers)
    minor.refresh_from_db()
    assert (minor.name, minor.wechat_id, minor.phone) == ("改过的", PHONE, PHONE)


# By order, filter and look-up of the lists.


@pytest.mark.parametrize("role", ["county_staff", "region_viewer"])
@pytest.mark.parametrize("page", [LIST, "/admin/returnees/followupcase/"])
def test_no_column_orders_a_list_by_the_number(log_in, world, page, role):
    numbers = ["13900000009", "13900000001", "13900000005"]
    for phone in numbers:
        make_follow_up_case(entrance=world.homepage, home_committee=world.donghe, returnee={"phone": phone, "age": 16})
    client = log_in(role)
    for column in range(10):
        listed = client.get(f"{page}?o={column}")
        assert listed.status_code in (200, 302)
        if listed.status_code == 200:
            assert "phone" not in str(listed.context["cl"].queryset.query.order_by)


@pytest.mark.parametrize("page", [LIST, "/admin/returnees/followupcase/"])
@pytest.mark.parametrize("lookup", ["phone", "phone__startswith", "phone__gte", "returnee__phone__startswith", "q"])
def test_no_parameter_of_a_list_asks_for_the_number(log_in, minor, page, lookup):
    client = log_in("county_staff")
    told = set()
    for value in ("139", "138"):
        answer = client.get(f"{page}?{lookup}={value}")
        listed = answer.context["cl"].result_count if answer.status_code == 200 else None
        told.add((answer.status_code, answer.get("Location"), listed))
    assert len(told) == 1
