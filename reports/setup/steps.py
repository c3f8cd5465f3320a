"""The steps of a campaign's set-up: what each is for, what it lacks, what should be looked at, where it is done."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count
from django.urls import reverse

from organization.choices import CampaignState, Level
from organization.clock import today
from organization.models import Account, Campaign, Committee, Responsible
from organization.public_address import unfit_for_paper
from organization.region import REGION, words
from reports.models import NoticeDocument, Package
from reports.setup.form_pages import FORM_PAGES, pages_of
from reports.setup.gaps import Gap, StepKey, find_gaps
from returnees.choices import EntranceChannel
from returnees.models import Entrance


@dataclass(frozen=True)
class StepLink:
    label: str
    url: str


@dataclass(frozen=True)
class StepLook:
    """What a step shows of a campaign as it is now."""

    # What there is, in a few words.
    summary: str = ""
    # What opening does not wait for, and yet somebody should look at.
    to_check: tuple[str, ...] = ()
    # The first is where the step is done.
    links: tuple[StepLink, ...] = ()


@dataclass(frozen=True)
class SetupStep:
    key: StepKey
    purpose: str
    look: Callable[[Campaign], StepLook]


@dataclass(frozen=True)
class StepState:
    number: int
    step: SetupStep
    # Each with the page on which it is closed.
    missing: list[StepLink]
    look: StepLook

    @property
    def label(self) -> str:
        return self.step.key.label

    @property
    def chip(self) -> tuple[str, str]:
        """Its class and its word."""
        if self.missing:
            return "returned", f"还缺 {len(self.missing)} 项"
        return ("waiting", "请核对") if self.look.to_check else ("done", "完成")


def build_steps(campaign: Campaign) -> list[StepState]:
    gaps = find_gaps(campaign)
    return [
        build_state(number, step, campaign, [gap for gap in gaps if gap.step == step.key])
        for number, step in enumerate(STEPS, start=1)
    ]


def build_state(number: int, step: SetupStep, campaign: Campaign, gaps: list[Gap]) -> StepState:
    look = step.look(campaign)
    first = look.links[0].url
    missing = [StepLink(gap.sentence, FORM_PAGES[gap.page].address(campaign) if gap.page else first) for gap in gaps]
    return StepState(number, step, missing, look)


def list_link(label: str, name: str, query: str = "") -> StepLink:
    return StepLink(label, reverse(f"admin:{name}") + query)


def form_links(step: StepKey, campaign: Campaign) -> tuple[StepLink, ...]:
    return tuple(StepLink(page.label, page.address(campaign)) for page in pages_of(step))


def present(*checks: tuple[bool, str]) -> tuple[str, ...]:
    return tuple(sentence for is_so, sentence in checks if is_so)


def look_at_notice(campaign: Campaign) -> StepLook:
    has_document = NoticeDocument.objects.filter(campaign=campaign).exists()
    document_page = reverse("admin:reports_setup_document", args=[campaign.key])
    period = f"{campaign.starts_on:%Y-%m-%d} 至 {campaign.ends_on:%Y-%m-%d}"
    return StepLook(
        f"活动时间 {period}，报送截止 {campaign.package_due_on:%Y-%m-%d}",
        present(
            (not campaign.document_number, "没有写文号"),
            (not has_document, "没有附上通知的 PDF 或 Word"),
            (campaign.ends_on < today(), f"活动时间已经过去（到 {campaign.ends_on:%Y-%m-%d}）"),
            (campaign.package_due_on < today(), f"报送截止日期已经过去（{campaign.package_due_on:%Y-%m-%d}）"),
        ),
        (*form_links(StepKey.NOTICE, campaign), StepLink("通知的 PDF 或 Word", document_page)),
    )


def look_at_table(campaign: Campaign) -> StepLook:
    kinds, columns = list(campaign.kinds.active()), list(campaign.annex_columns.all())
    counted = {column.kind_id for column in columns}
    left_out = [kind.label for kind in kinds if kind.pk not in counted]
    query = f"?campaign={campaign.key}"
    return StepLook(
        f"活动类别 {len(kinds)} 个，汇总表 {len(columns)} 列",
        present((bool(left_out and columns), f"不在汇总表里的活动类别：{'、'.join(left_out)}")),
        (
            StepLink("设计汇总表", reverse("table_design") + query),
            StepLink("从通知所附的空表读取", reverse("table_from_blank") + query),
            list_link("活动类别", "activities_activitykind_changelist"),
            list_link("记录选项", "activities_loglist_changelist"),
        ),
    )


def look_at_questionnaire(campaign: Campaign) -> StepLook:
    own_count = campaign.own_questions.filter(is_active=True).count()
    changed = campaign.question_settings.count()
    return StepLook(
        f"标准问题改了 {changed} 个的取舍，自设问题 {own_count} 个",
        links=(*questionnaire_links(campaign), *form_links(StepKey.QUESTIONNAIRE, campaign)),
    )


def questionnaire_links(campaign: Campaign) -> tuple[StepLink, ...]:
    return (StepLink("设计问卷", f"{reverse('admin:questionnaire_design')}?campaign={campaign.key}"),)


def look_at_texts(campaign: Campaign) -> StepLook:
    notice = campaign.privacy_notice()
    letter = f"《{campaign.letter_title}》" if campaign.has_letter else "没有信"
    version = f"个人信息处理说明 {notice.version}" if notice else "个人信息处理说明还没有发布"
    return StepLook(f"{letter}；{version}", links=form_links(StepKey.TEXTS, campaign))


def look_at_rows(campaign: Campaign) -> StepLook:
    count = Package.objects.in_campaign(campaign).count()
    return StepLook(
        f"汇总表 {count} 行" if count else "",
        present((not count, f"还没有建立汇总表的行；不建立的，开启时每个{REGION.reporting}一行")),
        (StepLink("建立、单列，看每一行", reverse("admin:reports_setup_rows", args=[campaign.key])),),
    )


def look_at_package(campaign: Campaign) -> StepLook:
    parts = (
        (campaign.photo_count, f"照片 {campaign.photo_count} 张"),
        (campaign.summary_length, f"总结 {campaign.summary_length} 字"),
        (campaign.asks_for_scan, "盖章扫描件"),
        (campaign.asks_for_returnee_counts, "问卷统计"),
    )
    named = [name for is_asked, name in parts if is_asked]
    return StepLook(f"汇总表，{'，'.join(named)}" if named else "只报汇总表", (), form_links(StepKey.PACKAGE, campaign))


def look_at_accounts(campaign: Campaign) -> StepLook:
    working = Committee.objects.standing().filter(level__in=(Level.LEAGUE_CITY, Level.COUNTY))
    total = working.count()
    no_account = working.exclude(accounts__in=Account.objects.active()).count()
    named = Responsible.objects.in_campaign(campaign).values("committee")
    nobody = working.exclude(pk__in=named).count()
    unfit = unfit_for_paper()
    called = f"{words.league_city}、{words.county_short}"
    return StepLook(
        f"{called}共 {total} 个",
        present(
            (bool(no_account), f"{no_account} 个{called}还没有账号"),
            (
                bool(nobody),
                f"{nobody} 个{words.league_city}、{words.county_short}还没有登记负责人，由各单位自己登记，也可以代填",
            ),
            (bool(no_account and unfit), f"先别印密码条，上面印着这个网站的地址：{unfit}"),
        ),
        (
            list_link("负责人和账号一览", "organization_responsible_overview"),
            list_link("批量开账号", "organization_account_bulk"),
        ),
    )


def look_at_entrances(campaign: Campaign) -> StepLook:
    entrances = Entrance.objects.in_campaign(campaign)
    counts = entrances.aggregate(all=Count("pk"), committees=Count("committee", distinct=True))
    has_own = entrances.exclude(channel=EntranceChannel.HOMEPAGE).exists()
    more = list_link("批量生成二维码", "returnees_entrance_bulk")
    listed = list_link("二维码和海报", "returnees_entrance_changelist")
    unfit = unfit_for_paper()
    return StepLook(
        f"二维码 {counts['all']} 个，属 {counts['committees']} 个团委" if counts["all"] else "",
        present(
            (not has_own, f"还没有{words.league_city}、{words.county_short}的二维码；只有首页入口的，青年自己选家乡"),
            (bool(unfit), f"先别印海报：这个网站的地址{unfit}"),
        ),
        (list_link("打印海报", "returnees_entrance_posters"), listed, more) if has_own else (more, listed),
    )


def look_at_opening(campaign: Campaign) -> StepLook:
    if campaign.state == CampaignState.PREPARING:
        url = reverse("admin:reports_setup_open", args=[campaign.key])
        return StepLook("开启以前，青年和团委都还不能填", ("还没有开启",), (StepLink("核对，开启", url),))
    url = reverse("admin:reports_setup_close", args=[campaign.key])
    if campaign.state == CampaignState.OPEN:
        home = StepLink("看首页", reverse("home"))
        if not campaign.is_current:
            home = StepLink("换成首页", home_address(campaign))
        return StepLook("已经开启", links=(home, StepLink("结束这个年度", url)))
    return StepLook("已经结束", links=(StepLink("旧二维码通向哪里", url),))


def home_address(campaign: Campaign) -> str:
    return reverse("admin:reports_setup_home", args=[campaign.key])


STEPS = (
    SetupStep(StepKey.NOTICE, "名称、文号、主题、日期、报送截止。", look_at_notice),
    SetupStep(StepKey.TABLE, "记哪几类活动，汇总表有哪些列。", look_at_table),
    SetupStep(StepKey.QUESTIONNAIRE, "问青年哪些问题。", look_at_questionnaire),
    SetupStep(StepKey.TEXTS, "青年在公开页面上读到的，依法必须写明的。", look_at_texts),
    SetupStep(StepKey.ROWS, "汇总表有哪些行，谁报送。", look_at_rows),
    SetupStep(StepKey.PACKAGE, "报送单位除了表还交什么。", look_at_package),
    SetupStep(StepKey.ACCOUNTS, "谁能登录，出了事找谁。", look_at_accounts),
    SetupStep(StepKey.ENTRANCES, "青年扫哪里进来。", look_at_entrances),
    SetupStep(StepKey.OPENING, "看一遍公众会看到什么，然后开启。", look_at_opening),
)
