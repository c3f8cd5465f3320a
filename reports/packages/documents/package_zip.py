"""The files of a package, in the order in which an office lays them out.

For one package: `stream_zip(package_files(contents), at=contents.at)`. For many, `in_folder` puts each into its own:

    stream_zip((file for contents in all_of_them for file in in_folder("包头市", package_files(contents))), at=now())

`contents` come from `live_contents`, `frozen_contents` or `current_contents`; the files are made one by one while the
archive is sent, and none of them asks the database.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import NamedTuple

from django.core.files.storage import default_storage

from reports.annex2.workbook import workbook_bytes
from reports.choices import PackagePart
from reports.packages.documents.contents import PackageContents
from reports.packages.documents.file_names import photo_name, safe_stem, scan_name, sheet_name, summary_name
from reports.packages.documents.summary_document import summary_bytes


class PackageFile(NamedTuple):
    # In the archive; unique in its package, and safe on Windows.
    name: str
    part: PackagePart
    # Its content; an OSError where the storage has lost it.
    read: Callable[[], bytes]


def package_files(contents: PackageContents) -> list[PackageFile]:
    """附件2, 活动总结, 照片, 盖章扫描件: those that there are."""
    files = [PackageFile(sheet_name(contents), PackagePart.FIGURES, partial(workbook_bytes, contents.table))]
    if contents.summary_text:
        files.append(PackageFile(summary_name(contents), PackagePart.SUMMARY, partial(summary_bytes, contents)))
    files += [
        PackageFile(
            photo_name(placed.position, placed.caption), PackagePart.PHOTOS, partial(stored_bytes, placed.photo.path)
        )
        for placed in contents.photos
    ]
    if contents.scan:
        files.append(PackageFile(scan_name(contents), PackagePart.SCAN, partial(stored_bytes, contents.scan.path)))
    return files


def in_folder(folder: str, files: Iterable[PackageFile]) -> Iterator[PackageFile]:
    return (file._replace(name=f"{safe_stem(folder)}/{file.name}") for file in files)


def stored_bytes(path: str) -> bytes:
    with default_storage.open(path) as file:
        return file.read()
