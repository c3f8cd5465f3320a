"""`restore --check`: the newest backup is restored into a scratch place, compared, and gone again."""

import hashlib
import json
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection  # noqa: F401  (asked by the marks)

from activities.models import Photo
from operations.backup.making import make_backup
from organization.choices import Operation
from organization.models import AuditEvent, OperationRun
from tests.activities.entries import attach
from tests.factories import make_returnee, submit_package
from tests.operations.backup.places import digest_tables, repack_with_digests

pytestmark = pytest.mark.django_db(transaction=True)

postgresql_only = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite needs no database besides")


@pytest.fixture
def made(world, directory, identity, site):
    site.BACKUP_DIR, site.BACKUP_CHECK_DATABASE_URL = directory, ""
    attach(world)
    youth = make_returnee(entrance=world.homepage, home_committee=world.donghe)
    submit_package(world.campaign.packages.get(committee=world.baotou), by=world.accounts["league_city_staff"])
    write_files_of_photos()
    AuditEvent.objects.append(
        act="withdrawal", actor=world.accounts["county_staff"], subject=youth, detail="行一\n行二\\t"
    )
    return make_backup(directory, identity.to_public())


@pytest.fixture
def _checked_in_own_kind(made, site, place):
    """In a scratch database of the run's own kind: on PostgreSQL, one of SQLite would first have to be migrated."""
    site.BACKUP_CHECK_DATABASE_URL = place.url


own_kind = pytest.mark.usefixtures("_checked_in_own_kind")


def write_files_of_photos():
    """The photos of a submitted package are rows alone."""
    for photo in Photo.objects.all():
        content = f"the picture {photo.name}".encode()
        for path in (photo.path, photo.thumbnail_path):
            default_storage.delete(path)
            default_storage.save(path, ContentFile(content))
        Photo.objects.filter(pk=photo.pk).update(digest=hashlib.sha256(content).hexdigest())


def check(key_file, **options):
    out = StringIO()
    call_command("restore", check=True, identity=str(key_file), stdout=out, **options)
    return out.getvalue()


def test_compares_all_of_it_says_where_and_leaves_nothing(made, key_file, site):
    said = check(key_file)
    assert f"{made.path.name} 完好：恢复到临时的 SQLite 数据库，" in said
    assert f"{made.manifest.media_count} 个文件与备份时一致" in said
    assert f"{Photo.objects.count()} 个照片和扫描件的摘要相符，密钥与审计记录相符。" in said
    assert {path.name for path in site.VAR_DIR.iterdir()} == {"media"}
    run = OperationRun.objects.get()
    assert (run.name, run.succeeded, run.result) == (Operation.BACKUP_CHECK, True, said.strip())


@postgresql_only
def test_uses_the_database_of_the_setting_and_empties_it(made, key_file, site, place):
    site.BACKUP_CHECK_DATABASE_URL = place.url
    assert "恢复到临时的 PostgreSQL 数据库（BACKUP_CHECK_DATABASE_URL）" in check(key_file)
    assert digest_tables(place.url) == {}


@postgresql_only
def test_an_older_one_of_postgresql_cannot_be_checked_in_sqlite(made, key_file, identity):
    manifest = vars(made.manifest) | {"migrations": made.manifest.migrations[:-1]}
    repack_with_digests(made.path, identity, json.dumps(manifest))
    with pytest.raises(CommandError, match="不能在 SQLite 里核对"):
        check(key_file)


@own_kind
def test_keys_of_another_site_are_found(made, key_file, site, identity, directory):
    made.path.unlink()
    site.AUDIT_KEY = "the key of another site, of more than thirty-two characters"
    make_backup(directory, identity.to_public())
    with pytest.raises(CommandError, match="审计记录对不上，密钥不是这个数据库的"):
        check(key_file)
    assert not OperationRun.objects.get().succeeded


@own_kind
def test_a_photo_that_is_not_as_its_row_says_is_found(made, key_file, site, identity, directory):
    made.path.unlink()
    for path in site.MEDIA_ROOT.rglob("*.jpg"):
        path.write_bytes(b"another picture")
    make_backup(directory, identity.to_public())
    with pytest.raises(CommandError, match="个照片或扫描件与记录的摘要不同"):
        check(key_file)


def test_a_truncated_one_is_on_record(made, key_file):
    made.path.write_bytes(made.path.read_bytes()[:-1])
    with pytest.raises(CommandError, match="备份文件不完整"):
        check(key_file)
    assert OperationRun.objects.get().result == "备份文件不完整，或被改动过。"


@own_kind
def test_the_newest_is_chosen(made, key_file, directory):
    (directory / "guichao-20200101T000000Z.tar.age").write_bytes(b"older")
    assert made.path.name in check(key_file)


def test_says_so_where_there_is_none(db, key_file, site):
    site.BACKUP_DIR = None
    with pytest.raises(CommandError, match="请写明备份文件"):
        check(key_file)
