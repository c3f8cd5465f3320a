"""Seals as they are printed, or kept outside, against which nobody can shorten the trail."""

import re
from dataclasses import dataclass

from organization.models import AuditSeal
from organization.text import to_half_width

_CODE = re.compile(r"(?<!\d)(\d{1,18})-(\d{1,18})-((?:[0-9a-f]{4}-){7}[0-9a-f]{4})(?![0-9a-f])")
_BLANKS = re.compile(r"[\s_]+")


@dataclass(frozen=True)
class KeptSeal:
    number: int
    reach: int
    code: str

    def fits(self, seal: AuditSeal) -> bool:
        return seal.code == self.code


def parse_kept_seals(text: str) -> list[KeptSeal]:
    """Of a printed line or of a whole file, in the order of their numbers; empty if there is none in it."""
    plain = _BLANKS.sub("", to_half_width(text).lower()) if "\n" not in text.strip() else to_half_width(text).lower()
    found = {
        KeptSeal(number=int(number), reach=int(reach), code=f"{int(number)}-{int(reach)}-{half}")
        for number, reach, half in _CODE.findall(plain)
    }
    return sorted(found, key=lambda kept: kept.number)
