"""The table of cases of the one door for text."""

import pytest

from organization.text import (
    clean_line,
    clean_name,
    clean_paragraphs,
    comparable,
    decode_cell_text,
    encode_cell_text,
    is_name,
)

WORD = "ᠮᠣᠩᠭᠣᠯ"

# Typed, as one line, as paragraphs.
TEXTS = [
    ("包头市", "包头市", "包头市"),
    ("\u3000包头\t市\n", "包头 市", "包头 市"),
    ("a\x00b\x1bc", "a b c", "abc"),
    ("\ud800x\ufdd0\uffff", "x", "x"),
    ("😀=1+1", "😀=1+1", "😀=1+1"),
    # Nothing that nobody sees
    ("东\u200b河\ufeff区\u2060团\u00ad委", "东河区团委", "东河区团委"),
    ("\u202d2020\u202c\u2066年\u2069\u200e\u200f\u061c", "2020年", "2020年"),
    ("a\u200cb\u200dc\u034f\u115f\u3164\uffa0\ufffc", "abc", "abc"),
    ("葛\U000e0100某龍\ufe00某\U000e0041", "葛某龍某", "葛某龍某"),
    ("甲 \u200b 乙", "甲 乙", "甲  乙"),
    # But what Mongolian needs
    (f"{WORD}\u180e\u1820", f"{WORD}\u180e\u1820", f"{WORD}\u180e\u1820"),
    (f"{WORD}\u180b\u180c\u180d\u180f", f"{WORD}\u180b\u180c\u180d\u180f", f"{WORD}\u180b\u180c\u180d\u180f"),
    (f"{WORD}\u202f\u1824\u1828", f"{WORD}\u202f\u1824\u1828", f"{WORD}\u202f\u1824\u1828"),
    (f"\u200d{WORD}\u200d \u200c{WORD}", f"\u200d{WORD}\u200d \u200c{WORD}", f"\u200d{WORD}\u200d \u200c{WORD}"),
    (f"{WORD}\u200b\u200d{WORD}\u202f", f"{WORD}\u200d{WORD}", f"{WORD}\u200d{WORD}"),
    ("张\u180e\u180b三\u202f人", "张三 人", "张三 人"),
    # What ends a line
    ("一\v二\f三\x85四\u2028五\u2029六", "一 二 三 四 五 六", "一\n二\n三\n四\n五\n六"),
    ("\r\n一\r\n\r\n二\x07\r", "一 二", "一\n\n二"),
    ("三百\xa0人\u2003次", "三百 人 次", "三百 人 次"),
    # What GBK and GB 18030 had no code for
    ("李\ue863", "李䶮", "李䶮"),
    ("\ue816\ue81e\ue864\ue7c7\ue7c8\ue76c\ue78d\ue7e8", "𠂇龴龻ḿǹ€\ufe10⿰", "𠂇龴龻ḿǹ€\ufe10⿰"),
    ("\uf0b7\ue000", "\uf0b7\ue000", "\uf0b7\ue000"),
    # A form means what it says
    ("_x000D_", "_x000D_", "_x000D_"),
    ("２０２０年ＡＢ", "２０２０年ＡＢ", "２０２０年ＡＢ"),
]


@pytest.mark.parametrize(("typed", "line", "paragraphs"), TEXTS)
def test_cleans_text(typed, line, paragraphs):
    assert clean_line(typed) == line
    assert clean_paragraphs(typed) == paragraphs


@pytest.mark.parametrize(("typed", "line", "paragraphs"), TEXTS)
def test_clean_text_stays_as_it_is(typed, line, paragraphs):
    assert clean_line(line) == line
    assert clean_paragraphs(paragraphs) == paragraphs


def test_many_joiners_and_marks_take_no_longer_than_other_signs():
    assert clean_line("\u200d" * 200_000) == ""
    assert len(comparable("a" + "\u0301\u0316" * 100_000)) > 100_000
    assert clean_line("ᠮ\u202f" * 100_000) == "\u202f".join("ᠮ" * 100_000)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("１５０２０２", "150202"),
        ("ＨＤ２０２０－００１", "hd2020-001"),
        ("东河区\u3000团委", "东河区团委"),
        ("已\u200b开展", "已开展"),
        ("（东河）", "(东河)"),
    ],
)
def test_compares_whatever_the_width(one, other):
    assert comparable(one) == comparable(other)


NAMES = [
    ("张三", "张三"),
    ("张\u3000三", "张三"),
    (" 张 三\t", "张三"),
    ("乌云 其其格", "乌云其其格"),
    ("阿拉坦\u200b 敖 其 尔", "阿拉坦敖其尔"),
    ("买买提.艾力", "买买提·艾力"),
    ("买买提．艾力", "买买提·艾力"),
    ("买买提•艾力", "买买提·艾力"),
    ("买买提 ・ 艾力", "买买提·艾力"),
    ("买买提｡艾力".replace("｡", "･"), "买买提·艾力"),
    ("阿卜杜拉.买买提. 艾力", "阿卜杜拉·买买提·艾力"),
    ("李\ue863", "李䶮"),
    ("王\U00031350", "王\U00031350"),
    ("王\U0002ebf0 某", "王\U0002ebf0某"),
    ("\u3007某々", "\u3007某々"),
    ("葛\U000e0100某", "葛某"),
    ("龍\ufe00某", "龍某"),
    ("李\x00明", "李明"),
    ("Ａｎｎａ Ｍａｒｉａ", "Anna Maria"),
    ("Anna-Maria O'Neil", "Anna-Maria O'Neil"),
    ("J. Smith", "J. Smith"),
    ("李 Anna", "李 Anna"),
    ("Анна Иванова", "Анна Иванова"),
    ("ᠨᠠᠷ\u180eᠠ ᠲᠤᠶ\u180eᠠ", "ᠨᠠᠷ\u180eᠠ ᠲᠤᠶ\u180eᠠ"),
    ("ᠨᠠᠷ\u202fᠤᠨ", "ᠨᠠᠷ\u202fᠤᠨ"),
]


@pytest.mark.parametrize(("typed", "spelled"), NAMES)
def test_spells_a_name_in_one_way(typed, spelled):
    assert clean_name(typed) == spelled
    assert clean_name(spelled) == spelled
    assert is_name(spelled)


@pytest.mark.parametrize("typed", ["12345", "李明1", "·", "<b>李</b>", "=1+1", "李\ue000", "李䷀", "李·", ""])
def test_knows_what_is_no_name(typed):
    assert not is_name(typed)


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("一_x000D_\n二", "一\r\n二"),
        ("一_x000d__x000A_二", "一\r\n二"),
        ("_x0041__x4E00_", "A一"),
        ("_x005F_x000D_", "_x000D_"),
        ("_xD83D__xDE00_", "😀"),
        ("_xD83D_", ""),
        ("_x00D_ _x000G_ x000D_", "_x00D_ _x000G_ x000D_"),
    ],
)
def test_reads_what_the_xml_of_a_cell_means(raw, meant):
    assert decode_cell_text(raw) == meant


@pytest.mark.parametrize("text", ["_x000D_", "_x005F_x000D_", "__x0041_x0042_", "甲_x乙_", "_x000D_x000D_"])
def test_what_is_written_is_read_again(text):
    assert decode_cell_text(encode_cell_text(text)) == text
