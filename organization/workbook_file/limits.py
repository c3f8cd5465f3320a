"""How much of a workbook is read. Everything is counted while it is read; what the file says of itself is not asked."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError

MEGABYTE = 1024 * 1024
# Of the file, of all its parts unpacked, and the number of its parts: WPS and Excel write some 10 to 20.
FILE_LIMIT = 5 * MEGABYTE
UNPACKED_LIMIT = 20 * MEGABYTE
PART_LIMIT = 200
# Bytes of one tag with its attributes, and how deep elements lie in each other: beyond, no office program wrote it.
TAG_LIMIT = 64 * 1024
DEPTH_LIMIT = 64
# The last row and column of a sheet of Excel.
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
# Columns that are read.
COLUMNS_READ = 100

# Of all visible sheets together: how many of each are read, and what a person calls them. Most files have a
# thousandth; `dev.py bench inputs` measures one of each that is full.
LIMITS = {
    "elements": (1_000_000, "内容（XML 元素）"),
    "cells": (200_000, "单元格（设了格式的空格也算）"),
    "rows": (10_000, "有内容的行"),
    "runs": (50_000, "一格之中字体不同的文字段"),
    "strings": (200_000, "不同的文字"),
    "characters": (1_000_000, "文字"),
    "merges": (20_000, "合并单元格"),
    "styles": (70_000, "单元格样式"),
}

COPY_WHAT_IS_FILLED = "请只把有内容的行复制到新下载的模板或一份新的文件里再上传。"


@dataclass(frozen=True)
class FileKind:
    """What is said of a file of Office that is not read."""

    suffix: str
    # What it is to be saved as.
    saved_as: str
    # The formats before 2007, which begin as files with a password do.
    old: str

    @property
    def resave(self) -> str:
        return f"请{self.saved_as}再上传。"

    @property
    def broken(self) -> str:
        return f"这个文件读不出来，可能已损坏。{self.resave}"

    @property
    def is_none(self) -> str:
        return f"这不是 {self.suffix} 文件。{self.resave}"

    @property
    def is_old(self) -> str:
        return f"这是旧格式的{self.old}。{self.resave}"


WORKBOOK = FileKind(".xlsx", "在 Excel 或 WPS 中另存为“Excel 工作簿（.xlsx）”", "表格（.xls 或 WPS 的 .et）")
BROKEN = WORKBOOK.broken


class Spending:
    """What has been read of one file so far. Raises a ValidationError as soon as it is too much."""

    def __init__(self, kind: FileKind = WORKBOOK):
        self.kind = kind
        self.spent = dict.fromkeys(LIMITS, 0)

    def spend(self, what: str, count: int = 1) -> None:
        self.spent[what] += count
        if self.spent[what] > LIMITS[what][0]:
            self.refuse(what)

    @staticmethod
    def refuse(what: str) -> None:
        limit, label = LIMITS[what]
        unit = "字" if what == "characters" else "处"
        raise ValidationError(f"文件里的{label}超过 {limit:,} {unit}，读不了这么多。{COPY_WHAT_IS_FILLED}")
