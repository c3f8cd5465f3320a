"""Archives as a test makes and opens them."""

import hashlib
from io import BytesIO
from zipfile import ZipFile

from reports.archive.manifest import NAME, read_digests

PAGE = "/admin/reports/archive/"
PURPOSE = "办公室存档"


def make(client, campaign, purpose=PURPOSE):
    return client.post(PAGE, {"campaign": campaign.key, "purpose": purpose})


def content_of(client, campaign) -> bytes:
    response = make(client, campaign)
    assert response.status_code == 200, response.content.decode()
    return response.getvalue()


def opened(content: bytes) -> ZipFile:
    return ZipFile(BytesIO(content))


def is_as_listed(archive: ZipFile) -> bool:
    digests = read_digests(archive.read(NAME))
    found = {name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist() if name != NAME}
    return found == digests
