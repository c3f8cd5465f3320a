"""What no file of a notice, and no form of the set-up may bring about: found by attack, held since."""

import copy
from datetime import date

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from activities.models import Activity, ActivityKind, KindDetail
from organization.models import Campaign
from reports.models import AnnexColumn, Package
from reports.packages.documents.draft import draft_summary
from reports.setup.notice_file import read_notice
from reports.setup.notice_loading import load_notice
from reports.setup.rows import make_rows
from tests.activities.exchange import confirm, upload, workbook_of
from tests.factories import kind_of, make_activity, make_campaign, make_figure, make_kind
from tests.reports.setup import test_column_admin as column_pages
from tests.reports.setup import test_kind_admin as kind_pages
from tests.reports.setup.notices import NOTICE, notice, write_notice

NAME = NOTICE["columns"][0]


class Toml(str):
    """A value as it stands in the file."""


def pattern(sentence):
    kinds = copy.deepcopy(NOTICE["kinds"])
    kinds[1]["sentence_pattern"] = sentence
    return {"kinds": kinds}


def load(tmp_path, changes):
    raw = {name: value for name, value in changes.items() if isinstance(value, Toml)}
    path = write_notice(tmp_path / "notice.toml", notice(**{**changes, **dict.fromkeys(raw, 0)}))
    text = path.read_text(encoding="utf-8")
    for name, value in raw.items():
        text = text.replace(f"\n{name} = 0\n", f"\n{name} = {value!s}\n")
    path.write_text(text, encoding="utf-8")
    return path


