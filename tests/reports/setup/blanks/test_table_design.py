"""The table that is edited by hand: groups and columns, kinds made on the spot, and what is refused."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from activities.models import ActivityKind
from organization.models import AuditEvent
from reports.models import AnnexColumn, Package
from tests.factories import make_campaign, make_column, submit_package
from tests.reports.setup.blanks.pages import DESIGN, errors_on, form_on, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def region(log_in):
    return log_in("region_manager")


@pytest.fixture
def coming(world):
    """A campaign with the table of 2020, of which nothing was sent up."""
    return make_campaign(year=2021, state="preparing")


@pytest.fixture
def values(region, coming):
    return form_on(open_design(region, coming))


@pytest.fixture
def _sent_up(world):
    submit_package(Package.objects.get(committee=world.baotou), by=world.accounts["league_city_staff"])


def open_design(client, campaign):
    return client.get(f"{DESIGN}?campaign={campaign.key}")


def paths(response):
    """The headings of the columns as the page has them."""
    draft = response.context["table"].draft
    return [
        " › ".join(filter(None, (group.heading, one.heading_2, one.heading_3)))
        for group in draft.groups
        for one in group.columns
    ]


def saved(campaign):
    return [str(column) for column in AnnexColumn.objects.in_campaign(campaign).order_by("position")]


def test_shows_the_table_as_it_is(region, coming):
    response = open_design(region, coming)
    assert paths(response) == saved(coming)
    assert response.context["table"].confirmation is None


def test_without_changes_nothing_is_saved_and_nothing_recorded(region, values, coming):
    response = send(region, values, "save")
    assert "没有改动" in region.get(response.url).text
    assert not AuditEvent.objects.exists()


def test_columns_and_groups_move(region, values):
    moved = send(region, values, "column-right:1")
    assert paths(moved)[1:3] == ["慰问信发放 › 发放次数", "慰问信发放 › 发放渠道"]
    joined = send(region, form_on(moved), "column-right:2")
    assert paths(joined)[1:3] == ["慰问信发放 › 发放次数", "走进青年 › 发放渠道"]
    apart = send(region, form_on(joined), "column-apart:2")
    assert paths(apart)[2:5] == ["走进青年 › 联系走访青年人数", "走进青年 › 青创联盟新增会员数", "发放渠道"]
    first = send(region, form_on(apart), "group-left:1")
    assert paths(first)[:2] == ["慰问信发放 › 发放次数", "盟市"]


def test_a_moved_group_is_saved_with_the_rows_that_it_had(region, values, coming):
    before = {column.key: column.pk for column in AnnexColumn.objects.in_campaign(coming)}
    moved = send(region, values, "group-right:1")
    assert send(region, form_on(moved), "save").status_code == 302
    assert saved(coming)[1:3] == ["走进青年 › 联系走访青年人数", "走进青年 › 青创联盟新增会员数"]
    assert {column.key: column.pk for column in AnnexColumn.objects.in_campaign(coming)} == before
    assert "附件2的列：修改" in AuditEvent.objects.get(act="campaign_change").detail


def test_columns_groups_and_kinds_are_added_by_hand(region, values, coming):
    page = send(region, values, "add-kind")
    page = send(region, form_on(page), "refresh", **{"k0-label": "招聘会", "k0-shape": "meeting"})
    page = send(region, form_on(page), "add-group")
    page = send(region, form_on(page), "group-extend:6")
    new = {
        "g6-heading": "招聘会",
        "c11-heading_2": "场次",
        "c11-choice": "new-1:session_count",
        "c12-heading_2": "提供岗位数（个）",
        "c12-choice": "new-1:+",
    }
    filled = send(region, form_on(page), "refresh", **new | {"c11-width": "9", "c12-width": "11"})
    assert send(region, form_on(filled), "save").status_code == 302
    assert saved(coming)[-2:] == ["招聘会 › 场次", "招聘会 › 提供岗位数（个）"]
    kind = ActivityKind.objects.get(campaign=coming, label="招聘会")
    assert kind.number_labels == {"session_count": "活动场次", "tigonggangweishu": "提供岗位数"}
    assert kind.position == 6


def test_a_renamed_group_renames_the_first_heading_of_all_its_columns(region, values, coming):
    send(region, values, "save", **{"g2-heading": "走访联系"})
    assert saved(coming)[3:5] == ["走访联系 › 联系走访青年人数", "走访联系 › 青创联盟新增会员数"]


def test_removed_columns_and_groups_go(region, values, coming):
    page = send(region, values, "group-remove:5")
    page = send(region, form_on(page), "column-remove:1")
    assert "这张表原有的 3 列不再有" in page.text
    send(region, form_on(page), "save")
    assert len(saved(coming)) == 8


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"g1-heading": ""}, "请填写这一项。"),
        ({"g1-heading": "长" * 31}, "最多 30 个字"),
        ({"c1-heading_2": ""}, "同一组有几列时，每列都要有第二层表头。"),
        ({"c1-heading_2": "", "c1-heading_3": "下面"}, "同一组有几列时"),
        ({"c0-heading_3": "下面"}, "表头从上往下写，中间不能空一层。"),
        ({"c1-width": "宽"}, "请填整数"),
        ({"c1-width": "999"}, "80"),
        ({"c1-choice": ""}, "请选择这一列印什么、计哪个数。"),
        ({"c1-choice": "nothing:at_all"}, "请重新选"),
        ({"c1-choice": "visit:channels"}, "请重新选"),
        ({"c0-choice": "blank"}, "表里要有一列印“单位名称”。"),
        ({"c1-choice": "name"}, "“单位名称”只能有一列。"),
        ({"c1-choice": "letter:distribution_count", "c1-pk": ""}, "这个数已经在前面“慰问信发放 › 发放渠道”一列里了。"),
        ({"head-annex2_signing_line": "{who}"}, "不认识 {who}"),
        ({"head-annex2_title": ""}, "请填写这一项。"),
    ],
)
def test_refuses_what_is_no_table_and_keeps_all_that_was_typed(region, values, coming, changes, sentence):
    before = saved(coming)
    response = send(region, values, "save", **changes | {"g3-heading": "改过的座谈会"})
    assert response.status_code == 200
    assert sentence in "".join(errors_on(response))
    kept = form_on(response)
    assert kept["g3-heading"] == ["改过的座谈会"]
    assert {name: kept[name] for name in changes} == {name: [value] for name, value in changes.items()}
    assert saved(coming) == before


def test_a_kind_needs_a_name_of_its_own_a_shape_and_a_column(region, values):
    page = send(region, values, "add-kind")
    refused = send(region, form_on(page), "save")
    assert len(errors_on(refused)) == 2
    named = {"k0-label": "走进青年", "k0-shape": "tally"}
    assert "还没有一列计它" in "".join(errors_on(send(region, form_on(refused), "save", **named)))
    used = named | {"c10-choice": "new-1:+"}
    assert "已经有这个名称的类别。" in errors_on(send(region, form_on(refused), "save", **used))


def test_a_number_of_a_name_that_the_kind_has_is_refused_beside_its_field(region, values, coming):
    page = send(
        region, values, "save", **{"c9-choice": "tour:+", "c10-choice": "tour:+", "c9-label": "数", "c10-label": "数"}
    )
    assert errors_on(page) == ["这个名称已经有了。"]
    assert not AnnexColumn.objects.in_campaign(coming).filter(kind__figures__label="数").exists()


def test_of_two_who_change_the_table_at_once_the_second_is_told(region, values, coming):
    make_column(campaign=coming, key="remark", content="blank")
    response = send(region, values, "save", **{"g1-heading": "慰问信"})
    assert "这张表刚刚有人改过" in errors_on(response)[0]
    assert form_on(response)["g1-heading"] == ["慰问信"]
    # Whoever looks at it and saves again means it.
    assert send(region, form_on(response), "save").status_code == 302
    assert saved(coming)[-1] == "考察活动 › 参与人数"


def test_the_same_save_twice_makes_nothing_twice(region, values, coming):
    page = send(region, values, "save", **{"c10-choice": "tour:+", "c10-label": "新数"})
    assert page.status_code == 302
    again = send(region, values, "save", **{"c10-choice": "tour:+", "c10-label": "新数"})
    assert "这一页已经保存过一次" in errors_on(again)[0]
    assert ActivityKind.objects.get(campaign=coming, key="tour").figures.count() == 1


@pytest.mark.usefixtures("_sent_up")
def test_once_something_was_sent_up_only_headings_and_widths_change(region, world):
    page = open_design(region, world.campaign)
    assert "表的列、次序和所计的数不能再改" in page.text
    assert "整组" not in page.text
    values = form_on(page)
    changed = send(
        region, values, "save", **{"g5-heading": "参观考察", "c9-width": "12", "head-annex2_title": "别的标题"}
    )
    assert changed.status_code == 302
    column = AnnexColumn.objects.get(campaign=world.campaign, key="tour_session_count")
    assert (column.heading_1, column.width) == ("参观考察", 12)
    world.campaign.refresh_from_db()
    assert world.campaign.annex2_title != "别的标题"
    assert "参观考察 › 活动场次" in AuditEvent.objects.filter(act="campaign_change").get().detail


@pytest.mark.usefixtures("_sent_up")
@pytest.mark.parametrize(
    "forged", [{"c9-choice": "tour:participant_count"}, {"c9-choice": "blank"}, {"c10-group": "nowhere"}]
)
def test_once_something_was_sent_up_a_forged_structure_is_refused(region, world, forged):
    values = form_on(open_design(region, world.campaign))
    before = list(AnnexColumn.objects.in_campaign(world.campaign).values())
    response = send(region, values, "save", **forged)
    assert response.status_code == 200
    assert errors_on(response)
    assert list(AnnexColumn.objects.in_campaign(world.campaign).values()) == before
    # Nor do the buttons do anything.
    assert paths(send(region, values, "group-remove:1")) == saved(world.campaign)


@pytest.mark.parametrize(
    "act", ["column-left:x", "column-left:-1", "column-left:99", "kind-remove:0", "", "???", "group-left:１"]
)
def test_a_button_that_is_none_does_nothing(region, values, coming, act):
    assert paths(send(region, values, act)) == saved(coming)


@pytest.mark.parametrize(
    "posted", [{}, {"c0-choice": "x"}, {"g0-heading": "x"}, {"g0-heading": "x", "c0-group": "7"}, {"k0-key": "letter"}]
)
def test_a_post_of_anything_gets_an_answer(region, coming, posted):
    for act in ("save", "refresh", "download", "column-left:0"):
        assert client_post(region, coming, posted, act).status_code == 200


def client_post(client, campaign, posted, act):
    return client.post(DESIGN, posted | {"campaign": campaign.key, "act": act})


def test_the_blank_is_downloaded_as_it_is_designed(region, values):
    response = send(region, values, "download", **{"g1-heading": "=1+1", "head-annex2_title": "新的标题"})
    sheet = load_workbook(BytesIO(response.content)).active
    texts = {cell.value for row in sheet.iter_rows() for cell in row}
    assert {"=1+1", "新的标题"} <= texts
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_control_characters_and_endless_texts_break_no_file(region, values):
    endless = {"g1-heading": "甲\x00\x0b乙" * 20_000, "head-annex2_title": "题" * 5_000}
    for act in ("refresh", "download", "save"):
        assert send(region, values, act, **endless).status_code == 200


def test_a_new_kind_cannot_pass_for_one_that_is_there(region, values, coming):
    forged = {
        "k0-key": "letter",
        "k0-label": "别的",
        "k0-shape": "tally",
        "k1-key": "new-1",
        "k1-label": "甲",
        "k1-shape": "tally",
    }
    page = send(region, values, "refresh", **forged)
    assert [kind.key for kind in page.context["table"].draft.kinds] == ["new-1"]


def test_a_retired_kind_that_the_table_counts_can_still_be_chosen(region, values, coming):
    ActivityKind.objects.filter(campaign=coming, key="tour").update(is_active=False)
    assert send(region, values, "save", **{"g1-heading": "慰问信"}).status_code == 302


def test_columns_list_and_campaign_lead_to_it(region, coming):
    assert f"{DESIGN}?campaign=" in region.get("/admin/reports/annexcolumn/").text
    assert f"{DESIGN}?campaign={coming.key}" in region.get(f"/admin/organization/campaign/{coming.pk}/change/").text


@pytest.mark.parametrize(
    "role", ["league_city_staff", "county_staff", "region_viewer", "auditor", "system_administrator"]
)
def test_nobody_else_designs_it(log_in, coming, role):
    client = log_in(role)
    assert open_design(client, coming).status_code == 403
    assert client_post(client, coming, {}, "save").status_code == 403
