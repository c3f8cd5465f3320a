"""Changes of a campaign's table. What it counts is fixed once something was sent up; its wording can be corrected."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from organization.audit import append_audit_event
from organization.choices import Act
from organization.models import Campaign
from reports.choices import ColumnContent
from reports.models import AnnexColumn, Package, Submission

# What submissions rely on; headings, widths and counting rules are not among it.
STRUCTURE = ("key", "position", "content", "kind", "figure")
STRUCTURE_IS_FIXED = "这个年度已有单位报送，表的列、次序和所计的数不能再改；表头、列宽和计数说明可以更正。"

LAST_POSITION = 99
# Beyond every position that a column may have: where columns stand while they change places.
ASIDE = 1000


def is_structure_fixed(campaign: Campaign) -> bool:
    return Submission.objects.in_campaign(campaign).exists()


def check_structure_may_change(campaign: Campaign) -> None:
    """Raises a ValidationError from the campaign's first submission on."""
    if is_structure_fixed(campaign):
        raise ValidationError(STRUCTURE_IS_FIXED, code="structure_fixed")


def lock_table(campaign: Campaign) -> None:
    """Until the end of the transaction nobody else changes the table, and nobody sends up what it counts."""
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    # Whoever sends up holds the lock of a package.
    list(Package.objects.in_campaign(campaign).select_for_update().order_by("pk"))


@transaction.atomic
def change_columns(
    request, *, campaign: Campaign, changed: Sequence[AnnexColumn] = (), removed: Sequence[AnnexColumn] = ()
) -> None:
    """Save columns that are new or were changed, and delete others; the only way to do so, with its audit event.

    Raises a ValidationError where the structure is fixed or the table would not be one.
    """
    lock_table(campaign)
    present = {column.pk: column for column in AnnexColumn.objects.in_campaign(campaign)}
    if removed or any(_structure(column) != _structure(present.get(column.pk)) for column in changed):
        check_structure_may_change(campaign)
    _check_whole(present, changed, removed)
    detail = _described(present, changed, removed)
    AnnexColumn.objects.filter(pk__in=[column.pk for column in removed]).delete()
    _save(changed)
    append_audit_event(request, Act.CAMPAIGN_CHANGE, campaign, detail=detail)


def _structure(column: AnnexColumn | None) -> tuple:
    return tuple(column.serializable_value(name) for name in STRUCTURE) if column else ()


def _check_whole(present: dict[int, AnnexColumn], changed, removed) -> None:
    """That no two columns have one position, and that the table names its rows."""
    gone = {column.pk for column in (*changed, *removed)}
    columns = [column for pk, column in present.items() if pk not in gone] + list(changed)
    if twice := [str(number) for number, count in Counter(one.position for one in columns).items() if count > 1]:
        raise ValidationError(f"次序 {'、'.join(twice)} 有两列。")
    if any(column.position > LAST_POSITION for column in columns):
        raise ValidationError(f"表最多 {LAST_POSITION} 列，后面没有空的次序了。")
    if [column.content for column in columns].count(ColumnContent.NAME) != 1:
        raise ValidationError("表里要有一列（且只有一列）“单位名称”。")


def _save(columns: Iterable[AnnexColumn]) -> None:
    AnnexColumn.objects.filter(pk__in=[column.pk for column in columns]).update(position=F("position") + ASIDE)
    for column in columns:
        column.save()


def _described(present: dict[int, AnnexColumn], changed, removed) -> str:
    changes = [f"{'修改' if column.pk in present else '新增'}“{column}”" for column in changed]
    changes += [f"删除“{column}”" for column in removed]
    return f"附件2的列：{'、'.join(changes)}"
