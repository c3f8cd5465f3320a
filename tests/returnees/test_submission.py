"""Stored exactly once, never dropped, never fooled: what happens to a posted answer besides its content."""

import re
import uuid
from collections import Counter
from contextlib import ExitStack
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from organization.clock import now
from organization.models import Campaign, PrivacyNotice
from returnees.choices import ReturneeState
from returnees.entrances.openings import openings
from returnees.form_token import sign_token
from returnees.models import EntranceDay, Returnee
from returnees.page_cache import clear_pages
from returnees.receipt_codes import known_receipt_code, receipt_digest
from tests.at_once import at_once, by_fifty
from tests.factories import make_entrance
from tests.returnees.answering import payload, post, shown_receipt
from tests.returnees.receipts import CODE

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"  # as phones send it


def hidden_fields(response):
    page = response.content.decode()
    return {name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("submission_uuid", "form_token")}


def test_other_content_under_the_same_uuid_keeps_the_first_and_offers_a_new_answer(client, world):
    address = world.homepage.get_absolute_url()
    answers = payload(world.homepage, name="巴特尔")
    client.post(address, answers)
    changed = answers | {"name": "苏日娜"}
    offered = client.post(address, changed)
    assert (offered.status_code, offered.context["is_different"]) == (200, True)
    assert "苏日娜" in offered.content.decode()
    assert [returnee.name for returnee in Returnee.objects.all()] == ["巴特尔"]
    again = changed | hidden_fields(offered)
    assert client.post(address, again).status_code == 200
    assert {returnee.name for returnee in Returnee.objects.all()} == {"巴特尔", "苏日娜"}


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("张\u3000三", "张三"),
        ("买买提.艾力", "买买提·艾力"),
        ("李\ue863\u200b", "李䶮"),
        ("王\U00031350", "王\U00031350"),
    ],
)
def test_a_resend_is_known_by_what_was_typed_whatever_its_spelling(client, world, typed, stored):
    answers = payload(world.homepage, name=typed)
    first, again = (client.post(world.homepage.get_absolute_url(), answers) for _ in range(2))
    assert shown_receipt(first) == shown_receipt(again)
    assert Returnee.objects.get().name == stored
    # Stored by a version that spelled it otherwise.
    Returnee.objects.update(name=typed)
    assert shown_receipt(client.post(world.homepage.get_absolute_url(), answers)) == shown_receipt(first)
    assert Returnee.objects.count() == 1


OTHER_KEY = "another key of more than thirty-two characters"


def test_a_page_signed_with_the_key_before_is_still_accepted(client, world, settings):
    answers = payload(world.homepage)
    settings.SECRET_KEY, first_key = OTHER_KEY, settings.SECRET_KEY
    assert post_answers(client, world, answers).context["is_expired"]
    settings.SECRET_KEY_FALLBACKS = [first_key]
    assert shown_receipt(post_answers(client, world, answers))
    assert Returnee.objects.count() == 1


def test_a_changed_key_does_not_make_a_resend_another_answer(client, world, settings):
    answers = payload(world.homepage)
    first = post_answers(client, world, answers)
    settings.SECRET_KEY = OTHER_KEY
    assert shown_receipt(post_answers(client, world, answers)) == shown_receipt(first)


def test_an_answer_from_before_receipts_had_a_key_of_their_own_is_known(client, world, settings):
    answers = payload(world.homepage)
    first_key, key = settings.SECRET_KEY, settings.RECEIPT_KEY
    settings.RECEIPT_KEY = first_key
    first = post_answers(client, world, answers)
    settings.RECEIPT_KEY = key
    assert is_said_to_be_stored(post_answers(client, world, answers))
    settings.SECRET_KEY = OTHER_KEY
    assert post_answers(client, world, answers).context["is_different"]
    settings.SECRET_KEY_FALLBACKS = [first_key]
    assert is_said_to_be_stored(post_answers(client, world, answers))
    settings.RECEIPT_KEY, settings.SECRET_KEY = first_key, first_key
    assert shown_receipt(post_answers(client, world, answers)) == shown_receipt(first)
    assert Returnee.objects.count() == 1


