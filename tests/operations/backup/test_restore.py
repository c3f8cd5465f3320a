"""A backup brought back: everything or nothing, on both databases."""

import errno
import json
import shutil
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pyrage.x25519 import Identity

from activities.models import Photo
from operations.backup import making, restoring
from operations.backup.databases import open_database
from operations.backup.making import make_backup
from organization import region
from organization.clock import now
from organization.models import AuditEvent
from returnees.erasure_list import ERASURE_LIST
from tests.activities.entries import attach
from tests.factories import make_returnee
from tests.operations.backup.places import compared, digest_tables, digest_tables_of, repack, repack_with_digests

pytestmark = pytest.mark.django_db(transaction=True)
PROVINCE = Path(__file__).parents[2] / "invented_province"


@pytest.fixture
def youth(world):
    return make_returnee(entrance=world.homepage, home_committee=world.donghe)


@pytest.fixture
def made(world, youth, directory, identity):
    """A backup of a site with a youth, an entry with a photo, and an event."""
    call_command("sync_roles", verbosity=0)
    attach(world)
    AuditEvent.objects.append(act="withdrawal", actor=world.accounts["county_staff"], subject=youth)
    return make_backup(directory, identity.to_public())


@pytest.fixture
def into(settings, place):
    """Whatever command restores, its PostgreSQL is the empty one."""
    settings.DATABASE_URL = place.url or settings.DATABASE_URL
    return place


def run_restore(path, place, key_file, **options):
    out = StringIO()
    call_command("restore", path, into=place.folder, identity=str(key_file), stdout=out, **options)
    return out.getvalue()


def refuse(path, place, key_file):
    """The sentence of the refusal."""
    with pytest.raises(CommandError) as refusal:
        run_restore(path, place, key_file)
    assert place.is_untouched()
    return str(refusal.value)


def rows(url, sql):
    database = open_database(url)
    with database.cursor() as cursor:
        cursor.execute(sql)
        found = cursor.fetchall()
    database.close()
    return found


def test_every_table_every_photo_and_the_keys_are_as_they_were(made, into, key_file, settings):
    before = digest_tables_of(connection)
    assert "已恢复到" in run_restore(made.path, into, key_file)
    assert compared(digest_tables(into.database)) == compared(before)
    photo = Photo.objects.get()
    for name in (photo.path, photo.thumbnail_path):
        restored = into.folder / "media" / name
        assert restored.read_bytes() == (Path(settings.MEDIA_ROOT) / name).read_bytes()
    assert (into.folder / "secret_key").read_text() == settings.SECRET_KEY
    assert not list(into.folder.glob(".*"))


class TestSharedFolder:
    """Several servers have their photos in one folder, which is no part of the state of any."""

    @pytest.fixture
    def shared(self, settings, tmp_path):
        settings.SHARED_MEDIA_ROOT = tmp_path / "shared"
        settings.SHARED_MEDIA_ROOT.mkdir()
        return settings.SHARED_MEDIA_ROOT

    def test_photos_come_there(self, made, into, key_file, settings, shared):
        run_restore(made.path, into, key_file)
        photo = Photo.objects.get()
        for name in (photo.path, photo.thumbnail_path):
            assert (shared / name).read_bytes() == (Path(settings.MEDIA_ROOT) / name).read_bytes()
        assert not (into.folder / "media").exists()

    def test_one_that_is_not_empty_is_left_alone(self, made, into, key_file, shared):
        (shared / "others.jpg").write_bytes(b"of another site")
        assert "不是空的（有 others.jpg）" in refuse(made.path, into, key_file)
        assert [path.name for path in shared.iterdir()] == ["others.jpg"]

    def test_what_cannot_be_copied_whole_is_removed_again(self, made, into, key_file, shared, monkeypatch):
        def fail(source, target):
            (shared / "photos").mkdir()
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(restoring.shutil, "move", fail)
        assert "磁盘空间不够" in refuse(made.path, into, key_file)
        assert not list(shared.iterdir())


def test_the_restored_site_has_the_run_on_record(made, into, key_file):
    run_restore(made.path, into, key_file)
    found = rows(into.database, "SELECT name, result FROM organization_operationrun")
    assert found == [("restore", f"从 {made.path.name} 恢复，补做清除 0 份。")]


