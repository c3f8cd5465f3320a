"""Runs inside the site's environment: fills ten campaigns, copies their tables partitioned, compares, and prints.

`python -m benchmarks.partitions_worker ANSWERS ACTIVITIES`, of each campaign.
"""

import os
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from statistics import median

import django
from django.db import DatabaseError, connection, transaction

from benchmarks.answers import PK_MARK, answer_body, record_statements, recorded
from benchmarks.databases import connect_postgresql
from benchmarks.floor import marks, psycopg2_transactions
from benchmarks.lists_worker import account_of_the_region, sign_in
from benchmarks.partitioned_copy import (
    PATHS,
    SCHEMA,
    SETTING,
    TABLES,
    make_copy,
    partition_name,
    rows,
    switch_to,
    without_indexes,
)
from benchmarks.plans import EXPLAIN, PlanComparison, lines, naming_campaign, partitions_read, summary
from benchmarks.rounds import CLIENTS
from benchmarks.server import PROC, TICKS_PER_SECOND, ticks_of

CAMPAIGNS, ROUNDS, ANSWERS_A_ROUND = 10, 7, 400
FORM = "application/x-www-form-urlencoded"
SIZES = """
SELECT sum(pg_relation_size(oid)), coalesce(sum(pg_total_relation_size(nullif(reltoastrelid, 0))), 0),
    sum(pg_indexes_size(oid)), (SELECT count(*) FROM {table})
FROM pg_class WHERE oid IN (SELECT '{table}'::regclass UNION SELECT relid FROM pg_partition_tree('{table}'))
"""


def fill(answer_count: int, activity_count: int) -> list:
    from benchmarks.fill import fill_activities, fill_answers, fill_cases, fill_returnees
    from organization.models import Campaign
    from returnees.models import Entrance
    from tests.factories import make_campaign

    account, current = account_of_the_region(), Campaign.objects.current()
    earlier = [make_campaign(key=f"earlier-{n}", year=current.year - n) for n in range(CAMPAIGNS - 1, 0, -1)]
    campaigns = [*earlier, current]
    with connection.cursor() as cursor, without_indexes(cursor):
        for campaign in campaigns:
            Entrance.objects.open_homepage(campaign=campaign, region=account.committee)
            fill_returnees(answer_count, campaign, account)
            fill_activities(activity_count, campaign, account)
        fill_answers()
        for campaign in campaigns:
            fill_cases(campaign, account)
    return campaigns


def acts(entrance, client) -> dict[str, Callable]:
    """What people do; each is captured once."""
    from returnees.models import Returnee
    from returnees.receipt_codes import receipt_code

    body = answer_body(entrance, uuid.uuid4())
    client.post(entrance.get_absolute_url(), body, FORM)
    stored = Returnee.objects.latest("pk")
    proof = {"code": receipt_code(stored.submission_uuid), "last_digits": stored.phone[-4:]}
    return {
        "the same answer again": lambda: client.post(entrance.get_absolute_url(), body, FORM),
        "receipt": lambda: client.post("/receipt/", proof),
        "desk": lambda: client.get("/admin/"),
        "Annex 2": lambda: client.get("/admin/reports/annex2/"),
        "records": lambda: client.get("/admin/returnees/returnee/"),
        "records, phone": lambda: client.post("/admin/returnees/returnee/search/", {"term": stored.phone}, follow=True),
        "a record": lambda: client.get(f"/admin/returnees/returnee/{stored.pk}/change/", follow=True),
    }


def capture(entrance, client) -> Iterator[tuple[str, str]]:
    """The SELECTs on the tables that are copied, with their values, as the driver sends them."""
    for act, run in acts(entrance, client).items():
        with recorded() as statements:
            response = run()
        if response.status_code != 200:
            raise SystemExit(f"{act} answered {response.status_code}")
        for sql, params in dict.fromkeys((sql, tuple(params or ())) for sql, params in statements):
            if sql.startswith("SELECT") and any(f'"{table}"' in sql for table in TABLES):
                yield act, bound(sql, params)


def bound(sql: str, params) -> str:
    with connection.cursor() as cursor:
        text = cursor.mogrify(sql, params)
    return text.decode() if isinstance(text, bytes) else text


def explain(cursor, sql: str) -> dict:
    cursor.execute(EXPLAIN + sql)
    (explained,) = cursor.fetchone()[0]
    return explained


