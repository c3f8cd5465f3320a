"""The columns of the summary of services and work, as data: what each counts and where its number leads."""

from dataclasses import dataclass, replace

from activities.choices import GroupKind, HeadcountCategory, LoggedList, ServiceKind
from activities.models.log_list import ChoiceList, lists_of
from organization.models import Campaign
from returnees.choices import SERVICE_NOTE_KINDS, NoteKind


@dataclass(frozen=True)
class WorkColumn:
    # The group and the kind in it: ("service", "training").
    key: tuple[str, str]
    heading: str
    # The name of the list that the number leads to.
    list_name: str
    # What that list is filtered to, besides the committee.
    query: str = ""


@dataclass(frozen=True)
class WorkGroup:
    heading: str
    columns: tuple[WorkColumn, ...]
    # Shown beside the tallies, and never added to them.
    is_beside: bool = False


SHORT = {GroupKind.LEADERS: "团组织、支部负责人群"}


def _columns(group: str, choices, list_name: str, parameter: str) -> tuple[WorkColumn, ...]:
    return tuple(
        WorkColumn((group, kind), SHORT.get(kind, kind.label), list_name, f"{parameter}={kind}") for kind in choices
    )


def _services(kinds: ChoiceList) -> WorkGroup:
    columns = _columns("service", ServiceKind, "admin:activities_service_changelist", "kind__exact")
    return WorkGroup("服务（人次）", tuple(replace(one, heading=kinds.label_of(one.key[1])) for one in columns))


FOLLOW_UP_HEADINGS = {
    NoteKind.TRAINING: "培训",
    NoteKind.GUIDANCE: "创业指导",
    NoteKind.LOAN_REFERRED: "贷款推荐",
    NoteKind.JOB: "就业信息",
    NoteKind.TICKET: "购票协助",
    NoteKind.SOLVED: "困难已解决",
    NoteKind.PARTLY_SOLVED: "困难部分解决",
    NoteKind.HANDED_ON: "困难已转办",
}


def work_groups(campaign: Campaign) -> tuple[WorkGroup, ...]:
    """With the services in the words of the campaign; one query."""
    return (_services(lists_of(campaign)[LoggedList.SERVICES]), *OTHER_GROUPS)


OTHER_GROUPS = (
    WorkGroup(
        "跟进个案里的服务（次）：另列，不加入服务人次",
        tuple(
            WorkColumn(("follow_up", kind), FOLLOW_UP_HEADINGS[kind], "work_follow_ups", f"kind={kind}")
            for kind in SERVICE_NOTE_KINDS
        ),
        is_beside=True,
    ),
    WorkGroup("微信群（个）", _columns("group", GroupKind, "admin:activities_wechatgroup_changelist", "kind__exact")),
    WorkGroup(
        "青年人数（人）",
        _columns("headcount", HeadcountCategory, "admin:activities_headcount_changelist", "category__exact"),
    ),
    WorkGroup(
        "宣传报道",
        (
            WorkColumn(("publicity", "count"), "条数", "admin:activities_publicity_changelist"),
            WorkColumn(("publicity", "reads"), "阅读量（填了的）", "admin:activities_publicity_changelist"),
        ),
    ),
)
