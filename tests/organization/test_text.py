import pytest

from organization.text import clean_line, clean_paragraphs


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("\u3000包头\t市\n", "包头 市"),
        ("a\x00b\x1bc", "a b c"),
        ("\ud800x", "x"),
        ("ᠮᠣᠩᠭᠣᠯ\u180e\u202f", "ᠮᠣᠩᠭᠣᠯ\u180e"),
        ("😀=1+1", "😀=1+1"),
    ],
)
def test_a_line_loses_its_control_characters(typed, cleaned):
    assert clean_line(typed) == cleaned


def test_paragraphs_keep_their_breaks():
    assert clean_paragraphs("\r\n一\r\n\r\n二\x07\r") == "一\n\n二"
