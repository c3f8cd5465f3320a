"""A site of its own for backups: its state in a folder of the test, and a pair of keys."""

import pytest
from pyrage.x25519 import Identity

from tests.operations.backup.places import EmptyPlace


@pytest.fixture(autouse=True)
def site(settings, tmp_path):
    settings.VAR_DIR = tmp_path / "var"
    settings.VAR_DIR.mkdir()
    settings.MEDIA_ROOT = settings.VAR_DIR / "media"
    settings.BACKUP_DIR = None
    return settings


@pytest.fixture(scope="session")
def identity():
    return Identity.generate()


@pytest.fixture
def directory(tmp_path):
    return tmp_path / "backups"


@pytest.fixture
def place(tmp_path):
    """Where a backup may be restored to, on the database of this run."""
    place = EmptyPlace(tmp_path / "restored")
    yield place
    place.clear()


@pytest.fixture
def key_file(tmp_path, identity):
    path = tmp_path / "identity.txt"
    path.write_text(f"# created: 2020\n{identity}\n")
    return path
