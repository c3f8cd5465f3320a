"""Committees and places in letters: what is typed for the 116 places of GB/T 2260, and what a reading may not do."""

import csv
import importlib

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from organization.management.commands.load_places import PLACES
from organization.models import Committee
from organization.pinyin import (
    initials_of_place,
    is_abbreviation,
    read_letters,
    spell,
    spell_committee,
    spell_initials,
)

# 尔 as e here; where it is written for the Mongolian sound, r is typed too.
EXPECTED = """
内蒙古自治区 nmgzzq  呼和浩特市 hhhts  包头市 bts  呼伦贝尔市 hlbes  兴安盟 xam  通辽市 tls  赤峰市 cfs
锡林郭勒盟 xlglm  乌兰察布市 wlcbs  鄂尔多斯市 eedss  巴彦淖尔市 bynes  乌海市 whs  阿拉善盟 alsm  新城区 xcq
回民区 hmq  玉泉区 yqq  赛罕区 shq  土默特左旗 tmtzq  托克托县 tktx  和林格尔县 hlgex  清水河县 qshx  武川县 wcx
东河区 dhq  昆都仑区 kdlq  青山区 qsq  石拐区 sgq  白云鄂博矿区 byebkq  九原区 jyq  土默特右旗 tmtyq  固阳县 gyx
达尔罕茂明安联合旗 dehmmalhq  海拉尔区 hleq  扎赉诺尔区 zlneq  阿荣旗 arq  莫力达瓦达斡尔族自治旗 mldwdwezzzq
鄂伦春自治旗 elczzq  鄂温克族自治旗 ewkzzzq  陈巴尔虎旗 cbehq  新巴尔虎左旗 xbehzq  新巴尔虎右旗 xbehyq
满洲里市 mzls  牙克石市 ykss  扎兰屯市 zlts  额尔古纳市 eegns  根河市 ghs  乌兰浩特市 wlhts  阿尔山市 aess
科尔沁右翼前旗 keqyyqq  科尔沁右翼中旗 keqyyzq  扎赉特旗 zltq  突泉县 tqx  科尔沁区 keqq  科尔沁左翼中旗 keqzyzq
科尔沁左翼后旗 keqzyhq  开鲁县 klx  库伦旗 klq  奈曼旗 nmq  扎鲁特旗 zltq  霍林郭勒市 hlgls  红山区 hsq
元宝山区 ybsq  松山区 ssq  阿鲁科尔沁旗 alkeqq  巴林左旗 blzq  巴林右旗 blyq  林西县 lxx  克什克腾旗 ksktq
翁牛特旗 wntq  喀喇沁旗 klqq  宁城县 ncx  敖汉旗 ahq  二连浩特市 elhts  锡林浩特市 xlhts  阿巴嘎旗 abgq
苏尼特左旗 sntzq  苏尼特右旗 sntyq  东乌珠穆沁旗 dwzmqq  西乌珠穆沁旗 xwzmqq  太仆寺旗 tpsq  镶黄旗 xhq
正镶白旗 zxbq  正蓝旗 zlq  多伦县 dlx  集宁区 jnq  卓资县 zzx  化德县 hdx  商都县 sdx  兴和县 xhx  凉城县 lcx
察哈尔右翼前旗 cheyyqq  察哈尔右翼中旗 cheyyzq  察哈尔右翼后旗 cheyyhq  四子王旗 szwq  丰镇市 fzs  东胜区 dsq
康巴什区 kbsq  达拉特旗 dltq  准格尔旗 zgeq  鄂托克前旗 etkqq  鄂托克旗 etkq  杭锦旗 hjq  乌审旗 wsq
伊金霍洛旗 yjhlq  临河区 lhq  五原县 wyx  磴口县 dkx  乌拉特前旗 wltqq  乌拉特中旗 wltzq  乌拉特后旗 wlthq
杭锦后旗 hjhq  海勃湾区 hbwq  海南区 hnq  乌达区 wdq  阿拉善左旗 alszq  阿拉善右旗 alsyq  额济纳旗 ejnq
""".split()
INITIALS = dict(zip(EXPECTED[::2], EXPECTED[1::2], strict=True))


def place_names():
    with PLACES.open(encoding="utf-8", newline="") as file:
        return [place["name"] for place in csv.DictReader(file)]


def test_all_116_places_are_expected():
    assert len(INITIALS) == 116
    assert list(INITIALS) == place_names()


