import csv
import socket
from contextlib import ExitStack
from io import BytesIO

import pytest
from django.db import connection
from openpyxl import load_workbook

from activities.exchange.reading import ROW_LIMIT as ENTRIES_IN_ONE_FILE
from benchmarks.annex2_worker import MEASURES, PAGES
from benchmarks.answers import PK_MARK, RECEIPT_MARK, UUID_MARK, record_statements
from benchmarks.export_floor import write_floor
from benchmarks.export_resource import ReturneeResource, exported_names, with_all_that_is_read
from benchmarks.floor import pgbench_script
from benchmarks.hostile_workbooks import HEADINGS, ORDINARY, ROWS
from benchmarks.load import LoadConnection, request, response_length
from benchmarks.pages import Gets, one_to_each_worker
from benchmarks.partitioned_copy import (
    INDEXES,
    SCHEMA,
    SETTING,
    TABLES,
    creation,
    filling,
    make_copy,
    partitioned_constraint,
    partitioned_index,
    rows,
    switch_to,
    without_indexes,
)
from benchmarks.partitions_worker import capture, compare_answer, compare_read, size_lines
from benchmarks.plans import (
    PlanComparison,
    Runs,
    describe,
    lines,
    naming_campaign,
    nodes_text,
    partitions_read,
    summary,
)
from benchmarks.report import limit_note, table
from benchmarks.rounds import FloorComparison, Limit
from organization.accounts.account_list import ROW_LIMIT as ACCOUNTS_IN_ONE_FILE
from organization.workbook_file import open_workbook
from reports.exports.all_records.batches import read_rows
from reports.exports.all_records.returnees import ReturneeExport
from returnees.models import Returnee
from tests.factories import make_activity, make_follow_up_case, make_returnee
from xlsx_stream.workbook import stream_workbook


def compare(rates, floors, promised=0.5):
    return FloorComparison("SQLite", "GET", rates, "hello", floors, promised)


def test_a_ratio_is_the_median_of_the_rounds_own():
    comparison = compare([50, 80, 90], [100, 100, 300])
    assert (comparison.ratios, comparison.ratio) == ([0.5, 0.8, 0.3], 0.5)


@pytest.mark.parametrize(
    ("promised", "is_missed", "verdict"), [(0.5, False, "kept"), (0.51, True, "MISSED"), (None, False, "")]
)
def test_reports_a_missed_promise(promised, is_missed, verdict):
    comparison = compare([50], [100], promised)
    assert comparison.is_missed == is_missed
    assert table([comparison]).splitlines()[-1].endswith(verdict)


def test_names_the_memory_of_the_worker_that_grew():
    """The supervisor takes more than its workers, and stays as it is."""
    gets = Gets(memory={1: {10: 107, 11: 80, 12: 81}, 1000: {10: 107, 11: 80, 12: 82}, 9000: {10: 107, 11: 90, 12: 95}})
    assert gets.memory_of_worker() == {1: 81, 1000: 82, 9000: 95}
    assert Gets(memory={1: {}, 9000: {}}).memory_of_worker() == {}


def test_every_worker_is_asked_however_the_connections_fell():
    with ExitStack() as stack:
        connections = [answered_connection(stack, worker) for worker in (b"10", b"10", b"11", b"10")]
        assert [connection.body for connection in one_to_each_worker(connections)] == [b"10", b"11"]


def answered_connection(stack, body):
    """One to which the answer has been sent before the request."""
    connection = LoadConnection.__new__(LoadConnection)
    connection.socket, server = map(stack.enter_context, socket.socketpair())
    server.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
    return connection


@pytest.mark.parametrize(("mebibytes", "verdict"), [(150, "kept"), (151, "MISSED")])
def test_reports_memory_beyond_its_limit(mebibytes, verdict):
    limit = Limit("sqlite", "memory", mebibytes * 2**20, 150 * 2**20)
    assert limit.is_missed == (verdict == "MISSED")
    assert limit_note(limit) == f"sqlite: memory {mebibytes} MiB, promised <= 150 MiB: {verdict}"


@pytest.fixture
def exported(world):
    """The cells of the file of two records, of which one has a case and an answer of several choices."""
    case = make_follow_up_case(entrance=world.homepage, home_committee=world.donghe)
    case.returnee.answers.create(question="activity_wishes", code="tour")
    make_returnee(entrance=world.homepage, home_committee=world.donghe, age=40)
    export = ReturneeExport(world.campaign, world.accounts["county_staff"])
    batches = (read_rows(batch, export.columns) for batch in export.batches(Returnee.objects.all()))
    pieces = stream_workbook("x", [column.column for column in export.columns], batches)
    rows = load_workbook(BytesIO(b"".join(pieces))).active.iter_rows(min_row=2, values_only=True)
    return [[str(cell or "") for cell in row] for row in rows]


def without(column: int, rows) -> list[list]:
    return [[*row[:column], *row[column + 1 :]] for row in rows]


