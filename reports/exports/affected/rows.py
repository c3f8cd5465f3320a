"""Whom to tell after an incident: a row per youth of a place whose values are still here.

After them those of whom there is a number alone: of a request for a lost code that no record of the list has.
"""

from organization.models import Committee
from organization.models.committee import UNKNOWN_PLACE
from organization.region import words
from reports.exports.all_records.batches import keyset_batches
from returnees.age import ADULT
from returnees.choices import ReturneeState
from returnees.models import LostReceipt, Returnee
from xlsx_stream.workbook import Cells, SheetColumn

COLUMNS = (
    SheetColumn("编号", 10, Cells.NUMBER),
    SheetColumn(words.league_city, 16),
    SheetColumn(words.county, 24),
    SheetColumn("姓名", 14, Cells.TEXT),
    SheetColumn("手机号", 14, Cells.TEXT),
    SheetColumn("未成年", 8),
    SheetColumn("有敏感内容", 12),
    SheetColumn("状态", 10),
    # To be filled in by whoever calls.
    SheetColumn("已告知（日期）", 16),
    SheetColumn("方式", 12),
    SheetColumn("经办人", 12),
)
REQUESTED = "请求找回回执"
READ = ("home_committee__path", "name", "phone", "age", "sensitive_consented_at", "state")


def affected(campaign, account, place: Committee):
    """Of every state in which values are stored, quarantined and deleted ones too: their values were there as well."""
    rows = Returnee.with_deleted.in_campaign(campaign).visible_to(account).within(place)
    return rows.filter(personal_erased_at=None)


def requests_alone(campaign, account, place: Committee):
    """Without the numbers that stand on the list already."""
    requests = LostReceipt.objects.in_campaign(campaign).visible_to(account).within(place)
    return requests.exclude(phone__in=affected(campaign, account, place).values("phone"))


def count_affected(campaign, account, place: Committee) -> int:
    return affected(campaign, account, place).count() + requests_alone(campaign, account, place).count()


def row_batches(campaign, account, place: Committee):
    places = Committee.objects.place_names_by_path()
    for batch in keyset_batches(affected(campaign, account, place), READ):
        yield [row_of(values, places) for values in zip(*(batch[name] for name in ("pk", *READ)), strict=True)]
    for batch in keyset_batches(requests_alone(campaign, account, place), ("committee__path", "phone")):
        yield [request_row(path, phone, places) for path, phone in zip(*list(batch.values())[1:], strict=True)]


def request_row(path, phone, places):
    """Without a number of its own, which is that of a record in this column; nobody knows how old they are."""
    return (None, *places.get(path, UNKNOWN_PLACE), None, phone, "不知道", "", REQUESTED, None, None, None)


def row_of(values, places):
    pk, path, name, phone, age, sensitive_consented_at, state = values
    return (
        pk,
        *places.get(path, UNKNOWN_PLACE),
        name,
        phone,
        "是" if age < ADULT else "",
        "有" if sensitive_consented_at else "",
        ReturneeState(state).label,
        None,
        None,
        None,
    )
