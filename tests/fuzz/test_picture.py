"""Whatever picture comes in at an entry or a package, no page answers 5xx, and none needs more memory than promised."""

import random
from contextlib import suppress
from itertools import islice
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.fuzz.pictures import make_picture, originals
from tests.fuzz.rounds import in_rounds, make_rounds

pytestmark = pytest.mark.django_db

GROWTH_LIMIT = 150 * 2**20
# In one form, whose page costs more than most pictures.
PHOTOS_OF_AN_ENTRY = 4


@pytest.fixture(autouse=True)
def _own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def memory(name):
    """Of this process, in bytes, as Linux counts it; elsewhere nothing."""
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith(name):
                return int(line.split()[1]) * 1024
    return 0


def forget_peak():
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


class PictureSenders:
    def __init__(self, world, log_in):
        log_in("county_staff")
        self.own_package = world.campaign.packages.get(committee=world.baotou)
        self.county, self.league_city = (self.client(world, role) for role in ("county_staff", "league_city_staff"))

    def client(self, world, role):
        client = Client(raise_request_exception=False)
        client.force_login(world.accounts[role])
        return client

    def entry(self, contents):
        """An entry that lacks its day: the photos are decoded and stored, the entry is not."""
        part = {"activity_photos-TOTAL_FORMS": str(len(contents)), "activity_photos-INITIAL_FORMS": "0"}
        for number, content in enumerate(contents):
            part[f"activity_photos-{number}-upload"] = SimpleUploadedFile("照片", content)
        return self.county.post("/admin/activities/tour/add/", part)

    def package(self, content, chance):
        name = chance.choice(("photo-1-upload", "scan-upload", "photos"))
        sent = {"photo-1-seen_revision": "", "scan-seen_revision": "", name: SimpleUploadedFile("照片", content)}
        return self.league_city.post(f"/admin/reports/packages/{self.own_package.pk}/save/", sent)


def watched(fuzz_round, name, send):
    forget_peak()
    before = memory("VmRSS")
    fuzz_round.send(name, send)
    assert memory("VmHWM") - before <= GROWTH_LIMIT, name


@in_rounds()
def test_no_picture_makes_an_error_of_ours(fuzz_round, world, log_in):
    senders, chance = PictureSenders(world, log_in), random.Random(fuzz_round.seed)
    senders.entry([originals()[0], originals()[-1]])  # loads what is loaded once
    for contents in batched(fuzz_round.inputs(make_picture)):
        watched(fuzz_round, f"entry: {[one.hex() for one in contents]}", lambda: senders.entry(contents))  # noqa: B023
        content = contents[-1]
        watched(fuzz_round, f"package: {content.hex()}", lambda: senders.package(content, chance))  # noqa: B023
    fuzz_round.report()


def batched(inputs):
    while contents := list(islice(inputs, PHOTOS_OF_AN_ENTRY)):
        yield contents


def test_the_pictures_of_a_seed_are_always_the_same():
    one, other = (list(make_rounds()[0].inputs(make_picture)) for _ in range(2))
    assert one == other
