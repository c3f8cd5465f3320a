"""A copy has everything that its source is, and nothing that was entered in it."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.db import transaction

from organization.choices import Act
from organization.clock import now
from organization.models import AuditEvent, Campaign, Responsible
from reports.choices import CopiedPart
from reports.models import Credit, Package
from reports.setup.copying import copy_campaign
from reports.setup.notice_file import NoticeRefused
from reports.setup.notice_schema import CAMPAIGN, CAMPAIGN_DAYS
from reports.setup.opening import gaps, open_campaign
from reports.setup.renewing import TITLES, moved, moved_days, renamed
from reports.setup.rows import separate_rows
from returnees.models import CommitteeLetter, Entrance, OwnQuestion, OwnQuestionChoice, QuestionSetting
from tests.factories import (
    make_activity,
    make_committee,
    make_entrance,
    make_follow_up_case,
    make_responsible,
    publish_notice,
    submit_package,
)
from tests.reports.setup.test_committee_end import end
from tests.reports.setup.test_notice_writing import rows_of

pytestmark = pytest.mark.django_db

YEARS = 7
# What a copy has of its own, besides its days and the year in its titles.
OWN = {"key", "year", "name", "document_number", "issued_on", *TITLES, *CAMPAIGN_DAYS}
# Everything that people enter or send up: of these a copy has nothing. A table added later is in here, or is copied.
COPIED = set(
    "PrivacyNotice ActivityKind LogList AnnexColumn QuestionSetting OwnQuestion CommitteeLetter Package Credit "
    "Responsible Entrance".split()
)


@pytest.fixture
def source(world):
    campaign = world.campaign
    fields = {
        "contact_name": "李干事",
        "contact_phone": "0471-0000000",
        "complaints": "12355",
        "letter_text": "亲爱的朋友：",
        "anonymise_on": date(2022, 2, 28),
        "document_number": "内团办发﹝2020﹞1号",
        "issued_on": date(2020, 1, 15),
    }
    for name, value in fields.items():
        setattr(campaign, name, value)
    # As forms and files leave it; the factories write the notice's text as its file has it.
    campaign.benefits = campaign.benefits.strip()
    campaign.save()
    for kind in campaign.kinds.all():
        kind.sentence_pattern = kind.sentence_pattern.strip()
        kind.save()
    QuestionSetting.objects.create(campaign=campaign, key="gender", usage="off")
    question = OwnQuestion.objects.create(campaign=campaign, label="您会开车吗", kind="single")
    for position, label in enumerate(("会", "不会"), start=1):
        OwnQuestionChoice.objects.create(question=question, label=label, position=position)
    publish_notice(campaign, version="2020-5")
    separate_rows(campaign=campaign)
    CommitteeLetter.objects.create(campaign=campaign, committee=world.baotou, title="包头的信", text="亲爱的：")
    make_responsible(campaign=campaign, committee=world.donghe, is_public=True)
    make_entrance(campaign=campaign, committee=world.donghe, label="火车站")
    return campaign


def copied(source, *, without=(), by=None, **values):
    year = source.year + YEARS
    days = moved_days(vars(source), YEARS)
    return copy_campaign(
        source=source,
        values={"key": str(year), "year": year, "name": "新的一年"} | days | values,
        parts=[part for part in CopiedPart if part not in without],
        by=by,
    )


def table_rows(campaign):
    return [
        (row.committee, row.printed_name, row.position, {credit.committee for credit in row.credits.all()})
        for row in Package.objects.in_campaign(campaign)
    ]


def test_everything_is_carried_over(source):
    copy = copied(source)
    before, after = rows_of(source), rows_of(copy)
    for part in ("kinds", "columns", "settings", "questions"):
        assert after[part] == before[part]
        assert after[part]
    for name in CAMPAIGN.fields.keys() - OWN:
        assert getattr(copy, name) == getattr(source, name), name
    assert table_rows(copy) == table_rows(source)
    assert len(table_rows(copy)) == 3
    letters = [CommitteeLetter.objects.in_campaign(one).values("committee", "title", "text") for one in (source, copy)]
    assert list(letters[0]) == list(letters[1]) != []


def test_the_copy_is_in_preparation_and_its_days_are_to_be_checked(source):
    copy = copied(source)
    assert (copy.state, copy.is_current, copy.is_trial, copy.dates_are_checked) == ("preparing", False, False, False)
    assert (copy.starts_on, copy.ends_on, copy.anonymise_on) == (date(2027, 1, 1), date(2027, 2, 28), date(2029, 2, 28))
    assert (copy.document_number, copy.issued_on) == ("", None)
    assert copy.annex2_title == "2027共青团联系服务返乡创业青年月活动开展情况统计表"
    assert gaps(copy) == ["日期是推算或照搬的，还没有核对"]


def test_a_copy_whose_days_were_checked_can_be_opened_at_once(source):
    copy = copied(source)
    Campaign.objects.filter(pk=copy.pk).update(dates_are_checked=True)
    open_campaign(copy)
    assert copy.is_open
    assert Entrance.objects.homepage_of(copy).token != Entrance.objects.homepage_of(source).token


def test_a_standing_privacy_notice_is_composed_anew_for_the_new_days(source):
    notice = copied(source).privacy_notice()
    assert notice.version == "2027-1"
    assert "2029年2月28日" in notice.text
    assert "2022年2月28日" not in notice.text


def test_a_standing_notice_from_before_the_contact_was_known_is_composed_anew_too(source):
    Campaign.objects.filter(pk=source.pk).update(contact_phone="0471-1111111")
    source.refresh_from_db()
    assert "0471-1111111" in copied(source).privacy_notice().text


def test_a_privacy_notice_of_ones_own_stays_but_for_the_day(source):
    publish_notice(source, version="2020-6", text="保存多久\n我们保存到{retention}。")
    assert copied(source).privacy_notice().text == "保存多久\n我们保存到2029年2月28日。"


def test_no_people_entries_answers_or_submissions_are_carried_over(source, world):
    make_follow_up_case(entrance=world.homepage, home_committee=world.donghe)
    make_activity(campaign=source, committee=world.donghe)
    submit_package(Package.objects.get(campaign=source, committee=world.baotou), by=world.accounts["region_manager"])
    copy = copied(source)
    for model in apps.get_models():
        of_campaigns = [one.name for one in model._meta.concrete_fields if one.related_model is Campaign]
        if of_campaigns and model.__name__ not in COPIED:
            rows = getattr(model, "with_deleted", model._base_manager)
            assert not rows.filter(**{of_campaigns[0]: copy}).exists(), model
    for package in Package.objects.in_campaign(copy):
        assert (package.state, package.filled_by_name, package.summary_text, package.revision) == (
            "not_started",
            "",
            "",
            0,
        )
        assert not package.submissions.exists()


PARTS = {
    CopiedPart.TABLE: lambda copy: copy.kinds.count() + copy.annex_columns.count(),
    CopiedPart.QUESTIONS: lambda copy: copy.question_settings.count() + copy.own_questions.count(),
    CopiedPart.LETTERS: lambda copy: copy.committee_letters.count() + len(copy.letter_text),
    CopiedPart.PRIVACY: lambda copy: copy.privacy_notices.count(),
    CopiedPart.ROWS: lambda copy: copy.packages.count() + Credit.objects.filter(campaign=copy).count(),
    CopiedPart.RESPONSIBLES: lambda copy: copy.responsibles.count(),
    CopiedPart.ENTRANCES: lambda copy: copy.entrances.count(),
}


def test_each_part_can_be_left_out_alone(source):
    assert set(PARTS) == set(CopiedPart)
    for number, left_out in enumerate(CopiedPart):
        copy = copied(source, without=[left_out], key=f"copy-{number}")
        counts = {part: count(copy) for part, count in PARTS.items()}
        assert [part for part, count in counts.items() if not count] == [left_out]
    assert copied(source, without=list(CopiedPart)).contact_phone == source.contact_phone


def test_a_responsible_person_is_public_again_only_when_their_committee_says_so(source):
    (one,) = Responsible.objects.in_campaign(copied(source))
    before = Responsible.objects.get(campaign=source)
    assert (one.committee, one.name, one.phone, one.is_public) == (before.committee, before.name, before.phone, False)


def test_entrances_in_use_get_new_codes(source, world):
    make_entrance(campaign=source, committee=world.kundulun, label="代填", channel="staff_filled")
    make_entrance(campaign=source, committee=world.kundulun, label="过期", expires_at=now() - timedelta(days=1))
    make_entrance(campaign=source, committee=world.kundulun, label="暂停", is_paused=True)
    ending = make_entrance(campaign=source, committee=world.kundulun, label="到时停用", expires_at=now() + timedelta(9))
    copy = copied(source)
    entrances = {one.label: one for one in Entrance.objects.in_campaign(copy)}
    assert entrances.keys() == {"火车站", "代填", "到时停用"}
    assert entrances["到时停用"].expires_at == moved(ending.expires_at, YEARS)
    for one in entrances.values():
        before = Entrance.objects.get(campaign=source, label=one.label)
        assert (one.committee, one.channel, one.is_paused) == (before.committee, before.channel, False)
        assert one.token != before.token


def test_an_ended_committee_is_carried_as_its_successor_once(source, world):
    """东河 merges into 昆都仑, which has a person of its own; 满洲里, with a row of its own, into 海拉尔."""
    make_responsible(campaign=source, committee=world.kundulun, name="李四")
    make_responsible(campaign=source, committee=world.manzhouli, name="王五")
    end(world)
    end(world, world.manzhouli, world.hailar)
    copy = copied(source)
    assert [(one.committee, one.name) for one in Responsible.objects.in_campaign(copy)] == [
        (world.kundulun, "李四"),
        (world.hailar, "王五"),
    ]
    rows = {committee: (name, credits) for committee, name, _, credits in table_rows(copy)}
    assert rows[world.hailar] == (world.hailar.place_name, {world.hailar})
    assert world.manzhouli not in rows
    assert not Entrance.objects.in_campaign(copy).filter(committee=world.donghe).exists()


def test_a_row_whose_successor_has_one_becomes_part_of_it(source, world):
    """Two league-cities merge: one row, credited with what both were credited with."""
    third = make_committee(parent=world.region, level="league_city", place_name="新盟", gb_code="150900")
    package = Package.objects.create(campaign=source, committee=third, printed_name="新盟", position=9)
    further = make_committee(parent=world.baotou, place_name="新区")
    for committee in (third, further):
        Credit.objects.create(package=package, campaign=source, committee=committee)
    end(world, third, world.baotou)
    rows = {committee: credits for committee, _, _, credits in table_rows(copied(source))}
    assert rows[world.baotou] == {world.baotou, further}
    assert third not in rows


@pytest.mark.parametrize(
    ("day", "years", "expected"),
    [
        (date(2020, 2, 29), 1, date(2021, 2, 28)),
        (date(2020, 2, 29), 4, date(2024, 2, 29)),
        (date(2020, 2, 28), 4, date(2024, 2, 28)),
        (date(2020, 12, 31), -1, date(2019, 12, 31)),
        (None, 1, None),
        (date(9999, 1, 1), 1, date(9999, 1, 1)),
        (date(1, 1, 1), -1, date(1, 1, 1)),
    ],
)
def test_days_move_by_whole_years(day, years, expected):
    assert moved(day, years) == expected


def test_the_year_in_a_title_moves_but_no_part_of_a_number():
    assert renamed("2020年第20201号，2020-2021", 2020, 2027) == "2027年第20201号，2027-2021"


def test_it_is_recorded_who_copied_what(source, world):
    manager = world.accounts["region_manager"]
    copy = copied(source, without=[CopiedPart.ENTRANCES], by=manager)
    event = AuditEvent.objects.get(act=Act.CAMPAIGN_CREATE)
    assert event.actor == manager
    assert event.detail.startswith("照 2020 年度 复制：活动类别和汇总表、问题取舍")
    assert "二维码" not in event.detail
    assert list(AuditEvent.objects.about(Campaign, copy.pk)) == [event]


def test_nothing_stays_of_a_copy_that_is_refused(source):
    with pytest.raises(NoticeRefused, match="key：这个代码已经用过"), transaction.atomic():
        copied(source, key="2020")
    with pytest.raises(NoticeRefused, match="早于开始日期"), transaction.atomic():
        copied(source, ends_on=date(2026, 1, 1))
    assert Campaign.objects.count() == 1
