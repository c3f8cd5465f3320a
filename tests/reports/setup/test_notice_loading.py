from datetime import date

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models

from activities.models import ActivityKind, KindDetail, KindFigure, LogChoice, LogList
from activities.models.log_list import STANDARD_LISTS, lists_of
from organization.choices import Act
from organization.models import AuditEvent, Campaign, PrivacyNotice
from reports.models import AnnexColumn, Package
from reports.setup.notice_file import NoticeRefused, Problems, check_notice, notice_path, read_notice
from reports.setup.notice_loading import load_notice, moved_dates, update_campaign
from reports.setup.notice_schema import ABSENT_FIELDS, CAMPAIGN, LISTS, PRIVACY_NOTICE
from returnees.models import OwnQuestion, OwnQuestionChoice, QuestionSetting
from tests.factories import submit_package
from tests.reports.setup.notices import notice, write_notice

DESIGN = (
    *(Campaign, PrivacyNotice, ActivityKind, KindDetail, KindFigure, LogList, LogChoice, AnnexColumn),
    *(QuestionSetting, OwnQuestion, OwnQuestionChoice),
)
SECTIONS = [
    CAMPAIGN,
    PRIVACY_NOTICE,
    *LISTS.values(),
    *(inner for one in LISTS.values() for inner in one.lists.values()),
]


TALLY = {"key": "tour", "label": "考察", "shape": "tally"}
COLUMN = {"key": "x", "headings": ["表"]}
CHANNELS, SMS = {"key": "channels"}, {"code": "sms", "label": "短信"}


def counts():
    return {model: model.objects.count() for model in DESIGN}


def all_rows():
    return {model: list(model.objects.order_by("pk").values()) for model in DESIGN}


def refusals(content):
    with pytest.raises(NoticeRefused) as refusal:
        load_notice(content)
    return refusal.value.problems


def test_every_field_of_the_design_is_in_the_file_or_declared_absent():
    for section in SECTIONS:
        names = {one.name for one in section.model._meta.concrete_fields}
        assert ABSENT_FIELDS[section.model] <= names
        assert section.fields.keys() | ABSENT_FIELDS[section.model] == names
        # A relation is written by the words of its own name, not as a number of a row.
        assert not any(isinstance(one, models.ForeignKey) for one in section.fields.values())
    assert {section.model for section in SECTIONS} == set(ABSENT_FIELDS)


# What belongs to a campaign and is no part of its notice: people, entries and what goes up.
NOT_OF_THE_NOTICE = set(
    "Responsible Activity ActivityImport Completion Headcount Photo Publicity Service WechatGroup ZeroReport Entrance "
    "Returnee FollowUpCase HandOver AllianceMembership DistinctPair CommitteeLetter Package Credit Reminder Submission "
    "StampedScan FollowUpNote Anonymisation LostReceipt EndedRequest NoticeDocument Notification Announcement "
    "CachedCounts".split()
)


def test_every_table_of_a_campaign_is_of_the_notice_or_declared_not_to_be():
    of_campaigns = {
        model
        for model in apps.get_models()
        if any(one.related_model is Campaign for one in model._meta.concrete_fields if one.is_relation)
    }
    unknown = {model.__name__ for model in of_campaigns - {section.model for section in SECTIONS}}
    assert unknown <= NOT_OF_THE_NOTICE


@pytest.mark.django_db
def test_the_whole_notice_becomes_rows():
    campaign = load_notice(notice())
    assert (campaign.key, campaign.state, campaign.is_current, campaign.is_trial) == ("2031", "preparing", False, False)
    assert campaign.privacy_notice().version == "2031-1"
    assert list(campaign.kinds.values_list("key", "shape", "position")) == [
        ("visit", "contact", 1),
        ("job_fair", "tally", 2),
    ]
    assert list(KindFigure.objects.values_list("kind__key", "key", "unit", "is_required")) == [
        ("job_fair", "job_count", "个", True)
    ]
    assert list(campaign.annex_columns.values_list("key", "content", "heading_1", "heading_2", "kind__key")) == [
        ("name", "name", "盟市", "", None),
        ("job_count", "figure", "招聘会", "提供岗位数", "job_fair"),
    ]
    assert list(campaign.question_settings.values_list("key", "usage")) == [("ethnicity", "off")]
    assert list(OwnQuestionChoice.objects.values_list("question__label", "label")) == [
        ("您想参加招聘会吗", "想"),
        ("您想参加招聘会吗", "不想"),
    ]


