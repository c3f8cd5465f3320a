"""What stands in the cells of all records out."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook

from reports.exports.all_records.returnees import ReturneeExport
from returnees.disclosure import WITHHELD
from returnees.models import OwnQuestion, OwnQuestionChoice, Returnee
from returnees.receipt_codes import known_receipt_code
from tests.factories import (
    make_follow_up_case,
)
from tests.reports.exports.all_records import grid, post

pytestmark = pytest.mark.django_db

ANSWERED = {
    "status": "A",
    "business_name": "=羊场",
    "business_type": "family_farm",
    "industry": "A-livestock",
    "employee_count": 0,
    "start_year": 2018,
    "difficulty_text": "缺草场",
    "ethnicity": "02",
    "sensitive_consented_at": datetime(2020, 2, 1, 4, 0, tzinfo=UTC),
    "submitted_at": datetime(2020, 2, 1, 17, 0, 5, 999, tzinfo=UTC),
}
IN_CELLS = {
    "状态": "有效",
    "盟市": "包头市",
    "旗县市区": "东河区",
    "苏木乡镇、嘎查村": None,
    "姓名": "乌云其其格",
    "性别": "女",
    "出生年": 1995,
    "出生月": 6,
    "提交时年龄": 24,
    "年龄组": "青年（14–35 周岁）",
    "未成年": None,
    "手机号": "13900000001",
    "民族": "蒙古族",
    "目前情况": "已返乡创业",
    "创业项目、经营主体名称": "=羊场",
    "主体类型": "家庭农牧场",
    "创业时间（年）": 2018,
    "带动就业人数": 0,
    "目前最大的困难": "场地、用地、用草场",
    "困难说明": "缺草场",
    "希望团组织提供的帮助": "创业培训、贷款对接（青创易贷）",
    "愿意参加的活动": None,
    "养什么": "牛、马",
    "几口人": 0,
    "想说的话": "+86",
    "跟进状态": None,
    "填写方式": "本人填写",
    "来源渠道": "活动首页",
    "提交时间": datetime(2020, 2, 2, 1, 0, 5),
    "单独同意时间": datetime(2020, 2, 1, 12, 0),
}


def test_say_what_was_answered(region, world, youth):
    question = OwnQuestion.objects.create(campaign=world.campaign, kind="several", label="养什么")
    animals = [OwnQuestionChoice.objects.create(question=question, label=name) for name in ("牛", "羊", "马")]
    number = OwnQuestion.objects.create(campaign=world.campaign, kind="number", label="几口人")
    text = OwnQuestion.objects.create(campaign=world.campaign, kind="text", label="想说的话")
    one = youth(**ANSWERED)
    for question_key, code in (("needs", "loan"), ("needs", "training"), ("difficulty", "land")):
        one.answers.create(question=question_key, code=code)
    for animal in (animals[2], animals[0]):
        one.answers.create(question=question.key, code=animal.code)
    one.answers.create(question=number.key, number=0)
    one.answers.create(question=text.key, text="+86")
    (row,) = grid(post(region))
    expected = IN_CELLS | {"编号": one.pk}
    assert {heading: row[heading] for heading in expected} == expected


def test_neither_receipts_nor_submissions_are_exported(region, youth):
    one = youth()
    (row,) = grid(post(region))
    assert not {known_receipt_code(one), one.receipt_digest, str(one.submission_uuid), one.content_digest} & set(
        map(str, row.values())
    )


def test_what_was_erased_is_empty_and_its_state_is_named(region, youth):
    one = youth()
    one.withdraw(withdrawn_at=datetime(2020, 2, 2, tzinfo=UTC))
    (row,) = grid(post(region))
    assert (row["状态"], row["姓名"], row["手机号"], row["出生年"]) == ("已撤回", None, None, None)


def test_numbers_are_in_full_for_those_who_may_show_them(log_in, youth):
    youth(age=17, birth_year=2002, phone="13900000017")
    youth(age=18, birth_year=2001, phone="13900000018")
    rows = grid(post(log_in("league_city_staff")))
    assert [(row["手机号"], row["未成年"]) for row in rows] == [("13900000017", "未成年"), ("13900000018", None)]


@pytest.mark.parametrize(
    ("missing", "numbers"),
    [
        ("show_minor_phone_returnee", ["139****0017", "13900000018"]),
        ("show_phone_returnee", ["139****0017", "139****0018"]),
    ],
)
def test_numbers_are_masked_for_others(world, youth, monkeypatch, missing, numbers):
    youth(age=17, phone="13900000017")
    youth(age=18, phone="13900000018")
    account = world.accounts["league_city_staff"]
    monkeypatch.setattr(type(account), "has_perm", lambda self, name: name != f"returnees.{missing}")
    export = ReturneeExport(world.campaign, account)
    (batch,) = export.batches(Returnee.objects.all())
    assert export.numbers(batch) == numbers


def test_a_difficulty_is_shown_to_those_who_read_it_on_the_record_s_page(log_in, world):
    difficulty = {"status": "B", "difficulty_text": "缺钱", "sensitive_consented_at": datetime(2020, 2, 1, tzinfo=UTC)}
    for committee in (world.donghe, world.hailar):
        make_follow_up_case(
            entrance=world.homepage, home_committee=world.donghe, returnee=difficulty, committee=committee
        )
    client = log_in("league_city_staff")
    rows = grid(post(client))
    account = world.accounts["league_city_staff"]
    expected = ["缺钱" if one.can_read_restricted(account) else WITHHELD for one in Returnee.objects.order_by("pk")]
    assert [row["困难说明"] for row in rows] == expected == ["缺钱", WITHHELD]
    assert [row["跟进状态"] for row in rows] == ["待联系", None]


def dictionary(client):
    content = b"".join(post(client).streaming_content)
    headings, *rows = load_workbook(BytesIO(content))["字段说明"].iter_rows(values_only=True)
    return {row[0]: dict(zip(headings[1:], row[1:], strict=True)) for row in rows}


def test_a_second_sheet_says_what_each_column_means(region, world, youth):
    question = OwnQuestion.objects.create(campaign=world.campaign, kind="single", label="养什么")
    for name in ("牛", "羊"):
        OwnQuestionChoice.objects.create(question=question, label=name)
    later = {"kind": "number", "label": "养了几年", "is_required": True, "asked_if": question.choices.first()}
    OwnQuestion.objects.create(campaign=world.campaign, **later)
    youth()
    described = dictionary(region)
    assert described["政治面貌"] == {
        "含义或问题": "政治面貌",
        "问哪些人": "所有人（选填）",
        "填法": "单选",
        "取值": "中共党员、中共预备党员、共青团员、群众、其他",
        "敏感程度": "敏感，须本人单独同意",
    }
    assert (
        described["目前最大的困难"]["问哪些人"]
        == "已返乡创业、有返乡创业意向、常驻本地，有创业意向（已返乡创业必答，其他选填）"
    )
    assert described["带动就业人数"]["取值"] == "0–9999"
    assert (described["养什么"]["填法"], described["养什么"]["取值"]) == ("单选", "牛、羊")
    assert described["养了几年"]["问哪些人"] == "“养什么”选“牛”的（必答）"
    assert described["状态"]["填法"] == "文字"
    assert described["提交时间"]["填法"] == "日期和时间"
