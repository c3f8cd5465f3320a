from io import BytesIO

import pytest
from django.db import connection

from activities.exchange.reading import ROW_LIMIT as ENTRIES_IN_ONE_FILE
from benchmarks.annex2_worker import MEASURES, PAGES
from benchmarks.answers import PK_MARK, RECEIPT_MARK, UUID_MARK, record_statements
from benchmarks.export_resource import ReturneeResource, with_all_that_is_read
from benchmarks.floor import pgbench_script
from benchmarks.hostile_workbooks import HEADINGS, ORDINARY, ROWS
from benchmarks.load import request, response_length
from benchmarks.report import limit_note, table
from benchmarks.rounds import FloorComparison, Limit
from organization.accounts.account_list import ROW_LIMIT as ACCOUNTS_IN_ONE_FILE
from organization.workbook_file import open_workbook
from reports.exports.all_records.batches import read_rows
from reports.exports.all_records.returnees import ReturneeExport
from returnees.models import Returnee
from tests.factories import make_activity, make_follow_up_case, make_returnee


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


@pytest.mark.parametrize(("mebibytes", "verdict"), [(150, "kept"), (151, "MISSED")])
def test_reports_memory_beyond_its_limit(mebibytes, verdict):
    limit = Limit("sqlite", "memory", mebibytes * 2**20, 150 * 2**20)
    assert limit.is_missed == (verdict == "MISSED")
    assert limit_note(limit) == f"sqlite: memory {mebibytes} MiB, promised <= 150 MiB: {verdict}"


def test_the_library_s_own_export_has_the_same_cells(world):
    case = make_follow_up_case(entrance=world.homepage, home_committee=world.donghe)
    case.returnee.answers.create(question="activity_wishes", code="tour")
    make_returnee(entrance=world.homepage, home_committee=world.donghe, age=40)
    returnees = Returnee.objects.order_by("pk")
    export = ReturneeExport(world.campaign, world.accounts["county_staff"])
    rows = [row for batch in export.batches(returnees) for row in read_rows(batch, export.columns)]
    dataset = ReturneeResource(world.campaign).export(with_all_that_is_read(returnees))
    assert len(dataset.headers) == len(export.columns)
    # Who may see numbers is a matter of the account; the library asks nobody.
    phone = dataset.headers.index("phone")
    cells, library = ([[str(cell or "") for cell in row] for row in table] for table in (rows, dataset))
    assert [row[:phone] + row[phone + 1 :] for row in library] == [row[:phone] + row[phone + 1 :] for row in cells]


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


def test_a_file_at_its_limit_has_as_many_rows_as_the_door_lets_in():
    assert ROWS == {"import": ENTRIES_IN_ONE_FILE, "account list": ACCOUNTS_IN_ONE_FILE}


@pytest.mark.parametrize("door", ROWS)
def test_the_ordinary_file_of_a_door_is_read(door):
    (sheet,) = open_workbook(BytesIO(ORDINARY[door]())).sheets
    assert tuple(sheet.rows[0].values) == HEADINGS[door]
