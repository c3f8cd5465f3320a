"""The draft of the summary: only what the log says, in the order of the notice."""

from datetime import date

import pytest

from activities.models import LogChoice
from organization.choices import Level
from reports.models import Package
from reports.packages.documents.draft import draft_summary
from reports.packages.documents.phrases import as_one, quoted, span
from reports.packages.summary_length import GAP, count_words, limits_of
from reports.setup.rows import separate_rows
from tests.factories import (
    declare_zero_report,
    make_activity,
    make_choice,
    make_committee,
    make_follow_up_case,
    make_follow_up_note,
    make_headcount,
    make_kind,
    make_publicity,
    make_returnee,
    make_service,
    make_wechat_group,
    reword,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def package(world):
    return Package.objects.select_related("campaign", "committee").get(committee=world.baotou)


@pytest.fixture
def staff(world):
    return world.accounts["league_city_staff"]


def log(world, kind, committee=None, **figures):
    return make_activity(kind, campaign=world.campaign, committee=committee or world.donghe, **figures)


def line_with(package, expected):
    return next(line for line in draft_summary(package).text.split("\n") if expected in line)


def test_an_empty_log_gives_a_skeleton_that_marks_every_gap(package):
    draft = draft_summary(package).text
    assert [line for line in draft.split("\n") if not line.startswith(GAP)] == [
        "一、总体情况",
        "按照自治区团委通知要求，包头市团委围绕“投身新时代乡村振兴·服务新青年返乡建功”主题，"
        "组织开展了2020年联系服务返乡创业青年月活动。",
        "二、主要做法",
        "（一）走访联系青年",
        "（二）举办恳谈分享",
        "（三）开设政策讲堂、组织参观考察",
        "（四）服务青年创业就业",
        "三、宣传和青创联盟工作",
        "四、存在问题和下一步打算",
    ]
    assert "【请补充：目前没有已开展的活动记录" in draft
    assert "【请补充：返乡创业座谈会没有记录，也没有零报告】" in draft
    assert "0" not in draft.replace("2020", "")


def test_zero_is_written_where_it_was_reported(package, world, staff):
    declare_zero_report(campaign=world.campaign, committee=world.baotou, kinds=["tour"], by=staff)
    draft = draft_summary(package).text
    assert "本次没有组织青年参观考察。" in draft
    assert "考察活动没有记录" not in draft


def test_says_when_how_many_and_where_the_most(package, world):
    log(world, "visit", visited_count=30, held_on=date(2020, 1, 18))
    log(world, "visit", world.kundulun, visited_count=50, held_on=date(2020, 2, 3))
    assert line_with(package, "联系走访青年80人，其中") == "1月18日至2月3日，联系走访青年80人，其中昆都仑区最多，50人。"


def test_names_no_place_as_the_most_where_two_have_as_many(package, world):
    log(world, "visit", visited_count=30)
    log(world, "visit", world.kundulun, visited_count=30)
    assert "最多" not in draft_summary(package).text


def test_a_single_county_does_not_count_as_the_one_with_the_most(package, world):
    log(world, "visit", visited_count=30)
    assert "最多" not in draft_summary(package).text


def test_an_entry_for_a_period_ends_on_its_last_day(package, world):
    log(world, "visit", visited_count=30, held_on=date(2020, 1, 18), held_until=date(2020, 1, 31))
    assert "1月18日至1月31日，联系走访青年30人。" in draft_summary(package).text


def test_letters_say_channels_times_and_copies(package, world):
    log(world, "letter", channels="sms,household", distribution_count=3, copy_count=200)
    log(world, "letter", channels="other", channel_other="大喇叭", distribution_count=1, copy_count=10)
    assert (
        line_with(package, "一封信")
        == "1月20日，通过短信、入户发放、大喇叭等渠道，发放《致返乡青年的一封信》4次、210份。"
    )


def test_letters_and_tours_are_told_in_the_campaigns_words(package, world):
    LogChoice.objects.filter(code="sms").update(label="手机短信", is_active=False)
    make_choice(campaign=world.campaign)
    make_choice(campaign=world.campaign, key="site_kind", code="farm", label="家庭农场")
    log(world, "letter", channels="sms,short_video")
    log(world, "tour", site_kind="farm")
    text = draft_summary(package).text
    assert "通过手机短信、短视频等渠道" in text
    assert "考察对象有家庭农场。" in text


def test_services_are_told_in_the_campaigns_words(package, world):
    at = {"campaign": world.campaign, "committee": world.donghe}
    assert "如已开展青创易贷、培训、就业信息、购票等服务" in draft_summary(package).text
    reword(world.campaign, loan_referral="创业担保贷款推荐", lead_goose="新农人培养人选", job_information="岗位信息")
    assert "如已开展创业担保贷款、培训、岗位信息、购票等服务" in draft_summary(package).text
    for kind in ("lead_goose", "job_information", "ticket_help"):
        make_service(**at, kind=kind, people_count=3)
    make_service(**at, kind="loan_referral", loan_status="granted", people_count=5)
    assert (
        "推荐办理创业担保贷款5人次（已放款5人次）；推荐“新农人”培养人选3人；为青年提供岗位信息3人次；协助青年购买车票3人次"
        in draft_summary(package).text
    )


def test_copies_are_not_passed_off_as_whole_where_some_entries_tell_none(package, world):
    log(world, "letter", copy_count=200)
    log(world, "letter")
    assert "2次，有份数记录的共200份。" in draft_summary(package).text


def test_meetings_say_sessions_people_online_and_their_own_topics(package, world):
    topics = ["“家乡如何发展”座谈会", "“家乡如何发展”座谈会", "青年怎样奋斗。"]
    for topic in topics:
        log(world, "symposium", topic=topic, is_online=topic.startswith("青年"))
    assert line_with(package, "返乡创业座谈会3场") == (
        "1月20日，举办返乡创业座谈会3场（线上1场），60人次参加。主题有“‘家乡如何发展’座谈会”“青年怎样奋斗”等。"
    )


def test_says_what_kinds_of_places_were_toured(package, world):
    log(world, "tour", site_kind="incubator")
    log(world, "tour", site_kind="cluster")
    assert "考察对象有产业聚集区、青年创业孵化器。" in draft_summary(package).text


def test_planned_and_cancelled_activities_are_left_out(package, world):
    log(world, "symposium", state="planned", held_on=date(2020, 2, 20))
    log(world, "symposium", state="cancelled")
    assert "座谈会没有记录" in draft_summary(package).text


def test_counts_the_two_groups_of_the_notice_and_what_youths_need(package, world):
    for status, age in (("A", 24), ("B", 40), ("F", 20)):
        returnee = make_returnee(entrance=world.homepage, home_committee=world.donghe, status=status, age=age)
        returnee.answers.create(question="needs", code="skills")
    returnee.answers.create(question="needs", code="none")
    draft = draft_summary(package).text
    assert "收到有效问卷3份，其中返乡创业青年1人、意向返乡创业青年1人（两类中36至45周岁1人）。" in draft
    assert "问卷中青年提出较多的需求是技能和农牧业技术培训（3人）。" in draft


def test_who_wants_to_start_at_home_stands_apart(package, world):
    for status in "BG":
        make_returnee(entrance=world.homepage, home_committee=world.donghe, status=status)
    draft = draft_summary(package).text
    assert "返乡创业青年0人、意向返乡创业青年1人；另有常驻本地、有创业意向的青年1人。" in draft


def test_quarantined_answers_appear_nowhere(package, world):
    returnee = make_returnee(entrance=world.homepage, home_committee=world.donghe, status="A", state="quarantined")
    returnee.answers.create(question="needs", code="skills")
    draft = draft_summary(package).text
    assert "没有收到有效问卷" in draft
    assert "需求是" not in draft


def test_services_stand_apart_from_those_in_cases(package, world, staff):
    of = {"campaign": world.campaign, "committee": world.donghe}
    make_service(**of, kind="loan_referral", loan_status="granted", people_count=2)
    make_service(**of, kind="loan_referral", loan_status="referred", people_count=3)
    make_service(
        **of, kind="training", training_tags="e_commerce,other", people_count=20, partner_departments="commerce"
    )
    case = make_follow_up_case(entrance=world.homepage, home_committee=world.donghe)
    make_follow_up_note(case=case, by=staff, kind="job")
    assert line_with(package, "青创易贷5人次") == (
        "推荐办理青创易贷5人次（已放款2人次）；组织电商培训，20人次参加。合作部门有商务。"
        "另在跟进个案中提供就业信息1次，未计入以上人次。"
    )
    assert "建立跟进个案1个。" in draft_summary(package).text


def test_groups_headcounts_and_publicity_are_summed(package, world):
    of = {"campaign": world.campaign}
    make_wechat_group(**of, committee=world.donghe)
    make_wechat_group(**of, committee=world.baotou, kind="outside_students", member_count=70)
    make_headcount(**of, committee=world.donghe)
    make_headcount(**of, committee=world.donghe, youth_count=7, is_current=False)
    make_publicity(**of, committee=world.donghe, medium="website", read_count=900)
    draft = draft_summary(package).text
    assert "现有微信群2个，其中团员青年群1个、在外学生群1个，各群成员相加120人。" in draft
    assert "据1个旗县市区摸底，外出务工青年100人。" in draft
    assert "1月20日，发布宣传报道1条，其中网站和客户端1条，有阅读量记录的1条合计阅读900次。" in draft


def test_work_of_other_rows_is_left_out(package, world):
    log(world, "visit", world.hailar, visited_count=77)
    make_service(campaign=world.campaign, committee=world.hailar, people_count=77)
    make_returnee(entrance=world.homepage, home_committee=world.hailar)
    assert "77" not in draft_summary(package).text
    assert "没有收到有效问卷" in draft_summary(package).text


def test_a_city_with_a_row_of_its_own_appears_in_its_own_draft_alone(world):
    separate_rows(campaign=world.campaign)
    log(world, "visit", world.manzhouli, visited_count=77)
    make_service(campaign=world.campaign, committee=world.manzhouli, people_count=66)
    drafts = {
        package.printed_name: draft_summary(package).text
        for package in Package.objects.select_related("campaign", "committee")
    }
    assert "联系走访青年77人" in drafts["满洲里市"]
    assert "购买车票66人次" in drafts["满洲里市"]
    assert "77" not in drafts["呼伦贝尔市"]
    assert "66" not in drafts["呼伦贝尔市"]


def test_names_nobody(package, world, staff):
    case = make_follow_up_case(entrance=world.homepage, home_committee=world.donghe)
    make_follow_up_note(case=case, by=staff, kind="solved", text="乌云其其格家的草场")
    make_wechat_group(campaign=world.campaign, committee=world.donghe, owner="张群主")
    log(world, "lecture", speaker="李教授", topic="政策讲堂：四中全会精神")
    draft = draft_summary(package).text
    assert "主题是“四中全会精神”。" in draft
    for name in ("乌云其其格", "1390", "张群主", "李教授"):
        assert name not in draft


def test_asks_as_many_queries_for_a_full_log_as_for_an_empty_one(package, world, staff, django_assert_num_queries):
    with django_assert_num_queries(23):
        draft_summary(package)
    for number in range(3):
        county = make_committee(parent=world.baotou, level=Level.COUNTY, place_name=f"第{number}旗")
        of = {"campaign": world.campaign, "committee": county}
        for kind in ("letter", "visit", "symposium", "lecture", "tour"):
            make_activity(kind, **of)
        make_service(**of), make_wechat_group(**of), make_headcount(**of), make_publicity(**of)
        make_follow_up_note(
            case=make_follow_up_case(entrance=world.homepage, home_committee=county), by=staff, kind="guidance"
        )
    with django_assert_num_queries(23):
        draft = draft_summary(package).text
    limits = limits_of(package.campaign)
    assert limits.too_short < count_words(draft) < limits.longest


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (span(date(2020, 1, 8), date(2020, 1, 8)), "1月8日"),
        (quoted("“三农”政策"), "“‘三农’政策”"),
        (as_one("场地、用地、用草场"), "场地、用地和用草场"),
        (as_one("创业指导（导师）"), "创业指导"),
    ],
)
def test_small_change_of_sentences(sentence, expected):
    assert sentence == expected


