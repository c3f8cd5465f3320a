"""The audit event of what a committee fills into its package; sending it up and the like have acts of their own."""

from organization.audit import append_audit_event
from organization.choices import Act


def note_edit(request, package, *parts: str, actor=None) -> None:
    """Each part is saved by itself, in a transaction that no file is decoded in; the event of all follows them."""
    if parts:
        append_audit_event(request, Act.PACKAGE_EDIT, package, actor=actor, detail="、".join(dict.fromkeys(parts)))
