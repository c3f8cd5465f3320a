"""Runs inside the site's environment: fills it, then answers each page named on standard input with its milliseconds.

`python -m benchmarks.overview_worker ROWS`; it prints `ready` once there are as many records and as many activities.
"""

import sys
import time

import django

from benchmarks.lists_worker import account_of_the_region, sign_in

# Before the name of a page: as if nobody had asked for it in the last minute.
UNCACHED = "uncached "
DESK_OF_A_CITY = "desk of a league-city"
# Those that count through the rows.
COUNTED_PAGES = {
    "desk": "/admin/",
    DESK_OF_A_CITY: "/admin/",
    "board": "/admin/reports/board/",
    "statistics": "/admin/reports/statistics/",
}
PAGES = COUNTED_PAGES | {
    "before an export of records": "/admin/reports/export/returnees/",
    "before an export of activities": "/admin/reports/export/activities/",
}


def forget_counts() -> None:
    from django.core.cache import cache

    from reports.models import CachedCounts

    CachedCounts.objects.all().delete()
    cache.clear()


def fill(count: int) -> None:
    from benchmarks.fill import fill_activities, fill_answers, fill_cases, fill_returnees, refresh_statistics
    from organization.models import Account, Campaign, Committee

    account, campaign = account_of_the_region(), Campaign.objects.current()
    fill_returnees(count, campaign, account)
    fill_answers()
    fill_cases(campaign, account)
    fill_activities(count, campaign, account)
    city = Committee.objects.get(gb_code="150200")
    Account.objects.create(username="city", committee=city, role="league_city_staff", must_change_password=False)
    refresh_statistics()


def main(count: int) -> None:
    fill(count)
    client, client_of_city = sign_in(), sign_in("city")
    print("ready", flush=True)
    for line in sys.stdin:
        page = line.strip().removeprefix(UNCACHED)
        if line.startswith(UNCACHED):
            forget_counts()
        began = time.perf_counter()
        response = (client_of_city if page == DESK_OF_A_CITY else client).get(PAGES[page])
        milliseconds = (time.perf_counter() - began) * 1000
        if response.status_code != 200:
            raise SystemExit(f"{page} answered {response.status_code}")
        print(milliseconds, flush=True)


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]))
