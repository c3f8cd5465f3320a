"""From a blank to the table that the page offers: what is recognised, with a guess for each column."""

import re
from collections.abc import Sequence
from math import ceil

from django.core.exceptions import ValidationError

from organization.models import Campaign
from reports.annex2.structure import LAST_POSITION
from reports.annex2.text_size import text_width
from reports.choices import ColumnContent
from reports.models import AnnexColumn
from reports.setup.blanks.choices import KindOffer, content_of
from reports.setup.blanks.draft import Draft, DraftColumn, DraftGroup, DraftKind, choice_of, head_of
from reports.setup.blanks.guessing import Guess, guess
from reports.setup.blanks.recognising import Blank, BlankColumn

TOO_MANY = f"这张表超过 {LAST_POSITION} 列，这里最多 {LAST_POSITION} 列。"
NARROWEST, WIDEST = 4, 80
# Characters, where the file states no width.
USUAL_WIDTHS = {ColumnContent.SERIAL: 6, ColumnContent.NAME: 14, ColumnContent.CHANNELS: 30, ColumnContent.BLANK: 14}
NARROWEST_FIGURE, WIDEST_FIGURE, NARROWEST_CHANNELS = 9, 14, 24

DAY = re.compile(r"\s*年\s+月\s+日")
UNDERLINE = re.compile(r"[_＿﹍]{2,}")
SEAL = re.compile(r"盖章|公章|签章")
PERSON = re.compile(r"(?:填表|填报|制表|经办|联系|负责)人[：:]\Z")
PHONE = re.compile(r"(?:电话|手机)[^：:]*[：:]\Z")
BRACES = str.maketrans("{}", "｛｝")


def draft_from_blank(
    blank: Blank, campaign: Campaign, offers: Sequence[KindOffer], present: Sequence[AnnexColumn]
) -> Draft:
    if len(blank.columns) > LAST_POSITION:
        raise ValidationError(TOO_MANY)
    guesses = guess(blank.columns, offers)
    rows_of = {identity_of(choice_of(column), column.headings): column for column in present}
    columns = []
    for column, guessed in zip(blank.columns, guesses.columns, strict=True):
        row = rows_of.pop(identity_of(guessed.choice, column.headings), None)
        columns.append(drafted(column, guessed, row))
    kinds = [DraftKind(kind.key, kind.label, kind.shape) for kind in guesses.new_kinds]
    groups: list[DraftGroup] = []
    for column, made in zip(blank.columns, columns, strict=True):
        if len(column.headings) == 1 or not groups or groups[-1].heading != column.headings[0] or is_single(groups[-1]):
            groups.append(DraftGroup(column.headings[0]))
        groups[-1].columns.append(made)
    name = next((place for place, one in enumerate(guesses.columns) if one.choice == ColumnContent.NAME), None)
    printed = [row[name] for row in blank.rows if row.get(name)]
    return Draft(head_from(blank, campaign), groups, kinds, printed, unused_texts(blank))


def identity_of(choice: str, headings: tuple[str, ...]) -> tuple:
    """By which a column of the blank is one that the table has: several may be printed empty."""
    return (choice, headings) if choice == ColumnContent.BLANK else (choice,)


def is_single(group: DraftGroup) -> bool:
    return bool(group.columns) and not group.columns[0].heading_2


def drafted(column: BlankColumn, guessed: Guess, row: AnnexColumn | None) -> DraftColumn:
    second, third = (*column.headings[1:], "", "")[:2]
    width, pk = str(width_of(column, guessed.choice)), str(row.pk) if row else ""
    return DraftColumn(second, third, guessed.choice, guessed.label, guessed.unit, width, pk, guessed.choice)


def width_of(column: BlankColumn, choice: str) -> int:
    content = content_of(choice) if choice else ColumnContent.FIGURE
    if column.width:
        least = NARROWEST_CHANNELS if content == ColumnContent.CHANNELS else NARROWEST
        return max(least, min(WIDEST, round(column.width)))
    usual = USUAL_WIDTHS.get(content)
    # A heading in two lines.
    return usual or max(NARROWEST_FIGURE, min(WIDEST_FIGURE, ceil(text_width(column.headings[-1]) / 2) + 3))


def head_from(blank: Blank, campaign: Campaign) -> dict[str, str]:
    pattern, seal = signing_pattern(blank.signing_line)
    head = head_of(campaign) | {
        "annex2_label": blank.label,
        "annex2_title": blank.title or campaign.annex2_title,
        "shows_theme_in_annex2": "on" if blank.theme else "",
        "annex2_signing_line": pattern,
    }
    if seal:
        head["committee_seal"] = seal
    if blank.has_total_row:
        head["has_total_row"] = "on"
    return head


def unused_texts(blank: Blank) -> list[str]:
    theme = [f"主题“{blank.theme}”（活动主题在“活动年度”里改）"] if blank.theme else []
    return [*theme, *blank.unused]


def signing_pattern(line: str) -> tuple[str, str]:
    """The line with places for what is known, and what stands where it is stamped.

    填表人：      团委盖章： becomes 填表人：{name}｜{seal}, and 团委盖章：.
    """
    text = DAY.sub("{day}", UNDERLINE.sub("  ", line.translate(BRACES)))
    seal, parts = "", []
    for part in filter(None, re.split(r"\s{2,}", text)):
        if SEAL.search(part) and not seal:
            seal, part = part, "{seal}"
        elif PERSON.search(part):
            part += "{name}"
        elif PHONE.search(part):
            part += "{phone}"
        parts.append(part)
    return "｜".join(parts), seal
