"""The certificate of a campaign's anonymising: every number from the rows that were stored when it was finished."""

from dataclasses import dataclass

from django.utils.timezone import localtime

from organization.models import AuditEvent, AuditSeal, Campaign, Committee
from organization.models.audit_seal import SealedNumbers
from organization.region import words
from returnees.models import Anonymisation

ERASED = (
    f"姓名、手机号、微信号、出生年月、民族、政治面貌、{words.township}、学校及专业、经营主体名称",
    "困难说明和自设问题的文字回答；更正记录里改前改后的内容",
    "跟进记录、移交记录里的文字，会员编号；提交凭据和提交的具体时间（只留日期）、具体年龄（只留年龄组）",
)
KEPT = (
    f"家乡{words.county}、性别、学历、目前情况、需求和困难的选项、跟进的状态：认不出人，统计照旧",
    "各级团委的活动、工作记录、报送材料、汇总表和已经报送的数字：一个不变",
    "工作人员的姓名、单位和操作记录",
)


@dataclass(frozen=True)
class CertifiedRun:
    run: Anonymisation
    # The league-city, and each home below it with how many of its youths.
    homes: list[tuple[str, int, list[tuple[str, int]]]]
    event: AuditEvent | None
    # None until the trail is sealed, by the same day's tasks.
    seal: AuditSeal | None


def certified_runs(campaign: Campaign) -> list[CertifiedRun]:
    runs = campaign.anonymisations.finished().prefetch_related("counts__committee__parent")
    return [
        CertifiedRun(
            run,
            group_homes(run),
            AuditEvent.objects.filter(sequence=run.audit_event).first(),
            find_seal(run.audit_event),
        )
        for run in runs
    ]


def group_homes(run: Anonymisation) -> list[tuple[str, int, list[tuple[str, int]]]]:
    cities: dict[Committee, list[tuple[str, int]]] = {}
    for count in run.counts.all():
        home = count.committee
        cities.setdefault(home.parent or home, []).append((home.place_name, count.record_count))
    return [
        (city.place_name, sum(count for _, count in homes), homes)
        for city, homes in sorted(cities.items(), key=lambda pair: pair[0].sort_order)
    ]


def find_seal(number: int) -> AuditSeal | None:
    """The seal that holds the event of this number."""
    spanning = AuditSeal.objects.filter(first_event__lte=number, last_event__gte=number).order_by("number")
    return next((seal for seal in spanning if number in SealedNumbers([seal])), None)


def certificate_lines(campaign: Campaign) -> list[str]:
    """As plain text, for an archive; empty before the campaign is anonymised."""
    return [line for one in certified_runs(campaign) for line in _lines_of(one)]


def _lines_of(certified: CertifiedRun) -> list[str]:
    run, seal = certified.run, certified.seal
    version = f"（版本 {run.notice_version}）" if run.notice_version else ""
    return [
        "个人信息匿名化证明",
        "",
        f"{run.campaign.name}（{run.campaign}）",
        f"依据：《中华人民共和国个人信息保护法》第十九条、第四十七条；本活动的《个人信息处理说明》{version}",
        f"处理单位：{run.campaign.centre_name}",
        f"缘由：{run.get_because_display()}，匿名化日期 {run.due_on}",
        f"执行：系统命令 {run.command}，{_minute(run.started_at)} 至 {_minute(run.finished_at)}（北京时间）",
        f"匿名化的问卷：{run.record_count} 份；此前已撤回或删除而清除的 {run.earlier_count} 份",
        f"一并清除：更正记录 {run.correction_count} 处，跟进和移交的文字 {run.note_count} 条，"
        f"自设问题的文字回答 {run.answer_count} 条",
        f"审计记录：第 {run.audit_event} 条",
        f"封条：{seal.code}" if seal else "封条：还没有封存，由当天的例行任务封存",
        "",
        *(f"清除：{line}" for line in ERASED),
        *(f"留下：{line}" for line in KEPT),
        "",
        "按家乡：",
        *(f"　　{city} {total}：{_list_homes(homes)}" for city, total, homes in certified.homes),
        "",
    ]


def _minute(moment) -> str:
    return f"{localtime(moment):%Y-%m-%d %H:%M}"


def _list_homes(homes: list[tuple[str, int]]) -> str:
    return "、".join(f"{name} {count}" for name, count in homes)
