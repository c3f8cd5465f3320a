"""What a row refers to is on disk before the row: its content, its name, and the folders that are new."""

import os
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.db import connection, transaction

from activities.models import Photo
from activities.models.photo import WrittenFiles
from organization.pictures.rewriting import rewrite
from organization.stored_files import DurableStorage
from tests.activities.entries import picture

FOLDER = "photos/ab"


@pytest.fixture
def synced(monkeypatch):
    """The paths that were brought to disk, in their order."""
    paths, sync = [], os.fsync

    def note(descriptor):
        paths.append(os.readlink(f"/proc/self/fd/{descriptor}"))
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", note)
    return paths


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="the kernel does not tell the path of a descriptor")
class TestOnDisk:
    def test_content_then_name_then_new_folders(self, synced, tmp_path):
        DurableStorage(tmp_path / "media").save(f"{FOLDER}/one.jpg", ContentFile(b"one"))
        media = tmp_path / "media"
        assert synced[0] == str(media / FOLDER / "one.jpg")
        assert set(synced[1:]) == {str(path) for path in (media / FOLDER, media / "photos", media, tmp_path)}

    def test_of_a_folder_that_is_there_only_itself(self, synced, tmp_path):
        storage = DurableStorage(tmp_path)
        storage.save(f"{FOLDER}/one.jpg", ContentFile(b"one"))
        synced.clear()
        storage.save(f"{FOLDER}/two.jpg", ContentFile(b"two"))
        assert synced == [str(tmp_path / FOLDER / "two.jpg"), str(tmp_path / FOLDER)]

    def test_with_the_storage_of_django_nothing_is(self, synced, tmp_path):
        """The control of the tests above."""
        FileSystemStorage(tmp_path).save(f"{FOLDER}/one.jpg", ContentFile(b"one"))
        assert synced == []

    @pytest.mark.django_db
    def test_a_photo_is_before_its_row(self, world, synced, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        synced_before = []

        def note(execute, sql, *rest):
            if sql.startswith("INSERT INTO") and "activities_photo" in sql:
                synced_before.extend(synced)
            return execute(sql, *rest)

        with connection.execute_wrapper(note), WrittenFiles() as files, transaction.atomic():
            photo = Photo.objects.store(rewrite(picture()), by=world.accounts["county_staff"], files=files)
        names = {Path(path).name for path in synced_before}
        assert {f"{photo.name}.jpg", f"{photo.name}-small.jpg", photo.name[:2]} <= names