def test_keys_that_a_start_made_in_the_empty_place_are_set_aside(made, into, key_file):
    into.folder.mkdir()
    (into.folder / "secret_key").write_text("made by the start")
    run_restore(made.path, into, key_file)
    assert (into.folder / "keys-before-restore" / "secret_key").read_text() == "made by the start"


class TestAnotherRegion:
    FILES = ("notice.toml", "places.csv", "region.toml")

    @pytest.fixture(autouse=True)
    def files(self, settings, monkeypatch):
        """Those of the site, by their names."""
        for name in self.FILES:
            shutil.copy(PROVINCE / name, settings.VAR_DIR)
        settings.REGION_FILE = settings.VAR_DIR / "region.toml"
        with settings.REGION_FILE.open("a", encoding="utf-8") as file:
            file.write('\n[sample]\nnotice = "notice.toml"\nyear = 2031\n')
        monkeypatch.setattr(region, "REGION", region.read_region(settings.REGION_FILE))
        return {name: (settings.VAR_DIR / name).read_bytes() for name in self.FILES}

    def test_its_files_come_back(self, files, made, into, key_file):
        run_restore(made.path, into, key_file)
        assert {name: (into.folder / name).read_bytes() for name in self.FILES} == files

    def test_those_that_lay_there_already_are_set_aside(self, files, made, into, key_file):
        into.folder.mkdir()
        (into.folder / "region.toml").write_text("# laid there beforehand")
        run_restore(made.path, into, key_file)
        assert (into.folder / "region.toml").read_bytes() == files["region.toml"]
        assert (into.folder / "keys-before-restore" / "region.toml").read_text() == "# laid there beforehand"


@pytest.mark.parametrize("name", ["guichao.sqlite3", "erasures.txt", ".toml.py"])
def test_nothing_else_is_taken_for_a_file_of_a_region(
    world, directory, identity, into, key_file, tmp_path, monkeypatch, name
):
    """Whoever has the public key can write a backup."""
    theirs = tmp_path / name
    theirs.write_bytes(b"theirs")
    monkeypatch.setattr(making, "own_files", lambda: [theirs])
    forged = make_backup(directory, identity.to_public())
    assert "不是本程序写的" in refuse(forged.path, into, key_file)


def test_files_of_a_region_stay_where_the_backup_has_none(made, into, key_file):
    into.folder.mkdir()
    (into.folder / "places.csv").write_text("laid there beforehand")
    run_restore(made.path, into, key_file)
    assert (into.folder / "places.csv").read_text() == "laid there beforehand"


def test_erasures_since_the_backup_are_applied(made, into, key_file, settings, youth):
    settings.BACKUP_DIR = made.path.parent
    youth.withdraw(withdrawn_at=now())
    assert "补做此后的清除 1 份" in run_restore(made.path, into, key_file)
    (found,) = rows(into.database, "SELECT state, name, phone, personal_erased_at IS NULL FROM returnees_returnee")
    assert found[:3] == ("withdrawn", None, None)
    assert not found[3]


def test_a_record_to_come_never_gets_a_number_of_the_list(made, into, key_file, settings, world):
    settings.BACKUP_DIR = made.path.parent
    later = make_returnee(entrance=world.homepage, home_committee=world.donghe, phone="13900000009")
    later.withdraw(withdrawn_at=now())
    run_restore(made.path, into, key_file)
    is_postgresql = connection.vendor == "postgresql"
    sql = (
        "SELECT last_value FROM returnees_returnee_id_seq"
        if is_postgresql
        else ("SELECT seq FROM sqlite_sequence WHERE name = 'returnees_returnee'")
    )
    assert rows(into.database, sql) == [(later.pk,)]


def test_a_line_that_somebody_else_wrote_erases_nobody(made, into, key_file, youth):
    forged = f"{youth.campaign.key} {youth.pk} 2020-02-10T00:00:00+00:00 {'0' * 32}\n"
    (made.path.parent / ERASURE_LIST).write_text(forged)
    assert "清单中有 1 行不是本站写的" in run_restore(made.path, into, key_file)
    assert rows(into.database, "SELECT state FROM returnees_returnee") == [("accepted",)]


def test_says_so_where_the_list_is_missing(made, into, key_file):
    (made.path.parent / ERASURE_LIST).unlink()
    assert "旁边没有清除清单" in run_restore(made.path, into, key_file)


