"""A backup taken while four clients write is the site of one instant: no half of an act, and nothing out of order."""

import os
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client

from operations.backup.databases import open_database
from operations.backup.making import make_backup
from operations.backup.restoring import restore
from tests.activities.entries import attach
from tests.returnees.answering import payload

pytestmark = pytest.mark.django_db(transaction=True)

# Acts of each client before the backup begins; the long form has more: BACKUP_LOAD=200.
WARM_UP = int(os.environ.get("BACKUP_LOAD") or 3)
LONGEST_SECONDS = 60


@dataclass
class LoadingClient:
    """Acts again and again; each act is (what it wrote, when it began, when it was answered)."""

    act: Callable[[int], str]
    acts: list[tuple[str, float, float]] = field(default_factory=list)
    failure: BaseException | None = None

    def run(self, is_over: threading.Event) -> None:
        number = 0
        try:
            while not is_over.is_set():
                began = time.monotonic()
                written = self.act(number)
                self.acts.append((written, began, time.monotonic()))
                number += 1
        except BaseException as failure:
            self.failure = failure
        finally:
            connections.close_all()


def answering(entrance, prefix):
    """A client that answers the questionnaire."""
    client = Client()

    def act(number):
        phone = f"{prefix}{number:08d}"
        response = client.post(entrance.get_absolute_url(), payload(entrance, phone=phone))
        assert response.status_code == 200
        return phone

    return act


def attaching(world, prefix):
    """A client whose entries have a photo; of every second one the photo is removed again, with its files."""

    def act(number):
        use = attach(world, colour=f"#{prefix}{number % 0xFFFF:04x}")
        if number % 2:
            use.delete()
            use.photo.remove()
        return use.photo.name if not number % 2 else ""

    return act


def read(url, sql):
    with closing(open_database(url)) as database, database.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


@pytest.fixture
def clients(world):
    call_command("sync_roles", verbosity=0)
    acts = [answering(world.homepage, "139"), answering(world.homepage, "138")]
    return [LoadingClient(act) for act in (*acts, attaching(world, "aa"), attaching(world, "bb"))]


@pytest.fixture
def backup_of_load(clients, directory, identity):
    """Made after all have acted, while all act."""
    is_over = threading.Event()
    threads = [threading.Thread(target=client.run, args=[is_over]) for client in clients]
    for thread in threads:
        thread.start()
    try:
        deadline = time.monotonic() + LONGEST_SECONDS
        while any(len(client.acts) < WARM_UP and not client.failure for client in clients):
            assert time.monotonic() < deadline
            is_over.wait(0.01)
        made = make_backup(directory, identity.to_public())
    finally:
        is_over.set()
        for thread in threads:
            thread.join()
    assert [client.failure for client in clients] == [None] * len(clients)
    return made


def test_what_is_restored_is_the_site_of_one_instant(backup_of_load, clients, identity, place):
    restored = restore(backup_of_load.path, place.folder, identity, database_url=place.url)
    assert (restored.settled.photo_fault, restored.settled.trail_fault) == ("", "")
    assert backup_of_load.manifest.missing_media == []
    phones = {phone for (phone,) in read(place.database, "SELECT phone FROM returnees_returnee")}
    photos = {name for (name,) in read(place.database, "SELECT name FROM activities_photo")}
    acts = [act for client in clients for act in client.acts if act[0]]
    included = [act for act in acts if act[0] in phones | photos]
    excluded = [act for act in acts if act[0] not in phones | photos]
    assert included
    # Whatever ended before the instant is in it, and what began after it is not.
    assert max(began for _, began, _ in included) <= min((ended for _, _, ended in excluded), default=time.monotonic())


def test_every_restored_record_is_whole_and_as_it_is_on_the_site(backup_of_load, identity, place):
    restore(backup_of_load.path, place.folder, identity, database_url=place.url)
    columns = "id, submission_uuid, name, phone, receipt_digest, state"
    rows = read(place.database, f"SELECT {columns} FROM returnees_returnee")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM returnees_returnee")
        assert set(rows) <= set(cursor.fetchall())
    uses = read(place.database, "SELECT count(*) FROM activities_activityphoto")
    photos = read(place.database, "SELECT count(*) FROM activities_photo")
    assert photos >= uses
