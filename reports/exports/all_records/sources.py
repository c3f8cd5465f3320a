"""What can be taken away as a whole: the rows of a list as it is filtered, or of several lists filtered alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from django.contrib import admin
from django.db.models import Model, QuerySet

from activities.models import PROXIES
from organization.campaign_choice import viewed_campaign
from reports.exports.all_records.activities import ActivityExport
from reports.exports.all_records.batches import rows_of
from reports.exports.all_records.returnees import ReturneeExport
from returnees.models import Returnee

NOT_OF_FILTERS = ("p", "o", "all", "_facets")
"""Parameters of a list that say how it is shown, not what."""


@dataclass(frozen=True)
class ExportSource:
    name: str
    """Of page, file and sheet."""
    permission: str
    models: tuple[type[Model], ...]
    """Whose lists they are in the admin."""
    export: type
    rows_per_second: int
    """As `dev.py bench export` measures it, halved for a busy day."""


SOURCES = {
    "returnees": ExportSource("返乡青年", "returnees.export_returnee", (Returnee,), ReturneeExport, 8_000),
    "activities": ExportSource(
        "五类活动", "activities.export_activity", tuple(PROXIES.values()), ActivityExport, 12_000
    ),
    **{
        kind: ExportSource(
            str(proxy._meta.verbose_name), "activities.export_activity", (proxy,), ActivityExport, 12_000
        )
        for kind, proxy in PROXIES.items()
    },
}


class Selection:
    """The rows of a source that the lists of this request's query and account show, all pages of them.

    Raises IncorrectLookupParameters for a query that the lists do not understand.
    """

    def __init__(self, request, source: ExportSource):
        request.GET = query_of_list(request.GET)
        self.source = source
        self.campaign = viewed_campaign(request)
        self.lists = [admin.site.get_model_admin(model).get_changelist_instance(request) for model in source.models]
        self.querysets: list[QuerySet] = [one.queryset.in_campaign(self.campaign).order_by() for one in self.lists]

    def count(self) -> int:
        return sum(rows.count() for rows in self.querysets)

    def batches(self, export) -> Iterator[list[tuple]]:
        """The rows of the file, some at a time."""
        for batch in chain.from_iterable(export.batches(rows) for rows in self.querysets):
            yield rows_of(batch, export.columns)

    @property
    def filters(self) -> list[str]:
        """What the lists are filtered by, in words without anything personal."""
        changelist = self.lists[0]
        return [
            f"{spec.title}：{choice['display'].strip()}"
            for spec in changelist.filter_specs
            for choice in list(spec.choices(changelist))[1:]
            if choice["selected"]
        ]

    @property
    def search(self) -> str:
        """What was looked for, for the eyes of whoever looked."""
        search = getattr(self.lists[0], "search", None)
        return search.words if search else self.lists[0].query

    @property
    def is_search_forgotten(self) -> bool:
        return getattr(self.lists[0], "is_search_forgotten", False)


def query_of_list(query):
    query = query.copy()
    for name in NOT_OF_FILTERS:
        query.pop(name, None)
    return query
