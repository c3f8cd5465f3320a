"""The entries of one kind as import-export's resource: every row of a file goes through the kind's own form."""

import logging
import re
import traceback
from dataclasses import dataclass, field
from functools import partial

from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms.models import model_to_dict
from import_export import fields, resources
from import_export.instance_loaders import BaseInstanceLoader

from activities.choices import ActivityState
from activities.equal_entries import EqualEntries, Match, match_of
from activities.exchange.cells import compact
from activities.exchange.columns import NUMBER_HEADING, SHEET_ROW, WHOLE_ROW, Column, build_columns
from activities.exchange.reading import EXAMPLE_MARK
from activities.exchange.row_questions import SKIP
from activities.forms import ActivityForm
from activities.models import Activity
from activities.odd_figures import OddFigure
from organization.models import Campaign
from organization.workbook_file import UnreadCell, read_text

logger = logging.getLogger(__name__)

WRITTEN_NUMBER = re.compile(r"hd([0-9]{4})-([0-9]{6,12})")
UNKNOWN_NUMBER = "没有这个编号。新增的记录请把编号留空。"
ENDED_COMMITTEE = "这个单位已撤并，不再记新的；请写接续它的单位。"
STILL_AN_EXAMPLE = "这一行还标着“示例”，内容却改过了：是真实记录请删去“示例”二字，不是请删去这一行。"


class ImportOutdated(Exception):
    """Somebody else changed the log between the check of the rows and their storing: nothing was stored."""


class RowRefused(Exception):
    """The database refused a row that its form had let through: nothing was stored."""

    def __init__(self, row_number):
        self.row_number = row_number


def clean_own_fields(entry, exclude=None):
    """The fields of an entry but for the rows to which it belongs."""
    Activity.clean_fields(entry, exclude={*(exclude or ()), "committee", "campaign", "kind"})


class KnownChoiceField(forms.ModelChoiceField):
    """A choice among rows already in memory: the stock field asks the database once per row of the file."""

    def __init__(self, field, rows):
        options = {name: getattr(field, name) for name in ("queryset", "required", "label", "initial", "disabled")}
        super().__init__(**options)
        self.known = {str(row.pk): row for row in rows}

    def to_python(self, value):
        if value in self.empty_values:
            return None
        try:
            return self.known[str(self.prepare_value(value))]
        except KeyError:
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice") from None


@dataclass
class FileRow:
    """One row of the file, read but not yet judged."""

    # Of the row in the sheet.
    number: int
    # What its cells hold, by heading.
    shown: dict[str, str]
    # The answers to the form, by column.
    answers: dict = field(default_factory=dict)
    # What is wrong, by heading.
    errors: dict[str, str] = field(default_factory=dict)
    # Of the entry that its 编号 names.
    entry_pk: int | None = None
    # The entry that its 编号 names, where the row changes nothing.
    same_as: str = ""
    # What a new one equals: in every column, or so that it may be the same happening.
    matches: list[Match] = field(default_factory=list)
    is_exact: bool = False
    odd: list[OddFigure] = field(default_factory=list)
    # For a change: what stood there before, by heading.
    changes: dict[str, str] = field(default_factory=dict)


class RowForm(ActivityForm):
    """The form of one row: what it would ask stands in the preview, for all rows together."""

    def ask(self):
        odd, confirmed = self.find_odd_figures(), self.instance.confirmed_tokens
        self.odd = [figure for figure in odd if figure.token not in confirmed]
        # Nothing is stored before the preview's questions are answered.
        self.instance.confirm_figures({figure.token for figure in odd}, by=self.account)


class ColumnField(fields.Field):
    """A column of the sheet, which knows where the value of an entry stands."""

    def __init__(self, column):
        super().__init__(column.name, column.heading, column.cell)
        self.column = column

    def get_value(self, instance):
        return self.column.value_of(instance)