@pytest.mark.parametrize("name", INITIALS)
def test_a_place_has_the_initials_that_people_type(name):
    assert spell_initials(name)[0] == INITIALS[name]


@pytest.mark.parametrize(
    ("name", "initials"),
    [("巴彦淖尔市", "bynrs"), ("呼伦贝尔市", "hlbrs"), ("鄂尔多斯市", "erdss"), ("达尔罕茂明安联合旗", "drhmmalhq")],
)
def test_er_is_also_the_mongolian_r(name, initials):
    assert spell_initials(name) == [INITIALS[name], initials]


@pytest.mark.parametrize(
    ("name", "pinyin"),
    [
        ("呼和浩特市", "huhehaoteshi"),
        ("昆都仑区", "kundulunqu"),
        ("商都县", "shangduxian"),
        ("锡林郭勒盟", "xilinguolemeng"),
        ("霍林郭勒市", "huolinguoleshi"),
        ("克什克腾旗", "keshiketengqi"),
        ("康巴什区", "kangbashiqu"),
        ("察哈尔右翼前旗", "chahaeryouyiqianqi"),
        ("喀喇沁旗", "kalaqinqi"),
        ("莫力达瓦达斡尔族自治旗", "molidawadawoerzuzizhiqi"),
        ("额济纳旗", "ejinaqi"),
        ("卓资县", "zhuozixian"),
        ("磴口县", "dengkouxian"),
    ],
)
def test_signs_of_several_readings_are_read_as_in_places(name, pinyin):
    assert "".join(spell(name)) == pinyin


def test_a_committee_is_found_by_its_place_and_by_its_short_name():
    assert spell_committee("包头市", "包头团市委") == ("btsw bttsw", "baotoushi baotoutuanshiwei")
    assert spell_committee("直属企业团委", "直属企业团委") == ("zsqytw", "zhishuqiyetuanwei")


@pytest.mark.parametrize("name", ["", "·", "\u1820\u1821", "G6沿线", "𠀀某", "\x00", "窗" * 40, "尔" * 40])
def test_whatever_stands_in_a_name_fits_the_columns(name):
    initials, pinyin = spell_committee(name, name)
    assert len(initials) <= Committee._meta.get_field("initials").max_length
    assert len(pinyin) <= Committee._meta.get_field("pinyin").max_length


@pytest.mark.parametrize(
    ("typed", "letters"),
    [
        ("BT", "bt"),
        ("cha'haer", "chahaer"),
        ("bao tou", "baotou"),
        ("Lü", "lv"),
        ("bt市", ""),
        ("b1", ""),
        ("包头", ""),
    ],
)
def test_reads_letters_without_the_signs_between_them(typed, letters):
    assert read_letters(typed) == letters


def test_an_abbreviation_begins_like_the_name_and_keeps_its_order():
    assert is_abbreviation("dmq", "dehmmalhqw")
    assert not is_abbreviation("mq", "dehmmalhqw")
    assert not is_abbreviation("dqm", "dehmmalhqw")
    assert not is_abbreviation("d", "")


def test_the_places_own_initials_are_told_from_its_committees():
    for place_name, own in {"包头市": ["bts"], "阿尔山市": ["aess", "arss"], "直属团委": ["zstw"]}.items():
        initials, _ = spell_committee(place_name, "某团委")
        assert initials_of_place(initials, place_name) == own


@pytest.mark.django_db
def test_a_committee_that_is_added_or_renamed_has_its_letters():
    call_command("load_places")
    committee = Committee.objects.get(gb_code="150202")
    assert (committee.initials, committee.pinyin) == ("dhqw dhqtw", "donghequ donghequtuanwei")
    committee.place_name = committee.short_name = "开发区团委"
    committee.save_in_place()
    committee.refresh_from_db()
    assert (committee.initials, committee.pinyin) == ("kfqtw", "kaifaqutuanwei")


@pytest.mark.django_db
def test_committees_from_before_are_given_their_letters():
    call_command("load_places")
    expected = dict(Committee.objects.values_list("pk", "initials"))
    Committee.objects.update(initials="", pinyin="")
    editor = type("Editor", (), {"connection": connection})
    importlib.import_module("organization.migrations.0012_committees_in_letters").spell(apps, editor)
    assert dict(Committee.objects.values_list("pk", "initials")) == expected
    assert not Committee.objects.filter(pinyin="").exists()
