"""Whatever file is sent as a workbook, its page answers, and no more of it is unpacked than the limit."""

import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from organization.workbook_file.archive import PIECE
from organization.workbook_file.limits import UNPACKED_LIMIT
from tests.fuzz.rounds import in_rounds, make_rounds
from tests.fuzz.workbooks import bend

pytestmark = pytest.mark.django_db

IMPORT, CONFIRM = "/admin/activities/symposium/import/", "/admin/activities/symposium/import/confirm/"
LIST = "/admin/organization/account/list/"


@pytest.fixture
def unpacked(monkeypatch):
    """How many bytes each reading of a part gave."""
    pieces, read = [], zipfile.ZipExtFile.read

    def counted(part, *arguments):
        piece = read(part, *arguments)
        pieces.append(len(piece))
        return piece

    monkeypatch.setattr(zipfile.ZipExtFile, "read", counted)
    return pieces


def send(client, bent):
    file = SimpleUploadedFile("file.xlsx", bent.content or b" ")
    if bent.door == "import":
        return client.post(IMPORT, {"campaign": "2020", "workbook": file})
    return client.post(LIST, {"file": file})


def answers(response):
    """What the preview of an import lets one do next."""
    if upload := (response.context or {}).get("upload"):
        yield {"token": upload.token} | ({"marked": "1"} if response.context["preview"].faults else {"look": "import"})
        yield {"token": upload.token}


@in_rounds()
def test_no_workbook_makes_an_error_of_ours(fuzz_round, world, log_in, unpacked):
    log_in("region_manager")
    client = Client(raise_request_exception=False)
    client.force_login(world.accounts["region_manager"])
    taken = 0
    for number, bent in enumerate(fuzz_round.inputs(bend)):
        unpacked.clear()
        response = fuzz_round.send(f"{number} ({bent.door}): {bent.story}", lambda: send(client, bent))  # noqa: B023
        assert sum(unpacked) <= UNPACKED_LIMIT + PIECE
        assert max(unpacked, default=0) <= PIECE
        for fields in answers(response) if number % 3 == 0 else ():
            taken += 1
            fuzz_round.send(f"{number}: {fields}", lambda: client.post(CONFIRM, fields))  # noqa: B023
    # Or the files were bent beyond what any reader would look at.
    assert taken
    fuzz_round.report()


def test_the_workbooks_of_a_seed_are_always_the_same():
    one, other = ([bent.content for bent in make_rounds()[0].inputs(bend)] for _ in range(2))
    assert [len(content) for content in one] == [len(content) for content in other]
