"""Past the campaign's day nothing is collected: neither from youths nor by staff; and what is erased looks sane."""

import uuid
from contextlib import suppress
from datetime import date

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from operations.anonymising import anonymise
from organization.clock import now
from organization.models import Campaign
from returnees.after_sending import sign_proof
from returnees.form_token import sign_token
from returnees.models import FollowUpCase, FollowUpNote, Returnee
from returnees.models.personal_values import WITHOUT_YOUTHS
from tests.factories import make_entrance, make_follow_up_case, make_follow_up_note, make_returnee
from tests.returnees.answering import payload, post
from tests.returnees.receipts import corrected, look_up, text_of

pytestmark = pytest.mark.django_db

DUE_ON = date(2022, 2, 28)
OVER = "期限已到"


@pytest.fixture
def pass_day(world, settings):
    """It is the campaign's day from now on."""

    def pass_day(*, is_anonymised=False):
        settings.GUICHAO_TODAY = DUE_ON
        campaigns = Campaign.objects.filter(pk=world.campaign.pk)
        campaigns.update(anonymise_on=DUE_ON)
        campaigns.revise_questionnaires()
        world.campaign.refresh_from_db()
        if is_anonymised:
            anonymise(world.campaign, command="anonymise")

    return pass_day


def test_the_questionnaire_says_so_and_stores_nothing(client, world, pass_day):
    answers = payload(world.homepage)
    pass_day()
    address = world.homepage.get_absolute_url()
    for response in (client.get(address), client.post(address, answers)):
        assert response.status_code == 200
        assert OVER in text_of(response)
    assert not Returnee.objects.exists()


def test_the_day_before_it_is_taken(client, world, pass_day, settings):
    """The control."""
    pass_day()
    settings.GUICHAO_TODAY = date(2022, 2, 27)
    assert "回执码" in text_of(post(client, world.homepage, birth_year="2000"))
    assert Returnee.objects.exists()


def test_nor_does_staff_fill_in_for_somebody(client, world, pass_day):
    entrance = make_entrance(campaign=world.campaign, committee=world.donghe, channel="staff_filled")
    answers = payload(entrance)
    pass_day()
    assert OVER in text_of(client.post(entrance.get_absolute_url(), answers))
    assert not Returnee.objects.exists()


def test_the_home_page_says_that_it_is_over(client, world, pass_day):
    pass_day()
    page = text_of(client.get("/"))
    assert "问卷已经截止" in page


def test_a_resend_of_what_was_anonymised_hears_of_it(client, world, pass_day):
    answers = payload(world.homepage)
    client.post(world.homepage.get_absolute_url(), answers)
    pass_day(is_anonymised=True)
    page = text_of(client.post(world.homepage.get_absolute_url(), answers))
    assert "到期删除" in page
    assert Returnee.objects.get().name is None


def test_the_receipt_takes_no_correction_and_still_withdraws(client, world, returnee, pass_day):
    pass_day()
    shown = text_of(look_up(client))
    assert 'value="correct"' not in shown
    assert 'value="withdraw"' in shown
    for step in ("correct", "save"):
        assert OVER in text_of(look_up(client, **corrected(world, name="改名") | {"step": step}))
    assert Returnee.objects.get().name == returnee.name
    look_up(client, step="erase")
    assert Returnee.objects.get().state == "withdrawn"


def test_the_receipt_of_an_anonymised_record_says_so(client, returnee, pass_day):
    pass_day(is_anonymised=True)
    assert "到期删除" in text_of(look_up(client))


def test_staff_do_not_correct_on_request(log_in, world, pass_day):
    youth = make_returnee(entrance=world.homepage, home_committee=world.donghe)
    pass_day()
    client = log_in("county_staff")
    address = f"/admin/returnees/returnee/{youth.pk}/"
    assert "代为更正" not in text_of(client.get(f"{address}change/"))
    for method in (client.get, client.post):
        assert "不再收集，所以不能更正" in text_of(method(f"{address}correct/", follow=True))


@pytest.fixture
def case(world):
    case = make_follow_up_case(
        entrance=world.homepage, home_committee=world.donghe, returnee={"age": 16, "name": "阿斯如"}
    )
    make_follow_up_note(case=case, by=world.accounts["county_staff"], text="阿斯如要贷款")
    return case


def test_a_case_goes_no_further_and_nothing_typed_is_lost(log_in, world, case, pass_day):
    pass_day()
    client = log_in("county_staff")
    address = f"/admin/returnees/followupcase/{case.pk}/change/"
    assert "记一次跟进" not in text_of(client.get(address))
    note = {"step": "note", "kind": "reached", "text": "刚刚联系上了", "state": "contacted"}
    days = {"happened_on": "2022-02-28", "next_contact_on": "2022-03-05"}
    uuid = {"submission_uuid": "6f9619ff-8b86-d011-b42d-00c04fc964ff"}
    page = text_of(client.post(address, note | days | uuid))
    assert "保存期已满" in page
    assert "刚刚联系上了" in page
    hand_over = {"step": "hand_over", "to": world.kundulun.pk, "reason": "搬走了"}
    assert "保存期已满" in text_of(client.post(address, hand_over | uuid))
    assign = {"step": "assign", "assignee": world.accounts["county_staff"].pk}
    assert "保存期已满" in text_of(client.post(address, assign))
    case = FollowUpCase.objects.get()
    assert (case.state, case.assigned_to, case.committee, case.notes.count()) == ("to_contact", None, world.donghe, 1)


def answer(client, world, case):
    post(client, world.homepage, birth_year="2000", needs=["loan"])


