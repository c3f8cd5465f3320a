"""Another file of places: checked whole, and what is there already stays."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from organization.choices import Level
from organization.models import Committee
from organization.region import REGION

HEAD = "code,name,level,parent_code\n"
REGION_LINE = "150000,内蒙古自治区,region,\n"
PLANNED = "".join(
    f"{code},{name},{level},{above}\n"
    for code, name, level, above in (
        ("150700", "呼伦贝尔市", "league_city", "150000"),
        ("152500", "锡林郭勒盟", "league_city", "150000"),
        ("150703", "扎赉诺尔区", "county", "150700"),
        ("150781", "满洲里市", "county", "150700"),
        ("152501", "二连浩特市", "county", "152500"),
    )
)
WHOLE = HEAD + REGION_LINE + PLANNED


@pytest.fixture
def load(tmp_path):
    def load(text, encoding="utf-8"):
        path = tmp_path / "places.csv"
        path.write_bytes(text.encode(encoding))
        out = StringIO()
        call_command("load_places", str(path), stdout=out)
        return out.getvalue()

    return load


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (HEAD.replace("code", "代码", 1), "第 1 行应为表头：code,name,level,parent_code。"),
        (HEAD, "文件里没有地方。"),
        (WHOLE + "150704,某区\n", "第 8 行：应为 4 列。"),
        (WHOLE + "15070,某区,county,150700\n", "第 8 行：代码应为 6 位数字，现为“15070”。"),
        (WHOLE + "1507０4,某区,county,150700\n", "第 8 行：代码应为 6 位数字，现为“1507０4”。"),
        (WHOLE + "150704,某镇,township,150703\n", "第 8 行：代码应为 9 位数字，现为“150704”。"),
        (WHOLE + "150704,,county,150700\n", "第 8 行：名称应为 1 到 40 个字。"),
        (WHOLE + "150781,某区,county,150700\n", "第 8 行：代码 150781 和第 6 行重复。"),
        (WHOLE + "150704,满洲里市,county,150700\n", "第 8 行：呼伦贝尔市之下已有满洲里市。"),
        (WHOLE + "150704,某区,county,150900\n", "第 8 行：上级 150900 不在前面的行里。"),
        (WHOLE + "150704,某区,county,150781\n", "第 8 行：旗县市区一级不能设在满洲里市之下。"),
        (WHOLE + "130704,某区,county,150700\n", "第 8 行：代码应以 15 开头，现为“130704”。"),
        (
            WHOLE + "150704,某区,direct,150700\n",
            "第 8 行：层级应为 region、league_city、county、township 之一，现为“direct”。",
        ),
        (WHOLE + "130000,某省,region,\n", "第 8 行：自治区只有一个，在第一行。"),
        (HEAD + PLANNED, "第 2 行：上级 150000 不在前面的行里。"),
        (HEAD + "130000,某省,region,\n", "第 2 行：应为 region.toml 中的 150000 内蒙古自治区，没有上级。"),
        (HEAD + REGION_LINE, "region.toml 的 own_rows 中的 150703 不在文件里。"),
    ],
)
@pytest.mark.django_db
def test_a_wrong_file_loads_nothing_and_names_its_lines(load, text, sentence):
    with pytest.raises(CommandError) as refused:
        load(text)
    assert sentence in str(refused.value).split("\n")
    assert not Committee.objects.exists()


@pytest.mark.django_db
def test_a_file_of_another_encoding_or_none_is_refused(load):
    with pytest.raises(CommandError, match="不是 UTF-8 编码"):
        load(WHOLE, "gbk")
    with pytest.raises(CommandError, match="不能读取"):
        call_command("load_places", "missing.csv")


@pytest.mark.django_db
def test_trees_of_three_to_five_levels_are_loaded_in_the_order_of_the_file(load):
    deeper = (
        "150781101,二道镇,township,150781\n150781100,头道镇,township,150781\n150781101201,某村,township,150781101\n"
    )
    load("\ufeff" + WHOLE + deeper)
    assert list(Committee.objects.at_level(Level.TOWNSHIP).values_list("place_name", "path", "gb_code")) == [
        ("二道镇", "001.001.002.001.", None),
        ("某村", "001.001.002.001.001.", None),
        ("头道镇", "001.001.002.002.", None),
    ]
    before = list(Committee.objects.values())
    assert load(WHOLE + deeper) == ""
    assert list(Committee.objects.values()) == before


@pytest.mark.django_db
def test_what_the_file_does_not_have_stays_and_is_named(load, world):
    before = list(Committee.objects.order_by("pk").values())
    said = load(WHOLE)
    assert said.startswith("文件里没有的 4 个团委不变：")
    assert "海拉尔区" in said
    assert list(Committee.objects.filter(pk__lte=before[-1]["id"]).order_by("pk").values()) == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("150200,包头市,county,150700\n", "第 8 行：包头市团委已经是盟市一级，不能改。"),
        ("150706,海拉尔区,county,150700\n", "之下已有海拉尔区，代码不是 150706，请先核对。"),
    ],
)
def test_a_file_does_not_change_what_a_committee_is(load, world, lines, sentence):
    with pytest.raises(CommandError, match=sentence):
        load(WHOLE + lines)


def test_the_shipped_places_are_those_of_the_shipped_region():
    assert REGION.places.file.name == "places.csv"
