"""A backup made while the site runs: what is in it, who can read it, and what becomes of the old ones."""

import io
import json
import os
import re
import sqlite3
import stat
import tarfile
from contextlib import closing
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pyrage
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from psycopg2.extensions import parse_dsn
from pyrage.x25519 import Identity

from operations.backup import archive, making, postgresql_tools
from operations.backup.encryption import BackupRefused, encrypt, parse_recipient
from operations.backup.making import find_backups, make_backup
from organization.choices import Operation
from organization.clock import now
from organization.models import OperationRun
from returnees.erasure_list import ERASURE_LIST, read_erasures
from returnees.receipt_codes import known_receipt_code
from tests.activities.entries import attach
from tests.factories import make_returnee

pytestmark = pytest.mark.django_db(transaction=True)

sqlite_only = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite's file and its write-ahead log")
postgresql_only = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="pg_dump")


def back_up(*directory, **options):
    out = StringIO()
    call_command("backup", *directory, stdout=out, **options)
    return out.getvalue()


def open_backup(path, identity):
    """The parts by name."""
    plain = io.BytesIO(pyrage.decrypt(path.read_bytes(), [identity]))
    with tarfile.open(fileobj=plain) as tar:
        return {member.name: tar.extractfile(member).read() for member in tar}


class TestKey:
    def test_the_first_run_shows_it_once_and_keeps_the_public_half_alone(self, world, directory, site):
        shown = back_up(directory)
        (text,) = re.findall(r"AGE-SECRET-KEY-1[0-9A-Z]+", shown)
        assert "只显示这一次" in shown
        assert "AGE-SECRET-KEY" not in back_up_later(directory, site)
        stored = [path.read_bytes() for path in site.VAR_DIR.rglob("*") if path.is_file()]
        assert not any(text.encode() in content for content in stored)
        for path in find_backups(directory):
            assert "manifest.json" in open_backup(path, Identity.from_str(text))

    def test_one_made_elsewhere_is_used_from_then_on(self, world, directory, identity, site):
        assert "AGE-SECRET-KEY" not in back_up(directory, recipient=str(identity.to_public()))
        back_up_later(directory, site)
        assert len([open_backup(path, identity) for path in find_backups(directory)]) == 2

    def test_what_is_no_public_key_is_refused(self, world, directory):
        with pytest.raises(CommandError, match="应以 age1 开头"):
            back_up(directory, recipient="age1")
        assert not directory.exists()

    def test_what_lies_on_the_server_does_not_read_it(self, world, directory, identity, site):
        back_up(directory, recipient=str(identity.to_public()))
        (path,) = find_backups(directory)
        for found in site.VAR_DIR.rglob("*"):
            assert not found.is_file() or b"AGE-SECRET-KEY" not in found.read_bytes()
        assert site.SECRET_KEY.encode() not in path.read_bytes()
        with pytest.raises(pyrage.DecryptError):
            pyrage.decrypt(path.read_bytes(), [Identity.generate()])


def back_up_later(directory, site):
    """Names have seconds: the earlier ones are moved back by some."""
    for path in find_backups(directory):
        path.rename(path.with_name("guichao-20200101T000000Z.tar.age"))
    site.BACKUP_KEEP_DAYS = 0
    return back_up(directory)