def compare_read(cursor, act: str, sql: str, campaign_pk: int) -> PlanComparison:
    compared = PlanComparison(act, sql)
    variants = [("plain", sql, compared.plain)]
    switch_to(cursor, SCHEMA)
    try:
        first = explain(cursor, sql)
    except DatabaseError as error:
        compared.refusal = str(error).splitlines()[0]
    else:
        variants.append((SCHEMA, sql, compared.partitioned))
        if len(partitions_read(first["Plan"])) > 1:
            variants.append((SCHEMA, naming_campaign(sql, campaign_pk), compared.named))
    # Once before it counts: the session reads what it knows of the tables.
    for is_counted in (False, *[True] * ROUNDS):
        for path, text, runs in variants:
            switch_to(cursor, path)
            explained = explain(cursor, text)
            if is_counted:
                runs.add(explained)
    return compared


def compare_answer(cursor, statements: list[dict]) -> list[PlanComparison]:
    """Statement by statement, each within the transaction that it belongs to; foreign keys are checked at once."""
    compared = [PlanComparison("answer", statement["sql"]) for statement in statements]
    for round_number in range(ROUNDS + 1):
        for path in PATHS:
            with transaction.atomic():
                switch_to(cursor, path)
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                for one, explained in zip(compared, explained_writes(cursor, statements), strict=True):
                    runs = one.plain if path == "plain" else one.partitioned
                    if round_number:
                        runs.add(explained)
                transaction.set_rollback(True)
    return compared


def explained_writes(cursor, statements: list[dict]) -> Iterator[dict]:
    values = marks()
    for statement in statements:
        text = statement["sql"]
        for mark, value in values.items():
            text = text.replace(mark, value)
        # EXPLAIN gives no key: the statement is undone, and run again for it.
        cursor.execute("SAVEPOINT explained")
        explained = explain(cursor, text)
        cursor.execute("ROLLBACK TO explained")
        cursor.execute(text)
        if PK_MARK not in values and "RETURNING" in text:
            values[PK_MARK] = str(cursor.fetchone()[0])
        yield explained


@dataclass
class Stored:
    """Answers stored on one of the two copies, round by round."""

    rates: list[float] = field(default_factory=list)
    # Of the write-ahead log, for each answer.
    log_bytes: list[float] = field(default_factory=list)
    # CPU time of the database's own process for each; 0 where /proc does not tell.
    database_ms: list[float] = field(default_factory=list)

    def add_round(self, cursor, statements: list[dict]) -> None:
        ((start, pid),) = rows(cursor, "SELECT pg_current_wal_insert_lsn(), pg_backend_pid()")
        ticks, began = ticks_of(PROC / str(pid)), time.perf_counter()
        for _ in islice(psycopg2_transactions(cursor, statements), ANSWERS_A_ROUND):
            pass
        seconds, ticks = time.perf_counter() - began, ticks_of(PROC / str(pid)) - ticks
        ((written,),) = rows(cursor, "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), %s)", start)
        self.rates.append(ANSWERS_A_ROUND / seconds)
        self.log_bytes.append(float(written) / ANSWERS_A_ROUND)
        self.database_ms.append(ticks / TICKS_PER_SECOND / ANSWERS_A_ROUND * 1000)


def store_in_turn(statements: list[dict], campaign_pk: int) -> dict[str, Stored]:
    """At one client, whose answers wait for the disk each."""
    stored = {path: Stored() for path in PATHS}
    with closing(connect_postgresql(os.environ["DATABASE_URL"])) as plain_driver:
        cursor = plain_driver.cursor()
        cursor.execute(f"SET {SETTING} = {campaign_pk}")
        for round_number in range(ROUNDS):
            for path, measured in stored.items():
                switch_to(cursor, path)
                if round_number == 0:
                    # Right after a checkpoint each page is logged whole once: the price at its worst.
                    cursor.execute("CHECKPOINT")
                measured.add_round(cursor, statements)
    return stored


def store_at_once(statements: list[dict], campaign_pk: int, path: str) -> tuple[float, float]:
    """By many clients: answers a second, and how many sets of lockers PostgreSQL had to write down for each.

    Everybody's answer locks the row of the campaign against deletion; two at a time make a MultiXact.
    """
    before = next_multixact()
    began = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(store_some, [(statements, campaign_pk, path)] * CLIENTS))
    rate = ANSWERS_A_ROUND / (time.perf_counter() - began)
    return rate, (next_multixact() - before) / ANSWERS_A_ROUND


