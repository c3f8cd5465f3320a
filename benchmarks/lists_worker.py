"""Runs inside the site's environment: fills it, then answers each page named on standard input with its milliseconds.

`python -m benchmarks.lists_worker RETURNEES ACTIVITIES EVENTS [COMMITTEES]`; it prints `ready` once the rows are there.
With COMMITTEES, townships are added below the counties until there are as many.
"""

import sys
import time
from collections.abc import Callable
from functools import cache

import django

from benchmarks.event_pages import AUDITOR, event_pages

DESK = "desk"
SEARCH = "/admin/search/"


def staff_pages() -> dict[str, Callable]:
    activities, returnees = "/admin/activities/symposium/", "/admin/returnees/returnee/"
    cases = "/admin/returnees/followupcase/"
    return {
        DESK: lambda client: client.get("/admin/"),
        "activities": lambda client: client.get(activities),
        "activities, page 2": lambda client: client.get(activities, {"p": 2}),
        "activities, held": lambda client: client.get(activities, {"state__exact": "held"}),
        "activities, search for one": lambda client: client.get(activities, {"q": last_place()}),
        "activities, search for many": lambda client: client.get(activities, {"q": "地点1"}),
        "records": lambda client: client.get(returnees),
        "records, page 2": lambda client: client.get(returnees, {"p": 2}),
        "records, one status": lambda client: client.get(returnees, {"status__exact": "C"}),
        "records, duplicates": lambda client: client.get(returnees, {"duplicate": "yes"}),
        "records, one age group": lambda client: client.get(returnees, {"age_group": "stretched"}),
        "records, one county": lambda client: client.get(returnees, {"under": county().pk}),
        "records, name": lambda client: search(client, "王伟"),
        "records, phone": lambda client: search(client, "13900000077"),
        "search, a name": lambda client: client.post(SEARCH, {"q": "王伟"}),
        "search, the end of a number": lambda client: client.post(SEARCH, {"q": "0077"}),
        "search, first letters": lambda client: client.post(SEARCH, {"q": "kdl"}),
        "search, an entry": lambda client: client.post(SEARCH, {"q": last_place()}),
        "cases": lambda client: client.get(cases),
        "cases, overdue": lambda client: client.get(cases, {"due": "overdue"}),
        "cases, one state": lambda client: client.get(cases, {"state": "to_contact"}),
        "cases, one county": lambda client: client.get(cases, {"under": county().pk}),
    } | event_pages()


def tree_pages() -> dict[str, Callable]:
    """Those that show or count the committees themselves."""
    return {
        "board": lambda client: client.get("/admin/reports/board/"),
        "annex2": lambda client: client.get("/admin/reports/annex2/"),
        "committees": lambda client: client.get("/admin/organization/committee/"),
        "accounts": lambda client: client.get("/admin/organization/account/"),
        "responsibles": lambda client: client.get("/admin/organization/responsible/overview/"),
        "completion": lambda client: client.get("/admin/activities/completion/"),
        "questionnaire": lambda client: client.get("/", follow=True),
    }


@cache
def last_place():
    from activities.models import Activity

    return f"地点{Activity.objects.filter(kind__key='symposium').count() - 1}"


def county():
    from organization.models import Committee

    return Committee.objects.get(gb_code="150203")


def search(client, term: str):
    return client.post("/admin/returnees/returnee/search/", {"term": term}, follow=True)


def sign_in(username: str = "region"):
    from django.test import Client

    from organization.models import Account

    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(Account.objects.get(username=username))
    return client


def account_of_the_region():
    from organization.models import Account

    account = Account.objects.get(username="region")
    account.must_change_password = False
    account.save()
    return account


def fill(returnee_count: int, activity_count: int, event_count: int) -> None:
    from benchmarks.fill import fill_activities, fill_cases, fill_events, fill_returnees, refresh_statistics
    from organization.models import Account, Campaign

    account = account_of_the_region()
    campaign = Campaign.objects.current()
    fill_returnees(returnee_count, campaign, account)
    fill_cases(campaign, account)
    fill_activities(activity_count, campaign, account)
    Account.objects.create(username=AUDITOR, committee=account.committee, role="auditor", must_change_password=False)
    fill_events(event_count, account.committee)
    refresh_statistics()


def grow_tree(committee_count: int) -> None:
    """Townships, as many below one county as below another."""
    from organization.choices import Level
    from organization.models import Committee

    counties = list(Committee.objects.at_level(Level.COUNTY))
    missing = range(committee_count - Committee.objects.count())
    Committee.objects.add_all(
        [
            Committee(
                parent=counties[number % len(counties)],
                level=Level.TOWNSHIP,
                place_name=f"第{number}镇",
                name=f"共青团第{number}镇委员会",
                short_name=f"第{number}镇团委",
            )
            for number in missing
        ]
    )


def main(returnee_count: int, activity_count: int, event_count: int, committee_count: int = 0) -> None:
    grow_tree(committee_count)
    fill(returnee_count, activity_count, event_count)
    client, pages = sign_in(), staff_pages() | tree_pages()
    print("ready", flush=True)
    for line in sys.stdin:
        began = time.perf_counter()
        response = pages[line.strip()](client)
        milliseconds = (time.perf_counter() - began) * 1000
        if response.status_code != 200:
            raise SystemExit(f"{line.strip()} answered {response.status_code}")
        print(milliseconds, flush=True)


if __name__ == "__main__":
    django.setup()
    main(*map(int, sys.argv[1:]))