class KindResource(resources.Resource):
    class Meta:
        model = Activity
        import_id_fields = ()
        instance_loader_class = BaseInstanceLoader
        # Judged rows are gathered and stored together afterwards: on SQLite a transaction keeps every other writer
        # waiting, and the forms of a long file take seconds.
        use_bulk = True
        # Rows of an export that are read at once.
        chunk_size = 2000
        skip_diff = True
        store_instance = True

    def __init__(self, *, form_class, account, entries, campaign, can_change):
        """`entries` are the rows of the kind that `account` may see, `can_change(entry)` whether it may change one."""
        super().__init__()
        self.kind = form_class.kind
        self.form_class, self.account, self.campaign, self.can_change = form_class, account, campaign, can_change
        self.entries = entries.filter(campaign=campaign)
        self.columns = build_columns(form_class, account)
        self.by_heading = {column.heading: column for column in self.columns}
        self.fields = {"number": fields.Field("number", NUMBER_HEADING)} | {
            column.name: ColumnField(column) for column in self.columns
        }
        self.remember_choices()

    @property
    def committee_cell(self):
        return self.by_name("committee").cell

    def remember_choices(self):
        form_fields = self.form_class.base_fields
        form_fields["committee"] = KnownChoiceField(form_fields["committee"], self.committee_cell.committees)
        form_fields["campaign"] = KnownChoiceField(form_fields["campaign"], [self.campaign])
        form_fields["campaign"].initial = self.form_class.campaign = self.campaign

    # Reading

    def check(self, dataset, choices):
        """Validate every row without storing any, and return each with its result. `store` then writes them."""
        self.choices = choices
        self.lines = {row[SHEET_ROW]: self.read_line(row) for row in dataset.dict}
        self.find_numbered()
        self.find_alike()
        result = self.import_data_inner(
            dataset, dry_run=True, raise_errors=False, using_transactions=False, collect_failed_rows=False
        )
        for error in result.base_errors:
            raise error.error
        for row in result.rows:
            for error in row.errors:
                # The place only: the message of an exception may contain what a person typed.
                place = traceback.format_tb(error.error.__traceback__)[-1]
                logger.error("A row of an import could not be judged: %s\n%s", type(error.error).__name__, place)
        return list(zip(self.lines.values(), result.rows, strict=True))

    def read_line(self, row) -> FileRow:
        line = FileRow(
            row[SHEET_ROW], {heading: read_text(value) for heading, value in row.items() if heading != SHEET_ROW}
        )
        for heading, value in row.items():
            if heading == SHEET_ROW:
                continue
            try:
                if isinstance(value, UnreadCell):
                    raise ValueError(value.reason)
                if heading == NUMBER_HEADING:
                    line.entry_pk = self.read_number(value)
                else:
                    column = self.by_heading[heading]
                    line.answers[column.name] = column.cell.clean(value)
            except ValueError as error:
                line.errors[heading] = str(error)
        return line

    def read_number(self, value):
        text = compact(value)
        if not text:
            return None
        if text == EXAMPLE_MARK:
            raise ValueError(STILL_AN_EXAMPLE)
        match = WRITTEN_NUMBER.fullmatch(text)
        if match is None or int(match[1]) != self.campaign.year:
            raise ValueError(UNKNOWN_NUMBER)
        return int(match[2])

    def find_numbered(self):
        lines = [line for line in self.lines.values() if line.entry_pk is not None]
        entries = self.with_figures(self.entries.select_related("campaign", "committee"))
        self.numbered = entries.in_bulk([line.entry_pk for line in lines])
        rows_of = {}
        for line in lines:
            if line.entry_pk not in self.numbered:
                line.errors[NUMBER_HEADING] = UNKNOWN_NUMBER
            elif line.entry_pk in rows_of:
                line.errors[NUMBER_HEADING] = f"第 {rows_of[line.entry_pk]} 行已经是这个编号。"
            else:
                rows_of[line.entry_pk] = line.number

    def find_alike(self):
        self.alike = {self.key(self.build_answers(entry)): self.match_of(entry) for entry in self.candidates()}
        self.equals = self.load_equals()

    def match_of(self, entry):
        entry.kind = self.kind
        return match_of(entry)

    def new_places(self):
        """The committees and days of the rows that are new."""
        new = [line.answers for line in self.lines.values() if line.entry_pk is None]
        committees = {int(pk) for answers in new if (pk := answers.get("committee"))}
        return committees, {day for answers in new if (day := answers.get("held_on"))}

    def candidates(self):
        committees, days = self.new_places()
        alike = self.entries.filter(committee__in=committees, held_on__in=days)
        return self.with_figures(alike.select_related("campaign", "committee"))

    def load_equals(self):
        equals = EqualEntries(self.kind, self.account)
        equals.load(*self.new_places())
        return equals

    def with_figures(self, entries):
        return entries.with_own_figures() if self.kind.figures.all() else entries

    def build_answers(self, entry):
        """The entry as the answers that its exported row would be read back as."""
        return {column.name: column.cell.clean(column.cell.render(column.value_of(entry))) for column in self.columns}

    def key(self, answers):
        return tuple(answers.get(column.name) or "" for column in self.columns)

    # What import-export asks of each row

    def get_or_init_instance(self, instance_loader, row):
        entry = self.numbered.get(self.lines[row[SHEET_ROW]].entry_pk)
        if entry is None:
            return Activity(kind=self.kind, shape=self.kind.shape), True
        entry.kind = self.kind
        return entry, False

    def import_instance(self, instance, row, **kwargs):
        line = self.lines[row[SHEET_ROW]]
        before = self.build_answers(instance) if instance.pk else {}
        answers = before | line.answers
        instance.row_number = line.number
        if not line.errors and answers == before:
            line.same_as = instance.number
        if not line.errors and not instance.pk:
            self.find_exact(line, answers)
        if not line.same_as and not (line.is_exact and self.choices.of(line) == SKIP):
            self.validate_line(line, instance, before, answers)
        if not instance.pk and not line.is_exact:
            self.find_similar(line, instance)

    def find_exact(self, line, answers):
        key = self.key(answers)
        if match := self.alike.get(key):
            line.matches, line.is_exact = [match], True
        else:
            self.alike[key] = Match(None, f"本文件第 {line.number} 行")

    def find_similar(self, line, instance):
        if instance.state == ActivityState.CANCELLED:
            return
        line.matches = self.equals.find(instance)
        self.equals.add(instance, Match(None, f"本文件第 {line.number} 行"))

    def validate_line(self, line, instance, before, answers):
        if instance.pk and not self.can_change(instance):
            line.errors.setdefault(NUMBER_HEADING, "这条记录您不能修改。")
        committee = answers.get("committee")
        if committee in self.committee_cell.ended and committee != before.get("committee"):
            line.errors.setdefault(self.by_name("committee").heading, ENDED_COMMITTEE)
        line.changes = {
            column.heading: read_text(column.cell.render(column.value_of(instance))) or "（空）"
            for column in self.columns
            if before and answers[column.name] != before[column.name]
        }
        # Of what is not in the file, a form keeps what there is.
        unlisted = model_to_dict(instance, self.form_class.base_fields.keys() - self.fields.keys())
        preset = {} if instance.pk else {name: field.initial for name, field in self.form_class.base_fields.items()}
        # A query per constraint and row is three quarters of the work of a long file, and finds nothing that the
        # model's `clean` has not reported better; the database enforces them anyway.
        instance.validate_constraints = lambda exclude=None: None
        # The form has found them among what it knows; asking for each again is a third of the work.
        instance.clean_fields = partial(clean_own_fields, instance)
        form = self.form_class(unlisted | answers, instance=instance, initial=preset)
        for name, messages in form.errors.items():
            column = self.by_name(name)
            line.errors.setdefault(column.heading if column else WHOLE_ROW, messages[0])
        if line.errors:
            raise ValidationError(line.errors)
        if line.is_exact:
            # Not asked about: what is there already stands beside it.
            instance.confirm_figures((), by=self.account)
        else:
            line.odd = form.odd

    def by_name(self, name) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)

    def skip_row(self, instance, original, row, import_validation_errors=None):
        line = self.lines[row[SHEET_ROW]]
        return bool(line.same_as or (line.matches and self.choices.of(line) == SKIP))

    # Storing

    @transaction.atomic
    def store(self):
        """Store what `check` found valid; return how many zero reports this withdrew.

        Raises ImportOutdated if the log has changed since, and RowRefused if the database rejects a row.
        """
        # One import of a campaign at a time: two of the same file must not both find their rows missing.
        Campaign.objects.select_for_update(no_key=True).get(pk=self.campaign.pk)
        self.refuse_concurrent_changes()
        return sum(self.store_row(entry) for entry in (*self.create_instances, *self.update_instances))

    def store_row(self, entry):
        try:
            own_figures = {figure.key: entry.own_figures.get(figure.key) for figure in self.kind.figures.all()}
            return entry.record(by=self.account, own_figures=own_figures)
        except IntegrityError as error:
            raise RowRefused(entry.row_number) from error

    def refuse_concurrent_changes(self):
        new = {self.key(self.build_answers(entry)) for entry in self.create_instances}
        seen = {match.pk for match in self.alike.values()}
        equal = {entry.pk for entry in self.candidates() if self.key(self.build_answers(entry)) in new}
        equals = self.load_equals()
        for entry in self.create_instances:
            seen |= {match.pk for match in self.lines[entry.row_number].matches}
            if not self.lines[entry.row_number].is_exact:
                equal |= {match.pk for match in equals.find(entry)}
        if equal - seen:
            raise ImportOutdated
        seen = {entry.pk: entry.updated_at for entry in self.update_instances}
        locked = Activity.objects.select_for_update().filter(pk__in=seen)
        if dict(locked.values_list("pk", "updated_at")) != seen:
            raise ImportOutdated