def store_some(task: tuple[list[dict], int, str]) -> None:
    statements, campaign_pk, path = task
    with closing(connect_postgresql(os.environ["DATABASE_URL"])) as plain_driver:
        cursor = plain_driver.cursor()
        cursor.execute(f"SET {SETTING} = {campaign_pk}")
        switch_to(cursor, path)
        for _ in islice(psycopg2_transactions(cursor, statements), ANSWERS_A_ROUND // CLIENTS):
            pass


def next_multixact() -> int:
    with connection.cursor() as cursor:
        # It is written down with a checkpoint.
        cursor.execute("CHECKPOINT")
        ((number,),) = rows(cursor, "SELECT next_multixact_id::text FROM pg_control_checkpoint()")
    return int(number)


def storing_lines(stored: dict[str, Stored], at_once: dict[str, tuple[float, float]]) -> Iterator[str]:
    for path, measured in stored.items():
        after_checkpoint, later = measured.log_bytes[0], measured.log_bytes[-1]
        yield (
            f"{path}: {median(measured.rates):,.0f} answers stored a second at one client; for each "
            f"{median(measured.database_ms):.2f} ms of the database's CPU, and {after_checkpoint:,.0f} bytes of log "
            f"after a checkpoint, {later:,.0f} later"
        )
        rate, multixacts = at_once[path]
        yield f"{path}: {rate:,.0f} a second at {CLIENTS} clients, {multixacts:.1f} MultiXacts for each"
    plain, partitioned = (measured.rates for measured in stored.values())
    ratio = median(slow / fast for fast, slow in zip(plain, partitioned, strict=True))
    yield f"partitioned / plain {ratio:.2f} at one client, {at_once[SCHEMA][0] / at_once['plain'][0]:.2f} at {CLIENTS}"


def size_lines(cursor) -> Iterator[str]:
    yield "bytes a row: table, TOAST, indexes"
    for path in PATHS:
        switch_to(cursor, path)
        for table in TABLES:
            ((main, toast, indexes, count),) = rows(cursor, SIZES.format(table=table))
            shares = "  ".join(f"{float(size) / count:7.0f}" for size in (main, toast, indexes))
            yield f"    {path:12} {table:26} {shares}   of {count:,} rows"


def index_lines(cursor, campaign_pk: int) -> Iterator[str]:
    counted = "SELECT count(*) FROM pg_index WHERE indrelid = %s::regclass"
    for table in TABLES:
        plain, partition = (
            rows(cursor, counted, name)[0][0]
            for name in (f"public.{table}", f"{SCHEMA}.{partition_name(table, campaign_pk)}")
        )
        yield f"indexes of {table}: {plain}, of each partition {partition}"


def prepare(answer_count: int, activity_count: int):
    from returnees.models import Entrance

    campaigns = fill(answer_count, activity_count)
    current = campaigns[-1]
    entrance = Entrance.objects.homepage_of(current)
    statements = record_statements(entrance)
    captured = list(capture(entrance, sign_in()))
    with connection.cursor() as cursor:
        make_copy(cursor, [campaign.pk for campaign in campaigns])
        cursor.execute("VACUUM ANALYZE")
    return current, statements, captured


def main(answer_count: int, activity_count: int) -> None:
    current, statements, captured = prepare(answer_count, activity_count)
    with connection.cursor() as cursor:
        cursor.execute(f"SET {SETTING} = {current.pk}")
        for line in (*size_lines(cursor), *index_lines(cursor, current.pk), ""):
            print(line)
        compared = compare_answer(cursor, statements)
        compared += [compare_read(cursor, act, sql, current.pk) for act, sql in captured]
    for one in compared:
        print(*lines(one), sep="\n")
    stored = store_in_turn(statements, current.pk)
    at_once = {path: store_at_once(statements, current.pk, path) for path in PATHS}
    print("", *summary(compared), "", *storing_lines(stored, at_once), sep="\n", flush=True)


if __name__ == "__main__":
    django.setup()
    main(*map(int, sys.argv[1:]))