class TestContent:
    def test_names_release_instant_and_rows(self, world, directory, identity):
        make_returnee(entrance=world.homepage, home_committee=world.donghe)
        made = make_backup(directory, identity.to_public())
        manifest = json.loads(open_backup(made.path, identity)["manifest.json"])
        assert manifest["engine"] == connection.vendor
        assert manifest["row_counts"]["returnees_returnee"] == 1
        assert "organization.0001_tree_accounts_campaigns" in manifest["migrations"]
        assert abs(timezone.now() - made.manifest.instant) < timedelta(minutes=1)

    def test_every_key_file_that_is_declared(self, world, directory, identity, site):
        (site.VAR_DIR / "backup_recipient").write_text("age1…")
        parts = open_backup(make_backup(directory, identity.to_public()).path, identity)
        keys = {name.removeprefix("keys/"): content.decode() for name, content in parts.items() if "keys/" in name}
        assert keys == {
            "secret_key": site.SECRET_KEY,
            "audit_key": site.AUDIT_KEY,
            "receipt_key": site.RECEIPT_KEY,
            "factor_key": site.FACTOR_KEY,
            "backup_recipient": "age1…",
        }

    def test_every_key_file_that_the_settings_make_is_declared(self):
        """A new own_key(…) in config/settings.py without its line in KEY_FILES is in no backup."""
        source = (Path(settings.BASE_DIR) / "config" / "settings.py").read_text(encoding="utf-8")
        assert set(re.findall(r'own_key\("(\w+)"\)', source)) <= set(settings.KEY_FILES)

    def test_every_file_that_the_database_refers_to_and_no_other(self, world, directory, identity, site):
        photo = attach(world).photo
        (site.MEDIA_ROOT / "photos" / "left.jpg").write_bytes(b"left behind")
        parts = open_backup(make_backup(directory, identity.to_public()).path, identity)
        media = {name: content for name, content in parts.items() if name.startswith("media/")}
        assert set(media) == {f"media/{photo.path}", f"media/{photo.thumbnail_path}"}
        assert media[f"media/{photo.path}"] == (site.MEDIA_ROOT / photo.path).read_bytes()

    def test_a_photo_removed_while_it_runs_is_still_in_it(self, world, directory, identity, site, monkeypatch):
        photo = attach(world).photo
        path = photo.path
        snapshot = making.database_snapshot

        def remove_then(work):
            taken = snapshot(work)
            return _after(taken, lambda: (site.MEDIA_ROOT / path).unlink())

        monkeypatch.setattr(making, "database_snapshot", remove_then)
        made = make_backup(directory, identity.to_public())
        assert f"media/{path}" in open_backup(made.path, identity)
        assert made.manifest.missing_media == []

    def test_a_file_that_the_site_has_not_is_named(self, world, directory, identity, site):
        photo = attach(world).photo
        (site.MEDIA_ROOT / photo.path).unlink()
        made = make_backup(directory, identity.to_public())
        assert made.manifest.missing_media == [photo.path]
        assert "站点上就缺 1 个文件" in made.describe()

    @sqlite_only
    def test_what_is_still_in_the_write_ahead_log_is_in_it(self, world, directory, identity, tmp_path):
        """The control: a copy of the file alone has not got it."""
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        make_returnee(entrance=world.homepage, home_committee=world.donghe)
        file_alone = tmp_path / "copied.sqlite3"
        file_alone.write_bytes(Path(connection.settings_dict["NAME"]).read_bytes())
        parts = open_backup(make_backup(directory, identity.to_public()).path, identity)
        (tmp_path / "backed_up.sqlite3").write_bytes(parts["database.sqlite3"])
        count = "SELECT count(*) FROM returnees_returnee"
        found = []
        for name in ("copied.sqlite3", "backed_up.sqlite3"):
            with closing(sqlite3.connect(tmp_path / name)) as copy:
                found += copy.execute(count).fetchone()
        assert found == [0, 1]

    def test_is_readable_by_its_owner_alone(self, world, directory, identity):
        path = make_backup(directory, identity.to_public()).path
        assert os.name != "posix" or stat.S_IMODE(path.stat().st_mode) == 0o600


class _after:
    """A context that does something once it was entered."""

    def __init__(self, context, act):
        self.context, self.act = context, act

    def __enter__(self):
        entered = self.context.__enter__()
        self.act()
        return entered

    def __exit__(self, *details):
        return self.context.__exit__(*details)


class TestFailure:
    def test_nothing_half_written_is_left(self, world, directory, identity, site, monkeypatch):
        def fail(*arguments):
            yield b"x" * 100_000
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(making, "archive_chunks", fail)
        with pytest.raises(CommandError, match="备份没有写成：磁盘空间不够。"):
            back_up(directory, recipient=str(identity.to_public()))
        assert list(directory.iterdir()) == []
        assert [path.name for path in site.VAR_DIR.iterdir()] == ["backup_recipient"]

    def test_a_command_that_is_stopped_ends_as_it_was_told(self, world, directory, identity, monkeypatch):
        """SystemExit is what SIGTERM becomes: the binding would make an error of its own of it."""

        def stop(*arguments):
            yield b"x"
            raise SystemExit(143)

        monkeypatch.setattr(making, "archive_chunks", stop)
        with pytest.raises(SystemExit) as ended:
            back_up(directory, recipient=str(identity.to_public()))
        assert ended.value.code == 143
        assert list(directory.iterdir()) == []

    def test_is_on_record(self, world, directory, monkeypatch, site):
        site.PG_BIN = None
        monkeypatch.setattr(making, "database_snapshot", refuse_snapshot)
        with pytest.raises(CommandError, match="没有"):
            back_up(directory)
        run = OperationRun.objects.get()
        assert (run.name, run.result, run.succeeded) == (Operation.BACKUP, "没有数据库。", False)

    @postgresql_only
    def test_a_missing_pg_dump_is_named_with_its_version(self, world, directory, identity, site, tmp_path):
        site.PG_BIN = tmp_path
        major = postgresql_tools.major_version(connection)
        with pytest.raises(BackupRefused, match=f"没有找到 {major} 版的 pg_dump"):
            make_backup(directory, identity.to_public())

    @postgresql_only
    def test_a_pg_dump_of_another_version_is_not_used(self, world, directory, identity, site, tmp_path):
        other = tmp_path / "pg_dump"
        other.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.1'\n")
        other.chmod(0o755)
        site.PG_BIN = tmp_path
        with pytest.raises(BackupRefused, match="找到的是 9 版"):
            make_backup(directory, identity.to_public())

    @postgresql_only
    def test_pg_dump_is_told_nothing_that_only_a_newer_library_knows(self, db):
        connection.ensure_connection()
        told = set(parse_dsn(postgresql_tools.describe_database(connection)))
        assert {"dbname", "user"} <= told
        assert told <= {"dbname", "user", "host", "port", "options", "connect_timeout", "client_encoding"}


