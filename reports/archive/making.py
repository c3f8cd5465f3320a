"""An archive while it is made: sent or written piece by piece, and recorded at its beginning and at its end."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import chain

from django.utils.timezone import localtime

from organization.models import AuditSeal, Campaign, Committee
from organization.zip_stream import stream_zip
from reports.archive.contents import archived_files
from reports.archive.manifest import with_manifest
from reports.archive.texts import about
from reports.exports.all_records.sending import Sending
from reports.packages.documents.file_names import dated_activity, joined


def archive_name(campaign: Campaign, at: datetime) -> str:
    return f"{joined('年度归档', dated_activity(campaign), f'{localtime(at):%Y%m%d}')}.zip"


def make_archive(
    campaign: Campaign, region: Committee, *, at: datetime, end: Callable[[int, bool], None]
) -> Iterator[bytes]:
    """The pieces of the zip file; only the present file is in memory. Its beginning is on record already.

    `end(file_count, is_whole)` is called once, also where nobody takes the rest.
    """
    # So that the seal in it holds the event of its beginning, too.
    AuditSeal.objects.seal()
    files = with_manifest(archived_files(campaign, region, at=at), about(campaign, at))
    return Sending(([file] for file in files), write=partial(_as_zip, at=localtime(at)), end=end)


def _as_zip(batches: Iterator[Sequence], *, at: datetime) -> Iterator[bytes]:
    return stream_zip(chain.from_iterable(batches), at=at)


def describe_end(file_count: int, is_whole: bool) -> str:
    return f"{file_count} 个文件，完整" if is_whole else f"中断，最多 {file_count} 个文件"
