"""Which changes of a campaign's table are allowed, and when."""

import pytest
from django.core.exceptions import ValidationError

from organization.models import AuditEvent
from reports.annex2.layout import layout_of
from reports.annex2.structure import change_columns, check_structure_may_change
from reports.models import AnnexColumn, Package
from tests.factories import kind_of, make_campaign, submit_package

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_of_manager(rf, world):
    request = rf.post("/")
    request.user = world.accounts["region_manager"]
    return request


@pytest.fixture
def column(world):
    return AnnexColumn.objects.get(campaign=world.campaign, key="tour_participant_count")


@pytest.fixture
def _sent_up(world):
    submit_package(Package.objects.get(committee=world.baotou), by=world.accounts["league_city_staff"])


def a_column(campaign, **overrides):
    fields = {"key": "remark", "position": 12, "content": "blank", "heading_1": "备注"}
    return AnnexColumn(campaign=campaign, **fields | overrides)


def test_columns_change_before_anything_is_sent_up(world, request_of_manager, column):
    check_structure_may_change(world.campaign)
    change_columns(request_of_manager, campaign=world.campaign, changed=[a_column(world.campaign)], removed=[column])
    assert [one.key for one in layout_of(world.campaign).columns][-2:] == ["tour_session_count", "remark"]
    event = AuditEvent.objects.get()
    assert event.act == "campaign_change"
    assert "新增“备注”" in event.detail
    assert "删除“考察活动 › 参与人数”" in event.detail


@pytest.mark.usefixtures("_sent_up")
@pytest.mark.parametrize(
    "change", [{"position": 20}, {"key": "other"}, {"figure": "session_count"}, {"content": "channels", "figure": ""}]
)
def test_the_structure_is_fixed_from_the_first_submission_on(world, request_of_manager, column, change):
    for name, value in change.items():
        setattr(column, name, value)
    events = AuditEvent.objects.count()
    with pytest.raises(ValidationError, match="已有单位报送"):
        change_columns(request_of_manager, campaign=world.campaign, changed=[column])
    assert AuditEvent.objects.count() == events


@pytest.mark.usefixtures("_sent_up")
def test_no_column_comes_or_goes_any_more(world, request_of_manager, column):
    for change in ({"changed": [a_column(world.campaign)]}, {"removed": [column]}):
        with pytest.raises(ValidationError, match="已有单位报送"):
            change_columns(request_of_manager, campaign=world.campaign, **change)
    with pytest.raises(ValidationError):
        check_structure_may_change(world.campaign)


@pytest.mark.usefixtures("_sent_up")
def test_headings_widths_and_meanings_are_corrected_all_the_same(world, request_of_manager, column):
    column.heading_2, column.width, column.meaning = "参加人数", 11, "各次之和。"
    change_columns(request_of_manager, campaign=world.campaign, changed=[column])
    last = layout_of(world.campaign).columns[-1]
    assert (last.heading, last.width, last.meaning) == ("参加人数", 11, "各次之和。")
    assert "修改“考察活动 › 参加人数”" in AuditEvent.objects.last().detail


@pytest.mark.usefixtures("_sent_up")
def test_another_campaigns_table_is_not_fixed_by_it(world, request_of_manager):
    other = make_campaign(year=2021)
    tour = a_column(other, key="tours", content="figure", kind=kind_of(other, "tour"), figure="session_count")
    change_columns(request_of_manager, campaign=other, changed=[tour])
    assert layout_of(other).columns[-1].key == "tours"
    assert len(layout_of(world.campaign).columns) == 11


def test_columns_change_places(world, request_of_manager):
    first, second = AnnexColumn.objects.in_campaign(world.campaign).filter(kind__key="tour")
    first.position, second.position = second.position, first.position
    change_columns(request_of_manager, campaign=world.campaign, changed=[first, second])
    keys = [column.key for column in layout_of(world.campaign).columns]
    assert keys[-2:] == ["tour_participant_count", "tour_session_count"]


def test_two_columns_at_one_place_are_refused(world, request_of_manager):
    with pytest.raises(ValidationError, match="次序 5 有两列"):
        change_columns(request_of_manager, campaign=world.campaign, changed=[a_column(world.campaign, position=5)])


def test_a_table_without_names_is_refused(world, request_of_manager):
    name = AnnexColumn.objects.get(campaign=world.campaign, content="name")
    with pytest.raises(ValidationError, match="单位名称"):
        change_columns(request_of_manager, campaign=world.campaign, removed=[name])
