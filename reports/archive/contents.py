"""The files of a campaign's archive in their order, each made when it is its turn."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import NamedTuple, Protocol

from organization.clock import today
from organization.models import AuditSeal, Campaign, Committee
from reports.archive.statistics_workbook import statistics_bytes
from reports.archive.texts import as_text, plan_lines, read_me, seal_lines
from reports.choices import Source
from reports.exports.consolidated.contents import build_contents, made_at
from reports.exports.consolidated.workbook import consolidated_bytes
from reports.models import Submission
from reports.overview.retention.certificate import certificate_lines
from reports.overview.statistics.counts import count_statistics
from reports.overview.statistics.sections import build_sections
from reports.packages.documents.contents import load_frozen_contents
from reports.packages.documents.file_names import safe_stem
from reports.packages.documents.package_zip import package_files

READ_ME = "说明.txt"
CONSOLIDATED, PACKAGES, STATISTICS = "1_汇总工作簿", "2_报送材料", "3_统计"
TRAIL, ANONYMISATION = "4_审计封条", "5_匿名化"
FOLDERS = {
    CONSOLIDATED: "附件2和各汇总表，按已报送、按已确认、按最新记录各一份",
    PACKAGES: "各单位每一次报送的材料：附件2的一行、活动总结、照片、盖章扫描件，与报送时相同",
    STATISTICS: "统计页的各张表",
    TRAIL: "制作时审计记录的最后一个封条",
    ANONYMISATION: "匿名化证明；还没有匿名化的，是计划：哪一天清除什么",
}


class ArchivedFile(Protocol):
    @property
    def name(self) -> str: ...

    def read(self) -> bytes: ...


class TextFile(NamedTuple):
    name: str
    lines: list[str]

    def read(self) -> bytes:
        return as_text(self.lines)


class WorkbookFile(NamedTuple):
    name: str
    make: partial

    def read(self) -> bytes:
        return self.make()


def archived_files(campaign: Campaign, region: Committee, *, at: datetime) -> Iterator[ArchivedFile]:
    yield TextFile(READ_ME, read_me(campaign, at, FOLDERS))
    for source in Source:
        name = f"{CONSOLIDATED}/汇总工作簿_{source.label}.xlsx"
        yield WorkbookFile(name, partial(make_consolidated, campaign, region, source, at))
    yield from submitted_files(campaign)
    yield WorkbookFile(f"{STATISTICS}/统计.xlsx", partial(make_statistics, campaign, region, at))
    yield TextFile(f"{TRAIL}/审计封条.txt", seal_lines(AuditSeal.objects.latest_one()))
    yield anonymisation_file(campaign)


def anonymisation_file(campaign: Campaign) -> TextFile:
    """The certificate, once there is one."""
    if certified := certificate_lines(campaign):
        return TextFile(f"{ANONYMISATION}/匿名化证明.txt", certified)
    return TextFile(f"{ANONYMISATION}/匿名化计划.txt", plan_lines(campaign))


def make_consolidated(campaign: Campaign, region: Committee, source: Source, at: datetime) -> bytes:
    return consolidated_bytes(build_contents(campaign, region, source, at=at))


def make_statistics(campaign: Campaign, region: Committee, at: datetime) -> bytes:
    return statistics_bytes(build_sections(count_statistics(campaign, region), today()), origin=made_at(at))


def submitted_files(campaign: Campaign) -> Iterator[ArchivedFile]:
    """Of every sending up, also of those that were returned and sent again."""
    sent = Submission.objects.filter(package__campaign=campaign).order_by("package__position", "package", "number")
    for pk, position in sent.values_list("pk", "package__position"):
        contents = load_frozen_contents(pk)
        package = f"{position:02}_{safe_stem(contents.name)}"
        folder = f"{PACKAGES}/{package}/{contents.standing}_{contents.at:%Y%m%d}"
        yield from (file._replace(name=f"{folder}/{file.name}") for file in package_files(contents))
