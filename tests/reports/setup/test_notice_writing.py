"""A campaign as a notice pack: written, loaded again, and compared field by field."""

import random
import tomllib
from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command

from organization.choices import Act
from organization.models import AuditEvent, Campaign
from reports.models import AnnexColumn
from reports.setup.notice_file import NoticeRefused, parse_notice
from reports.setup.notice_loading import load_notice
from reports.setup.notice_schema import CAMPAIGN, LISTS, PRIVACY_NOTICE
from reports.setup.notice_writing import notice_of, write_notice, write_pack
from returnees.models import OwnQuestion, OwnQuestionChoice
from tests.factories import (
    make_activity,
    make_entrance,
    make_follow_up_case,
    make_responsible,
    publish_notice,
)
from tests.reports.setup.notices import notice

pytestmark = pytest.mark.django_db

HOSTILE = [
    "a\"b\\c'd",
    '"""',
    "'''",
    "= 1 # [x]\n[[kinds]]\nkey = 2",
    "C:\\new\\u0041\\",
    "行末的\\\n下一行",
    "=1+1",
    "😀𠮷ᠮᠣᠩᠭᠣᠯ",
]
HOSTILE_LINE = "”\"'\\ # = {x] \\n 😀"


def rich_notice():
    """Tallies, three rows of headings, own questions, every kind of value, and texts that look like TOML."""
    content = notice(
        letter_text="\n\n".join(HOSTILE),
        letter_title=HOSTILE_LINE,
        issuer=HOSTILE_LINE,
        annex2_label="",
        has_total_row=False,
        photo_count=0,
        issued_on=date(2030, 12, 3),
        anonymise_on=date(2033, 3, 1),
        opens_at=datetime(2031, 1, 1, 0, 30, tzinfo=UTC),
        closes_at=datetime(2031, 2, 28, 15, 59, 59, tzinfo=UTC),
        mongolian_text="ᠮᠣᠩᠭᠣᠯ ᠤᠯᠤᠰ",
        privacy_notice={"version": "2031-3", "text": "\n".join(HOSTILE)},
    )
    content["kinds"][0]["details"] = [
        {"column": "new_member_count", "is_required": True, "label": "会员", "unit": "名", "help_text": HOSTILE_LINE},
        {"column": "place"},
    ]
    content["kinds"][1]["figures"].append(
        {"key": "hired", "label": "录用人数", "other_names": "录用", "help_text": "x"}
    )
    content["kinds"].append({"key": "old", "label": "旧类别", "shape": "tally", "is_active": False})
    content["columns"] += [
        {"key": "a", "headings": ["一", "二", "三"], "kind": "visit", "figure": "visited_count", "width": 7},
        {"key": "b", "headings": ["一", "二", '"四"'], "kind": "visit", "figure": "new_member_count", "meaning": "和"},
        {"key": "rest", "content": "blank", "headings": ["备注"]},
    ]
    content["question_settings"].append({"key": "gender", "usage": "off"})
    content["questions"] += [
        {
            "label": HOSTILE_LINE,
            "kind": "several",
            "choices": ["'甲'", '"乙"', "\\丙"],
            "hint": "h",
            "is_required": True,
        },
        {"label": "几个人", "kind": "number", "is_active": False},
        {"label": "几时走", "kind": "text", "is_required": True, "section": "help", "asked_statuses": "B,G"},
        {"label": "为什么", "kind": "text", "asked_if": {"question": HOSTILE_LINE, "choice": '"乙"'}},
    ]
    return content


def fields_of(section, row):
    return {name: getattr(row, name) for name in section.fields}


def rows_of(campaign):
    """Every row of the design by the fields of the schema, and by what the schema declares besides."""
    kinds, details, figures = LISTS["kinds"], *LISTS["kinds"].lists.values()
    return {
        "campaign": fields_of(CAMPAIGN, campaign),
        "privacy_notice": fields_of(PRIVACY_NOTICE, campaign.privacy_notice()),
        "kinds": [
            (
                fields_of(kinds, kind),
                [fields_of(details, one) for one in kind.details.all()],
                [fields_of(figures, one) for one in kind.figures.all()],
            )
            for kind in campaign.kinds.all()
        ],
        "columns": [
            (fields_of(LISTS["columns"], one), one.headings, one.kind and one.kind.key)
            for one in campaign.annex_columns.all()
        ],
        "settings": [fields_of(LISTS["question_settings"], one) for one in campaign.question_settings.all()],
        "questions": [
            (fields_of(LISTS["questions"], one), [choice.label for choice in one.choices.all()], one.audience)
            for one in sorted(campaign.own_questions.all(), key=lambda one: one.place)
        ],
    }


def loaded_again(campaign):
    pack = write_pack(campaign)
    before = rows_of(campaign)
    Campaign.objects.filter(pk=campaign.pk).update(key="renamed")
    again = load_notice(parse_notice(pack.encode()))
    again.refresh_from_db()
    return before, rows_of(again), pack


def test_the_notice_of_2020_comes_back_as_it_was():
    call_command("load_campaign", "2020")
    before, after, pack = loaded_again(Campaign.objects.get(key="2020"))
    assert after == before
    # Its standing text is not in the file: it is composed of what the file says.
    assert "text" not in tomllib.loads(pack)["privacy_notice"]


def test_an_invented_campaign_with_hostile_texts_comes_back_as_it_was(tmp_path):
    campaign = load_notice(rich_notice())
    campaign.refresh_from_db()
    before, after, pack = loaded_again(campaign)
    assert after == before
    assert after["campaign"]["letter_text"] == "\n\n".join(HOSTILE)
    assert after["campaign"]["annex2_label"] == ""
    assert write_pack(Campaign.objects.get(key="2031")) == pack


