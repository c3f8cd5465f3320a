import pytest
from django.core.exceptions import ValidationError

from returnees.fields import NameField, PhoneField, PlainParagraphField, WholeNumberField


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("乌云其其格", "乌云其其格"),
        ("阿拉坦敖其尔", "阿拉坦敖其尔"),
        ("买买提·艾力", "买买提·艾力"),
        ("买买提•艾力", "买买提·艾力"),
        ("买买提 ・ 艾力", "买买提·艾力"),
        ("买买提．艾力", "买买提·艾力"),
        ("\u3000苏日娜\u3000", "苏日娜"),
        ("Ａｎｎａ", "Anna"),
        ("Anna-Maria O'Neil", "Anna-Maria O'Neil"),
        ("李\u0000明", "李 明"),
    ],
)
def test_understands_names(typed, stored):
    assert NameField(max_length=50).clean(typed) == stored


@pytest.mark.parametrize("typed", ["12345", "李明1", "·", "<b>李</b>", "=1+1", "李" * 51])
def test_refuses_what_is_no_name(typed):
    with pytest.raises(ValidationError):
        NameField(max_length=50).clean(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "13900000000",
        "+86 139-0000-0000",
        "8613900000000",
        "008613900000000",
        "１３９００００００００",
        "\u3000139 0000 0000\u3000",
        "(139) 0000–0000",
    ],
)
def test_understands_phone_numbers(typed):
    assert PhoneField().clean(typed) == "13900000000"


@pytest.mark.parametrize("typed", ["12900000000", "1390000000", "139000000000", "0471-1234567", "abc", "١٣٩٠٠٠٠٠٠٠٠"])
def test_refuses_what_is_no_mobile_number(typed):
    with pytest.raises(ValidationError):
        PhoneField().clean(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "我的身份证 150102199001011234",
        "15010219900101123X",
        "15010219900101123x 请查",
        "１５０１０２１９９００１０１１２３４",
        "150102 19900101 1234",
        "卡号 6222 0000 0000 0000 000",
        "6222-0000-0000-0000",
    ],
)
def test_refuses_id_and_card_numbers(typed):
    with pytest.raises(ValidationError, match="身份证号"):
        PlainParagraphField(max_length=200).clean(typed)


def test_lets_ordinary_numbers_pass():
    text = "需要 200000 元，联系 13900000000"
    assert PlainParagraphField(max_length=200).clean(text) == text


def test_understands_full_width_numbers():
    assert WholeNumberField(min_value=0).clean(" １２ ") == 12
