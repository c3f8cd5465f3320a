"""Every entry of the log as a row, of one kind or of several."""

from collections.abc import Iterator
from functools import cache

from django.db.models import Count

from activities.models import Activity, ActivityPhoto
from activities.models.activity import entry_number
from organization.models import Committee
from reports.exports.all_records.batches import Batch, ExportColumn, keyset_batches, place_columns, stored
from xlsx_stream.workbook import Cells, SheetColumn

WIDTHS = {
    "number": 16,
    "kind": 16,
    "places": 18,
    "committee": 24,
    "state": 10,
    "held_on": 12,
    "held_until": 12,
    "topic": 36,
    "letter_channels": 36,
    "letter_channel_other": 18,
    "distribution_count": 10,
    "copy_count": 10,
    "visited_count": 18,
    "new_member_count": 20,
    "session_count": 10,
    "participant_count": 10,
    "speaker": 16,
    "speaker_post": 26,
    "site_kind": 20,
    "co_hosts": 30,
    "place": 26,
    "is_online": 8,
    "remark": 36,
    "photos": 8,
    "created_at": 20,
    "updated_at": 20,
}
"""The columns in the order of the file, with their widths in characters."""
READ = [field.name for field in Activity._meta.concrete_fields if field.name in WIDTHS]


class ActivityExport:
    """Entries of one campaign. Who wrote them down is said by their history, not here."""

    def __init__(self, campaign, account):
        self.year = campaign.year
        computed = self.computed_columns()
        self.columns = [
            column
            for name, width in WIDTHS.items()
            for column in (computed[name] if name in computed else [stored(Activity, name, width)])
        ]

    def computed_columns(self) -> dict[str, list[ExportColumn]]:
        """Those that are not simply what stands in the table."""
        short_names = dict(Committee.objects.values_list("pk", "short_name"))
        return {
            "number": [column("number", "编号", self.numbers)],
            "places": place_columns("committee", WIDTHS["places"]),
            # Not as in the template: this file is not meant to be imported.
            "committee": [column("committee", "单位", lambda batch: map(short_names.get, batch["committee"]))],
            "letter_channels": [column("letter_channels", "发放渠道", channels)],
            "is_online": [
                column("is_online", "线上", lambda batch: ["线上" if it else None for it in batch["is_online"]])
            ],
            "photos": [column("photos", "照片张数", lambda batch: batch["photos"], Cells.NUMBER)],
        }

    def batches(self, activities) -> Iterator[Batch]:
        """Two queries each."""
        for batch in keyset_batches(activities, READ):
            yield batch | {"photos": photo_counts(batch["pk"])}

    def numbers(self, batch: Batch) -> list[str]:
        return [entry_number(self.year, pk) for pk in batch["pk"]]


def column(name, heading, read, cells=Cells.LABEL) -> ExportColumn:
    return ExportColumn(SheetColumn(heading, WIDTHS[name], cells), read)


def channels(batch: Batch) -> list[str | None]:
    return [codes and channel_words(codes) for codes in batch["letter_channels"]]


@cache
def channel_words(codes: str) -> str:
    return "、".join(channel.label for channel in Activity(letter_channels=codes).channels)


def photo_counts(pks) -> list[int]:
    uses = ActivityPhoto.objects.filter(activity__in=pks).order_by()
    counts = dict(uses.values_list("activity").annotate(Count("activity")))
    return [counts.get(pk, 0) for pk in pks]
