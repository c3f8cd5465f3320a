"""The pages of the audit trail that the lists are measured with, and the auditor who asks for them."""

from collections.abc import Callable
from functools import cache

EVENTS = "/admin/organization/auditevent/"
AUDITOR = "bench-auditor"


def event_pages() -> dict[str, Callable]:
    """They ask as the auditor, but for the last; the others' client is that of the region's manager."""
    return {
        "events": lambda client: auditor().get(EVENTS),
        "events, page 2": lambda client: auditor().get(EVENTS, {"p": 2}),
        "events, one account": lambda client: auditor().get(EVENTS, {"by": last_event().actor_id}),
        "events, one act": lambda client: auditor().get(EVENTS, {"act__exact": "phone_shown"}),
        "events, one day": lambda client: auditor().get(EVENTS, {"when": "2020-02-14"}),
        "events, one object": lambda client: auditor().get(EVENTS, {"object": object_of(last_event())}),
        "events, one address": lambda client: auditor().get(EVENTS, {"from": last_event().address}),
        "events, one county": lambda client: auditor().get(EVENTS, {"under": last_event().committee_id}),
        "events, search by number": lambda client: find(last_event().sequence),
        "events, search by committee": lambda client: find(last_event().committee.short_name),
        "own acts": lambda client: client.get(EVENTS),
    }


@cache
def auditor():
    from django.test import Client

    from organization.models import Account

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Account.objects.get(username=AUDITOR))
    return client


@cache
def last_event():
    """Of those that were filled in."""
    from organization.models import AuditEvent

    return AuditEvent.objects.filter(object_type="returnees.returnee").order_by("sequence").last()


def object_of(event) -> str:
    return f"{event.object_type}-{event.object_id}"


def find(term):
    return auditor().post(EVENTS, {"term": term}, follow=True)
