"""All packages, or the chosen ones, as one zip: a folder per committee as last sent up, and what is missing."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.views.decorators.http import require_safe

from organization.attachments import streamed_attachment
from organization.audit import append_audit_event
from organization.campaign_choice import viewed_campaign
from organization.choices import Act
from organization.clock import now
from organization.zip_stream import stream_zip
from reports.overview.board.choice import Choice
from reports.overview.board.missing_list import NAME, build_line, missing_list_bytes
from reports.overview.board.rows import BoardRow, build_rows
from reports.overview.board.views.board import for_the_region
from reports.packages.documents.contents import load_frozen_contents
from reports.packages.documents.file_names import dated_activity
from reports.packages.documents.package_zip import PackageFile, in_folder, package_files


@require_safe
@for_the_region
def packages_zip(request):
    """Streamed: the act is recorded before the first byte, and no transaction stays open meanwhile."""
    campaign, choice = viewed_campaign(request), Choice.of(request.GET)
    rows = sorted(choice.of_rows(build_rows(campaign, request.user)), key=lambda row: row.package.position)
    names = "、".join(row.package.printed_name for row in rows if row.submission)
    with transaction.atomic():
        append_audit_event(request, Act.PACKAGE_DOWNLOAD, campaign, detail=f"打包下载：{names}")
    at = timezone.localtime(now())
    pieces = stream_zip(members(rows, title=f"{campaign}报送材料：缺少的材料", at=at), at=at)
    part = "部分单位" if choice.is_filtered else "各单位"
    return streamed_attachment(pieces, f"{dated_activity(campaign)}报送材料_{part}_{at:%m%d}.zip")


class ListFile(NamedTuple):
    """缺少的材料: made last, when it is known which files could be read."""

    name: str
    read: Callable[[], bytes]


def members(rows: list[BoardRow], *, title: str, at: datetime) -> Iterator[PackageFile | ListFile]:
    lines = []
    for row in rows:
        unreadable: list[str] = []
        if row.submission:
            folder = f"{row.package.position:02}_{row.package.printed_name}"
            for file in in_folder(folder, package_files(load_frozen_contents(row.submission.pk))):
                yield file._replace(read=partial(read_or_note, file, unreadable))
        lines.append(build_line(row, unreadable))
    yield ListFile(NAME, partial(missing_list_bytes, lines, title=title, at=at))


def read_or_note(file: PackageFile, unreadable: list[str]) -> bytes:
    try:
        return file.read()
    except OSError:
        unreadable.append(file.name.rpartition("/")[2])
        raise