@pytest.mark.django_db
def test_lists_are_those_of_the_file_and_else_the_standard_ones():
    campaign = load_notice(notice())
    lists = lists_of(campaign)
    assert lists["channels"].labels == {"short_video": "短视频", "weibo": "微博", "other": "别的渠道"}
    assert lists["channels"].active == ["short_video", "other"]
    assert lists["site_kind"] == STANDARD_LISTS["site_kind"]
    content = notice(lists=[CHANNELS | {"items": [SMS, {"code": "weibo", "label": "围脖"}]}])
    assert update_campaign(campaign, content) == ["lists[0].items[0]"]
    assert list(lists_of(campaign)["channels"].labels.values()) == ["短视频", "微博", "别的渠道", "短信"]
    assert lists_of(load_notice(read_notice(notice_path("2020")))) == STANDARD_LISTS


@pytest.mark.django_db
def test_2020_loads_word_for_word_and_whole():
    content = read_notice(notice_path("2020"))
    campaign = load_notice(content)
    for name, value in CAMPAIGN.values(content).items():
        assert getattr(campaign, name) == value
    assert campaign.benefits.startswith("创业培训和指导\n有创业想法的")
    assert KindDetail.objects.count() == sum(len(kind["details"]) for kind in content["kinds"])
    assert AnnexColumn.objects.count() == 11
    assert "共青团内蒙古自治区委员会决定收集这些信息" in campaign.privacy_notice().text
    assert "保存到2022年2月28日" in campaign.privacy_notice().text


@pytest.mark.django_db
def test_a_notice_without_a_text_of_its_own_is_composed_of_what_the_file_says():
    campaign = load_notice(notice(privacy_notice={"version": "2031-1"}, processor="自治区团委"))
    text = campaign.privacy_notice().text
    assert "自治区团委决定收集这些信息" in text
    assert "您想参加招聘会吗" in text
    assert "民族" not in text.partition("敏感信息")[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"ends_on": date(2030, 1, 1)}, "文件：活动结束日期不能早于开始日期。"),
        ({"youngest_age": 13}, "文件：年龄应依次为"),
        ({"kinds": [TALLY | {"details": [{"column": "channels"}]}], "columns": []}, "kinds[0].details[0].column：“"),
        ({"lists": [CHANNELS | {"items": [SMS, SMS | {"code": "text"}]}]}, "lists[0].items[1].label：这个名称已经有了"),
        ({"lists": [CHANNELS | {"items": [SMS | {"code": "s" * 13}]}]}, "lists[0].items[0].code：代码最多 12 个字符"),
        ({"lists": [CHANNELS]}, "lists[0].items：至少写一项。"),
        ({"columns": [COLUMN | {"kind": "visit", "figure": "job_count"}]}, "columns[0].figure：“走访”没有这个数字"),
        ({"columns": [COLUMN]}, "columns[0]：“数字”列要指明活动类别和数字"),
        ({"questions": [{"label": "几次", "kind": "number", "choices": ["一", "二"]}]}, "questions[0].choices：单选"),
        ({"questions": [{"label": "哪次", "kind": "single"}]}, "questions[0].choices：单选、多选要写选项"),
    ],
)
def test_what_only_the_rows_can_tell_is_named_by_its_place_too(changes, problem):
    before = counts()
    assert refusals(notice(**changes))[0].startswith(problem)
    assert counts() == before


@pytest.mark.django_db
def test_the_sentence_of_a_kind_names_only_its_own_numbers():
    content = notice()
    content["kinds"][0]["sentence_pattern"] = "{job_count}个"
    content["columns"][1]["figure"] = "colour_count"
    first, second = refusals(content)
    assert first.startswith("kinds[0].sentence_pattern：")
    assert second.startswith("columns[1].figure：")


@pytest.mark.django_db
def test_loading_again_changes_nothing(tmp_path):
    path = str(write_notice(tmp_path / "notice.toml", notice()))
    call_command("load_campaign", path)
    before = all_rows()
    call_command("load_campaign", str(write_notice(tmp_path / "other.toml", notice(theme="别的主题", columns=[]))))
    assert all_rows() == before


@pytest.mark.django_db
def test_what_the_command_does_is_in_the_audit_trail(tmp_path):
    path = str(write_notice(tmp_path / "notice.toml", notice()))
    call_command("load_campaign", path)
    call_command("load_campaign", path)
    call_command("load_campaign", path, "--update")
    more = write_notice(tmp_path / "more.toml", notice(contact_phone="0471-0000000"))
    call_command("load_campaign", str(more), "--update")
    campaign = Campaign.objects.get()
    created, changed = AuditEvent.objects.order_by("sequence")
    assert (created.act, created.actor, created.object_id) == (Act.CAMPAIGN_CREATE, None, str(campaign.pk))
    assert (changed.act, changed.actor, changed.object_id) == (Act.CAMPAIGN_CHANGE, None, str(campaign.pk))
    assert "contact_phone" in changed.detail


@pytest.mark.django_db
def test_a_refused_file_names_every_fault_and_writes_nothing(tmp_path):
    path = write_notice(tmp_path / "notice.toml", notice(year="2031", colour="红"))
    with pytest.raises(CommandError, match="year：应是整数。\ncolour：没有这个名称。"):
        call_command("load_campaign", str(path))
    assert not Campaign.objects.exists()
    assert not AuditEvent.objects.exists()


