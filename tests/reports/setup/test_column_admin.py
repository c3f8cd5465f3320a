import pytest

from organization.models import AuditEvent
from reports.models import AnnexColumn, Package
from tests.factories import kind_of, make_campaign, make_column, submit_package

pytestmark = pytest.mark.django_db

LIST = "/admin/reports/annexcolumn/"


@pytest.fixture
def _sent_up(world):
    submit_package(Package.objects.get(committee=world.baotou), by=world.accounts["league_city_staff"])


def page_of(column, part="change"):
    return f"{LIST}{column.pk}/{part}/"


def column_of(world, key):
    return AnnexColumn.objects.get(campaign=world.campaign, key=key)


def payload(campaign, **changes):
    answers = {"campaign": campaign.pk, "key": "remark", "position": "12", "content": "blank", "width": "10"}
    headings = {"heading_1": "备注", "heading_2": "", "heading_3": ""}
    return answers | headings | {"kind": "", "figure": "", "meaning": ""} | changes


def payload_of(column, **changes):
    names = ("key", "position", "content", "heading_1", "heading_2", "heading_3", "figure", "width", "meaning")
    return (
        payload(column.campaign, **{name: getattr(column, name) for name in names}, kind=column.kind_id or "") | changes
    )


def keys(campaign):
    return list(AnnexColumn.objects.in_campaign(campaign).order_by("position").values_list("key", flat=True))


def errors(response):
    return str(response.context["adminform"].form.errors)


def test_the_region_adds_a_column_at_the_end(log_in, world):
    client = log_in("region_manager")
    assert client.get(f"{LIST}add/").context["adminform"].form["position"].value() == 12
    assert client.post(f"{LIST}add/", payload(world.campaign)).status_code == 302
    assert keys(world.campaign)[-1] == "remark"
    event = AuditEvent.objects.get()
    assert (event.act, event.detail) == ("campaign_change", "附件2的列：新增“备注”")


def test_a_column_at_the_place_of_another_moves_those_behind_it(log_in, world):
    before = keys(world.campaign)
    assert log_in("region_manager").post(f"{LIST}add/", payload(world.campaign, position="2")).status_code == 302
    assert keys(world.campaign) == [before[0], "remark", *before[1:]]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"key": "name"}, "这个代码已经有了"),
        ({"content": "name"}, "只能有一列"),
        ({"content": "figure"}, "要指明活动类别和数字"),
        ({"heading_3": "第三层"}, "中间不能空一层"),
        ({"position": "0"}, "不能小于 1"),
        ({"width": "999"}, "不能大于 80"),
    ],
)
def test_refuses_what_is_no_column(log_in, world, changes, problem):
    response = log_in("region_manager").post(f"{LIST}add/", payload(world.campaign, **changes))
    assert problem in errors(response)
    assert len(keys(world.campaign)) == 11


def test_a_figure_must_be_one_of_its_kind(log_in, world):
    kind = kind_of(world.campaign, "visit").pk
    answers = payload(world.campaign, content="figure", kind=kind, figure="session_count")
    assert "没有这个数字" in errors(log_in("region_manager").post(f"{LIST}add/", answers))


def test_only_kinds_of_the_campaign_are_offered(log_in, world):
    other = make_campaign(year=2021)
    foreign = kind_of(other, "visit")
    client = log_in("region_manager")
    offered = client.get(f"{LIST}add/").context["adminform"].form.fields["kind"].queryset
    assert {kind.campaign_id for kind in offered} == {world.campaign.pk}
    answers = payload(world.campaign, content="figure", kind=foreign.pk, figure="visited_count")
    assert "请从列表中选择" in errors(client.post(f"{LIST}add/", answers))
    own = AnnexColumn.objects.get(campaign=other, key="visited_count")
    offered = client.get(page_of(own)).context["adminform"].form.fields["kind"].queryset
    assert {kind.campaign_id for kind in offered} == {other.pk}


def test_the_key_never_changes(log_in, world):
    column = column_of(world, "tour_session_count")
    assert log_in("region_manager").post(page_of(column), payload_of(column, key="x", width="20")).status_code == 302
    column.refresh_from_db()
    assert (column.key, column.width) == ("tour_session_count", 20)


def test_a_column_is_deleted_while_nothing_was_sent_up(log_in, world):
    column = column_of(world, "tour_session_count")
    assert log_in("region_manager").post(page_of(column, "delete"), {"post": "yes"}).status_code == 302
    assert "tour_session_count" not in keys(world.campaign)


def test_the_table_keeps_the_column_of_names(log_in, world):
    column = column_of(world, "name")
    client = log_in("region_manager")
    response = client.post(page_of(column, "delete"), {"post": "yes"}, follow=True)
    assert "没有删除：表里要有一列（且只有一列）“单位名称”。" in response.content.decode()
    response = client.post(page_of(column), payload_of(column, content="blank"), follow=True)
    assert "没有保存：表里要有一列（且只有一列）“单位名称”。" in response.content.decode()
    assert keys(world.campaign)[0] == "name"


@pytest.mark.usefixtures("_sent_up")
def test_once_something_was_sent_up_only_wording_and_width_change(log_in, world):
    column = column_of(world, "tour_session_count")
    client = log_in("region_manager")
    assert "表的列、次序和所计的数不能再改" in client.get(LIST).content.decode()
    changed = payload_of(column, heading_2="场次", width="12", position="1", content="blank", kind="", figure="")
    assert client.post(page_of(column), changed).status_code == 302
    column.refresh_from_db()
    assert (column.heading_2, column.width) == ("场次", 12)
    assert (column.position, column.content, column.figure) == (10, "figure", "session_count")
    assert "考察活动 › 场次" in AuditEvent.objects.filter(act="campaign_change").get().detail
    assert client.post(f"{LIST}add/", payload(world.campaign)).status_code == 403
    assert client.post(page_of(column, "delete"), {"post": "yes"}).status_code == 403


@pytest.mark.usefixtures("_sent_up")
def test_the_table_of_another_campaign_is_not_fixed_with_it(log_in, world):
    other = make_campaign(year=2021)
    column = make_column(campaign=other, key="remark", content="blank")
    client = log_in("region_manager")
    assert client.post(page_of(column), payload_of(column, position="1")).status_code == 302
    assert keys(other)[:2] == ["remark", "name"]
    assert keys(world.campaign)[0] == "name"


@pytest.mark.parametrize("role", ["league_city_staff", "county_staff", "region_viewer", "auditor"])
def test_nobody_else_changes_columns(log_in, world, role):
    client = log_in(role)
    assert client.get(LIST).status_code == 403
    assert client.post(f"{LIST}add/", payload(world.campaign)).status_code == 403
