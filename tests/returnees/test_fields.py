import pytest
from django.core.exceptions import ValidationError

from organization.id_numbers import PlainParagraphField
from organization.whole_numbers import WholeNumberField
from returnees.fields import NameField, PhoneField


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("乌云其其格", "乌云其其格"),
        ("阿拉坦敖其尔", "阿拉坦敖其尔"),
        ("买买提·艾力", "买买提·艾力"),
        ("买买提•艾力", "买买提·艾力"),
        ("买买提 ・ 艾力", "买买提·艾力"),
        ("买买提．艾力", "买买提·艾力"),
        ("买买提˙艾力", "买买提·艾力"),
        ("\u3000苏日娜\u3000", "苏日娜"),
        ("\ufeff阿拉坦\u200b敖其尔\u200d", "阿拉坦敖其尔"),
        ("ᠨᠠᠷ\u180eᠠ", "ᠨᠠᠷ\u180eᠠ"),
        ("Ａｎｎａ", "Anna"),
        ("Anna-Maria O'Neil", "Anna-Maria O'Neil"),
        ("李\u0000明", "李明"),
        ("李\ue863", "李䶮"),
        ("王\U00031350", "王\U00031350"),
        ("王\U0002ebf0", "王\U0002ebf0"),
        ("葛\U000e0100某", "葛某"),
        ("乌云 其其格", "乌云其其格"),
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
        "\u202d139 0000 0000\u202c",
        "139\u200b0000\u200b0000",
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
        "150102900101123",
        "１５０１０２１９９００１０１１２３４",
        "１５０１０２，１９９００１０１，１０５４",
        "١٥٠١٠٢١٩٩٠٠١٠١١٢٣٤",
        "15010219\u200b900101\u200b1234",
        "⑮⓪⑩②⑨⓪⓪⑩⑪⑫③",
        "150102 19900101 1054",
        "150102/19900101/1054",
        "150102，19900101，1054",
        "150102、1990、01、01、102、X",
        "150102_19900101_102x",
        "1501 0219 9001 0110 54，电话 13900000000",
        "13900000000，1501 0219 9001 0110 54",
        "150102 900101 123",
        "15010219900101123413900000000",
        "卡号 6222 0000 0000 0000 000",
        "6222-0000-0000-0000",
        "6222/0000/0000/0000",
        "4111，1111，1111，1111",
        "9558 8012 3456 7890 128",
        "622200 0000000000004",
    ],
)
def test_refuses_id_and_card_numbers(typed):
    with pytest.raises(ValidationError, match="身份证号"):
        PlainParagraphField(max_length=200).clean(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "需要 200000 元，联系 13900000000",
        "2015 2016 2017 2018",
        "2015、2016、2017、2018、2019 年都办过",
        "2015/2016/2017/2018 受灾",
        "2015-2016，2017-2018，2019-2020",
        "1998,1999,2000,2001",
        "13900000000、13900000001",
        "0471-1234567，13900000000",
        "100 200 300 400 500 600",
        "1000/2000/3000/4000",
        "2019-01-01 至 2020-02-14",
        "20190101，20200214",
        "羊 150 只，牛 102 头，草场 19900101 亩，鸡 1234 只",
    ],
)
def test_lets_other_numbers_pass(typed):
    assert PlainParagraphField(max_length=200).clean(typed) == typed


def test_understands_full_width_numbers():
    assert WholeNumberField(min_value=0).clean(" １２ ") == 12
