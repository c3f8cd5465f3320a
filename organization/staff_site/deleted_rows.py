"""已删除: the page of what was deleted and can still be restored."""

from django.db import transaction
from django.template.response import TemplateResponse

from organization.audit import append_audit_event
from organization.clock import now
from organization.deletion import RESTORABLE_FOR
from organization.staff_names import name_for
from organization.staff_site.paginator import CappedPaginator

PER_PAGE = 50


def deleted_page(request, rows, template, context):
    """`rows` are those that the account sees; the latest deletion comes first."""
    rows = rows.order_by("-deleted_at", "-pk").select_related("deleted_by__committee")
    page = CappedPaginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    lines = [(row, name_for(request.user, row.deleted_by)) for row in page]
    return TemplateResponse(
        request, template, context | {"page": page, "lines": lines, "days": RESTORABLE_FOR.days, "moment": now()}
    )


@transaction.atomic
def restore_row(request, row, act, *, detail=""):
    """Restore it and record that. Raises as `Deletable.restore` does; returns what that returns."""
    restored = row.restore(by=request.user)
    append_audit_event(request, act, row, detail=detail)
    return restored