@pytest.mark.django_db
def test_an_update_adds_what_is_missing_and_overwrites_nothing():
    campaign = load_notice(notice())
    campaign.kinds.filter(key="visit").update(label="走村入户")
    more = notice(theme="别的主题", contact_phone="0471-0000000")
    more["kinds"][0]["details"].append({"column": "place"})
    more["kinds"][1]["figures"].append({"key": "visitor_count", "label": "到场人数"})
    more["kinds"].append({"key": "class", "label": "培训班", "shape": "meeting"})
    more["columns"].insert(
        1, {"key": "class_count", "headings": ["培训班"], "kind": "class", "figure": "session_count"}
    )
    more["questions"].append({"label": "您的建议", "kind": "text"})
    before, revision = all_rows(), campaign.questionnaire_revision
    assert update_campaign(campaign, more) == [
        "contact_phone",
        "kinds[0].details[1]",
        "kinds[1].figures[1]",
        "kinds[2]",
        "columns[1]",
        "questions[1]",
    ]
    campaign.refresh_from_db()
    assert (campaign.theme, campaign.contact_phone) == ("青春返乡", "0471-0000000")
    assert campaign.questionnaire_revision > revision
    after = all_rows()
    for model in DESIGN[1:]:
        assert [row for row in after[model] if row in before[model]] == before[model]
    assert list(campaign.annex_columns.values_list("key", flat=True)) == ["name", "job_count", "class_count"]
    assert update_campaign(campaign, more) == []


@pytest.mark.django_db
def test_an_update_adds_no_column_once_something_was_sent_up(world):
    submit_package(Package.objects.get(committee=world.baotou), by=world.accounts["league_city_staff"])
    content = notice(columns=[{"key": "remark", "content": "blank", "headings": ["备注"]}])
    with pytest.raises(NoticeRefused) as refusal:
        update_campaign(world.campaign, content)
    assert [problem for problem in refusal.value.problems if problem.startswith("columns")] == [
        "columns[0]：这个年度已有单位报送，表的列、次序和所计的数不能再改；表头、列宽和计数说明可以更正。"
    ]


@pytest.mark.django_db
def test_an_update_removes_nothing():
    campaign = load_notice(notice())
    before = all_rows()
    assert update_campaign(campaign, notice(kinds=[], columns=[], question_settings=[], questions=[])) == []
    assert all_rows() == before


def test_moved_dates_have_the_day_in_their_first_month():
    content = read_notice(notice_path("2020"))
    moved = moved_dates(content, date(2031, 7, 19))
    assert moved == {
        "starts_on": date(2031, 7, 1),
        "ends_on": date(2031, 8, 29),
        "package_due_on": date(2031, 8, 16),
        "anonymise_on": date(2033, 8, 28),
    }


HERD = {"label": "家里养什么", "kind": "single", "is_required": True, "choices": ["牛", "羊"]}
YEARS = {"label": "养了几年", "kind": "number", "asked_if": {"question": "家里养什么", "choice": "牛"}}


@pytest.mark.django_db
def test_a_question_is_asked_by_a_choice_of_one_before_it():
    load_notice(notice(questions=[HERD, YEARS, {"label": "何时动身", "kind": "text", "asked_statuses": "B,G"}]))
    assert list(OwnQuestion.objects.values_list("label", "asked_if__label", "asked_statuses")) == [
        ("家里养什么", None, ""),
        ("养了几年", "牛", ""),
        ("何时动身", None, "B,G"),
    ]


@pytest.mark.django_db
def test_a_condition_names_what_stands_before_it():
    for rows in ([YEARS, HERD], [HERD, YEARS | {"asked_if": {"question": "家里养什么", "choice": "马"}}]):
        assert any("asked_if：前面没有问题" in problem for problem in refusals(notice(questions=rows)))
    assert not OwnQuestion.objects.exists()


@pytest.mark.parametrize("value", ["牛", {}, {"question": "家里养什么"}, {"question": 1, "choice": "牛"}, []])
def test_a_condition_is_a_question_and_a_choice(value):
    problems = Problems()
    check_notice(notice(questions=[HERD, YEARS | {"asked_if": value}]), problems)
    assert [problem.partition("：")[0] for problem in problems.found] == ["questions[1].asked_if"]


@pytest.mark.django_db
def test_a_question_that_is_always_asked_is_not_switched_off_by_a_file():
    settings = [{"key": "name", "usage": "off"}, {"key": "phone", "label": "您的手机号"}]
    assert refusals(notice(question_settings=settings)) == [
        "question_settings[0].usage：这个问题每次都问，只能改写它的文字。"
    ]