def test_an_answer_with_a_random_code_of_before_is_known_and_its_code_still_opens_it(client, world):
    answers = payload(world.homepage)
    first = shown_receipt(post_answers(client, world, answers))
    Returnee.objects.update(receipt_digest=receipt_digest(CODE))
    response = post_answers(client, world, answers)
    assert is_said_to_be_stored(response)
    assert first not in response.content.decode()
    assert Returnee.objects.count() == 1
    proof = {"last_digits": answers["phone"][-4:]}
    assert answers["name"] in client.post("/receipt/", proof | {"code": CODE}).content.decode()
    assert answers["name"] not in client.post("/receipt/", proof | {"code": first}).content.decode()


def is_said_to_be_stored(response):
    """On a page that knows no code."""
    page = response.content.decode()
    return "这份问卷已经收到" in page and "data-stored" in page and "data-copy" not in page


def post_answers(client, world, answers):
    return client.post(world.homepage.get_absolute_url(), answers)


@pytest.mark.parametrize("code", ["", CODE], ids=["its own code", "a code of before"])
def test_a_resend_after_a_withdrawal_says_so_and_stores_nothing(client, world, code):
    answers = payload(world.homepage)
    post_answers(client, world, answers)
    if code:
        Returnee.objects.update(receipt_digest=receipt_digest(code))
    Returnee.objects.get().withdraw(withdrawn_at=now())
    # Also one that would be refused by now, and one with other content.
    for again in (answers, answers | {"name": ""}, answers | {"name": "巴特尔"}):
        response = post_answers(client, world, again)
        assert "已经撤回" in response.content.decode()
        assert "data-stored" in response.content.decode()
        assert Returnee.objects.get().name is None


def test_a_resend_of_what_staff_deleted_for_good_says_so_and_stores_nothing(client, world):
    answers = payload(world.homepage)
    post_answers(client, world, answers)
    returnee = Returnee.objects.get().mark_deleted(by=world.accounts["county_staff"], deletion_reason="test")
    Returnee.objects.update(deleted_at=now() - timedelta(days=31))
    assert returnee.erase_deleted(erased_at=now())
    page = post_answers(client, world, answers).content.decode()
    assert "这份问卷已经删除" in page
    assert "data-stored" in page
    assert Returnee.objects.get().name is None


def test_a_too_old_page_is_shown_again_with_all_values(client, world):
    submission_uuid = uuid.uuid4()
    old = sign_token(world.homepage, submission_uuid, notice_version="2020-1", began_at=now() - timedelta(days=8))
    response = post(client, world.homepage, submission_uuid=submission_uuid, form_token=old)
    assert response.context["is_expired"]
    assert "乌云其其格" in response.content.decode()
    assert hidden_fields(response)["submission_uuid"] == str(submission_uuid)


@pytest.mark.parametrize(
    ("closed_hours_ago", "began_hours_ago", "is_accepted"),
    [(71, 72, True), (73, 74, False), (1, 0.5, False)],
    ids=["within 72 hours", "after 72 hours", "begun after the closing"],
)
def test_an_answer_begun_while_open_is_accepted_up_to_72_hours_later(
    client, world, settings, closed_hours_ago, began_hours_ago, is_accepted
):
    settings.GUICHAO_TODAY = None
    world.campaign.closes_at = timezone.now() - timedelta(hours=closed_hours_ago)
    world.campaign.save()
    submission_uuid = uuid.uuid4()
    token = sign_token(
        world.homepage, submission_uuid, notice_version="2020-1", began_at=now() - timedelta(hours=began_hours_ago)
    )
    post(client, world.homepage, submission_uuid=submission_uuid, form_token=token)
    assert Returnee.objects.exists() == is_accepted


def test_a_paused_entrance_is_closed_politely_but_accepts_what_was_begun(client, world):
    answers = payload(world.homepage)
    type(world.homepage).objects.update(is_paused=True)
    page = client.get(world.homepage.get_absolute_url())
    assert (page.status_code, page.context["refusal"]) == (200, "paused")
    client.post(world.homepage.get_absolute_url(), answers)
    assert Returnee.objects.count() == 1


