"""Asking for all records, and reading what comes."""

from io import BytesIO
from unittest.mock import patch

from django.core.signals import request_finished
from django.utils.http import urlencode
from openpyxl import load_workbook

from organization.choices import Act
from organization.models import AuditEvent

RETURNEES, ACTIVITIES = "/admin/reports/export/returnees/", "/admin/reports/export/activities/"
PURPOSE = "书记会汇报"


def post(client, address=RETURNEES, purpose=PURPOSE, campaign=2020, **query):
    address = f"{address}?{urlencode(query)}" if query else address
    return client.post(address, {"purpose": purpose, "campaign": campaign})


def grid(response):
    """The headings, and the rows as dictionaries."""
    assert response["Content-Type"].endswith("spreadsheetml.sheet"), response.content.decode()
    content = b"".join(response.streaming_content)
    headings, *rows = load_workbook(BytesIO(content)).active.iter_rows(values_only=True)
    return [dict(zip(headings, row, strict=True)) for row in rows]


def close(response):
    """As the server does in the end; only here the test's own connection outlives it."""
    with patch.object(request_finished, "send"):
        response.close()


def events():
    return list(AuditEvent.objects.filter(act__in=[Act.FULL_EXPORT, Act.FULL_EXPORT_END]).order_by("sequence"))
