"""The questionnaire's page compressed once: what a phone unpacks is what nobody compressed."""

import gzip
import re
import zlib

import pytest

from returnees.prepared_page import LONGEST_HOLE, compressed, deflated, joined, stored
from tests.returnees.answering import payload

PARTS = [b"<form action=", b"<input value=" + bytes(range(1, 256)) * 200, b"", "家乡在等您".encode()]


def filled(*holes):
    first, *between, last = [deflated(part, is_last=part == PARTS[-1]) for part in PARTS]
    pieces = [piece for part, hole in zip([first, *between], holes, strict=True) for piece in (part, stored(hole))]
    return [*pieces, last]


@pytest.mark.parametrize(
    "holes", [(b"", b"", b""), (b"/q/abc/", b"u" * 36, "甲".encode() * 5), (b"x" * LONGEST_HOLE,) * 3]
)
def test_is_unpacked_to_the_whole(holes):
    whole = PARTS[0] + holes[0] + PARTS[1] + holes[1] + PARTS[2] + holes[2] + PARTS[3]
    assert joined(filled(*holes)) == whole
    assert gzip.decompress(compressed(filled(*holes))) == whole


def test_a_piece_may_repeat_what_stands_before_it_across_a_hole_of_one_length():
    text = bytes(range(1, 256))
    first = deflated(text)
    again = deflated(text, before=text + bytes(36), is_last=True)
    assert len(again.deflated) < len(deflated(text, is_last=True).deflated) / 10
    for letter in (b"a", b"z"):
        assert gzip.decompress(compressed([first, stored(letter * 36), again])) == text + letter * 36 + text


def test_a_hole_has_its_bounds():
    assert stored(b"").deflated == b"\x00\x00\x00\xff\xff"
    with pytest.raises(ValueError, match="65535"):
        stored(b"x" * (LONGEST_HOLE + 1))


def test_the_length_says_nothing_of_what_fills_a_hole():
    guesses = [(b"/q/" + secret, secret, b"token") for secret in (b"aaaaaaaa", b"q7x1zk5w")]
    assert len({len(compressed(filled(*holes))) for holes in guesses}) == 1


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


@pytest.mark.django_db
class TestThanks:
    def get(self, client, world, **headers):
        return client.post(world.homepage.get_absolute_url(), payload(world.homepage), headers=headers)

    def test_comes_as_asked_for(self, client, world):
        packed, plain = self.get(client, world, accept_encoding="gzip"), self.get(client, world)
        assert "Content-Encoding" not in plain
        assert packed["Content-Encoding"] == "gzip"
        assert plain["Vary"] == packed["Vary"] == "Accept-Encoding"
        own = re.compile(rb'#[A-Z2-7]{16}|<span>[A-Z2-7]{4}</span>|(?:data-[a-z]+|value)="[^"]+"')
        assert own.sub(b"", gzip.decompress(packed.content)) == own.sub(b"", plain.content)

    def test_is_compressed_once_for_a_home(self, client, world, monkeypatch):
        self.get(client, world)
        monkeypatch.setattr(zlib, "compressobj", None)
        packed = self.get(client, world, accept_encoding="gzip")
        assert re.search(b'data-copy="[A-Z2-7]{16}"', gzip.decompress(packed.content))

    def test_the_length_says_nothing_of_the_code(self, client, world):
        assert len({len(self.get(client, world, accept_encoding="gzip").content) for _ in range(5)}) == 1
