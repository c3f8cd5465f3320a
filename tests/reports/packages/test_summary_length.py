import pytest

from reports.packages.summary_length import count_words

CASES = [
    ("", 0),
    ("  \n\t", 0),
    ("走访青年", 4),
    ("走访青年，共话家乡。", 10),
    ("共走访 1,200 人次", 6),
    ("青创10万+", 5),
    ("２０２０年", 5),
    ("QR code", 2),
    ("“归巢筑梦”——返乡", 10),
    ("乌云·其其格", 6),
    ("ᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ", 2),
    ("𠮷林\u2003村", 3),
]


@pytest.mark.parametrize(("text", "count"), CASES)
def test_counts_as_word_does(text, count):
    assert count_words(text) == count