def test_the_library_s_own_export_has_the_same_cells(world, exported):
    dataset = ReturneeResource(world.campaign).export(with_all_that_is_read(Returnee.objects.order_by("pk")))
    library = [[str(cell or "") for cell in row] for row in dataset]
    # Who may see numbers is a matter of the account; the library asks nobody.
    phone = dataset.headers.index("phone")
    assert without(phone, library) == without(phone, exported)


def test_the_floor_has_the_same_columns_of_the_same_records(world, exported, tmp_path):
    write_floor(10, tmp_path / "floor.csv")
    with open(tmp_path / "floor.csv", encoding="utf-8", newline="") as file:
        floor = list(csv.reader(file))
    assert [len(row) for row in floor] == [len(row) for row in exported] == [41, 41]
    names = exported_names()
    # Codes, yes and no, and moments are as the database has them; other columns are the same.
    same = [names.index(name) for name in ("pk", "city", "home_committee", "name", "birth_year", "age", "township")]
    cells, expected = ([[row[place] for place in same] for row in table] for table in (floor, exported))
    assert cells == expected
    assert [row[names.index("activity_wishes")] for row in floor] == ["tour", ""]


def test_a_posted_body_has_its_length():
    head, _, body = request("POST", "/q/abc/", b"name=x").partition(b"\r\n\r\n")
    assert (head.startswith(b"POST /q/abc/ HTTP/1.1\r\n"), body) == (True, b"name=x")
    assert b"\r\nContent-Length: 6" in head


def test_knows_when_a_response_is_whole():
    head = b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n"
    assert response_length(head) == 0
    assert response_length(head + b"\r\nhel") == len(head) + 2 + 5


def test_the_script_of_pgbench_uses_the_key_that_the_insert_gave():
    statements = [
        {"sql": f"SELECT 1 WHERE submission_uuid = '{UUID_MARK}'::uuid", "params": []},
        {"sql": f"INSERT INTO a VALUES ('{RECEIPT_MARK}') RETURNING a.id", "params": []},
        {"sql": f"INSERT INTO b VALUES ({PK_MARK}) RETURNING b.id", "params": []},
    ]
    assert pgbench_script(statements).splitlines()[1:] == [
        "BEGIN;",
        "SELECT 1 WHERE submission_uuid = '00000000-0000-4000-8000-:n'::uuid;",
        r"INSERT INTO a VALUES ('FLOR:n') RETURNING a.id \gset",
        "INSERT INTO b VALUES (:id) RETURNING b.id;",
        "COMMIT;",
    ]


def test_one_statement_needs_no_transaction_around_it():
    statements = [
        {"sql": f"WITH a AS (INSERT INTO a VALUES ('{UUID_MARK}') RETURNING id) SELECT id FROM a", "params": []}
    ]
    assert len(pgbench_script(statements).splitlines()) == 2


@pytest.mark.django_db(transaction=True)
def test_records_what_storing_one_answer_takes(world):
    statements = record_statements(world.homepage)
    texts = [f"{statement['sql']} {statement['params']}" for statement in statements]
    assert UUID_MARK in texts[0]
    assert RECEIPT_MARK in texts[0]
    tables = [f'INSERT INTO "returnees_{name}"' for name in ("returnee", "returneeanswer", "followupcase")]
    if connection.vendor == "postgresql":
        assert [table in texts[0] for table in tables] == [True] * 3
        assert len(texts) == 1
    else:
        assert [table in text for table, text in zip(tables, texts, strict=True)] == [True] * 3
        assert [PK_MARK in text for text in texts] == [False, True, True]
    assert not any("BEGIN" in text or "SAVEPOINT" in text for text in texts)


@pytest.mark.django_db
def test_the_measures_of_annex_2_run(world, log_in):
    make_activity("letter", campaign=world.campaign, committee=world.donghe)
    assert all(measure() > 0 for measure in MEASURES.values())
    client = log_in("region_manager")
    assert all(client.get(address).status_code == 200 for address in PAGES.values())


@pytest.mark.parametrize(
    ("definition", "partitioned"),
    [
        ("PRIMARY KEY (id)", "PRIMARY KEY (id, campaign_id)"),
        ("UNIQUE (submission_uuid)", "UNIQUE (submission_uuid, campaign_id)"),
        ("UNIQUE (campaign_id, committee_id)", "UNIQUE (campaign_id, committee_id)"),
        (
            "FOREIGN KEY (returnee_id) REFERENCES returnees_returnee(id) DEFERRABLE",
            "FOREIGN KEY (returnee_id, campaign_id) REFERENCES returnees_returnee(id, campaign_id) DEFERRABLE",
        ),
        (
            "FOREIGN KEY (campaign_id) REFERENCES organization_campaign(id)",
            "FOREIGN KEY (campaign_id) REFERENCES organization_campaign(id)",
        ),
    ],
)
def test_a_partitioned_table_has_its_key_in_what_is_unique_and_what_refers_to_it(definition, partitioned):
    assert partitioned_constraint(definition) == partitioned


