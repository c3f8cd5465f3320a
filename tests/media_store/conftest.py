"""The site with its photos in a store of its own, on a real server."""

import secrets
import socket
from pathlib import Path

import pytest

from config.media_store import read_media_store
from tests.object_store import KEY_ID, PUBLIC_BUCKET, SECRET, object_server


def pytest_collection_modifyitems(items):
    """Of several processes one has the server."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("media store"))


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    with object_server(tmp_path_factory.mktemp("store")) as server:
        server.make_bucket(PUBLIC_BUCKET)
        yield server


@pytest.fixture
def bucket(server):
    return server.make_bucket(f"guichao-{secrets.token_hex(6)}")


@pytest.fixture
def use(settings, tmp_path):
    """Takes a MEDIA_STORE, and has the site keep its photos there."""
    settings.VAR_DIR = tmp_path / "var"
    settings.VAR_DIR.mkdir()
    settings.MEDIA_ROOT = settings.VAR_DIR / "media"

    def use(address: str, secret: str = SECRET) -> None:
        settings.MEDIA_STORE = address
        options = read_media_store(address, KEY_ID, secret)
        backend = {"BACKEND": "organization.object_store.ObjectStorage", "OPTIONS": options}
        settings.STORAGES = settings.STORAGES | {"default": backend}

    return use


@pytest.fixture
def store(use, server, bucket):
    use(server.address(bucket))
    return bucket


@pytest.fixture
def nowhere(unused_port):
    """The address of a store that does not answer."""
    return f"s3://guichao?endpoint=http://127.0.0.1:{unused_port}"


@pytest.fixture
def unused_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]