class TestRefusals:
    def test_another_key(self, made, into, tmp_path):
        other = tmp_path / "other.txt"
        other.write_text(str(Identity.generate()))
        assert refuse(made.path, into, other) == "这把私钥打不开这份备份：不是它的私钥，或文件的开头被改动过。"

    def test_no_key(self, made, into):
        with pytest.raises(CommandError, match="没有给出私钥"):
            call_command("restore", made.path, into=into.folder)
        assert into.is_untouched()

    def test_a_key_with_a_letter_missing(self, made, into, tmp_path, identity):
        other = tmp_path / "other.txt"
        other.write_text(str(identity)[:-1])
        assert refuse(made.path, into, other) == "这不是完整的私钥：请核对有没有抄错或漏掉字符。"

    def test_a_truncated_file(self, made, into, key_file):
        made.path.write_bytes(made.path.read_bytes()[:-100])
        assert refuse(made.path, into, key_file) == "备份文件不完整，或被改动过。"

    def test_a_file_cut_after_a_whole_chunk(self, made, into, key_file):
        """Each chunk of age is authentic by itself; the last one is marked."""
        made.path.write_bytes(made.path.read_bytes()[: 200 + 2 * (65536 + 16)])
        assert refuse(made.path, into, key_file) == "备份文件不完整，或被改动过。"

    def test_an_altered_file(self, made, into, key_file):
        content = bytearray(made.path.read_bytes())
        content[len(content) // 2] ^= 1
        made.path.write_bytes(content)
        assert refuse(made.path, into, key_file) == "备份文件不完整，或被改动过。"

    def test_something_else(self, made, into, key_file):
        made.path.write_bytes(b"not a backup")
        assert refuse(made.path, into, key_file) == "这不是备份文件，或它的开头被截断、改动过。"

    def test_no_file(self, into, key_file, tmp_path):
        assert refuse(tmp_path / "absent", into, key_file).startswith("没有这个文件")

    @pytest.mark.parametrize(
        "change", [{"format": 2}, {"release": "99.0.0"}, {"migrations": ["returnees.9999_of_tomorrow"]}], ids=str
    )
    def test_a_newer_release(self, made, into, key_file, identity, change):
        manifest = json.dumps(vars(made.manifest) | change)
        refusal = refuse(repack_with_digests(made.path, identity, manifest), into, key_file)
        assert "先装上" in refusal

    def test_a_part_with_another_digest(self, made, into, key_file, identity):
        path = repack(made.path, identity, keys__secret_key=b"x" * 40)
        assert refuse(path, into, key_file) == "备份中有一部分的摘要不对：内容被改动过。"

    def test_a_part_that_would_be_written_elsewhere(self, made, into, key_file, identity, tmp_path):
        path = repack(made.path, identity, **{"..__..__elsewhere": b"x"})
        assert refuse(path, into, key_file) == "备份的内容不完整，或不是本程序写的。"
        assert not list(tmp_path.rglob("elsewhere"))

    def test_rows_that_are_missing(self, made, into, key_file, identity):
        counts = made.manifest.row_counts | {"returnees_returnee": 2}
        manifest = json.dumps(vars(made.manifest) | {"row_counts": counts})
        refusal = refuse(repack_with_digests(made.path, identity, manifest), into, key_file)
        assert "表 returnees_returnee 应有 2 行，得 1 行" in refusal

    def test_a_folder_that_is_not_empty(self, made, into, key_file):
        into.folder.mkdir()
        (into.folder / "guichao.sqlite3").write_text("the site")
        with pytest.raises(CommandError, match="不是空的"):
            run_restore(made.path, into, key_file)
        assert [path.name for path in into.folder.iterdir()] == ["guichao.sqlite3"]

    @pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite is a file of the folder")
    def test_a_database_that_is_not_empty(self, made, into, key_file, settings):
        settings.DATABASE_URL = into.url.replace(into.name, connection.settings_dict["NAME"])
        before = digest_tables_of(connection)
        with pytest.raises(CommandError, match=r"不是空的（有 \d+ 张表）"):
            run_restore(made.path, into, key_file)
        assert digest_tables_of(connection) == before

    def test_neither_into_nor_check(self, made):
        with pytest.raises(CommandError, match="--into DIR"):
            call_command("restore", made.path)