def test_an_expired_entrance_is_closed(client, world):
    type(world.homepage).objects.update(expires_at=now() - timedelta(days=4))
    assert client.get(world.homepage.get_absolute_url()).context["refusal"] == "paused"
    assert post(client, world.homepage).context["refusal"] == "paused"
    assert not Returnee.objects.exists()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [({"website": "https://spam.example"}, "honeypot"), ({"seconds": 1}, "too_fast"), ({"seconds": 5}, "")],
)
def test_a_suspected_bot_is_quarantined_and_learns_nothing(client, world, changes, reason):
    submission_uuid, seconds = uuid.uuid4(), changes.pop("seconds", 60)
    token = sign_token(
        world.homepage, submission_uuid, notice_version="2020-1", began_at=now() - timedelta(seconds=seconds)
    )
    response = post(client, world.homepage, submission_uuid=submission_uuid, form_token=token, **changes)
    returnee = Returnee.objects.get()
    assert returnee.quarantine_reason == reason
    assert returnee.state == (ReturneeState.QUARANTINED if reason else ReturneeState.ACCEPTED)
    assert shown_receipt(response) == known_receipt_code(returnee)


def test_a_resend_that_would_be_refused_by_now_still_gets_its_receipt(client, world, settings):
    settings.GUICHAO_TODAY = date(2020, 12, 30)
    answers = payload(world.homepage, birth_year="1975", birth_month="1")
    first = client.post(world.homepage.get_absolute_url(), answers)
    settings.GUICHAO_TODAY = date(2021, 1, 1) + timedelta(days=31)
    clear_pages()
    second = client.post(world.homepage.get_absolute_url(), answers)
    assert shown_receipt(second) == shown_receipt(first)
    assert Returnee.objects.count() == 1


def test_hundreds_of_phones_behind_one_address_see_no_limit(client, world):
    for number in range(300):
        assert post(client, world.homepage, phone=f"139{number:08d}").status_code == 200
    assert Returnee.objects.accepted().count() == 300


class TestWithoutTheDatabase:
    @pytest.fixture
    def lose_the_database(self, monkeypatch):
        def away(*arguments, **options):
            raise OperationalError("away")

        with ExitStack() as until_the_test_ends:

            def lose():
                monkeypatch.setattr("returnees.page_cache.FRESH_SECONDS", 0)
                until_the_test_ends.enter_context(connection.execute_wrapper(away))

            yield lose

    def test_a_page_served_before_is_served_from_memory(self, client, world, lose_the_database, caplog):
        address = world.homepage.get_absolute_url()
        before = client.get(address)
        lose_the_database()
        response = client.get(address)
        assert response.status_code == 200
        assert len(response.content) == len(before.content)

    def test_a_posted_answer_stays_in_the_page_and_is_asked_for_again(self, client, world, lose_the_database, caplog):
        address, answers = world.homepage.get_absolute_url(), payload(world.homepage)
        client.get(address)
        lose_the_database()
        response = client.post(address, answers)
        assert (response.status_code, response["Retry-After"]) == (503, "30")
        assert "乌云其其格" in response.content.decode()
        assert hidden_fields(response)["submission_uuid"] == answers["submission_uuid"]
        assert "13900000001" not in caplog.text

    def test_an_entrance_never_served_before_says_so(self, client, world, lose_the_database):
        lose_the_database()
        response = client.get(world.homepage.get_absolute_url())
        assert (response.status_code, response["Retry-After"]) == (503, "30")

    @pytest.mark.parametrize("address", ["/", "/letter/", "/letter/abc/", "/privacy/", "/receipt/"])
    def test_the_other_public_pages_say_so_too(self, client, world, lose_the_database, address):
        lose_the_database()
        response = client.get(address)
        assert (response.status_code, response["Retry-After"], response["Cache-Control"][:8]) == (503, "30", "no-store")
        assert "系统暂时不可用" in response.content.decode()

    def test_a_posted_receipt_is_not_a_500(self, client, world, lose_the_database):
        lose_the_database()
        assert client.post("/receipt/", {"code": "A" * 16, "last_digits": "0001"}).status_code == 503


