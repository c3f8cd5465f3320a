"""User names after the committee: nm150202, of its GB/T 2260 code; the next one there is nm150202-2."""

from itertools import chain, count

from organization.models import Account
from organization.region import REGION

PREFIX = REGION.username_prefix


def username_stem(committee) -> str:
    """For a committee without a code: the stem of the one above it and its own position, as in nm150000.13."""
    if committee.gb_code:
        return f"{PREFIX}{committee.gb_code}"
    if committee.parent is None:
        return PREFIX
    return f"{username_stem(committee.parent)}.{committee.sort_order}"


class FreeUsernames:
    """Reserves unused names, each of them once."""

    def __init__(self):
        self.used = set(Account.objects.filter(username__startswith=PREFIX).values_list("username", flat=True))

    def reserve_for(self, committee) -> str:
        stem = username_stem(committee)
        candidates = chain([stem], (f"{stem}-{number}" for number in count(2)))
        name = next(candidate for candidate in candidates if candidate not in self.used)
        self.used.add(name)
        return name
