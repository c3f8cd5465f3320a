"""The questionnaire's page compressed once: what a phone unpacks is what nobody compressed."""

import gzip
import re
import zlib

import pytest

from returnees.prepared_page import LONGEST_HOLE, PreparedParts, stored_block

PARTS = [b"<form action=", b"<input value=" + bytes(range(256)) * 200, b"", "家乡在等您".encode()]


@pytest.mark.parametrize(
    "holes", [(b"", b"", b""), (b"/q/abc/", b"u" * 36, "甲".encode() * 5), (b"x" * LONGEST_HOLE,) * 3]
)
def test_is_unpacked_to_the_whole(holes):
    page = PreparedParts(PARTS)
    whole = page.filled(holes)
    assert whole == PARTS[0] + holes[0] + PARTS[1] + holes[1] + PARTS[2] + holes[2] + PARTS[3]
    assert gzip.decompress(page.compressed(holes, whole)) == whole


def test_a_hole_has_its_bounds():
    assert stored_block(b"") == b"\x00\x00\x00\xff\xff"
    with pytest.raises(ValueError, match="65535"):
        stored_block(b"x" * (LONGEST_HOLE + 1))


def test_the_length_says_nothing_of_what_fills_a_hole():
    page = PreparedParts(PARTS)
    guesses = [(b"/q/" + secret, secret, b"token") for secret in (b"aaaaaaaa", b"q7x1zk5w")]
    assert len({len(page.compressed(holes, page.filled(holes))) for holes in guesses}) == 1


@pytest.mark.django_db
class TestQuestionnaire:
    def get(self, client, world, **headers):
        return client.get(world.homepage.get_absolute_url(), headers=headers)

    def test_comes_as_asked_for(self, client, world):
        plain, packed = self.get(client, world), self.get(client, world, accept_encoding="gzip, deflate, br")
        assert "Content-Encoding" not in plain
        assert packed["Content-Encoding"] == "gzip"
        assert plain["Vary"] == packed["Vary"] == "Accept-Encoding"
        assert int(packed["Content-Length"]) == len(packed.content)
        own = re.compile(rb'name="(?:submission_uuid|form_token)" value="[^"]+"')
        assert own.sub(b"", gzip.decompress(packed.content)) == own.sub(b"", plain.content)

    def test_is_not_compressed_anew(self, client, world, monkeypatch):
        self.get(client, world, accept_encoding="gzip")
        monkeypatch.setattr(zlib, "compressobj", None)
        assert gzip.decompress(self.get(client, world, accept_encoding="gzip").content)

    def test_what_is_not_prepared_is_compressed_too(self, client, world):
        refused = client.post(world.homepage.get_absolute_url(), headers={"accept_encoding": "gzip"})
        assert refused["Content-Encoding"] == "gzip"
        assert "submission_uuid" in gzip.decompress(refused.content).decode()
