"""What is pasted from Word, WPS and WeChat becomes plain paragraphs."""

import pytest

from organization.text.private_use import REAL_CHARACTERS
from reports.packages.summary_text import clean_summary

CASES = [
    ("走访青年", "走访青年"),
    ("一\v二", "一\n二"),
    ("一\r\n二\r三\u2028四", "一\n二\n三\n四"),
    ("走访\t青年\xa0三百\u202f人", "走访 青年 三百 人"),
    ("　　走访青年　\n  座谈 ", "走访青年\n座谈"),
    ("一\n\n\n\n二", "一\n\n二"),
    ("一\n \u3000\n\t\n二", "一\n\n二"),
    ("\uf0b7\t走访\n\uf06c 座谈", "走访\n座谈"),
    ("• 走访\n●座谈\n➢　宣讲", "走访\n座谈\n宣讲"),
    ("走访\u200b青\ufeff年\u00ad", "走访青年"),
    ("走访\u2060青\u200e年\U000e0100龍\ufe00", "走访青年龍"),
    ("李\ue863、\ue816\ue864\ue7c7\ue76c\ue78d\ue7e8", "李䶮、𠂇龻ḿ€\ufe10⿰"),
    ("".join(map(chr, REAL_CHARACTERS)), "".join(REAL_CHARACTERS.values()).strip("\u3000")),
    ("一\f二\x85三\u2029四", "一\n二\n三\n四"),
    ("乌云·其其格", "乌云·其其格"),
    ("（一）走访\n1．座谈", "（一）走访\n1．座谈"),
    ("ᠮᠣᠩᠭᠣᠯ\u180e ᠬᠡᠯᠡ", "ᠮᠣᠩᠭᠣᠯ\u180e ᠬᠡᠯᠡ"),
    ("\u200dᠮᠣᠩ\u200d\u202fᠤᠨ\u180b 中\u200d文\u180b\u202f字", "\u200dᠮᠣᠩ\u200d\u202fᠤᠨ\u180b 中文 字"),
    ("_x000D_", "_x000D_"),
    ("=SUM(A1)\x07", "=SUM(A1)"),
    ("𠮷林", "𠮷林"),
]


@pytest.mark.parametrize(("pasted", "clean"), CASES)
def test_pasted_text_becomes_plain_paragraphs(pasted, clean):
    assert clean_summary(pasted) == clean


@pytest.mark.parametrize(("pasted", "clean"), CASES)
def test_clean_text_stays_as_it_is(pasted, clean):
    assert clean_summary(clean) == clean
