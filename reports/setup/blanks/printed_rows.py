"""The rows that a blank prints already, beside those of the campaign. Only compared: no row is made of them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from organization.text import comparable
from reports.models import Package

# 包头 and 包头市 are one place.
LEVEL = re.compile(r"(?:市|盟|州|县|旗|区|地区)\Z")


@dataclass(frozen=True)
class RowComparison:
    # Printed, and a row of the campaign.
    matched: list[str]
    # Printed, and no row of the campaign.
    unknown: list[str]
    # Rows of the campaign that the blank does not print.
    missing: list[str]
    has_rows: bool


def compare_rows(printed: Iterable[str], campaign, account) -> RowComparison:
    packages = Package.objects.in_campaign(campaign).visible_to(account).order_by("position")
    rows = {short(name): name for name in packages.values_list("printed_name", flat=True)}
    names = list(dict.fromkeys(printed))
    shorts = {short(name) for name in names}
    return RowComparison(
        [name for name in names if short(name) in rows],
        [name for name in names if short(name) not in rows],
        [name for key, name in rows.items() if key not in shorts],
        bool(rows),
    )


def short(name: str) -> str:
    text = comparable(name)
    return LEVEL.sub("", text) if len(text) > 2 else text
