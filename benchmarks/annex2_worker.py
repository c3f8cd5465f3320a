"""Runs inside the site's environment: fills it, then answers each name on standard input with a figure.

`python -m benchmarks.annex2_worker ACTIVITIES`; it prints `ready` once the rows are there. A measure is answered with
its milliseconds, a page with the number of its queries.
"""

import sys
import time

import django

from benchmarks.lists_worker import DESK, account_of_the_region, sign_in

COUNT = "count"
SEQUENTIALLY = {
    "postgresql": "SET enable_indexscan = off; SET enable_indexonlyscan = off; SET enable_bitmapscan = off",
    "sqlite": "SELECT 1",
}
AS_BEFORE = {
    "postgresql": "RESET enable_indexscan; RESET enable_indexonlyscan; RESET enable_bitmapscan",
    "sqlite": "SELECT 1",
}
COUNTING = {
    "postgresql": "SELECT count(*) FROM activities_activity",
    "sqlite": "SELECT count(*) FROM activities_activity NOT INDEXED",
}
PAGES = {
    DESK: "/admin/",
    "Annex 2": "/admin/reports/annex2/",
    "its workbook": "/admin/reports/annex2.xlsx",
    "entries behind it": "/admin/reports/annex2/entries/?row=total&kind=symposium",
    "page before an export": "/admin/reports/export/activities/",
}


def count_sequentially() -> float:
    """The floor: every page of the table is read once, by as many workers as the database likes."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(SEQUENTIALLY[connection.vendor])
        began = time.perf_counter()
        cursor.execute(COUNTING[connection.vendor])
        cursor.fetchall()
        milliseconds = (time.perf_counter() - began) * 1000
        cursor.execute(AS_BEFORE[connection.vendor])
    return milliseconds


def sum_numbers() -> float:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        build_table()
    (sql,) = [query["sql"] for query in queries if "SUM(" in query["sql"]]
    began = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute(sql)
        cursor.fetchall()
    return (time.perf_counter() - began) * 1000


def build_table() -> float:
    from organization.models import Campaign, Committee
    from reports.annex2 import table

    began = time.perf_counter()
    built = table.build_table(Campaign.objects.current(), Committee.objects.get(parent=None))
    assert built.totals
    assert [row.figures for row in built.rows]
    return (time.perf_counter() - began) * 1000


MEASURES = {COUNT: count_sequentially, "numbers": sum_numbers, "table": build_table}


def query_count(client, page: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        response = client.get(PAGES[page])
    if response.status_code != 200:
        raise SystemExit(f"{page} answered {response.status_code}")
    return len(queries)


def main(activity_count: int) -> None:
    from benchmarks.fill import fill_activities, refresh_statistics
    from organization.models import Campaign

    fill_activities(activity_count, Campaign.objects.current(), account_of_the_region())
    # An index-only scan trusts the visibility map, which VACUUM writes; autovacuum does so on a site at work.
    refresh_statistics()
    client = sign_in()
    print("ready", flush=True)
    for line in sys.stdin:
        name = line.strip()
        print(MEASURES[name]() if name in MEASURES else query_count(client, name), flush=True)


if __name__ == "__main__":
    django.setup()
    main(int(sys.argv[1]))