@pytest.mark.parametrize(
    ("definition", "partitioned"),
    [
        ("CREATE INDEX i ON public.t USING btree (name)", "CREATE INDEX i ON partitioned.t USING btree (name)"),
        (
            "CREATE UNIQUE INDEX i ON public.t USING btree (a, b) WHERE (a > 0)",
            "CREATE UNIQUE INDEX i ON partitioned.t USING btree (a, b, campaign_id) WHERE (a > 0)",
        ),
    ],
)
def test_a_partitioned_table_has_the_indexes_of_today(definition, partitioned):
    assert partitioned_index(definition) == partitioned


def test_a_table_without_the_campaign_gets_it_from_its_parent():
    own, partition = creation("returnees_returneeanswer", [7])
    assert "campaign_id bigint NOT NULL DEFAULT current_setting('guichao.campaign')" in own
    assert partition.endswith(
        "returnees_returneeanswer_p7 PARTITION OF partitioned.returnees_returneeanswer FOR VALUES IN (7)"
    )
    assert "parent.campaign_id FROM public.returnees_returneeanswer" in filling(
        "returnees_returneeanswer", ["id", "code"]
    )
    assert "parent" not in filling("returnees_returnee", ["id"])


def scan(table, loops=1, **more):
    return {"Node Type": "Index Scan", "Relation Name": table, "Actual Loops": loops} | more


def explained(*children, hit=2, read=1):
    plan = {"Node Type": "Append", "Actual Loops": 1, "Plans": children}
    plan |= {"Shared Hit Blocks": hit, "Shared Read Blocks": read}
    return {"Plan": plan, "Planning Time": 0.5, "Execution Time": 1.5}


def test_counts_the_partitions_that_were_read_and_not_those_that_were_planned():
    plan = explained(scan("returnees_returnee_p1"), scan("returnees_returnee_p2", loops=0), scan("campaign"))["Plan"]
    assert partitions_read(plan) == {"1"}
    assert nodes_text(plan) == "Append, 2 Index Scan"


def test_names_a_statement_without_its_values():
    sql = (
        'SELECT "returnees_returnee"."name" FROM "returnees_returnee" '
        'WHERE ("returnees_returnee"."phone" = \'1\' AND "returnees_returnee"."id" IN (1, 2))'
    )
    assert describe(sql) == "SELECT returnee by phone, id"
    assert naming_campaign(sql, 7).partition(" WHERE ")[2].startswith('"returnees_returnee"."campaign_id" = 7 AND (')


def test_prints_how_often_the_time_of_today_a_partitioned_statement_takes():
    compared = PlanComparison("receipt", 'SELECT 1 FROM "returnees_returnee"', Runs(), Runs())
    compared.plain.add(explained(scan("returnees_returnee")))
    partitioned = [scan(f"returnees_returnee_p{number}") for number in range(10)]
    compared.partitioned.add(explained(*partitioned, hit=20) | {"Execution Time": 9.5})
    assert list(lines(compared))[-1] == "    times 5.00, partitions 10"
    assert list(summary([compared]))[-1].split() == ["receipt", "1", "2.00", "10.00", "5.00", "5.00", "3", "21"]
    compared.refusal = "there is no unique constraint"
    assert list(lines(compared))[-1].endswith("REFUSED: there is no unique constraint")


@pytest.fixture
def copy_cursor(world):
    """Of a session that may make the partitioned copy; gone afterwards."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET {SETTING} = {world.campaign.pk}")
        try:
            yield cursor
        finally:
            switch_to(cursor, "plain")
            cursor.execute(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="partitions")
@pytest.mark.django_db(transaction=True)
def test_the_statements_of_the_application_run_on_a_partitioned_copy(world, log_in, copy_cursor):
    make_activity("letter", campaign=world.campaign, committee=world.donghe)
    statements = record_statements(world.homepage)
    captured = list(capture(world.homepage, log_in("region_manager")))
    with without_indexes(copy_cursor):
        assert not rows(copy_cursor, INDEXES, "public.returnees_returnee")
    make_copy(copy_cursor, [world.campaign.pk])
    compared = compare_answer(copy_cursor, statements)
    compared += [compare_read(copy_cursor, act, sql, world.campaign.pk) for act, sql in captured]
    assert {one.act for one in compared} >= {"answer", "the same answer again", "receipt", "desk", "Annex 2"}
    assert not [one.refusal for one in compared if one.refusal]
    assert [one.partition_count for one in compared if one.act == "the same answer again"] == [1]
    assert len(list(size_lines(copy_cursor))) == 1 + 2 * len(TABLES)


def test_a_file_at_its_limit_has_as_many_rows_as_the_door_lets_in():
    assert ROWS == {"import": ENTRIES_IN_ONE_FILE, "account list": ACCOUNTS_IN_ONE_FILE}


@pytest.mark.parametrize("door", ROWS)
def test_the_ordinary_file_of_a_door_is_read(door):
    (sheet,) = open_workbook(BytesIO(ORDINARY[door]())).sheets
    assert tuple(sheet.rows[0].values) == HEADINGS[door]
