"""The manual has a place for every page of staff, and names nothing that is not there."""

import re
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from django.contrib import admin, auth

import dev
from organization.apps import check_manual
from organization.manual.chapters import Chapter, find_section, read_manual
from organization.manual.markdown import anchor_of, labels, picture_folder, pictures
from organization.manual.searching import search_manual
from organization.roles import ROLES
from tests.walk.pages import PAGES
from tests.walk.test_coverage import staff_addresses

# What nobody looks at for long: it leads on at once, is asked by a script, or is for developers.
NO_PAGES = {
    "admin:app_list",
    "admin:autocomplete",
    "admin:jsi18n",
    "admin:login",
    "admin:page_token",
    "admin:style",
    "photo",
    "photo_thumbnail",
    "picture",
    "picture_thumbnail",
    "stamped_scan",
}
FILE = re.compile(r"\.(xlsx|zip|png|svg|docx|toml)$|export/<slug:campaign>")
# Where a label may stand: pages, code, scripts, what the demo's notice calls its kinds, and Django's own words.
APPS = "organization", "returnees", "activities", "reports", "config"
SOURCES = (
    *("templates/**/*.html", "static/*.js", "organization/data/*.toml", "config/locale/**/*.po"),
    *(f"{app}/**/*.py" for app in APPS),
)


def pages_of_staff():
    for name, route in staff_addresses():
        is_act = name in PAGES and PAGES[name].is_post_only
        if name and name not in NO_PAGES and not is_act and not FILE.search(route):
            yield name


def declared():
    return {pattern for chapter in read_manual() for section in chapter.sections for pattern in section.pages}


def texts():
    """The tokens of every section and introduction, by where it stands."""
    for chapter in read_manual():
        yield f"{chapter.key}.md", chapter.introduction
        yield from ((f"{chapter.key}.md: {section.title}", section.tokens) for section in chapter.sections)


def test_every_page_has_its_place():
    missing = [name for name in pages_of_staff() if find_section(name, "") is None]
    assert missing == [], "write how to use these pages, and name them in docs/manual/contents.toml"


def test_no_place_is_of_a_page_that_is_gone():
    names = [name for name, _ in staff_addresses() if name]
    assert [pattern for pattern in declared() if not any(fnmatchcase(name, pattern) for name in names)] == []


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_a_chapter_that_begins_with_its_desk(role):
    section = find_section("desk", role)
    assert role in section.chapter.roles
    assert section is section.chapter.sections[0]


def test_one_page_of_two_roles_leads_each_to_its_own_chapter():
    assert find_section("package", "region_manager").title == "审核：退回、确认"
    assert find_section("package", "league_city_staff").title == "报送材料一共五样"
    # A county with a row of its own.
    assert find_section("package", "county_staff").chapter.key == "league-city"


def test_every_label_stands_on_a_page():
    there = without_spaces("\n".join(read_sources()))
    quoted = {(place, label) for place, tokens in texts() for label in labels(tokens)}
    gone = {(place, label) for place, label in quoted if without_spaces(label) not in there}
    assert sorted(gone) == [], "these buttons and links have other names now"


def read_sources():
    for path in sorted({path for pattern in SOURCES for path in dev.ROOT.glob(pattern)}):
        yield path.read_text(encoding="utf-8")
    # The form of a new password is Django's own.
    yield (Path(auth.__file__).parent / "locale/zh_Hans/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    for model, model_admin in admin.site._registry.items():
        yield f"{model_admin.adding}{model._meta.verbose_name}"


def without_spaces(text):
    return re.sub(r"\s", "", text)


def test_every_picture_is_shown_and_there():
    shown = {source for _, tokens in texts() for source in pictures(tokens)}
    assert shown == {f"pictures/{path.name}" for path in picture_folder().iterdir()}


def test_the_pictures_stay_light():
    assert sum(path.stat().st_size for path in picture_folder().iterdir()) < 3_000_000


def test_every_section_can_be_led_to():
    """No two of a chapter have the same anchor."""
    for chapter in read_manual():
        anchors = [anchor_of(section.title) for section in chapter.sections]
        assert len(anchors) == len(set(anchors))


def test_a_start_without_it_stops_with_a_sentence(tmp_path, settings):
    assert check_manual(None) == []
    settings.BASE_DIR = tmp_path
    read_manual.cache_clear()
    (error,) = check_manual(None)
    read_manual.cache_clear()
    assert "手册读不出来" in error.msg


def test_all_of_it_renders():
    for chapter in read_manual():
        assert isinstance(chapter, Chapter)
        assert "<" in chapter.introduction_html or not chapter.introduction
        for section in chapter.sections:
            assert section.html


# By the words that one uses, before one has read the manual: the beginning of the section's title.
ASKED = {
    "county_staff": {
        "登记活动": "记一条活动",
        "没有开展活动怎么办": "没有开展的一类",
        "删错了": "历史，删错了",
        "填完了告诉上级": "都记完了",
        "怎么上传照片": "传照片",
        "导入Excel": "从 Excel",
        "打印海报": "二维码入口",
        "青年打电话要改问卷": "青年要更正",
        "重复的问卷": "同一个人填了几次",
        "逾期": "跟进个案",
        "转给别的旗县": "青年不归本地管",
        "换人了": "换岗",
    },
    "league_city_staff": {
        "退回修改": "被退回以后",
        "怎么报送": "核对并报送",
        "总结怎么写": "写文字总结",
        "开账号": "给下级开账号",
        "重置密码": "下级忘了密码",
        "催下级": "看下级填得怎样",
        "盖章": "盖章扫描件",
        "导出名单": "导出名单",
    },
    "region_manager": {
        "复制去年的": "新的一年",
        "加一类活动": "活动类别",
        "改问卷问题": "设计问卷",
        "退回材料": "审核",
        "延期": "延期",
        "下载汇总表": "汇总表和汇总工作簿",
        "撤并团委": "团委：新增",
        "结束年度": "换首页，结束年度",
        "信息泄露": "合规材料",
        "存档": "年度归档",
        "激活链接": "账号和密码条",
        "发布隐私说明": "个人信息处理说明",
    },
    "auditor": {"谁导出了名单": "查一件事", "封条": "核对有没有被改动"},
    "system_administrator": {
        "备份": "工作台上的提醒",
        "停用账号": "忘了密码",
        "激活链接": "忘了密码",
        "手机丢了": "有人手机丢了",
        "只读": "维护时",
    },
}


def test_every_task_is_found_at_once():
    first = {
        (role, typed): (search_manual(typed, role)[0].section.title, title)
        for role, asked in ASKED.items()
        for typed, title in asked.items()
    }
    assert {asked: titles for asked, titles in first.items() if not titles[0].startswith(titles[1])} == {}
