"""The branches of a row: the committees in whose lines of 旗县明细 its work counts."""

from collections.abc import Iterable

from organization.models import Committee


def branches(package, committee_ids) -> dict[int, int]:
    """`{committee: branch}` for the committees that count in a row: the reporting committee's own, or the one directly
    below it (or administered by it) that they belong to."""
    credited = set(package.credits.values_list("committee_id", flat=True))
    tree = Committee.objects.filter(pk__in=committee_ids).order_by("path").values_list("pk", "parent_id")
    return branch_of_each(tree, credited, {package.committee_id})


def branch_of_each(tree: Iterable[tuple[int, int | None]], credited: set[int], reporting: set[int]) -> dict[int, int]:
    """`{committee: branch}` for (committee, parent) pairs, parents first: a branch begins with a credited committee,
    or right below a reporting one."""
    branch_of: dict[int, int] = {}
    for committee_id, parent_id in tree:
        is_first = committee_id in credited or parent_id in reporting
        branch_of[committee_id] = committee_id if is_first else branch_of[parent_id]
    return branch_of
