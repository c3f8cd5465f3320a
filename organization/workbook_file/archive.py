"""Excel files that somebody else made: what they are, and their parts, unpacked no further than a limit."""

import sys
import zipfile
import zlib
from typing import BinaryIO

from django.core.exceptions import ValidationError

from organization.workbook_file.limits import (
    COPY_WHAT_IS_FILLED,
    FILE_LIMIT,
    MEGABYTE,
    PART_LIMIT,
    UNPACKED_LIMIT,
    WORKBOOK,
    FileKind,
)

# Of the compound files before 2007: .xls, .et, and every Office file with a password.
OLE_SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")
CONTENT_TYPES = "[content_types].xml"
# Pictures, which are not read.
MEDIA = ("xl/media/", "word/media/")
# Bytes that are unpacked at once.
PIECE = 256 * 1024

TOO_LARGE = f"文件展开后超过 {UNPACKED_LIMIT // MEGABYTE} MB，过大。{COPY_WHAT_IS_FILLED}"
HAS_MACROS = "文件里有宏或控件，不能上传。{resave}"
HAS_LINKS = "文件里有指向别的文件或数据源的链接，请删去（数据—编辑链接—断开）再上传。"
HAS_OBJECTS = "文件里嵌有别的文件（OLE 对象），请删去再上传。"
IS_BINARY = "这是二进制格式（.xlsb）。{resave}"
HAS_PASSWORD = "文件设了打开密码，请取消密码后再上传。"

# By what is in the name of a part.
REFUSED_PARTS = {
    "vba": HAS_MACROS,
    "xl/macrosheets/": HAS_MACROS,
    "xl/activex/": HAS_MACROS,
    "word/activex/": HAS_MACROS,
    "xl/externallinks/": HAS_LINKS,
    "xl/connections": HAS_LINKS,
    "xl/querytables/": HAS_LINKS,
    "xl/embeddings/": HAS_OBJECTS,
    "word/embeddings/": HAS_OBJECTS,
    "xl/workbook.bin": IS_BINARY,
}


def unpack(file: BinaryIO, kind: FileKind = WORKBOOK) -> dict[str, bytes]:
    """The parts of a file of Office by name, lower-case and with slashes.

    Raises a ValidationError with advice in Chinese for a file that is none of the kind, is broken, too large, or has
    parts with macros, external links or embedded objects.
    """
    try:
        with open_archive(file, kind) as archive:
            infos = {part_name(info.filename): info for info in archive.infolist()}
            check_directory(archive.infolist(), infos, kind)
            return read_parts(archive, infos, kind)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError) as error:
        raise ValidationError(kind.broken) from error


def part_name(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def open_archive(file: BinaryIO, kind: FileKind = WORKBOOK) -> zipfile.ZipFile:
    file.seek(0)
    content_limit = FILE_LIMIT + 1
    start = file.read(content_limit)
    if len(start) == content_limit:
        raise ValidationError(f"文件超过 {FILE_LIMIT // MEGABYTE} MB，请分成几个文件上传。")
    if start.startswith(OLE_SIGNATURE):
        is_encrypted = ENCRYPTED_PART in start
        raise ValidationError(HAS_PASSWORD if is_encrypted else kind.is_old)
    if not start.startswith(b"PK"):
        raise ValidationError(kind.is_none)
    file.seek(0)
    return zipfile.ZipFile(file)


def check_directory(listed: list[zipfile.ZipInfo], infos: dict[str, zipfile.ZipInfo], kind: FileKind) -> None:
    if len(listed) > PART_LIMIT or len(infos) < len(listed):
        raise ValidationError(kind.broken)
    for name in infos:
        refuse(name, REFUSED_PARTS, kind)
    if CONTENT_TYPES not in infos:
        raise ValidationError(kind.is_none)
    for info in listed:
        if info.flag_bits & 1:
            raise ValidationError(HAS_PASSWORD)
        if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise ValidationError(kind.broken)


def read_parts(archive: zipfile.ZipFile, infos: dict[str, zipfile.ZipInfo], kind: FileKind) -> dict[str, bytes]:
    parts, left = {}, UNPACKED_LIMIT
    for name, info in infos.items():
        parts[name] = read_part(archive, info, left)
        left -= len(parts[name])
        # No office program declares a document type: one is there to make the reader expand entities.
        if not name.startswith(MEDIA) and b"<!DOCTYPE" in parts[name].replace(b"\0", b""):
            raise ValidationError(kind.broken)
    return parts


def read_part(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    # The size that the directory states would be believed, and end the reading there.
    info.file_size = sys.maxsize
    content = bytearray()
    with archive.open(info) as part:
        while piece := part.read(PIECE):
            content += piece
            if len(content) > limit:
                raise ValidationError(TOO_LARGE)
    return bytes(content)


def refuse(text: str, signs: dict[str, str], kind: FileKind) -> None:
    for sign, complaint in signs.items():
        if sign in text:
            raise ValidationError(complaint.format(resave=kind.resave))
