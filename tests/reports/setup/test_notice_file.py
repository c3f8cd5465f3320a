import copy
from datetime import date, datetime

import pytest

from reports.setup.notice_file import NOTICE_LIMIT, NoticeRefused, notice_path, parse_notice, read_notice
from tests.reports.setup.notices import notice, write_notice


def problems_of(path):
    with pytest.raises(NoticeRefused) as refusal:
        read_notice(path)
    return refusal.value.problems


def changed(*path, to):
    """The notice with the value at a place replaced; `...` as the new value takes it out."""
    content = copy.deepcopy(notice())
    *way, last = path
    inner = content
    for step in way:
        inner = inner[step]
    if to is ...:
        del inner[last]
    else:
        inner[last] = to
    return content


def test_a_whole_notice_is_read_as_it_is_written(tmp_path):
    assert read_notice(write_notice(tmp_path / "notice.toml", notice())) == notice()


def test_the_notice_of_2020_comes_with_the_product():
    content = read_notice(notice_path("2020"))
    assert [kind["key"] for kind in content["kinds"]] == ["letter", "visit", "symposium", "lecture", "tour"]
    assert len(content["columns"]) == 11


FAULTS = [
    (changed("year", to="2031"), "year：应是整数。"),
    (changed("year", to=True), "year：应是整数。"),
    (changed("theme", to=2031), "theme：应是用引号括起的文字。"),
    (changed("theme", to=...), "theme：必须写。"),
    (changed("theme", to=" "), "theme：请填写这一项。"),
    (changed("key", to="2031 A"), "key：只用小写字母、数字和短横，如 2021 或 2021-summer。"),
    (changed("colour", to="红"), "colour：没有这个名称。"),
    (changed("state", to="open"), "state：没有这个名称。"),
    (changed("has_total_row", to=1), "has_total_row：应是 true 或 false。"),
    (changed("starts_on", to="2031-01-01"), "starts_on：应是日期，如 2020-02-16。"),
    (changed("ends_on", to=datetime(2031, 2, 1)), "ends_on：应是日期，如 2020-02-16。"),
    (
        changed("closes_at", to=datetime(2031, 2, 1, 18)),
        "closes_at：应是带时区的日期和时间，如 2020-02-16T18:00:00+08:00。",
    ),
    (changed("contact_email", to="centre"), "contact_email：请填写完整的邮箱地址，如 tuanwei@example.org。"),
    (changed("annex2_signing_line", to="{colour}"), "annex2_signing_line：不认识 {colour}"),
    (changed("privacy_notice", to=...), "privacy_notice：必须写。"),
    (changed("privacy_notice", to="说明"), "privacy_notice：应是一张表：名称 = 值。"),
    (changed("privacy_notice", "version", to=...), "privacy_notice.version：必须写。"),
    (changed("privacy_notice", "version", to="\u0000"), "privacy_notice.version：请填写这一项。"),
    (changed("kinds", to="走访"), "kinds：应是一组表，每张表：名称 = 值。"),
    (changed("kinds", 1, to="招聘会"), "kinds[1]：应是一张表：名称 = 值。"),
    (changed("kinds", 0, "shape", to="dance"), "kinds[0].shape："),
    (changed("kinds", 0, "key", to="deleted"), "kinds[0].key：“deleted”是系统自己的网址用词，请换一个。"),
    (changed("kinds", 1, "key", to="visit"), "kinds[1].key：与 kinds[0] 重复。"),
    (changed("kinds", 0, "details", 0, "column", to="colour"), "kinds[0].details[0].column："),
    (changed("kinds", 0, "details", 0, "columns", to="x"), "kinds[0].details[0].columns：没有这个名称。"),
    (changed("kinds", 1, "figures", 0, "label", to=...), "kinds[1].figures[0].label：必须写。"),
    (changed("kinds", 1, "figures", 0, "label", to="字" * 21), "kinds[1].figures[0].label："),
    (changed("lists", 0, "key", to="colours"), "lists[0].key："),
    (changed("lists", 0, "items", 2, "code", to="Other"), "lists[0].items[2].code：只用小写字母"),
    (changed("lists", 0, "items", 2, "code", to="weibo"), "lists[0].items[2].code：与 lists[0].items[1] 重复。"),
    (changed("lists", 0, "items", 2, "label", to="字" * 21), "lists[0].items[2].label："),
    (changed("kinds", 1, "figures", to=[{"key": "a", "label": "甲"}] * 2), "kinds[1].figures[1].key：与"),
    (changed("columns", 1, "kind", to="dance"), "columns[1].kind：这个文件里没有类别“dance”。"),
    (changed("columns", 1, "kind", to=3), "columns[1].kind：应是一个类别的代码。"),
    (changed("columns", 1, "headings", to=[]), "columns[1].headings：应是一到三个表头的列表，每个 1 至 30 字。"),
    (changed("columns", 1, "headings", to=["表", 2]), "columns[1].headings：应是一到三个表头的列表"),
    (changed("columns", 1, "headings", to=["一", "二", "三", "四"]), "columns[1].headings：应是一到三个表头的列表"),
    (changed("columns", 1, "width", to=999), "columns[1].width："),
    (changed("columns", 1, "key", to="name"), "columns[1].key：与 columns[0] 重复。"),
    (changed("question_settings", 0, "key", to="colour"), "question_settings[0].key："),
    (changed("questions", 0, "choices", to=["想"]), "questions[0].choices：应是 2 至 12 个选项的列表"),
    (changed("questions", 0, "choices", to=["想", "想 "]), "questions[0].choices：有重复的选项。"),
    (changed("questions", 0, "kind", to="dance"), "questions[0].kind："),
]


