"""The rows of an inline under two people: changed, changed and deleted, or deleted by the other meanwhile.

A row that somebody else has deleted since the page was opened is asked about as a whole. If it stays, it is made anew:
the form becomes one of a new row, with all that was typed in it.
"""

import re
from dataclasses import dataclass

from django.contrib.admin.options import InlineModelAdmin
from django.core.exceptions import ValidationError
from django.forms.formsets import DELETION_FIELD_NAME, INITIAL_FORM_COUNT, TOTAL_FORM_COUNT, BaseFormSet

from organization.empty_choices import name_empty_choice
from organization.staff_site.edit_conflict import EMPTY, THEIRS, EditConflict, EditConflictMixin, digest

# Posted per row that was asked about as a whole: whose decision stays.
ROW_CHOICE = "keep_row"
WHOLE_ROW = "整行"
GONE_ROW = "这一页打开以后，别人删去了这一行。"
JUST_GONE = "别人刚刚删去了这一行，请再点一次保存。"
DELETED = "（已删去）"


class InlineConflictMixin(EditConflictMixin):
    """For the ModelForm of an inline's row."""

    # Whether the row was there when the page was opened, and no longer is.
    is_gone = False

    @property
    def row_choice_name(self) -> str:
        return self.add_prefix(ROW_CHOICE)

    @property
    def keeps_theirs(self) -> bool:
        return self.is_bound and self.data.get(self.row_choice_name) == THEIRS

    def compared_fields(self) -> list[str]:
        return [name for name in super().compared_fields() if name != DELETION_FIELD_NAME]

    @property
    def kept_choices(self) -> list[str]:
        return [*super().kept_choices, *([self.row_choice_name] if self.keeps_theirs else [])]

    @property
    def conflict_heading(self) -> str:
        """Which row the conflicts are of."""
        name = self._meta.model._meta.verbose_name
        return str(name) if self.is_gone else f"{name}“{(self.stored_form or self).instance}”"

    def fixed_values(self):
        """Names and values of the fields that a browser does not post: of a row that is made anew they are needed."""
        for name, field in self.fields.items():
            if field.disabled and not field.widget.is_hidden and not self.keeps_theirs:
                yield self.add_prefix(name), field.prepare_value(self.get_initial_for_field(field, name))

    def full_clean(self):
        if self.instance.pk and self.keeps_theirs:
            for field in self.fields.values():
                # That of the deletion too: the row stays as it is stored.
                field.disabled = field.disabled or not field.widget.is_hidden
        super().full_clean()
        if self.is_gone:
            self.ask(self.about_gone_row(), GONE_ROW)
        elif self.is_bound and self.instance.pk and self.shown_name in self.data and self.stored_form is None:
            self.withdraw_deletion()
            self.add_error(None, JUST_GONE)

    def find_conflicts(self):
        """Of a row that is to be deleted there is one question, where anything in it has changed."""
        conflicts = super().find_conflicts()
        if not self.cleaned_data.get(DELETION_FIELD_NAME):
            return conflicts
        shown, stored = self.read_shown(), self.stored_form
        current = {name: digest(stored.initial.get(name)) for name in stored.compared_fields()}
        if all(shown.get(name, value) == value for name, value in current.items()):
            return ()
        self.withdraw_deletion()
        return (EditConflict(WHOLE_ROW, "删去", f"留下：{stored.summary()}", self.row_choice_name),)

    def is_seen(self, name, theirs, shown):
        # Deleted at first and then not: what stands in the fields was never compared with what was asked about.
        was_asked = self.data.get(self.row_choice_name) and not self.cleaned_data.get(DELETION_FIELD_NAME)
        return not was_asked and super().is_seen(name, theirs, shown)

    def withdraw_deletion(self):
        """Else the set of forms would not look at the errors of this one."""
        self.cleaned_data.pop(DELETION_FIELD_NAME, None)

    def ask(self, conflict, sentence):
        self.conflicts = (conflict,)
        self.add_error(None, ValidationError(sentence, code="conflict"))

    def about_gone_row(self):
        shown = self.read_shown()
        is_untouched = all(digest(self.cleaned_data.get(name)) == value for name, value in shown.items())
        mine = f"留下：{self.summary()}"
        return EditConflict(WHOLE_ROW, mine, DELETED, self.row_choice_name, bool(shown) and is_untouched)

    def summary(self) -> str:
        """What stands in the row, in one line."""
        if self.is_bound:
            posted = {
                name: self.display_mine(
                    name, field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
                )
                for name, field in self.fields.items()
                if name in self._meta.fields
            }
        else:
            posted = {name: self.display(name) for name in self.compared_fields()}
        return "；".join(f"{self.fields[name].label}：{text}" for name, text in posted.items() if text != EMPTY)


