"""What audit events were about, in words and with the way there, for a reader who may see it."""

from dataclasses import dataclass

from django.contrib import admin
from django.urls import reverse

from organization.models import Account, AuditEvent, Campaign, Committee
from organization.scoping import is_key

# How the objects are called that have a name which is nobody's; every other is called by its number.
NAMED = {Account: "账号 {}", Committee: "{}", Campaign: "{}"}


@dataclass(frozen=True)
class AuditSubject:
    label: str
    # Empty where the reader may not see the object, or it has no page.
    url: str


def find_subjects(events: list[AuditEvent], reader: Account) -> dict[int, AuditSubject]:
    """By the key of the event, in a query for each of NAMED."""
    names = {model: find_names(events, model, reader) for model in NAMED}
    subjects = {}
    for event in events:
        model = event.subject_model
        name = names.get(model, {}).get(event.object_id)
        label = NAMED[model].format(name) if name else event.subject
        # An object of NAMED that was not found is not the reader's to see.
        is_seen = bool(name) or model not in NAMED
        subjects[event.pk] = AuditSubject(label, find_address(event, reader) if is_seen else "")
    return subjects


def find_names(events, model, reader) -> dict[str, str]:
    pks = {event.object_id for event in events if event.subject_model is model and is_key(event.object_id)}
    if not pks:
        return {}
    rows = model.objects.all()
    if hasattr(rows, "visible_to"):
        rows = rows.visible_to(reader)
    return {str(row.pk): str(row) for row in rows.filter(pk__in=pks)}


def find_address(event, reader) -> str:
    model = event.subject_model
    if model is None or not is_key(event.object_id) or not admin.site.is_registered(model):
        return ""
    options = model._meta
    if not reader.has_perm(f"{options.app_label}.view_{options.model_name}"):
        return ""
    return reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[event.object_id])