def refuse_snapshot(work):
    raise BackupRefused("没有数据库。")


class TestRotation:
    def test_backups_older_than_the_setting_go_and_nothing_else(self, world, directory, identity, site):
        directory.mkdir()
        old = (timezone.now() - timedelta(days=31)).strftime(making.NAME_FORMAT)
        others = {"notes.tar.age", "guichao-2019.tar.age"}
        for name in {old, "guichao-20200101T000000Z.tar.age", *others}:
            (directory / name).write_bytes(b"")
        younger = directory / (timezone.now() - timedelta(days=29)).strftime(making.NAME_FORMAT)
        younger.write_bytes(b"")
        made = make_backup(directory, identity.to_public())
        assert made.removed_count == 2
        left = {path.name for path in directory.iterdir()}
        assert left == {made.path.name, younger.name, ERASURE_LIST, *others}

    def test_a_failed_run_removes_none(self, world, directory, identity, monkeypatch):
        directory.mkdir()
        (directory / "guichao-20200101T000000Z.tar.age").write_bytes(b"")
        monkeypatch.setattr(making, "database_snapshot", refuse_snapshot)
        with pytest.raises(BackupRefused):
            make_backup(directory, identity.to_public())
        assert len(find_backups(directory)) == 1

    def test_zero_days_keep_all(self, world, directory, identity, site):
        site.BACKUP_KEEP_DAYS = 0
        directory.mkdir()
        (directory / "guichao-20200101T000000Z.tar.age").write_bytes(b"")
        assert make_backup(directory, identity.to_public()).removed_count == 0


class TestErasureList:
    def listed(self, directory):
        return [(one.campaign_key, one.number) if one else None for one in read_erasures(directory / ERASURE_LIST)]

    def test_a_withdrawal_is_on_it_at_once(self, world, directory, site):
        directory.mkdir()
        site.BACKUP_DIR = directory
        youth = make_returnee(entrance=world.homepage, home_committee=world.donghe)
        code = known_receipt_code(youth)
        youth.withdraw(withdrawn_at=now())
        assert self.listed(directory) == [(world.campaign.key, youth.pk)]
        assert code not in (directory / ERASURE_LIST).read_text()

    def test_a_folder_that_is_away_does_not_stop_a_withdrawal_and_the_next_backup_adds_it(
        self, world, directory, site, identity, caplog
    ):
        site.BACKUP_DIR = directory / "absent"
        youth = make_returnee(entrance=world.homepage, home_committee=world.donghe)
        youth.withdraw(withdrawn_at=now())
        youth.refresh_from_db()
        assert youth.name is None
        assert "list of erasures" in caplog.text
        make_backup(directory, identity.to_public())
        make_backup_again(directory, identity)
        assert self.listed(directory) == [(world.campaign.key, youth.pk)]

    def test_a_torn_line_does_not_spoil_the_next(self, world, directory, site):
        directory.mkdir()
        (directory / ERASURE_LIST).write_text("2020 7 2020-02")
        site.BACKUP_DIR = directory
        youth = make_returnee(entrance=world.homepage, home_committee=world.donghe)
        youth.withdraw(withdrawn_at=now())
        assert self.listed(directory) == [None, (world.campaign.key, youth.pk)]


def make_backup_again(directory, identity):
    for path in find_backups(directory):
        path.unlink()
    make_backup(directory, identity.to_public())


def test_needs_a_folder(db):
    with pytest.raises(CommandError, match="请写明存放的文件夹"):
        back_up()


def test_a_large_one_passes_in_small_pieces(identity, tmp_path):
    """Counted, not timed: the binding asks for 8 KB at a time, and the archive never offers more than a chunk."""
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(50 * 2**20)
    sizes = set()

    def watched():
        for chunk in archive.archive_chunks([("manifest.json", large)], tmp_path):
            sizes.add(len(chunk))
            yield chunk

    with (tmp_path / "out").open("wb") as out:
        encrypt(watched(), out, parse_recipient(str(identity.to_public())))
    assert max(sizes) <= archive.CHUNK
    assert (tmp_path / "out").stat().st_size > 50 * 2**20