REFUSED = {
    "a number of 5000 digits": ({"year": Toml("9" * 5000)}, "不是正确的 TOML 文件"),
    "lists nested 5000 deep": ({"name": Toml("[" * 5000 + "]" * 5000)}, "不是正确的 TOML 文件"),
    "tables nested 3000 deep": ({"name": Toml("{a=" * 3000 + "1" + "}" * 3000)}, "不是正确的 TOML 文件"),
    "a moment for a day": ({"starts_on": Toml("2031-01-01T00:00:00+08:00")}, "starts_on：应是日期"),
    "a moment before every calendar": ({"opens_at": Toml("0001-01-01T00:00:00+08:00")}, "opens_at：年份应在 2000"),
    "a moment after every calendar": ({"locks_at": Toml("9999-12-31T23:59:59-08:00")}, "locks_at：年份应在 2000"),
    "a day before every calendar": ({"starts_on": date(1, 1, 1)}, "starts_on：应在年度前后一年之内：2030 至 2032 年"),
    "a day after every calendar": ({"ends_on": date(9999, 12, 31)}, "ends_on：应在年度前后一年之内"),
    "days in reverse": ({"starts_on": date(2031, 3, 1)}, "活动结束日期不能早于开始日期"),
    "a text of 200000 characters": ({"name": "九" * 200_000}, "name：最多 120 个字"),
    "a boolean for a number": ({"year": True}, "year：应是整数"),
    "kinds that are a table": ({"kinds": {"a": 1}}, "kinds：应是一组表"),
    "kinds that are lists": ({"kinds": [[1]]}, "kinds[0]：应是一张表"),
    "a kind that is an address": (
        {"kinds": [{"key": "deleted", "label": "删", "shape": "tally"}], "columns": [NAME]},
        "kinds[0].key：“deleted”是系统自己的网址用词",
    ),
    "a key of 21 characters": (
        {"kinds": [{"key": "a" * 21, "label": "长", "shape": "tally"}], "columns": [NAME]},
        "kinds[0].key：最多 20 个字",
    ),
    "a heading of four levels": ({"columns": [NAME | {"headings": list("abcd")}]}, "columns[0].headings：应是一到三个"),
    "a heading of nothing": ({"columns": [NAME | {"headings": [""]}]}, "columns[0].headings：应是一到三个"),
    "two columns of names": ({"columns": [NAME, NAME | {"key": "again"}]}, "columns[1]：“单位名称”只能有一列"),
    "200 columns": (
        {"columns": [NAME, *({"key": f"c{n}", "content": "blank", "headings": ["备注"]} for n in range(200))]},
        "columns[99].position：不能大于 99",
    ),
    "a figure that is not asked": (
        {"columns": [NAME, {"key": "a", "headings": ["a"], "kind": "job_fair", "figure": "session_count"}]},
        "columns[1].figure：“招聘会”没有这个数字",
    ),
    "a pattern that reads an attribute": (pattern("{0.__class__}"), "kinds[1].sentence_pattern：不认识 {0.__class__}"),
    "a pattern that fills the memory": (pattern("{period!r:>99999999}"), "不认识 {period!r:>99999999}"),
    "a pattern left open": (pattern("{period，{name}"), "kinds[1].sentence_pattern：花括号要成对"),
    "a pattern of nested braces": (pattern("{{name}}"), "kinds[1].sentence_pattern：花括号要成对"),
    "a signing line that reads an attribute": (
        {"annex2_signing_line": "{name.__class__}"},
        "annex2_signing_line：不认识 {name.__class__}",
    ),
    "a signing line left open": ({"annex2_signing_line": "填表人：{name"}, "annex2_signing_line：花括号要成对"),
    "an opening left open": ({"summary_opening": "}{"}, "summary_opening：花括号要成对"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("case", REFUSED)
def test_a_hostile_notice_is_refused_by_its_place_and_writes_nothing(tmp_path, case):
    changes, problem = REFUSED[case]
    with pytest.raises(CommandError) as refusal:
        call_command("load_campaign", str(load(tmp_path, changes)))
    assert problem in str(refusal.value)
    assert not Campaign.objects.exists()


@pytest.mark.django_db
def test_keys_with_control_characters_are_the_keys_without_them(tmp_path):
    kinds = copy.deepcopy(NOTICE["kinds"])
    kinds[0]["key"] = "visit\0"
    path = str(load(tmp_path, {"key": "2031\0", "name": "返乡\0青年", "kinds": kinds}))
    call_command("load_campaign", path)
    call_command("load_campaign", path, "--update")
    campaign = Campaign.objects.get()
    assert (campaign.key, campaign.name) == ("2031", "返乡 青年")
    assert sorted(campaign.kinds.values_list("key", flat=True)) == ["job_fair", "visit"]


STRANGE = {
    "no columns": {"columns": []},
    "no kinds": {"columns": [], "kinds": []},
    "no name among the columns": {"columns": [NOTICE["columns"][1]]},
    "99 columns with the longest headings": {
        "columns": [
            NAME,
            *(
                {"key": f"c{n}", "content": "blank", "headings": ["备" * 30, "注" * 30, f"{n:030}"], "width": 4}
                for n in range(98)
            ),
        ]
    },
    "a signing line of bars": {"annex2_signing_line": "｜" * 100},
    "a formula as the signing line": {"annex2_signing_line": "=cmd|' /C calc'!A0"},
    "names of separators": {"kinds": [NOTICE["kinds"][0], NOTICE["kinds"][1] | {"other_names": "、、，"}]},
    "a pattern of a heading alone": pattern("#"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("case", STRANGE)
def test_a_strange_campaign_still_shows_its_sheet_draft_and_pages(tmp_path, log_in, world, case):
    campaign = load_notice(read_notice(load(tmp_path, STRANGE[case])))
    make_rows(campaign=campaign)
    if kind := campaign.kinds.filter(key="job_fair").first():
        make_activity(kind, campaign=campaign, committee=world.donghe, own_figures={"job_count": 3})
    package = Package.objects.get(campaign=campaign, committee=world.baotou)
    assert draft_summary(package).text
    client = log_in("region_manager")
    assert client.post("/admin/campaign/", {"campaign": campaign.key}).status_code == 302
    for address in ("annex2/", "annex2.xlsx", "consolidated.xlsx", "statistics/", "board/", f"packages/{package.pk}/"):
        response = client.get(f"/admin/reports/{address}")
        assert response.status_code in (200, 404), address


# The pages of the set-up


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["entries", "participants", "period", "topic", "held_on"])
def test_no_figure_is_named_like_a_place_of_the_sentence_or_a_column(log_in, world, key):
    answers = kind_pages.payload(world.campaign, figures=[kind_pages.FIGURE | {"key": key}])
    response = log_in("region_manager").post(f"{kind_pages.LIST}add/", answers)
    assert "系统自己的列" in kind_pages.errors(response)


@pytest.mark.django_db
@pytest.mark.parametrize("sentence", ["{0.__class__}", "{period!r:>99999999}", "{period", "}{", "{{name}}"])
def test_a_hostile_sentence_is_refused_beside_the_field(log_in, world, sentence):
    answers = kind_pages.payload(world.campaign, sentence_pattern=sentence)
    response = log_in("region_manager").post(f"{kind_pages.LIST}add/", answers)
    assert response.context["adminform"].form.errors.keys() == {"sentence_pattern"}


@pytest.mark.django_db
def test_a_detail_that_a_column_counts_is_not_turned_into_another(log_in, world):
    visit = kind_of(world.campaign, "visit")
    visit.details.filter(column="place").delete()
    lines = kind_pages.lines_of(visit)
    members = next(line for line in lines["details"] if line["column"] == "new_member_count")
    members["column"] = "place"
    answers = kind_pages.payload(world.campaign, **lines, key="visit", label="走进青年", position="2")
    log_in("region_manager").post(kind_pages.page_of(visit), answers)
    assert KindDetail.objects.get(pk=members["id"]).column == "new_member_count"


@pytest.mark.django_db
def test_a_line_of_another_kind_is_never_changed(log_in, world):
    fair = make_kind(campaign=world.campaign, details=("place",))
    foreign = kind_of(world.campaign, "visit").details.first()
    lines = kind_pages.lines_of(fair)
    lines["details"][0] |= {"id": foreign.pk, "label": "改了"}
    log_in("region_manager").post(kind_pages.page_of(fair), kind_pages.payload(world.campaign, **lines))
    assert KindDetail.objects.get(pk=foreign.pk).label == foreign.label


@pytest.mark.django_db
def test_no_column_is_moved_beyond_the_last_place(log_in, world):
    AnnexColumn.objects.filter(campaign=world.campaign, key="tour_participant_count").update(position=99)
    client = log_in("region_manager")
    answers = column_pages.payload(world.campaign, position="3")
    response = client.post(f"{column_pages.LIST}add/", answers, follow=True)
    assert "最多 99 列" in response.content.decode()
    assert "remark" not in column_pages.keys(world.campaign)


@pytest.mark.django_db
def test_a_column_counts_no_kind_of_another_campaign(log_in, world):
    foreign = kind_of(make_campaign(year=2021), "symposium")
    answers = column_pages.payload(world.campaign, content="figure", kind=foreign.pk, figure="session_count")
    response = log_in("region_manager").post(f"{column_pages.LIST}add/", answers)
    assert "kind" in response.context["adminform"].form.errors


@pytest.mark.django_db
@pytest.mark.parametrize("campaign", ["999999", "\0", "../", "²", "٣", "9" * 300])
def test_a_form_of_no_campaign_is_not_there(log_in, world, campaign):
    answers = kind_pages.payload(world.campaign) | {"campaign": campaign}
    assert log_in("region_manager").post(f"{kind_pages.LIST}add/", answers).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("value", ["%00", "9" * 300, "../", "x'", "%F0%9F%98%80", "%ff", "2021"])
@pytest.mark.parametrize("address", ["/", "/letter/", "/privacy/", "/admin/reports/annex2/", "/admin/reports/board/"])
def test_an_unknown_campaign_in_an_address_is_not_there(log_in, world, address, value):
    assert log_in("region_manager").get(f"{address}?campaign={value}").status_code == (400 if value == "%00" else 404)


# What changes while entries are there


def entry_form(**changes):
    return {"state": "held", "held_on": "2020-01-20", "topic": "春风", "is_online": ""} | changes


@pytest.mark.django_db
def test_what_is_required_later_is_asked_beside_the_field_of_an_older_entry(log_in, world):
    fair = make_kind(campaign=world.campaign, details=("topic",), figures=("job_count",))
    entry = make_activity(fair, campaign=world.campaign, committee=world.donghe)
    fair.details.update(is_required=True)
    fair.figures.update(is_required=True)
    client = log_in("county_staff")
    page = f"/admin/activities/job_fair/{entry.pk}/change/"
    photos = {"photo_uses-TOTAL_FORMS": "0", "photo_uses-INITIAL_FORMS": "0"}
    answers = entry_form(committee=world.donghe.pk, topic="", figure_job_count="") | photos
    assert client.get(page).status_code == 200
    errors = client.post(page, answers).context["adminform"].form.errors
    assert errors.keys() == {"topic", "figure_job_count"}
    answers |= {"topic": "春风", "figure_job_count": "0"}
    assert client.post(page, answers).status_code == 302


@pytest.mark.django_db
def test_a_0_that_entries_gave_is_not_taken_off_the_form(log_in, world):
    visits = make_kind(campaign=world.campaign, shape="contact", details=("new_member_count",))
    make_activity(visits, campaign=world.campaign, committee=world.donghe, new_member_count=0)
    answers = kind_pages.payload(world.campaign, **kind_pages.remove(kind_pages.lines_of(visits), "details"))
    response = log_in("region_manager").post(kind_pages.page_of(visits), answers)
    assert "已有记录填了“新增会员数”" in kind_pages.errors(response)


@pytest.mark.django_db
def test_what_is_no_longer_asked_stays_in_the_entries(log_in, world):
    fair = make_kind(campaign=world.campaign, details=("topic", "co_hosts"))
    entry = make_activity(fair, campaign=world.campaign, committee=world.donghe, topic="春风", co_hosts="农牧局")
    fair.details.filter(column="co_hosts").delete()
    page = f"/admin/activities/job_fair/{entry.pk}/change/"
    photos = {"photo_uses-TOTAL_FORMS": "0", "photo_uses-INITIAL_FORMS": "0"}
    answers = entry_form(committee=world.donghe.pk, topic="夏风") | photos
    assert log_in("county_staff").post(page, answers).status_code == 302
    entry.refresh_from_db()
    assert (entry.topic, entry.co_hosts) == ("夏风", "农牧局")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("column", "given", "nothing"),
    [("topic", "春风", ""), ("is_online", True, False), ("place", "苏木", ""), ("co_hosts", "农牧局", None)],
)
def test_what_entries_gave_is_not_taken_off_the_form(log_in, world, column, given, nothing):
    fair = make_kind(campaign=world.campaign, details=(column,))
    entry = make_activity(fair, campaign=world.campaign, committee=world.donghe, **{column: given})
    client = log_in("region_manager")
    answers = kind_pages.payload(world.campaign, **kind_pages.remove(kind_pages.lines_of(fair), "details"))
    assert "已有记录填了" in kind_pages.errors(client.post(kind_pages.page_of(fair), answers))
    Activity.objects.filter(pk=entry.pk).update(**{column: nothing})
    assert client.post(kind_pages.page_of(fair), answers).status_code == 302
    assert not fair.details.exists()


FILE = workbook_of({"开展单位": "东河区团委", "状态": "已开展", "日期": "2020-01-20", "主题": "春风"})


@pytest.mark.django_db
def test_a_kind_that_is_retired_after_the_preview_is_not_imported_into(log_in, world):
    fair = make_kind(campaign=world.campaign, details=("topic",))
    client = log_in("county_staff")
    page = upload(client, "job_fair", FILE)
    ActivityKind.objects.filter(pk=fair.pk).update(is_active=False)
    assert confirm(client, "job_fair", page).status_code in (200, 302, 403)
    assert not fair.activities.exists()


@pytest.mark.django_db
def test_what_is_required_after_the_preview_is_asked_before_the_import(log_in, world):
    fair = make_kind(campaign=world.campaign, details=("topic",))
    client = log_in("county_staff")
    page = upload(client, "job_fair", FILE)
    make_figure(kind=fair, label="岗位数", is_required=True)
    answer = confirm(client, "job_fair", page)
    assert answer.status_code == 302
    assert "岗位数" in client.get(answer.url).content.decode()
    assert not fair.activities.exists()


@pytest.mark.django_db
def test_a_kind_with_a_file_in_preview_is_not_deleted(log_in, world):
    fair = make_kind(campaign=world.campaign, details=("topic",))
    client = log_in("county_staff")
    page = upload(client, "job_fair", FILE)
    response = log_in("region_manager").post(kind_pages.page_of(fair, "delete"), {"post": "yes"})
    assert response.status_code in (200, 302, 403)
    assert ActivityKind.objects.filter(pk=fair.pk).exists()
    assert confirm(log_in("county_staff"), "job_fair", page).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize(
    "page", ["", "add/", "import/", "template/2020.xlsx", "template/2021.xlsx", "export/2021.xlsx"]
)
def test_a_saved_address_of_a_kind_that_another_campaign_has_not(log_in, world, page):
    bare = make_campaign(year=2021, with_form=False)
    client = log_in("county_staff")
    assert client.post("/admin/campaign/", {"campaign": bare.key}).status_code == 302
    is_of_2020 = page == "template/2020.xlsx"
    assert client.get(f"/admin/activities/letter/{page}").status_code in ((200,) if is_of_2020 else (302, 404))
    assert client.post(f"/admin/activities/letter/{page}", {"campaign": bare.pk}).status_code in (302, 403, 404, 405)
    assert client.post("/admin/activities/zero/letter/", {"campaign": bare.key}).status_code == 404
