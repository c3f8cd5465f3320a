"""What can be exported as a whole: the rows of a list as filtered, or of several lists with the same filters."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.urls import reverse

from activities.addresses import kind_address
from activities.models import Activity, ActivityKind
from activities.queries import listed_kinds
from organization.campaign_choice import viewed_campaign
from organization.models import Campaign
from organization.text import chinese_number
from reports.counting.cached_counts import Lists, cached_counts
from reports.exports.all_records.activities import ActivityExport
from reports.exports.all_records.batches import read_rows
from reports.exports.all_records.returnees import ReturneeExport
from returnees.models import Returnee

# Parameters of a list that say how it is shown, not what.
NOT_OF_FILTERS = ("p", "o", "all", "_facets")
RETURNEES, ALL_KINDS = "returnees", "activities"


@dataclass(frozen=True)
class ExportSource:
    # In the address of its page: RETURNEES, ALL_KINDS, or the key of a kind.
    key: str
    # Of page, file and sheet.
    name: str
    permission: str
    # Whose list it is in the admin.
    model: type[Model]
    # Made of the campaign and the account.
    export: Callable
    # As `dev.py bench export` measures it, halved for a busy day.
    rows_per_second: int
    # Of activities, in the order of the file.
    kinds: tuple[ActivityKind, ...] = ()

    @property
    def is_of_several_kinds(self) -> bool:
        return self.key == ALL_KINDS

    @property
    def list_address(self) -> str:
        """Where the rows are to be seen; of several kinds, the desk has links to all."""
        if self.is_of_several_kinds:
            return reverse("admin:index")
        return kind_address("changelist", self.key) if self.kinds else reverse("admin:returnees_returnee_changelist")


def sources_of(campaign: Campaign) -> dict[str, ExportSource]:
    """By their keys: the youths, all kinds of activity together, and each by itself."""
    kinds = list(listed_kinds(campaign).with_questions())
    together = _of_kinds(ALL_KINDS, f"{chinese_number(len(kinds))}类活动", tuple(kinds))
    returnees = ExportSource(RETURNEES, "返乡青年", "returnees.export_returnee", Returnee, ReturneeExport, 18_000)
    sources = [returnees, together, *(_of_kinds(kind.key, kind.label, (kind,)) for kind in kinds)]
    return {source.key: source for source in sources}


def _of_kinds(key: str, name: str, kinds: tuple[ActivityKind, ...]) -> ExportSource:
    export = partial(ActivityExport, kinds=kinds, is_of_several_kinds=key == ALL_KINDS)
    return ExportSource(key, name, "activities.export_activity", Activity, export, 12_000, kinds)


class Selection:
    """The rows of a source that the list of this request's query and account shows, all pages of it.

    Raises IncorrectLookupParameters for a query that the list does not understand.
    """

    def __init__(self, request, source: ExportSource):
        request.GET = query_of_list(request.GET)
        self.source, self.committee = source, request.user.committee
        self.is_whole = not request.GET
        self.campaign = viewed_campaign(request)
        # None: the list of all kinds.
        request.listed_kind = None if source.is_of_several_kinds else next(iter(source.kinds), None)
        request.wants_no_page = True
        self.list = admin.site.get_model_admin(source.model).get_changelist_instance(request)
        self.rows: QuerySet = self.list.queryset.in_campaign(self.campaign).order_by()

    def count(self) -> int:
        return self.rows.count()

    def count_for_page(self) -> tuple[int, datetime | None]:
        """With the moment, where the number may be a minute old: of many rows, none of them filtered out."""
        if not self.is_whole:
            return self.count(), None
        counted = cached_counts(f"export-{self.source.key}-1", self.campaign, self.committee, self._count_whole)
        return counted.lists["rows"][0], counted.as_of if counted.is_cached else None

    def _count_whole(self) -> tuple[Lists, int]:
        row_count = self.count()
        return {"rows": [row_count]}, row_count

    def batches(self, export) -> Iterator[list[tuple]]:
        """The rows of the file, some at a time, kind after kind."""
        parts = [self.rows.of_kind(kind) for kind in self.source.kinds] or [self.rows]
        for batch in chain.from_iterable(export.batches(rows) for rows in parts):
            yield read_rows(batch, export.columns)

    @property
    def filters(self) -> list[str]:
        """What the list is filtered by, without anything personal."""
        return [
            f"{spec.title}：{choice['display'].strip()}"
            for spec in self.list.filter_specs
            for choice in list(spec.choices(self.list))[1:]
            if choice["selected"]
        ]

    @property
    def search(self) -> str:
        search = getattr(self.list, "search", None)
        return search.description if search else self.list.query

    @property
    def is_search_expired(self) -> bool:
        return getattr(self.list, "is_search_expired", False)


def query_of_list(query):
    query = query.copy()
    for name in NOT_OF_FILTERS:
        query.pop(name, None)
    return query
