"""What is different in a submission from the one before it, marked for whoever reviews it. No request."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from django.db.models import Manager

from reports.annex2.layout import Layout, layout_of
from reports.annex2.rows import Figures
from reports.choices import PackagePart
from reports.models import PackagePhoto, Submission
from reports.models.submission import ReturneeSums
from reports.packages.summary_text import paragraphs

SAME, ADDED, REMOVED = "same", "added", "removed"


@dataclass(frozen=True)
class Change:
    what: str
    # None: not reported.
    before: object
    now: object


@dataclass(frozen=True)
class PhotoChange:
    position: int
    # What happened to it, as text.
    what: str


@dataclass(frozen=True)
class PresentContents(ReturneeSums):
    """A package as it would go up now, by the names that a Submission has for it."""

    figures: Figures
    entry_count: int
    returnee_counts: list[dict]
    filled_by_name: str
    filled_by_phone: str
    summary_text: str
    scan_id: int | None
    photos: Manager[PackagePhoto]


def present_contents(package, sheet) -> PresentContents:
    """`sheet`: the package's own, live."""
    return PresentContents(
        figures=sheet.figures,
        entry_count=sheet.entry_count,
        returnee_counts=sheet.returnee_counts,
        filled_by_name=package.filled_by_name,
        filled_by_phone=package.filled_by_phone,
        summary_text=package.summary_text,
        scan_id=package.scan_id,
        photos=package.photos,
    )


@dataclass(frozen=True)
class Changes:
    """Of `now` against `before`, the submission that it replaces."""

    layout: Layout
    before: Submission
    now: Submission | PresentContents

    @cached_property
    def figures(self) -> list[Change]:
        pairs = [
            Change(column.full_heading, *self._values(column.key))
            for column in self.layout.counted
            if column.key in self.changed_keys
        ]
        if self.before.entry_count != self.now.entry_count:
            pairs.append(Change("记录条数", self.before.entry_count, self.now.entry_count))
        return pairs

    def _values(self, key):
        return self.before.figures.get(key), self.now.figures.get(key)

    @cached_property
    def changed_keys(self) -> set[str]:
        values = {column.key: self._values(column.key) for column in self.layout.counted}
        # Not reported (None) is not zero.
        return {key for key, (before, now) in values.items() if before != now}

    @cached_property
    def questionnaires(self) -> list[Change]:
        pairs = [
            Change("返乡创业", self.before.entrepreneur_count, self.now.entrepreneur_count),
            Change("意向返乡", self.before.intending_count, self.now.intending_count),
            Change("在乡意向", self.before.starting_at_home_count, self.now.starting_at_home_count),
        ]
        return [pair for pair in pairs if pair.before != pair.now]

    @cached_property
    def contact(self) -> list[Change]:
        pairs = [
            Change("填表人", self.before.filled_by_name, self.now.filled_by_name),
            Change("联系电话", self.before.filled_by_phone, self.now.filled_by_phone),
        ]
        return [pair for pair in pairs if pair.before != pair.now]

    @property
    def is_summary_changed(self) -> bool:
        return self.before.summary_text != self.now.summary_text

    @cached_property
    def summary(self) -> list[tuple[str, str]]:
        return list(compare_paragraphs(self.before.summary_text, self.now.summary_text))

    @cached_property
    def photos(self) -> list[PhotoChange]:
        before, now = ({placed.position: placed for placed in one.photos.all()} for one in (self.before, self.now))
        changes = (
            PhotoChange(position, _photo_change(before.get(position), now.get(position)))
            for position in sorted(before | now)
        )
        return [change for change in changes if change.what]

    @property
    def is_scan_changed(self) -> bool:
        return self.before.scan_id != self.now.scan_id

    @property
    def changed_parts(self) -> set[PackagePart]:
        is_changed = {
            PackagePart.FIGURES: self.figures,
            PackagePart.QUESTIONNAIRES: self.questionnaires,
            PackagePart.CONTACT: self.contact,
            PackagePart.SUMMARY: self.is_summary_changed,
            PackagePart.PHOTOS: self.photos,
            PackagePart.SCAN: self.is_scan_changed,
        }
        return {part for part, changed in is_changed.items() if changed}


def _photo_change(before, now) -> str:
    if before is None or now is None:
        return "" if before is now else "新放的" if now else "已去掉"
    if before.photo_id != now.photo_id:
        return "换了照片"
    return f"改了说明，原为：{before.caption}" if before.caption != now.caption else ""


def compare_paragraphs(before: str, now: str) -> Iterator[tuple[str, str]]:
    old, new = paragraphs(before), paragraphs(now)
    for what, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield from ((SAME, text) for text in new[new_start:new_end])
            continue
        yield from ((REMOVED, text) for text in old[start:end])
        yield from ((ADDED, text) for text in new[new_start:new_end])


def compare_with_previous(submission) -> Changes | None:
    earlier = submission.package.submissions.filter(number__lt=submission.number).order_by("-number").first()
    return Changes(layout_of(submission.package.campaign), earlier, submission) if earlier else None