@dataclass(frozen=True)
class SentRows:
    """The rows of an inline as they were sent, by their old numbers."""

    initial: int
    total: int

    @classmethod
    def of(cls, data, prefix, most):
        try:
            counts = (int(data.get(f"{prefix}-{name}", "")) for name in (INITIAL_FORM_COUNT, TOTAL_FORM_COUNT))
            initial, total = counts
        except ValueError:
            return None  # the set of forms says what is wrong
        return cls(initial, total) if 0 <= initial <= total <= most else None


class InlineConflictFormSetMixin:
    """For the set of forms of an inline."""

    # The numbers of the forms whose rows somebody else has deleted, and about which nothing was answered yet.
    gone: frozenset[int] = frozenset()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.is_bound and (sent := SentRows.of(self.data, self.prefix, self.absolute_max)):
            self.move_gone_rows(sent)

    def move_gone_rows(self, sent):
        """Forms of rows that are gone go to the new ones; those that shall not stay, either, go altogether."""
        present = {str(row.pk) for row in self.get_queryset()} if sent.initial else set()
        key = f"{self.prefix}-{{}}-{self.model._meta.pk.name}"
        kept = [n for n in range(sent.initial) if self.data.get(key.format(n)) in present]
        gone = [n for n in range(sent.initial) if n not in kept and not self.is_given_up(n)]
        new = [n for n in range(sent.initial, sent.total) if not self.has_answer(n, ROW_CHOICE, THEIRS)]
        order = [*kept, *gone, *new]
        self.gone = frozenset(range(len(kept), len(kept) + len(gone)))
        if order == list(range(sent.total)) and not gone:
            return
        self.data, self.files = (renumber(one, self.prefix, order) for one in (self.data, self.files))
        for number in self.gone:
            self.data.pop(key.format(number), None)
        self.data[f"{self.prefix}-{INITIAL_FORM_COUNT}"] = str(len(kept))
        self.data[f"{self.prefix}-{TOTAL_FORM_COUNT}"] = str(len(order))

    def is_given_up(self, number):
        return self.has_answer(number, DELETION_FIELD_NAME, "on")

    def has_answer(self, number, name, value):
        return self.data.get(f"{self.prefix}-{number}-{name}") == value

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        form.is_gone = i in self.gone
        return form

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for field in form.fields.values():
            # In a table the heading of a column is no label of a field.
            field.widget.attrs.setdefault("aria-label", str(field.label))


def rows_in_conflict(formsets) -> list[InlineConflictMixin]:
    aware = [formset for formset in formsets if isinstance(formset, InlineConflictFormSetMixin)]
    return [form for formset in aware for form in formset.forms if form.conflicts]


def has_only_conflicts(part) -> bool:
    """Whether nothing else is wrong with a form or a set of forms."""
    if isinstance(part, BaseFormSet):
        return not part.non_form_errors() and all(has_only_conflicts(form) for form in part.forms)
    return not part.errors or (isinstance(part, EditConflictMixin) and part.only_conflicts)


def renumber(sent, prefix, order):
    """A copy in which the rows have the numbers of their places in `order`; those that are not in it are left out."""
    moved, of_row = sent.copy(), re.compile(rf"{re.escape(prefix)}-(\d+)-(.+)", re.DOTALL)
    numbers = {str(old): new for new, old in enumerate(order)}
    rows = {name: match for name in sent if (match := of_row.fullmatch(name))}
    for name in rows:
        del moved[name]
    for name, match in rows.items():
        if match[1] in numbers:
            moved.setlist(f"{prefix}-{numbers[match[1]]}-{match[2]}", sent.getlist(name))
    return moved


# Rows of one inline: more than the longest list that a notice has asked for.
MOST_ROWS = 200


class ConflictAwareInline(InlineModelAdmin):
    """An inline whose rows several people may change."""

    max_num = MOST_ROWS

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field:
            name_empty_choice(field)
        return field

    def get_formset(self, request, obj=None, **kwargs):
        # A forged number of rows is answered with so many empty ones: by default with two thousand, for seconds.
        formset = super().get_formset(request, obj, absolute_max=MOST_ROWS, **kwargs)
        form = type(formset.form.__name__, (InlineConflictMixin, formset.form), {})
        return type(formset.__name__, (InlineConflictFormSetMixin, formset), {"form": form})


class ConflictAwareTable(ConflictAwareInline):
    template = "admin/edit_inline/tabular.html"