def test_the_pack_has_every_name_that_a_file_may_have_besides_fields():
    content = notice_of(load_notice(rich_notice()))
    for name, section in LISTS.items():
        written = {one for row in content[name] for one in row}
        assert written >= section.other.keys() | section.lists.keys()
    assert content.keys() >= LISTS.keys() | {"privacy_notice"}


def test_any_characters_are_read_as_they_were_written():
    drawn = random.Random(18)
    alphabet = "\x00\x07\t\r\n\x1f\x7f\x85\u2028\ufeff\\\"'#=[]{}ab字😀"
    texts = ["".join(drawn.choices(alphabet, k=drawn.randrange(12))) for _ in range(300)]
    content = {
        "letter_text": "\n".join(texts),
        "privacy_notice": {"version": "1"},
        "questions": [{"label": text, "choices": [text], "details": [{"column": text}]} for text in texts],
    }
    assert tomllib.loads(write_notice(content)) == content


def test_a_pack_holds_no_person_and_nothing_that_was_entered(world):
    make_responsible(campaign=world.campaign, committee=world.donghe, name="负责的人", phone="13900001234")
    make_activity(campaign=world.campaign, committee=world.donghe, remark="记下的事")
    make_entrance(campaign=world.campaign, committee=world.donghe, label="火车站")
    case = make_follow_up_case(entrance=world.homepage, home_committee=world.donghe)
    pack = write_pack(world.campaign)
    for private in ("负责的人", "13900001234", "记下的事", "火车站", case.returnee.name, case.returnee.phone):
        assert private not in pack


def test_a_text_of_ones_own_is_in_the_pack_whole(world):
    publish_notice(world.campaign, version="2020-9", text="谁在处理您的信息\n我们自己。")
    assert notice_of(world.campaign)["privacy_notice"] == {"version": "2020-9", "text": "谁在处理您的信息\n我们自己。"}


def test_a_campaign_without_a_privacy_notice_gets_the_standing_one(world):
    world.campaign.privacy_notices.all().delete()
    assert notice_of(world.campaign)["privacy_notice"] == {"version": "2020-1"}
    parse_notice(write_pack(world.campaign).encode())


def test_of_two_questions_alike_the_one_that_is_asked_is_written(world):
    for is_active, hint in ((True, "今年"), (False, "去年")):
        OwnQuestion.objects.create(campaign=world.campaign, label="想去吗", kind="text", hint=hint, is_active=is_active)
    (question,) = notice_of(world.campaign)["questions"]
    assert question["hint"] == "今年"


def test_a_pack_that_could_not_be_read_back_is_not_written(world):
    question = OwnQuestion.objects.create(campaign=world.campaign, label="想去吗", kind="single")
    OwnQuestionChoice.objects.create(question=question, label="想")
    with pytest.raises(NoticeRefused, match=r"questions\[0\].choices"):
        write_pack(world.campaign)
    with pytest.raises(CommandError, match=r"questions\[0\].choices"):
        call_command("export_campaign", "2020")
    assert not AuditEvent.objects.exists()


def test_the_command_writes_a_file_that_loads_and_never_overwrites_one(world, tmp_path, capsys):
    path = tmp_path / "pack.toml"
    call_command("export_campaign", "2020", str(path))
    assert parse_notice(path.read_bytes())["key"] == "2020"
    assert AuditEvent.objects.get().act == Act.CAMPAIGN_EXPORT
    with pytest.raises(CommandError, match="没有覆盖"):
        call_command("export_campaign", "2020", str(path))
    with pytest.raises(CommandError, match="不能写"):
        call_command("export_campaign", "2020", str(tmp_path / "missing" / "pack.toml"))
    with pytest.raises(CommandError, match="没有代码为 1999 的年度"):
        call_command("export_campaign", "1999")
    capsys.readouterr()
    call_command("export_campaign", "2020")
    assert capsys.readouterr().out == path.read_text(encoding="utf-8")


def test_the_region_downloads_the_pack_and_it_is_recorded(log_in, world):
    response = log_in("region_manager").get("/admin/reports/setup/2020/pack.toml")
    assert response.content.decode() == write_pack(world.campaign)
    assert "attachment" in response["Content-Disposition"]
    event = AuditEvent.objects.get(act=Act.CAMPAIGN_EXPORT)
    assert event.actor == world.accounts["region_manager"]


@pytest.mark.parametrize(
    "role", ["region_viewer", "league_city_staff", "county_staff", "auditor", "system_administrator"]
)
def test_nobody_downloads_it_who_may_not_change_campaigns(log_in, role):
    assert log_in(role).get("/admin/reports/setup/2020/pack.toml").status_code == 403


def test_an_unknown_campaign_is_no_page(log_in):
    assert log_in("region_manager").get("/admin/reports/setup/1999/pack.toml").status_code == 404


def test_a_pack_that_cannot_be_read_back_leads_back_with_its_faults(log_in, world):
    AnnexColumn.objects.filter(campaign=world.campaign, key="name").update(width=99)
    response = log_in("region_manager").get("/admin/reports/setup/2020/pack.toml", follow=True)
    assert "columns[0].width" in response.text


def test_the_page_of_a_campaign_has_the_button(log_in, world):
    page = log_in("region_manager").get(f"/admin/organization/campaign/{world.campaign.pk}/change/").text
    assert 'href="/admin/reports/setup/2020/pack.toml"' in page
