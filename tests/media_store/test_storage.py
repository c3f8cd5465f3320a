"""organization/object_store.py against a real server."""

import socket
import threading
import time

import pytest
from botocore.exceptions import ClientError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from organization import object_store
from organization.outage import StoreAway, is_outage, outage_reason
from tests.object_store import PUBLIC_BUCKET

NAME = "photos/ab/abcdef.jpg"


def test_what_is_stored_is_there_until_it_is_deleted(store, server, tmp_path):
    default_storage.save(NAME, ContentFile(b"picture"))
    assert server.contents(store) == {NAME: b"picture"}
    with default_storage.open(NAME) as file:
        assert (file.size, file.read()) == (7, b"picture")
    assert list(default_storage.stored()) == [(NAME, 7)]
    assert default_storage.exists(NAME)
    default_storage.copy_to(NAME, tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == b"picture"
    default_storage.delete(NAME)
    assert not default_storage.exists(NAME)
    assert server.contents(store) == {}


def test_a_file_larger_than_what_is_kept_in_memory(store, monkeypatch):
    monkeypatch.setattr(object_store, "MOST_IN_MEMORY", 1000)
    content = bytes(range(256)) * 100
    default_storage.save(NAME, ContentFile(content))
    with default_storage.open(NAME) as file:
        assert file.read() == content


def test_one_that_is_not_there_is_told_from_a_store_that_is_not(store):
    with pytest.raises(FileNotFoundError):
        default_storage.open(NAME)
    default_storage.delete(NAME)  # is no error


def test_several_sites_share_a_bucket(use, server, bucket):
    for site in ("one", "two"):
        use(f"s3://{bucket}/{site}?endpoint={server.endpoint}")
        default_storage.save(NAME, ContentFile(site.encode()))
        assert list(default_storage.stored()) == [(NAME, 3)]
    assert server.contents(bucket) == {f"one/{NAME}": b"one", f"two/{NAME}": b"two"}


def test_no_name_leads_out_of_it(use, server, bucket):
    use(f"s3://{bucket}/one?endpoint={server.endpoint}")
    with pytest.raises(Exception, match=r"denied|Detected path traversal"):
        default_storage.save("../two/secret", ContentFile(b""))


def test_no_address_leads_to_a_file(store):
    default_storage.save(NAME, ContentFile(b"picture"))
    with pytest.raises(ValueError, match="no address"):
        default_storage.url(NAME)
    with pytest.raises(ClientError, match=r"AccessDenied|Forbidden|403"):
        default_storage.unsigned_connection.Object(store, NAME).load()
    assert default_storage.try_out() is False


def test_a_bucket_that_anybody_can_read_is_noticed(use, server):
    """The control of the test above."""
    use(server.address(PUBLIC_BUCKET))
    assert default_storage.try_out() is True
    assert server.contents(PUBLIC_BUCKET) == {}


ACTS = {
    "open": lambda: default_storage.open(NAME),
    "save": lambda: default_storage.save(NAME, ContentFile(b"picture")),
    "delete": lambda: default_storage.delete(NAME),
    "exists": lambda: default_storage.exists(NAME),
    "listdir": lambda: default_storage.listdir("photos"),
    "stored": lambda: list(default_storage.stored()),
    "try_out": lambda: default_storage.try_out(),
}


@pytest.mark.parametrize("act", ACTS)
class TestAway:
    def test_not_answering(self, use, nowhere, act):
        use(nowhere)
        with pytest.raises(StoreAway) as caught:
            ACTS[act]()
        assert is_outage(caught.value)
        assert outage_reason(caught.value) == "media store away: EndpointConnectionError"

    def test_refusing(self, use, server, bucket, act):
        use(server.address(bucket), secret="another")
        with pytest.raises(StoreAway) as caught:
            ACTS[act]()
        assert outage_reason(caught.value).removeprefix("media store away: ") in ("SignatureDoesNotMatch", "403")


def test_one_that_did_not_answer_is_left_alone_for_a_while(use, monkeypatch):
    """A thread waits once, not at each photo of a page; one that has refused has answered."""
    monkeypatch.setattr(object_store, "READ_SECONDS", 0.2)
    asked = []
    with socket.create_server(("127.0.0.1", 0)) as silent:
        threading.Thread(target=lambda: [asked.append(silent.accept()) for _ in range(2)], daemon=True).start()
        use(f"s3://guichao?endpoint=http://127.0.0.1:{silent.getsockname()[1]}")
        for reason in ("ReadTimeoutError", "left alone", "left alone"):
            with pytest.raises(StoreAway, match=reason):
                default_storage.open(NAME)
        assert len(asked) == 2  # tried again once
        later = time.monotonic() + object_store.LEFT_ALONE_SECONDS
        monkeypatch.setattr(time, "monotonic", lambda: later)
        with pytest.raises(StoreAway, match="ReadTimeoutError"):
            default_storage.open(NAME)
    for connection, _ in asked:
        connection.close()
