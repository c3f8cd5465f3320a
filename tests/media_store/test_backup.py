"""A site whose photos are in a store: into a backup, and from there into another store."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from pyrage.x25519 import Identity

from activities.models import Photo
from operations.backup.making import make_backup
from organization.outage import StoreAway
from tests.activities.entries import attach
from tests.operations.backup.places import EmptyPlace

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def identity():
    return Identity.generate()


@pytest.fixture
def made(store, world, tmp_path, identity):
    call_command("sync_roles", verbosity=0)
    attach(world)
    return make_backup(tmp_path / "backups", identity.to_public())


@pytest.fixture
def restored(settings, tmp_path, identity):
    """Restores a backup into an empty place; returns what the command said."""
    place = EmptyPlace(tmp_path / "restored")
    settings.DATABASE_URL = place.url or settings.DATABASE_URL
    key = tmp_path / "identity.txt"
    key.write_text(f"{identity}\n")

    def restore(path):
        out = StringIO()
        call_command("restore", path, into=place.folder, identity=str(key), stdout=out)
        return out.getvalue()

    restore.place = place
    yield restore
    place.clear()


def test_photos_come_from_one_store_into_another(made, restored, use, server, store):
    before = server.contents(store)
    assert (made.manifest.media_count, len(before)) == (2, 2)
    other = server.make_bucket(f"{store}-2")
    use(server.address(other))
    assert "2 个文件" in restored(made.path)
    assert server.contents(other) == before
    assert not (restored.place.folder / "media").exists()


def test_a_store_that_is_not_empty_is_left_alone(made, restored, server, store):
    before = server.contents(store)
    with pytest.raises(CommandError, match="不是空的"):
        restored(made.path)
    assert server.contents(store) == before
    assert restored.place.is_untouched()


def test_one_that_fails_on_the_way_is_empty_again(made, restored, use, server, store, monkeypatch):
    other = server.make_bucket(f"{store}-2")
    use(server.address(other))
    monkeypatch.setattr("operations.backup.restoring.move_up", refuse)
    with pytest.raises(StoreAway):
        restored(made.path)
    assert server.contents(other) == {}


def refuse(*arguments):
    raise StoreAway("on purpose")


def test_one_that_does_not_answer_makes_no_backup(store, world, use, nowhere, tmp_path, identity):
    attach(world)
    use(nowhere)
    with pytest.raises(Exception, match="备份没有写成：没有回答"):
        make_backup(tmp_path / "backups", identity.to_public())
    assert not list((tmp_path / "backups").iterdir())


def test_a_photo_that_the_store_has_lost_is_named(store, server, world, tmp_path, identity):
    attach(world)
    name = Photo.objects.get().path
    server.client.delete_object(Bucket=store, Key=name)
    assert make_backup(tmp_path / "backups", identity.to_public()).manifest.missing_media == [name]
