"""The text of PostgreSQL's COPY in an SQLite database."""

import io
from contextlib import closing

import pytest

from activities.models import ActivityPhoto
from operations.backup import copy_text
from operations.backup.copy_text import _parse, _rows, _tables
from operations.backup.databases import open_database
from operations.backup.encryption import BackupRefused
from organization.models import AuditSeal
from reports.models import Submission


def rows_of(text):
    return list(_rows(io.BytesIO(text.encode())))


def test_escaped_characters_mean_what_they_meant():
    assert rows_of("a\\tb\\n\\\\c\t\\N\t\n\\.\nrest") == [["a\tb\n\\c", None, ""]]


def test_a_table_is_found_with_its_columns():
    text = 'SET x = 1;\nCOPY public.organization_committee (id, "order") FROM stdin;\n'
    assert list(_tables(io.BytesIO(text.encode()))) == [("organization_committee", ["id", "order"])]


@pytest.mark.parametrize(
    ("model", "field", "text", "value"),
    [
        (Submission, "figures", '{"a": 1}', {"a": 1}),
        (AuditSeal, "members", "\\x6162", b"ab"),
        (ActivityPhoto, "photo", "7", 7),
    ],
)
def test_values_are_read_as_their_columns_say(model, field, text, value):
    assert _parse(model._meta.get_field(field), text) == value


def test_a_table_is_that_of_its_model_not_of_a_proxy():
    assert "confirmed" in copy_text._fields_of("otp_totp_totpdevice")


class ReadDump:
    """pg_restore, which has printed this."""

    def __init__(self, text, returncode=0):
        self.stdout, self.returncode = io.BytesIO(text.encode()), returncode

    def __enter__(self):
        return self

    def __exit__(self, *details):
        return None


GROUP = "COPY public.auth_group (id, name) FROM stdin;\n7\t旗县\\\\市区\n\\.\n"


class TestLoading:
    @pytest.fixture
    def url(self, tmp_path, db):
        """The tables alone: migrating takes longer than all these tests."""
        url = f"sqlite:///{tmp_path / 'scratch.sqlite3'}"
        with closing(open_database(url)) as scratch, scratch.cursor() as cursor:
            cursor.execute("CREATE TABLE auth_group (id integer PRIMARY KEY, name varchar(150) UNIQUE)")
            cursor.execute("INSERT INTO auth_group VALUES (1, 'of the migration')")
        return url

    def load(self, monkeypatch, tmp_path, url, dump):
        monkeypatch.setattr(copy_text, "as_copy_text", lambda connection, path: dump)
        copy_text.load_into_sqlite(tmp_path / "dump", url)

    def test_rows_replace_those_that_were_there(self, monkeypatch, tmp_path, url):
        self.load(monkeypatch, tmp_path, url, ReadDump(GROUP))
        with closing(open_database(url)) as scratch, scratch.cursor() as cursor:
            cursor.execute("SELECT id, name FROM auth_group")
            assert cursor.fetchall() == [(7, "旗县\\市区")]

    def test_rows_that_a_constraint_refuses_are_refused(self, monkeypatch, tmp_path, url):
        twice = "COPY public.auth_group (id, name) FROM stdin;\n7\ta\n8\ta\n\\.\n"
        with pytest.raises(BackupRefused, match="不能装入 SQLite 核对：IntegrityError"):
            self.load(monkeypatch, tmp_path, url, ReadDump(twice))

    def test_a_dump_that_cannot_be_read_is_refused(self, monkeypatch, tmp_path, url):
        with pytest.raises(BackupRefused, match="pg_restore 读不出"):
            self.load(monkeypatch, tmp_path, url, ReadDump("", returncode=1))