class TestConsentIsToWhatWasRead:
    def publish(self, world):
        PrivacyNotice.objects.create(campaign=world.campaign, version="2020-2", text="谁在处理您的信息\n自治区团委。")
        Campaign.objects.revise_questionnaires()
        clear_pages()

    def test_the_version_of_the_page_is_stored(self, client, world):
        answers = payload(world.homepage)
        self.publish(world)
        client.post(world.homepage.get_absolute_url(), answers)
        assert Returnee.objects.get().consent_version == "2020-1"

    def test_a_page_shown_again_asks_for_consent_to_the_new_version(self, client, world):
        answers = payload(world.homepage, name="")
        self.publish(world)
        response = client.post(world.homepage.get_absolute_url(), answers)
        assert response.context["is_consent_given"] is False
        fields = hidden_fields(response)
        client.post(world.homepage.get_absolute_url(), answers | fields | {"name": "巴特尔"})
        assert Returnee.objects.get().consent_version == "2020-2"

    def test_without_a_new_version_the_consent_stays_checked(self, client, world):
        response = client.post(world.homepage.get_absolute_url(), payload(world.homepage, name=""))
        assert response.context["is_consent_given"] is True


def offered_anew(client, world):
    """One answer is stored, another is sent under its uuid: the page that offers to send it as a new one, as posted."""
    answers = payload(world.homepage)
    address = world.homepage.get_absolute_url()
    client.post(address, answers)
    world.campaign.closes_at = now() - timedelta(minutes=1)
    return address, answers | {"name": "巴特尔"}


def test_the_offer_to_send_it_as_a_new_answer_holds_after_closing(client, world):
    address, answers = offered_anew(client, world)
    world.campaign.save()
    clear_pages()
    offer = client.post(address, answers)
    assert offer.context["is_different"]
    assert shown_receipt(client.post(address, answers | hidden_fields(offer)))
    assert Returnee.objects.count() == 2


def test_sending_a_page_that_was_shown_again_at_once_is_not_hasty(client, world):
    address, answers = offered_anew(client, world)
    client.post(address, answers | hidden_fields(client.post(address, answers)))
    submission_uuid = uuid.uuid4()
    old = sign_token(world.homepage, submission_uuid, notice_version="2020-1", began_at=now() - timedelta(days=8))
    stale = payload(world.homepage, submission_uuid=submission_uuid, form_token=old)
    client.post(address, stale | hidden_fields(client.post(address, stale)))
    assert list(Returnee.objects.values_list("state", flat=True)) == [ReturneeState.ACCEPTED] * 3


@by_fifty
@pytest.mark.django_db(transaction=True)
def test_50_parallel_posts_of_each_of_100_answers_make_100_rows(world):
    entrance = make_entrance(campaign=world.campaign, committee=world.donghe)
    address = entrance.get_absolute_url()
    answers = [urlencode(payload(entrance, phone=f"139{number:08d}"), doseq=True) for number in range(100)]
    statuses = []

    def send_all():
        client = Client()  # a phone that remembers nothing; a new one would load every middleware anew
        for answer in answers:
            client.cookies.clear()
            statuses.append(client.post(address, answer, FORM).status_code)

    at_once(*[send_all] * 50)
    assert Counter(statuses) == {200: 5000}
    assert Returnee.objects.count() == 100


def test_a_preview_cannot_be_sent_and_is_not_counted(log_in, world):
    entrance = make_entrance(campaign=world.campaign, committee=world.donghe)
    page = log_in("county_staff").get(f"/admin/returnees/entrance/{entrance.pk}/preview/").content.decode()
    assert "这是预览" in page
    assert 'type="submit"' not in page
    openings.flush()
    assert not EntranceDay.objects.exists()
