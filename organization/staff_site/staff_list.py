"""A list of the staff pages: its filters as fields of one form, the chosen ones by name, its columns with headings."""

from dataclasses import dataclass, replace
from urllib.parse import parse_qs, parse_qsl

from django.contrib.admin.utils import get_fields_from_path, label_for_field
from django.contrib.admin.views.main import ORDER_VAR, PAGE_VAR, SEARCH_VAR, ChangeList
from django.db.models import IntegerField
from django.utils.functional import cached_property

from organization.models import Account
from organization.staff_names import account_column
from organization.staff_site.list_memory import last_filters
from organization.text.searching import LONGEST_TERM

TOO_LONG = f"请写短一些，最多 {LONGEST_TERM} 个字。"


def figure(column):
    """Marks a method that a list shows as a column of numbers: they stand to the right."""
    column.is_figure = True
    return column


@dataclass(frozen=True)
class FilterField:
    title: str
    name: str
    # Value and label; the first is the list without this filter.
    options: list[tuple[str, str]]
    value: str

    @property
    def chosen_label(self) -> str:
        return self.label_of(self.value)

    def label_of(self, value: str) -> str:
        label = next((label for given, label in self.options if given == value), "其他") if value else ""
        return str(label).strip("　")


@dataclass(frozen=True)
class ChosenFilter:
    label: str
    # The list without it.
    query: str


@dataclass(frozen=True)
class ListColumn:
    heading: str
    is_figure: bool
    leads: bool = False


def named_columns(list_display, model, viewer) -> list:
    """The columns of a list, with the accounts among them called as the viewer may read them."""
    fields = {field.name: field for field in model._meta.concrete_fields if field.related_model is Account}
    return [
        account_column(name, viewer, fields[name].verbose_name) if name in fields else name for name in list_display
    ]


class StaffList(ChangeList):
    # Whether the search is a form of its own, which posts; and by what an address tells of a search.
    is_search_posted, search_parameter = False, SEARCH_VAR

    def __init__(self, request, model, list_display, *args, **kwargs):
        self.last_filters = last_filters(request)
        super().__init__(request, model, named_columns(list_display, model, request.user), *args, **kwargs)

    def get_filters_params(self, params=None):
        """Without those of the form that nobody chose: they are sent as nothing, and filter nothing."""
        return {name: values for name, values in super().get_filters_params(params).items() if any(values)}

    @cached_property
    def filter_fields(self) -> list[FilterField]:
        fields = (self.filter_field(spec) for spec in self.filter_specs)
        return [field for field in fields if len(field.options) > 1 or field.value]

    def filter_field(self, spec) -> FilterField:
        name = spec.expected_parameters()[0]
        value = self.params.get(name, "")
        options = [(read_value(choice["query_string"], name), choice["display"]) for choice in spec.choices(self)]
        if value and value not in dict(options):
            options.append((value, "其他"))
        return FilterField(spec.title, name, options, value)

    @cached_property
    def kept_params(self) -> list[tuple[str, str]]:
        """What the form of search and filters sends along."""
        own = {SEARCH_VAR, ORDER_VAR, *(field.name for field in self.filter_fields)}
        return [(name, value) for name, value in self.params.items() if name not in own]

    @cached_property
    def chosen_filters(self) -> list[ChosenFilter]:
        chosen = [
            ChosenFilter(f"{field.title}：{field.chosen_label}", self.get_query_string({field.name: None}))
            for field in self.filter_fields
            if field.value
        ]
        if self.query and not self.search_problem:
            chosen.append(ChosenFilter(f"查找：{self.query}", self.get_query_string({self.search_parameter: None})))
        return chosen

    @cached_property
    def offered_filters(self) -> str:
        """What the list was last filtered by, in words; empty where it is filtered now."""
        if self.chosen_filters or not self.last_filters:
            return ""
        given = dict(parse_qsl(self.last_filters))
        labels = [
            f"{field.title}：{field.label_of(given[field.name])}"
            for field in self.filter_fields
            if given.get(field.name) in dict(field.options)
        ]
        if given.get(SEARCH_VAR):
            labels.append(f"查找：{given[SEARCH_VAR]}")
        return "，".join(labels)

    # Pages

    @cached_property
    def pages(self) -> list[tuple[int | str, str]]:
        """Each number with its address, or what stands for those between, without one."""
        numbers = self.paginator.get_elided_page_range(self.page_num, on_each_side=2, on_ends=1)
        return [(number, self.page_address(number) if isinstance(number, int) else "") for number in numbers]

    @property
    def previous_page(self) -> str:
        return self.page_address(self.page_num - 1) if self.page_num > 1 else ""

    @property
    def next_page(self) -> str:
        return self.page_address(self.page_num + 1) if self.page_num < self.paginator.num_pages else ""

    def page_address(self, number: int) -> str:
        return self.get_query_string({PAGE_VAR: number})

    # What is looked for

    @property
    def search_problem(self) -> str:
        return TOO_LONG if len(self.query) > LONGEST_TERM else ""

    def get_queryset(self, request, *args, **kwargs):
        if self.search_problem:
            self.query, typed = "", self.query
            found = super().get_queryset(request, *args, **kwargs).none()
            self.query = typed
            return found
        return super().get_queryset(request, *args, **kwargs)

    def get_results(self, request):
        """Nothing where `request.wants_no_page` is set: by what takes all rows that the list filters, not a page."""
        if not getattr(request, "wants_no_page", False):
            self.fetch_page(request)

    def fetch_page(self, request):
        super().get_results(request)

    # Columns

    @cached_property
    def columns(self) -> list[ListColumn]:
        """What leads to a row is its name, even where it is a number."""
        columns = [self.column(name) for name in self.list_display]
        leading = 1 if self.list_display[0] == "action_checkbox" else 0
        columns[leading] = replace(columns[leading], leads=True, is_figure=False)
        return columns

    def column(self, name) -> ListColumn:
        label, attribute = label_for_field(name, self.model, model_admin=self.model_admin, return_attr=True)
        if name == "action_checkbox":
            return ListColumn("", False)
        if attribute is not None:
            return ListColumn(label, getattr(attribute, "is_figure", False))
        field = get_fields_from_path(self.model, name)[-1]
        return ListColumn(label, isinstance(field, IntegerField) and not field.choices)

    @cached_property
    def orders(self) -> list[tuple[str, str]]:
        """Each order that the headings offer, for screens that are too narrow for headings."""
        offered = []
        for number, (name, column) in enumerate(zip(self.list_display, self.columns, strict=True)):
            if self.is_sortable(name):
                offered += [(str(number), f"{column.heading} ↑"), (f"-{number}", f"{column.heading} ↓")]
        current = self.params.get(ORDER_VAR)
        if current and current not in dict(offered):
            offered.append((current, "多列"))
        return offered

    @property
    def order(self) -> str:
        return self.params.get(ORDER_VAR, "")

    def is_sortable(self, name) -> bool:
        is_offered = self.sortable_by is None or name in self.sortable_by
        return is_offered and bool(self.get_ordering_field(name))


def read_value(query_string: str, name: str) -> str:
    return parse_qs(query_string.removeprefix("?")).get(name, [""])[0]
