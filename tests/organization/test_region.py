"""region.toml: what is wrong in it is named by its place, and what it says is in the text of models and migrations."""

import copy
import pickle

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.template import engines

from organization.region import REGION, SHIPPED, Worded, read_region

TEXT = SHIPPED.read_text(encoding="utf-8")


@pytest.fixture
def region_file(tmp_path):
    (tmp_path / "places.csv").write_text("code,name,level,parent_code\n", encoding="utf-8")
    return tmp_path / "region.toml"


def test_is_inner_mongolia_where_nothing_else_stands():
    assert (REGION.name, REGION.code, REGION.words.county) == ("内蒙古自治区", "150000", "旗县市区")
    assert [(row.code, row.administers) for row in REGION.own_rows] == [("150781", ("150703",)), ("152501", ())]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('county = "旗县市区"\n', "", "words.county：没有这一项。"),
        ('county = "旗县市区"', "county = 3", "words.county：应为引号中的文字。"),
        ('county = "旗县市区"', 'county = "旗 县"', "words.county：应为一个词，没有空格、引号和括号，现为“旗 县”。"),
        ('county = "旗县市区"', f'county = "{"县" * 13}"', "words.county：最多 12 个字，现有 13 个。"),
        ('village = "嘎查村"', 'vilage = "嘎查村"', "words.village：没有这一项。"),
        (
            "year = 2020\n\n[committees]",
            "year = 20\n\n[committees]",
            "examples.year：应在 2000 到 2999 之间，现为 20。",
        ),
        ("has_mongolian = true", 'has_mongolian = "true"', "has_mongolian：应为 true 或 false。"),
        ('"league_city"\nhas', '"township"\nhas', "report_level：应为 league_city 或 county，现为“township”。"),
        (
            '"{stem}团市委"',
            '"团市委"',
            "committees.short_name_by_ending.市：应含一个 {stem}，没有别的括号，现为“团市委”。",
        ),
        ("township_digits = 9", "township_digits = 6", "places.township_digits：应在 7 到 12 之间，现为 6。"),
        ('"places.csv"', '"../places.csv"', "places.file：应为同一文件夹里的文件名，现为“../places.csv”。"),
        ('["150703"]', '["150781"]', "own_rows[0].administers：不能是自己。"),
        (
            'notice = "2020"',
            'notice = "1999"',
            "sample.notice：没有代码为“1999”的自带通知；自己的通知写 .toml 文件名。",
        ),
        ('code = "150000"\n', 'code = "150000"\ncolour = "red"\n', "colour：没有这样的一项，请核对拼写。"),
        ("[words]", "[words", "第 19 行第 7 个字：不是正确的 TOML。"),
    ],
)
def test_a_wrong_file_stops_the_start_with_its_place(region_file, old, new, sentence):
    assert old in TEXT
    region_file.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ImproperlyConfigured) as refused:
        read_region(region_file)
    assert str(refused.value) == f"{region_file}：{sentence}"


def test_files_that_cannot_be_read_or_are_missing_are_named(region_file, tmp_path):
    region_file.write_bytes(TEXT.encode("gbk"))
    with pytest.raises(ImproperlyConfigured, match="不是 UTF-8 编码"):
        read_region(region_file)
    region_file.write_text(TEXT, encoding="utf-8")
    (tmp_path / "places.csv").unlink()
    with pytest.raises(ImproperlyConfigured, match="找不到文件"):
        read_region(region_file)


def test_text_of_a_model_has_its_pattern_in_migrations():
    text = Worded("如：{example_place}，{{code}} 是{county}。")
    assert text == "如：包头市，{code} 是旗县市区。"
    assert text.deconstruct() == ("organization.region.Worded", (text.pattern,), {})
    assert [copy.deepcopy(text).pattern, pickle.loads(pickle.dumps(text))] == [text.pattern, text]


def test_every_template_knows_the_words():
    template = engines["django"].from_string("{% word 'county' %}{% region_has 'mongolian' as has %}{{ has }}")
    assert template.render() == "旗县市区True"
