"""The navigation of the staff pages, declared once. An account is shown the destinations that its role may open."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from django.urls import reverse

from organization.choices import Level
from organization.region import words


def is_of_the_region(account) -> bool:
    return account.committee is not None and account.committee.level == Level.REGION


def may_set_up(account) -> bool:
    """What a campaign is made of concerns every row of its table: only who is of the region sees all of them."""
    return account.has_perm("organization.change_campaign") and is_of_the_region(account)


def has_committee(account) -> bool:
    return account.committee is not None


def has_counties(account) -> bool:
    """Whether it looks at what those below have marked; others mark their own."""
    return has_committee(account) and account.committee.level in (Level.REGION, Level.LEAGUE_CITY)


def has_own_log(account) -> bool:
    return has_committee(account) and not has_counties(account)


@dataclass(frozen=True)
class Destination:
    label: str
    # The name of its address.
    name: str
    # The permission that opens it; empty: every account.
    permission: str = ""
    # Beginnings of further addresses, below that of the desk, whose pages belong to it.
    covers: tuple[str, ...] = ()
    condition: Callable | None = None
    # The permission to make a new one, and the name of the address where it is made.
    add_permission: str = ""
    add_name: str = ""
    # What making one is called, where it is not logged.
    adding: str = ""

    def is_open_to(self, account) -> bool:
        if self.permission and not account.has_perm(self.permission):
            return False
        return self.condition is None or self.condition(account)

    def add_url_for(self, account) -> str:
        return reverse(self.add_name) if self.add_name and account.has_perm(self.add_permission) else ""


def work_besides(label: str, model_name: str) -> Destination:
    """A list of the log's other work."""
    admin_name = f"admin:activities_{model_name}"
    return Destination(
        label,
        f"{admin_name}_changelist",
        f"activities.view_{model_name}",
        add_permission=f"activities.add_{model_name}",
        add_name=f"{admin_name}_add",
    )


@dataclass(frozen=True)
class Section:
    label: str
    # The key of what waits in it (see `waiting.py`).
    key: str
    destinations: tuple[Destination, ...]
    # Whether the kinds of the viewed campaign stand before its destinations.
    has_kinds: bool = False


