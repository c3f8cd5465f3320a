"""A workbook as a whole: which sheets are seen, and which of them has the headings that are asked for."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import BinaryIO

from django.core.exceptions import ValidationError

from organization.workbook_file.archive import CONTENT_TYPES, unpack
from organization.workbook_file.limits import BROKEN, PART_LIMIT, WORKBOOK, Spending
from organization.workbook_file.parts import ContentTypes, Formats, Relationships, SharedTexts, SheetList
from organization.workbook_file.sheet import Sheet, SheetMarkup


@dataclass
class Workbook:
    # What was counted.
    spending: Spending
    # Those that are not hidden, each read.
    sheets: list[Sheet]


def open_workbook(file: BinaryIO, *, with_hidden: bool = False) -> Workbook:
    """Every visible sheet of an uploaded file, or every one. Raises a ValidationError with advice in Chinese."""
    return WorkbookReader(unpack(file)).read(with_hidden=with_hidden)


def choose_sheet(sheets: Iterable[Sheet], has_headings: Callable[[Sheet], bool], has_entries) -> Sheet | None:
    """The one that has the headings, or of several the one that is filled in; None if there is none."""
    found = [sheet for sheet in sheets if has_headings(sheet)]
    filled = [sheet for sheet in found if has_entries(sheet)] or found[:1]
    if len(filled) > 1:
        names = "、".join(f"“{sheet.title}”" for sheet in filled)
        raise ValidationError(
            f"文件里有 {len(filled)} 张表都有要读的列：{names}。请只留一张，把其余的删去或隐藏，再上传。"
        )
    return filled[0] if filled else None


class WorkbookReader:
    def __init__(self, parts: dict[str, bytes]):
        self.parts, self.spending = parts, Spending()
        ContentTypes(self.spending).read(parts[CONTENT_TYPES])
        self.name = Relationships(self.spending, parts, "").first("officeDocument")
        if self.name not in parts:
            raise ValidationError(WORKBOOK.is_none)
        self.relationships = Relationships(self.spending, parts, self.name)
        self.list = SheetList(self.spending)
        self.list.read(parts[self.name])

    def read(self, *, with_hidden: bool) -> Workbook:
        return Workbook(self.spending, [self.read_sheet(*named) for named in self.titles_and_parts(with_hidden)])

    def titles_and_parts(self, with_hidden: bool) -> list[tuple[str, str]]:
        targets = self.relationships.targets
        found = [
            (title, targets[key][0])
            for title, key, is_visible in self.list.sheets
            # Charts and dialogs are sheets too.
            if (is_visible or with_hidden) and key in targets and targets[key][1] == "worksheet"
        ]
        names = [part for _, part in found]
        if not found:
            raise ValidationError("文件里没有工作表。")
        if len(set(names)) < len(names) or len(names) > PART_LIMIT or not set(names) <= self.parts.keys():
            raise ValidationError(BROKEN)
        return found

    def read_sheet(self, title: str, part: str) -> Sheet:
        sheet = Sheet(title, part)
        options = {"is_from_1904": self.list.is_from_1904}
        markup = SheetMarkup(self.spending, sheet, self.texts, self.formats, **options)
        markup.read(self.parts[part])
        markup.spread_merged()
        return sheet

    @cached_property
    def texts(self) -> SharedTexts:
        return self.filled(SharedTexts(self.spending), "sharedStrings")

    @cached_property
    def formats(self) -> Formats:
        return self.filled(Formats(self.spending), "styles")

    def filled(self, markup, kind: str):
        if content := self.parts.get(self.relationships.first(kind)):
            markup.read(content)
        return markup
