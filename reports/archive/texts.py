"""What an archive says about itself, as plain text. No Excel, no request."""

from datetime import datetime

from django.utils.timezone import localtime

from organization.machine import read_version
from organization.models import AuditSeal, Campaign
from reports.overview.retention.certificate import ERASED, KEPT
from returnees.models import Returnee

# Windows' Notepad of every age shows it right with the mark and these ends of line.
ENCODING, END = "utf-8-sig", "\r\n"


def as_text(lines: list[str]) -> bytes:
    return "".join(f"{line}{END}" for line in lines).encode(ENCODING)


def about(campaign: Campaign, at: datetime) -> list[str]:
    return [
        f"年度：{campaign}（{campaign.key}）",
        f"制作时间：{localtime(at):%Y-%m-%d %H:%M:%S}（北京时间），归巢 {read_version()}",
    ]


def read_me(campaign: Campaign, at: datetime, folders: dict[str, str]) -> list[str]:
    """`folders`: what is in each, by its name."""
    return [
        "年度归档",
        "",
        *about(campaign, at),
        "",
        "内容",
        *(f"　　{name}：{content}" for name, content in folders.items()),
        "　　清单.txt：每个文件的 SHA-256 摘要，末行是本站的封条；缺少的文件也写在里面。",
        "",
        "核对",
        "　　本站：manage verify_archive 归档文件.zip，说明是否完整、是否本站所封。",
        "　　别处：解压后运行 sha256sum -c 清单.txt，逐个核对文件（封条只有本站能核对）。",
        "",
        "保管",
        "　　归档里没有青年的个人信息，除非各单位写进了报送的文字、照片或扫描件；",
        "　　有填表人的姓名和电话。请按档案管理规定保管，不要发到群里。",
    ]


def seal_lines(seal: AuditSeal | None) -> list[str]:
    if seal is None:
        return ["审计记录的封条", "", "还没有封条：没有审计记录。"]
    return [
        "审计记录的封条",
        "",
        "以此可以核对审计记录此后有没有被改动、删去：manage verify_audit --seal 本文件",
        "",
        f"封条：{seal.code}",
        f"封条号：{seal.number}",
        f"封存时间：{localtime(seal.sealed_at):%Y-%m-%d %H:%M:%S}（北京时间）",
        f"所封记录：序号 {seal.first_event} 至 {seal.last_event}，共 {seal.event_count} 条；此前各条由前面的封条所封",
        f"封至序号：{seal.reach}",
        f"前一封条摘要：{seal.previous_digest}",
        f"摘要：{seal.digest}",
    ]


def plan_lines(campaign: Campaign) -> list[str]:
    """What will be erased, and when."""
    records = Returnee.with_deleted.filter(campaign=campaign)
    day = campaign.anonymise_on
    return [
        "匿名化计划",
        "",
        f"年度：{campaign}（{campaign.key}）",
        f"匿名化日期：{f'{day:%Y-%m-%d}' if day else '还没有定'}",
        f"现有问卷：{records.count()} 份，其中个人信息已经清除的 {records.exclude(personal_erased_at=None).count()} 份",
        "",
        *(f"会清除：{line}" for line in ERASED),
        *(f"会留下：{line}" for line in KEPT),
        "",
        "完成之后可以重新制作本归档，届时这里换成匿名化证明。",
    ]