def correct(client, world, case):
    columns = {"status": "F", "name": "改名", "age": 24}
    changes = {"columns": columns, "selections": {"needs": ["job"]}, "free_answers": {}, "questions": []}
    Returnee.objects.get(pk=case.returnee_id).correct(**changes, corrected_at=now())


def note(client, world, case):
    written = FollowUpNote(kind="other", happened_on=DUE_ON, written_by=world.accounts["county_staff"], text="刚刚")
    with pytest.raises(ValidationError):
        case.record(written, state="contacted", next_contact_on=DUE_ON)


def assign(client, world, case):
    by = world.accounts["county_staff"]
    FollowUpCase.objects.filter(pk=case.pk).assign(to=by, by=by)


def hand_over(client, world, case):
    by = {"by": world.accounts["county_staff"], "submission_uuid": case.returnee.submission_uuid}
    with pytest.raises(ValidationError):
        case.hand_over(to=world.kundulun, reason="搬走了", **by)


def confirm(client, world, case):
    with pytest.raises(ValidationError):
        case.confirm_membership(member_since=DUE_ON, number="NM-7", by=world.accounts["county_staff"])


def add_after_sending(client, world, case):
    token = sign_proof(world.homepage, case.returnee.submission_uuid, case.returnee.status, sent_at=now())
    client.post("/receipt/more/", {"after_sending": token, "step": "save", "township": "某苏木"})


def remind(client, world, case):
    FollowUpCase.objects.get(pk=case.pk).remind()


def ask_for_the_code(client, world, case):
    page_uuid = uuid.uuid4()
    token = sign_token(world.homepage, page_uuid, notice_version="2020-1")
    proof = {"entrance": world.homepage.token, "submission_uuid": page_uuid, "form_token": token}
    client.post("/receipt/lost/", proof | {"phone": "13900000001", "home_county": "150202"})


# What is written about youths, and by which acts: a table that is new belongs here, with what writes it.
WRITERS = {
    "Returnee": [answer, add_after_sending, correct],
    "ReturneeAnswer": [answer, correct],
    "Correction": [correct],
    "FollowUpCase": [answer, remind, assign, hand_over, note],
    "FollowUpNote": [remind, note, assign],
    "HandOver": [hand_over],
    "AllianceMembership": [confirm],
    "LostReceipt": [ask_for_the_code],
}
# That two records are two people's: staff decide it, and no youth is asked.
COLLECTS_NOTHING = {"DistinctPair"}


def test_of_each_table_about_youths_its_writers_are_tried():
    models = {model.__name__ for model in apps.get_app_config("returnees").get_models()}
    assert WRITERS.keys() | COLLECTS_NOTHING == models - WITHOUT_YOUTHS


@pytest.mark.parametrize("name", sorted(WRITERS))
@pytest.mark.parametrize("is_anonymised", [False, True])
def test_past_the_day_none_of_its_rows_is_added_or_changed(client, world, case, pass_day, name, is_anonymised):
    pass_day(is_anonymised=is_anonymised)
    rows = apps.get_model("returnees", name)._base_manager.order_by("pk")
    before = list(rows.values())
    for write in WRITERS[name]:
        write(client, world, FollowUpCase.objects.get(pk=case.pk))
        assert list(rows.values()) == before, write.__name__


@pytest.mark.parametrize("name", sorted(WRITERS))
def test_the_day_before_they_all_are_written(client, world, case, pass_day, settings, name):
    """The control: each of these acts stores something on any other day."""
    pass_day()
    settings.GUICHAO_TODAY = date(2022, 2, 27)
    rows = apps.get_model("returnees", name)._base_manager.order_by("pk")
    for write in WRITERS[name]:
        before = list(rows.values())
        with suppress(pytest.fail.Exception):
            write(client, world, FollowUpCase.objects.get(pk=case.pk))
        assert list(rows.values()) != before, write.__name__


def test_pages_of_anonymised_records_say_what_became_of_them(log_in, world, case, pass_day):
    quarantined = make_returnee(entrance=world.homepage, home_committee=world.donghe, state="quarantined")
    pass_day(is_anonymised=True)
    client = log_in("county_staff")
    record = f"/admin/returnees/returnee/{case.returnee_id}/change/"
    pages = {
        "/admin/returnees/returnee/": "（已匿名化）",
        "/admin/returnees/followupcase/": "（已匿名化）",
        record: "已于 2022-02-28 匿名化",
        f"/admin/returnees/returnee/{quarantined.pk}/change/": "匿名化",
        f"/admin/returnees/followupcase/{case.pk}/change/": "跟进到此为止",
        "/admin/returnees/returnee/quarantine/": "",
        "/admin/returnees/returnee/deleted/": "",
        "/admin/": "",
    }
    for address, sentence in pages.items():
        response = client.get(address)
        assert response.status_code == 200, address
        assert sentence in text_of(response), address
        assert "阿斯如" not in text_of(response)
        assert "未成年" not in text_of(response).split("<main")[-1] or address == "/admin/"
    assert "35" not in [cell.strip() for cell in text_of(client.get(record)).split(">")]
    for step in ("correct", "withdraw"):
        assert client.get(f"/admin/returnees/returnee/{case.returnee_id}/{step}/").status_code == 404


def test_an_anonymised_record_is_not_deleted_from_a_page_left_open(log_in, world, returnee, pass_day):
    """It would be gone from every count, and nobody could bring it back."""
    pass_day(is_anonymised=True)
    staff = log_in("county_staff")
    address = f"/admin/returnees/returnee/{returnee.pk}/remove/"
    assert staff.get(address).status_code == 404
    assert staff.post(address, {"deletion_reason": "填错"}).status_code == 404
    returnee.refresh_from_db()
    assert returnee.state == "accepted"
