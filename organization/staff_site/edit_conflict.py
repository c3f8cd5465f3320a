"""Two people, or two tabs, on one row: who saves second sees what the other has changed meanwhile, and chooses.

A form carries a digest of each field as it was shown. While it is validated the row is locked and read again: a field
that differs from what was shown, and from what is posted, is asked about (templates/staff/parts/edit_conflict.html).
"""

import hashlib
import json
from dataclasses import dataclass

from django import forms
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import display_for_field
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import connection, models
from django.utils import timezone

from organization.staff_names import name_for
from organization.staff_site.first_errors import FirstErrorsMixin

# Posted by the page: the digests of what it showed, and per field that was asked about whose value stays.
SHOWN, CHOICE, THEIRS = "shown_version", "keep_{}", "theirs"
DIGEST_LENGTH = 10
CONFLICT = "这一页打开以后，别人改过这里的内容。"
EMPTY = "（空）"


@dataclass(frozen=True)
class EditConflict:
    """One field that somebody else has changed since the page was opened."""

    label: str
    mine: str
    theirs: str
    # Of the field in which the choice is posted.
    choice_name: str
    # Whether the page posts what it had shown: then only the other has changed the field.
    is_untouched: bool = False


def plain(value):
    """A value as it is compared: rows by key, nothing as the empty text."""
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, list | tuple | models.QuerySet):
        return [plain(one) for one in value]
    return "" if value is None else str(value)


def digest(value) -> str:
    return hashlib.sha256(json.dumps(plain(value), default=str).encode()).hexdigest()[:DIGEST_LENGTH]


class EditConflictMixin(FirstErrorsMixin):
    """For the ModelForm of a row that several people may change."""

    conflicts: tuple[EditConflict, ...] = ()
    stored_form = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.is_bound and self.instance.pk:
            for name in self.fields:
                if self.data.get(self.choice_name(name)) == THEIRS:
                    self.fields[name].disabled = True  # then the stored value is the one that counts

    @property
    def shown_name(self) -> str:
        return self.add_prefix(SHOWN)

    def choice_name(self, name) -> str:
        return self.add_prefix(CHOICE.format(name))

    @property
    def shown_version(self) -> str:
        """What the page posts back; of a form that could not be saved, what it shows as stored now."""
        form = self.stored_form or self
        return json.dumps({name: digest(form.initial.get(name)) for name in form.compared_fields()})

    @property
    def kept_choices(self) -> list[str]:
        """Of a page that is shown again: what it was answered, for a disabled field is not posted."""
        names = [self.choice_name(name) for name in self.fields]
        return [name for name in names if self.is_bound and self.data.get(name) == THEIRS]

    def compared_fields(self) -> list[str]:
        return [name for name, field in self.fields.items() if not field.disabled and not field.widget.is_hidden]

    def full_clean(self):
        super().full_clean()
        if self.is_bound and self.instance.pk and self.shown_name in self.data:
            self.stored_form = self.read_stored()
            self.conflicts = tuple(self.find_conflicts()) if self.stored_form else ()
            if self.conflicts:
                self.add_error(None, ValidationError(CONFLICT, code="conflict"))

    def read_stored(self):
        """A form of the row as it is stored now, which stays so until the transaction ends; None if it is gone."""
        rows = self._meta.model._base_manager.all()
        if connection.in_atomic_block:
            rows = rows.select_for_update(of=("self",))  # some managers join what may be missing
        stored = rows.filter(pk=self.instance.pk).first()
        return stored and type(self)(instance=stored)

    def find_conflicts(self):
        shown = self.read_shown()
        for name in self.stored_form.compared_fields():
            field, theirs = self.fields.get(name), self.stored_form.initial.get(name)
            if field is None or field.disabled or self.is_seen(name, theirs, shown):
                continue
            mine = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            if field.has_changed(theirs, mine):
                is_untouched = digest(self.cleaned_data.get(name)) == shown.get(name)
                values = self.display_mine(name, mine), self.stored_form.display(name)
                yield EditConflict(str(field.label), *values, self.choice_name(name), is_untouched)

    def is_seen(self, name, theirs, shown) -> bool:
        """Whether the page had shown the field as it is stored now."""
        return shown.get(name, digest(theirs)) == digest(theirs)

    @property
    def only_conflicts(self) -> bool:
        """Whether nothing else is wrong: then the table alone says what is to be done."""
        codes = {error.code for errors in self.errors.as_data().values() for error in errors}
        return codes == {"conflict"}

    def read_shown(self) -> dict[str, str]:
        try:
            shown = json.loads(self.data.get(self.shown_name, ""))
        except (ValueError, RecursionError):  # of our pages none is nested
            return {}
        return shown if isinstance(shown, dict) else {}

    def display_mine(self, name, posted) -> str:
        if name in self.cleaned_data:
            return self.display(name)
        return ("、".join(posted) if isinstance(posted, list) else str(posted or "")) or EMPTY

    def display(self, name) -> str:
        """A field of the form's instance as text."""
        try:
            column = self._meta.model._meta.get_field(name)
        except FieldDoesNotExist:
            value = self.cleaned_data.get(name) if self.is_bound else self.initial.get(name)
            return EMPTY if value in (None, "") else str(value)
        if isinstance(column, models.BooleanField):
            return "是" if getattr(self.instance, name) else "否"
        if column.many_to_many:
            chosen = self.cleaned_data[name] if self.is_bound else self.initial[name]
            return "、".join(map(str, chosen)) or EMPTY
        value = getattr(self.instance, name)
        if isinstance(value, models.Model) and value.pk is None:  # the row that this one hangs on is not stored
            return EMPTY
        if isinstance(self.fields[name], forms.MultipleChoiceField) and value:
            labels = dict(self.fields[name].choices)  # of several codes in one column
            return "、".join(str(labels.get(code, code)) for code in value.split(","))
        return str(display_for_field(value, column, EMPTY)) or EMPTY


def with_conflicts(form_class: type[forms.ModelForm]) -> type[forms.ModelForm]:
    return type(form_class.__name__, (EditConflictMixin, form_class), {})


def describe_last_change(row, *, seen_by) -> str:
    """By whom and when a row was last changed on its page; of an account that `seen_by` may not see the committee."""
    entries = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(row), object_id=row.pk)
    last = entries.select_related("user__committee").order_by("-action_time").first()
    if last is None:
        return ""
    return f"{name_for(seen_by, last.user)} {timezone.localtime(last.action_time):%H:%M} 保存过这一条。"