class TestOtherKinds:
    """Kinds besides those of 2020 speak too: by a sentence of their own, or by one of their shape."""

    def test_a_tally_says_its_own_figures(self, package, world):
        figures = [
            {"key": "company_count", "label": "参加企业数", "unit": "家"},
            {"key": "job_count", "label": "岗位数"},
        ]
        fair = make_kind(campaign=world.campaign, figures=figures)
        log(world, fair, own_figures={"company_count": 12})
        log(world, fair, world.kundulun, own_figures={"company_count": 5})
        assert line_with(package, "招聘会2次") == "1月20日，开展招聘会2次，参加企业17家。"
        assert "（四）其他工作" in draft_summary(package).text
        assert "截至2020年2月10日，全市参加企业17家。" in draft_summary(package).text

    def test_a_meeting_says_what_its_kind_asks(self, package, world):
        kind = make_kind(campaign=world.campaign, label="技能培训", shape="meeting", details=["topic"])
        log(world, kind, session_count=2, topic="技能培训：电商直播")
        assert line_with(package, "技能培训2场") == "1月20日，开展技能培训2场。主题是“电商直播”。"
        assert "举办技能培训共2场。" in draft_summary(package).text

    def test_a_sentence_of_its_own_opens_its_section(self, package, world):
        kind = make_kind(
            campaign=world.campaign,
            label="技能培训",
            shape="meeting",
            details=["participant_count"],
            figures=[{"key": "certificate_count", "label": "取得证书人数"}],
            sentence_pattern="# 抓技能培训\n{period}办{name}{session_count}期，{certificate_count}人取证。\n没有办班。",
        )
        log(world, kind, session_count=2)
        draft = draft_summary(package).text
        assert "（四）抓技能培训\n1月20日办技能培训2期，【请补充：取得证书人数】人取证。" in draft
        assert "（五）服务青年创业就业" in draft

    def test_its_own_sentence_for_zero(self, package, world, staff):
        make_kind(campaign=world.campaign, label="培训", sentence_pattern="办了。\n没有办班。")
        declare_zero_report(campaign=world.campaign, committee=world.baotou, kinds=["job_fair"], by=staff)
        assert "\n没有办班。\n" in draft_summary(package).text

    def test_a_retired_kind_is_spoken_of_only_where_something_is_recorded(self, package, world):
        kind = make_kind(campaign=world.campaign, is_active=False, figures=["jobs"])
        assert "招聘会" not in draft_summary(package).text
        log(world, kind, own_figures={"jobs": 3})
        assert "开展招聘会1次" in draft_summary(package).text

    def test_the_opening_of_a_campaign_without_one(self, package, world):
        type(world.campaign).objects.update(summary_opening="", short_name="技能月")
        package.campaign.refresh_from_db()
        assert "组织开展了2020年技能月。" in draft_summary(package).text

    def test_a_campaign_that_asks_for_no_counts_has_no_gap_for_them(self, package, world):
        type(world.campaign).objects.update(asks_for_returnee_counts=False)
        package.campaign.refresh_from_db()
        assert "有效问卷" not in draft_summary(package).text