SECTIONS = (
    Section(
        "活动",
        "activities",
        (
            Destination("本级已填完", "completion", "activities.view_completion", condition=has_own_log),
            Destination("下级填完情况", "completion", "activities.view_completion", condition=has_counties),
            work_besides("服务记录", "service"),
            work_besides("微信群", "wechatgroup"),
            Destination("微信群覆盖", "admin:activities_wechatgroup_coverage", "activities.view_wechatgroup"),
            work_besides("青年人数", "headcount"),
            work_besides("宣传报道", "publicity"),
            Destination("已删除的活动", "deleted_activities", "activities.delete_activity"),
        ),
        has_kinds=True,
    ),
    Section(
        "青年",
        "returnees",
        (
            Destination("返乡青年", "admin:returnees_returnee_changelist", "returnees.view_returnee"),
            Destination("待核实", "admin:returnees_returnee_quarantine", "returnees.review_returnee"),
            Destination("跟进个案", "admin:returnees_followupcase_changelist", "returnees.view_followupcase"),
            Destination("找回回执", "admin:returnees_lostreceipt_changelist", "returnees.view_lostreceipt"),
            Destination("移交记录", "admin:returnees_handover_changelist", "returnees.view_handover"),
            Destination(
                f"{words.alliance}会员",
                "admin:returnees_alliancemembership_changelist",
                "returnees.view_alliancemembership",
            ),
            Destination("二维码入口", "admin:returnees_entrance_changelist", "returnees.view_entrance"),
            Destination("已删除的问卷", "admin:returnees_returnee_deleted", "returnees.correct_returnee"),
        ),
    ),
    Section(
        "报送",
        "packages",
        (
            Destination("报送情况一览", "board", "reports.view_package", condition=is_of_the_region),
            Destination("催报", "board_reminder", "reports.review_package", condition=is_of_the_region),
            Destination("今日通报", "board_bulletin", "reports.view_package", condition=is_of_the_region),
            Destination(
                "报送材料",
                "admin:reports_package_changelist",
                "reports.view_package",
                covers=("reports/packages/", "reports/submissions/"),
            ),
            Destination("附件2汇总表", "annex2", "reports.view_package", condition=has_committee),
            Destination(
                "公告",
                "announcements",
                "reports.view_package",
                condition=has_committee,
                add_permission="reports.add_announcement",
                add_name="announcement_add",
                adding="发公告",
            ),
        ),
    ),
    Section(
        "统计",
        "statistics",
        (
            Destination("问卷统计", "statistics", "reports.view_package", condition=has_committee),
            Destination("服务与工作汇总", "work", "activities.view_service", condition=has_committee),
        ),
    ),
    Section(
        "设置",
        "settings",
        (
            Destination(
                "活动年度",
                "admin:organization_campaign_changelist",
                "organization.view_campaign",
                covers=("reports/setup/",),
            ),
            Destination("个人信息保存期", "retention", condition=has_committee),
            Destination("合规材料", "compliance", "organization.view_campaign", condition=is_of_the_region),
            Destination("活动类别", "admin:activities_activitykind_changelist", "activities.view_activitykind"),
            Destination("记录选项", "admin:activities_loglist_changelist", "activities.view_loglist"),
            Destination(
                "附件2的列",
                "admin:reports_annexcolumn_changelist",
                "reports.view_annexcolumn",
                covers=("reports/table/",),
            ),
            Destination("问卷", "admin:questionnaire_design", "returnees.view_ownquestion", condition=is_of_the_region),
            Destination("问题取舍", "admin:returnees_questionsetting_changelist", "returnees.view_questionsetting"),
            Destination("自设问题", "admin:returnees_ownquestion_changelist", "returnees.view_ownquestion"),
            Destination(
                f"{words.league_city}慰问信",
                "admin:returnees_committeeletter_changelist",
                "returnees.view_committeeletter",
            ),
            Destination(
                "团委",
                "admin:organization_committee_changelist",
                "organization.view_committee",
                covers=("reports/committees/",),
            ),
            Destination("账号", "admin:organization_account_changelist", "organization.view_account"),
            Destination("负责人", "admin:organization_responsible_changelist", "organization.view_responsible"),
            Destination("审计记录", "admin:organization_auditevent_changelist", "organization.view_auditevent"),
            Destination(
                "本级操作记录",
                "admin:organization_auditevent_changelist",
                "organization.see_own_auditevent",
                condition=is_of_the_region,
            ),
            Destination("角色说明", "admin:roles"),
        ),
    ),
)


@dataclass(frozen=True)
class NavigationLink:
    label: str
    url: str
    # Beginnings of the addresses of its pages.
    beginnings: tuple[str, ...]
    # Where a new one is logged; empty for what is not logged, or may not be.
    add_url: str = ""
    adding: str = ""
    is_current: bool = False


@dataclass(frozen=True)
class NavigationSection:
    label: str
    key: str
    links: list[NavigationLink]
    waiting: int

    @property
    def is_current(self) -> bool:
        return any(link.is_current for link in self.links)


def build_navigation(
    account, path: str, kinds: Iterable[NavigationLink], waiting: dict[str, int]
) -> list[NavigationSection]:
    """The sections in which the account has a destination; the page at `path` is marked as the current one."""
    root = reverse("admin:index")
    found = [(section, _links_of(section, account, root, kinds)) for section in SECTIONS]
    current = _current(path, [link for _, links in found for link in links])
    return [
        NavigationSection(
            section.label,
            section.key,
            [replace(link, is_current=True) if link is current else link for link in links],
            waiting.get(section.key, 0),
        )
        for section, links in found
        if links
    ]


def _links_of(section: Section, account, root: str, kinds: Iterable[NavigationLink]) -> list[NavigationLink]:
    links = list(kinds) if section.has_kinds else []
    for destination in section.destinations:
        if destination.is_open_to(account):
            url = reverse(destination.name)
            further = (root + beginning for beginning in destination.covers)
            add_url = destination.add_url_for(account)
            links.append(NavigationLink(destination.label, url, (url, *further), add_url, destination.adding))
    return links


def _current(path: str, links: list[NavigationLink]) -> NavigationLink | None:
    """The link whose address, or that of its pages, is the longest beginning of `path`."""
    matches = ((len(beginning), link) for link in links for beginning in link.beginnings if path.startswith(beginning))
    return max(matches, key=lambda match: match[0], default=(0, None))[1]