@pytest.mark.parametrize(("content", "problem"), FAULTS, ids=[problem.split("：")[0] for _, problem in FAULTS])
def test_a_fault_is_named_by_its_place(tmp_path, content, problem):
    (found,) = problems_of(write_notice(tmp_path / "notice.toml", content))
    assert found.startswith(problem)


def test_several_faults_are_named_at_once(tmp_path):
    content = changed("year", to="2031") | {"colour": "红", "starts_on": date(2031, 1, 1)}
    content["kinds"][1]["figures"][0]["label"] = ""
    content["columns"][0]["content"] = "sum"
    places = [problem.split("：")[0] for problem in problems_of(write_notice(tmp_path / "notice.toml", content))]
    assert places == ["year", "colour", "kinds[1].figures[0].label", "columns[0].content"]


def test_what_is_no_readable_file_is_refused(tmp_path):
    spoilt = tmp_path / "spoilt.toml"
    spoilt.write_text("key = ", encoding="utf-8")
    foreign = tmp_path / "foreign.toml"
    foreign.write_bytes("主题".encode("gb18030"))
    folder = tmp_path / "folder.toml"
    folder.mkdir()
    found = [problems_of(path)[0] for path in (spoilt, foreign, folder, tmp_path / "missing.toml", notice_path("1999"))]
    beginnings = [
        "不是正确的 TOML 文件：最后一行没有写完",
        "文件不是 UTF-8 编码，可能是另存成了 ANSI（GBK）",
        "不能读取",
        "没有这个文件",
        "没有 1999 年度的通知文件",
    ]
    assert [problem[: len(start)] for problem, start in zip(found, beginnings, strict=True)] == beginnings


HOSTILE_FILES = {
    "too_large": (b"#" * (NOTICE_LIMIT + 1), "文件太大"),
    "binary": (b"PK\x03\x04\x00\x00", "这不是文字文件"),
    "utf_16": ("key = '2031'".encode("utf-16"), "文件不是 UTF-8 编码"),
    "gbk": ("theme = '青春返乡'".encode("gbk"), "文件不是 UTF-8 编码"),
    "nested_lists": (b"key = " + b"[" * 50_000, "不是正确的 TOML 文件：嵌套太深。"),
    "nested_tables": (b"key = " + b"{a = " * 50_000, "不是正确的 TOML 文件：嵌套太深。"),
    # The parser would take half a minute for each.
    "dotted_key": (b"a." * 100_000 + b"a = 1", "不是正确的 TOML 文件：嵌套太深。"),
    "quoted_key": (b'"a" . ' * 40_000 + b"a = 1", "不是正确的 TOML 文件：嵌套太深。"),
    "dotted_table": (b"[" + b"'a'." * 50_000 + b"a]", "不是正确的 TOML 文件：嵌套太深。"),
    "long_number": (b"year = " + b"9" * 100_000, "不是正确的 TOML 文件"),
    "spoilt": (b"key = 1\nyear = year", "不是正确的 TOML 文件：第 2 行第 8 个字附近写得不对"),
    "empty": (b"", "key：必须写。"),
}


@pytest.mark.parametrize(("written", "problem"), HOSTILE_FILES.values(), ids=HOSTILE_FILES)
def test_a_hostile_file_is_refused_with_a_sentence(written, problem):
    with pytest.raises(NoticeRefused) as refusal:
        parse_notice(written)
    assert any(one.startswith(problem) for one in refusal.value.problems)


def test_a_file_with_a_mark_of_its_encoding_is_read(tmp_path):
    path = write_notice(tmp_path / "notice.toml", notice())
    assert parse_notice(b"\xef\xbb\xbf" + path.read_bytes()) == notice()
