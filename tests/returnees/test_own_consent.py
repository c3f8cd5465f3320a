"""Where staff fill in, the youth agrees themselves: on their own phone, or on signed paper."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from organization.clock import now
from returnees.choices import ConsentProof, FilledBy
from returnees.form_token import sign_token
from returnees.models import Returnee
from returnees.own_consent import (
    BOTH,
    EXPIRED,
    NEITHER,
    NOT_SENSITIVE,
    WRONG_CODE,
    consent_address,
    consent_code,
    consent_number,
)
from returnees.questions import QUESTIONS
from tests.factories import make_entrance, make_returnee, publish_notice
from tests.returnees.answering import payload, post, shown_receipt
from tests.returnees.receipts import look_up, text_of

pytestmark = pytest.mark.django_db

PAPER = {"consent_code": None, "consent_paper_on": "2020-02-09", "consent_paper_number": "东河-17"}


@pytest.fixture
def staff(world):
    return make_entrance(campaign=world.campaign, committee=world.donghe, channel="staff_filled")


def path_of(entrance, submission_uuid):
    return consent_address(entrance, submission_uuid).removeprefix("http://127.0.0.1:8000")


def errors_of(response):
    assert response.status_code == 200
    return {name: asked["errors"] for name, asked in response.context["consent_asked"].items() if asked["errors"]}


def test_the_code_of_the_youth_s_own_phone_is_their_consent(client, staff):
    page = client.get(staff.get_absolute_url())
    submission_uuid = page.context["submission_uuid"]
    assert consent_address(staff, submission_uuid) in page.content.decode()
    phone = client.get(path_of(staff, submission_uuid)).content.decode()
    assert "同意要由您自己作出" in phone
    assert "谁在处理您的信息" in phone
    code = "".join(client.post(path_of(staff, submission_uuid), {"consent": "1"}).context["parts"])
    assert len(code) == 6
    typed = f" {code[:3]} {code[3:]} "
    shown_receipt(post(client, staff, submission_uuid=submission_uuid, consent_code=typed))
    returnee = Returnee.objects.get()
    assert (returnee.filled_by, returnee.consent_proof) == (FilledBy.STAFF, ConsentProof.OWN_PHONE)
    assert returnee.described_consent == "本人在自己的手机上同意"


def token_of_last_week(entrance, submission_uuid):
    return sign_token(entrance, submission_uuid, notice_version="2020-1", began_at=now() - timedelta(days=8))


@pytest.mark.parametrize(("sign", "error"), [(token_of_last_week, EXPIRED), (lambda *_: "x", WRONG_CODE)])
def test_a_page_that_begins_anew_takes_no_code_of_before(client, staff, sign, error):
    submission_uuid = uuid.uuid4()
    response = post(client, staff, submission_uuid=submission_uuid, form_token=sign(staff, submission_uuid))
    assert errors_of(response) == {"consent_code": [error]}
    anew = response.context["submission_uuid"]
    assert consent_address(staff, anew) in response.content.decode()
    assert anew != submission_uuid
    old = consent_code(consent_number(submission_uuid), "2020-1")
    again = post(client, staff, submission_uuid=anew, form_token=response.context["form_token"], consent_code=old)
    assert errors_of(again) == {"consent_code": [WRONG_CODE]}
    assert not Returnee.objects.exists()


def test_a_signed_paper_outlives_the_page(client, staff):
    submission_uuid = uuid.uuid4()
    old = token_of_last_week(staff, submission_uuid)
    response = post(client, staff, submission_uuid=submission_uuid, form_token=old, **PAPER)
    assert errors_of(response) == {}
    context = response.context
    shown_receipt(
        post(client, staff, submission_uuid=context["submission_uuid"], form_token=context["form_token"], **PAPER)
    )


def test_the_phone_shows_no_code_before_the_tick(client, staff):
    path = path_of(staff, uuid.uuid4())
    assert client.get(path).context["parts"] == []
    response = client.post(path, {})
    assert response.context["parts"] == []
    assert "请先阅读《个人信息处理说明》并勾选同意。" in response.content.decode()


def test_a_code_is_of_one_draft_and_one_version_of_the_notice(client, staff, world):
    other = consent_code(consent_number(uuid.uuid4()), "2020-1")
    assert errors_of(post(client, staff, consent_code=other)) == {"consent_code": [WRONG_CODE]}
    submission_uuid = uuid.uuid4()
    publish_notice(world.campaign)
    later = consent_code(consent_number(submission_uuid), "2020-2")
    response = post(client, staff, submission_uuid=submission_uuid, consent_code=later)
    assert errors_of(response) == {"consent_code": [WRONG_CODE]}
    assert not Returnee.objects.exists()


def test_a_code_outlives_a_change_of_the_site_s_key(client, staff, settings):
    submission_uuid = uuid.uuid4()
    answers = payload(staff, submission_uuid=submission_uuid)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another-key-0123456789abcdef0123456789"
    assert "提交成功" in client.post(staff.get_absolute_url(), answers).content.decode()


def test_signed_paper_is_a_consent_with_its_day_and_number(client, staff):
    shown_receipt(post(client, staff, **PAPER))
    returnee = Returnee.objects.get()
    assert (returnee.consent_paper_on, returnee.consent_paper_number) == (date(2020, 2, 9), "东河-17")
    assert returnee.described_consent == "本人签字的书面同意，2020-02-09 签字，编号 东河-17"


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"consent_code": None}, {"consent_code": [NEITHER]}),
        ({"consent_code": "000000x"}, {"consent_code": [WRONG_CODE]}),
        ({"consent_code": "没有"}, {"consent_code": [WRONG_CODE]}),
        ({"consent_paper_number": "17"}, {"consent_code": [BOTH]}),
        (PAPER | {"consent_paper_on": ""}, {"consent_paper_on": ["请填写签字的日期。"]}),
        (PAPER | {"consent_paper_number": ""}, {"consent_paper_number": ["请填写那张纸的编号。"]}),
        (PAPER | {"consent_paper_on": "上周"}, {"consent_paper_on": ["请按 2020-02-14 的样子填写签字的日期。"]}),
        (PAPER | {"consent_paper_on": "2020-02-11"}, {"consent_paper_on": ["签字的日期应在一年之内，不能晚于今天。"]}),
        (PAPER | {"consent_paper_on": "2018-02-11"}, {"consent_paper_on": ["签字的日期应在一年之内，不能晚于今天。"]}),
    ],
)
def test_without_one_of_the_two_nothing_is_stored_and_all_that_was_typed_stays(client, staff, changes, errors):
    response = post(client, staff, name="乌云其其格", **changes)
    assert errors_of(response) == errors
    page = response.content.decode()
    assert 'value="乌云其其格"' in page
    assert all(f'value="{text}"' in page for text in changes.values() if text)
    assert not Returnee.objects.exists()


class TestSensitive:
    SENSITIVE = {"ethnicity": "02", "sensitive_consent": "on"}

    def test_needs_the_youth_s_own_separate_tick(self, client, staff):
        response = post(client, staff, **self.SENSITIVE)
        assert response.context["sensitive_errors"] == [NOT_SENSITIVE]
        assert not Returnee.objects.exists()

    def test_the_code_of_both_ticks_is_the_consent_to_both(self, client, staff):
        submission_uuid = uuid.uuid4()
        ticks = {"consent": "1", "sensitive_consent": "1"}
        code = "".join(client.post(path_of(staff, submission_uuid), ticks).context["parts"])
        shown_receipt(post(client, staff, submission_uuid=submission_uuid, consent_code=code, **self.SENSITIVE))
        assert Returnee.objects.get().ethnicity == "02"

    def test_without_these_answers_the_plain_code_will_do(self, client, staff):
        shown_receipt(post(client, staff, **self.SENSITIVE | {"without_sensitive": "1"}))
        assert Returnee.objects.get().ethnicity == ""

    def test_phone_and_form_say_of_each_why_and_what_it_means(self, client, staff):
        for address in (path_of(staff, uuid.uuid4()), staff.get_absolute_url()):
            page = client.get(address).content.decode()
            for question in QUESTIONS:
                if question.needs_separate_consent:
                    assert question.necessity in page
                    assert question.consequence in page

    def test_who_corrects_it_later_ticks_for_themselves(self, client, staff):
        code = shown_receipt(post(client, staff))
        page = text_of(look_up(client, code, step="correct"))
        assert "我单独同意" in page
        assert "本人已单独同意" not in page


def test_a_tick_by_staff_is_no_consent(client, staff):
    assert errors_of(post(client, staff, consent="on", consent_code=None)) == {"consent_code": [NEITHER]}


def test_an_id_number_is_no_number_of_a_paper(client, staff):
    response = post(client, staff, **PAPER | {"consent_paper_number": "150202199506150022"})
    assert "consent_paper_number" in errors_of(response)


def test_a_second_press_stores_nothing_more(client, staff):
    answers = payload(staff)
    codes = {shown_receipt(client.post(staff.get_absolute_url(), answers)) for _ in range(2)}
    assert len(codes) == 1
    assert Returnee.objects.count() == 1


def test_who_fills_in_themselves_agrees_by_the_tick(client, world):
    post(client, world.homepage)
    assert Returnee.objects.get().consent_proof == ConsentProof.OWN_TICK
    assert "给本人扫的二维码" not in client.get(world.homepage.get_absolute_url()).content.decode()


def test_each_page_of_staff_has_a_number_of_its_own(client, staff):
    first, second = (client.get(staff.get_absolute_url()).context["consent_address"] for _ in range(2))
    assert first != second


class TestPages:
    @pytest.mark.parametrize("path", ["consent/abcdefgh/", "paper/"])
    def test_only_where_staff_fill_in(self, client, world, staff, path):
        assert client.get(f"{staff.get_absolute_url()}{path}").status_code == 200
        assert client.get(f"{world.homepage.get_absolute_url()}{path}").status_code == 404
        assert client.get(f"/q/nowhere2/{path}").status_code == 404

    def test_the_phone_learns_that_it_is_too_late(self, client, staff, world):
        world.campaign.state = "closed"
        world.campaign.save()
        assert "问卷已经截止" in client.get(path_of(staff, uuid.uuid4())).content.decode()

    def test_the_phone_gets_no_cookie(self, client, staff):
        response = client.post(path_of(staff, uuid.uuid4()), {"consent": "1"})
        assert not response.cookies
        assert "no-store" in response["Cache-Control"]

    def test_the_paper_has_the_whole_notice_and_room_to_sign(self, client, staff, world):
        page = client.get(f"{staff.get_absolute_url()}paper/").content.decode()
        for text in (*(heading for heading, _ in world.campaign.privacy_notice().blocks()), "本人签字", "编号", "民族"):
            assert text in page
        assert "草稿，须经本单位法务审定" in page


class TestStored:
    @pytest.mark.parametrize(
        ("filled_by", "columns", "is_valid"),
        [
            ("staff", {}, True),
            ("self", {}, True),
            ("staff", {"consent_proof": "own_phone"}, True),
            ("staff", {"consent_proof": "own_tick"}, False),
            ("self", {"consent_proof": "own_phone"}, False),
            ("staff", {"consent_proof": "paper"}, False),
            ("staff", {"consent_proof": "paper", "consent_paper_on": date(2020, 2, 9)}, False),
            (
                "staff",
                {"consent_proof": "paper", "consent_paper_on": date(2020, 2, 9), "consent_paper_number": ""},
                False,
            ),
            (
                "staff",
                {"consent_proof": "paper", "consent_paper_on": date(2020, 2, 9), "consent_paper_number": "1"},
                True,
            ),
            ("staff", {"consent_proof": "own_phone", "consent_paper_number": "1"}, False),
            ("staff", {"consent_paper_number": "1"}, False),
        ],
    )
    def test_the_database_knows_whose_consent_it_is(self, world, filled_by, columns, is_valid):
        """Without a proof: from before it was asked."""

        def store():
            with transaction.atomic():
                return make_returnee(
                    entrance=world.homepage, home_committee=world.donghe, filled_by=filled_by, **columns
                )

        if is_valid:
            assert store().pk
        else:
            with pytest.raises(IntegrityError):
                store()

    def test_a_withdrawal_erases_what_leads_to_the_paper(self, client, staff):
        post(client, staff, **PAPER)
        returnee = Returnee.objects.get()
        returnee.withdraw(withdrawn_at=datetime(2020, 2, 10, tzinfo=UTC))
        returnee.refresh_from_db()
        assert (returnee.consent_paper_on, returnee.consent_paper_number) == (None, None)
        assert returnee.described_consent == "本人签字的书面同意"

    def test_record_and_receipt_say_how_the_youth_agreed(self, client, staff, log_in):
        code = shown_receipt(post(client, staff, **PAPER))
        returnee = Returnee.objects.get()
        page = log_in("county_staff").get(f"/admin/returnees/returnee/{returnee.pk}/change/").content.decode()
        assert returnee.described_consent in page
        assert returnee.described_consent in text_of(look_up(client, code))

    def test_the_record_says_that_it_was_not_asked_then(self, world, log_in):
        old = make_returnee(entrance=world.homepage, home_committee=world.donghe)
        page = log_in("county_staff").get(f"/admin/returnees/returnee/{old.pk}/change/").content.decode()
        assert "没有记录（那时还不问）" in page
