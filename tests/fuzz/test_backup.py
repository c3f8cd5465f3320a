"""Whatever was done to a backup, it is refused in one Chinese sentence, and the place stays as it was."""

import os
import random

import pytest
from pyrage.x25519 import Identity

from operations.backup.encryption import BackupRefused
from operations.backup.making import make_backup
from operations.backup.restoring import restore
from tests.activities.entries import attach
from tests.fuzz.backups import damage
from tests.fuzz.rounds import SEED
from tests.operations.backup.places import EmptyPlace

pytestmark = pytest.mark.django_db(transaction=True)

IN_CI = 20
COUNT = int(os.environ.get("FUZZ_COUNT") or IN_CI)
# Of so many, one is whole and opened with a wrong key.
WRONG_KEY_EVERY = 5


@pytest.fixture
def identity():
    return Identity.generate()


@pytest.fixture
def made(world, settings, tmp_path, identity):
    settings.VAR_DIR = tmp_path / "var"
    settings.VAR_DIR.mkdir()
    settings.MEDIA_ROOT, settings.BACKUP_DIR = settings.VAR_DIR / "media", None
    attach(world)
    return make_backup(tmp_path / "backups", identity.to_public()).path


@pytest.fixture
def place(tmp_path):
    place = EmptyPlace(tmp_path / "restored")
    yield place
    place.clear()


def test_no_damaged_backup_is_restored(made, identity, place, tmp_path):
    chance, content = random.Random(f"{SEED}-backup"), made.read_bytes()
    damaged_file = tmp_path / made.name
    for number in range(COUNT):
        act, damaged, key = "wrong key", content, Identity.generate()
        if number % WRONG_KEY_EVERY:
            (act, damaged), key = damage(content, chance), identity
        damaged_file.write_bytes(damaged)
        with pytest.raises(BackupRefused) as refusal:
            restore(damaged_file, place.folder, key, database_url=place.url)
        sentence = str(refusal.value)
        assert sentence.endswith("。"), sentence
        assert "\n" not in sentence
        assert place.is_untouched(), f"number {number} of seed {SEED}: {act}"
    print(f"\n{COUNT} backups refused, seed {SEED}")
