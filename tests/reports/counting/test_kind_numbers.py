"""By which numbers a kind is spoken of, and which of them leads."""

import pytest

from activities.shapes import Shape
from organization.text import chinese_number
from reports.annex2.layout import layout_of
from reports.counting.kind_numbers import all_kinds, leading_number, numbers_of, shown_kinds
from tests.factories import kind_of, make_column, make_kind

pytestmark = pytest.mark.django_db

CERTIFICATES = {"key": "certificate_count", "label": "取得证书人数"}


def headings(kind, columns=()):
    return [number.heading for number in numbers_of(kind, columns)]


def test_the_table_s_columns_come_first_and_then_the_own_figures_that_it_does_not_sum(world):
    kind = make_kind(
        campaign=world.campaign,
        key="training",
        label="技能培训",
        shape=Shape.MEETING,
        details=["participant_count"],
        figures=[CERTIFICATES],
    )
    make_column(
        campaign=world.campaign, key="trained_count", heading_1="培训人数", kind=kind, figure="participant_count"
    )
    columns = layout_of(world.campaign).numbers
    assert headings(kind, columns) == ["培训人数", "取得证书人数"]
    assert leading_number(kind, columns).key == "trained_count"
    make_column(campaign=world.campaign, key="certified_count", heading_1="证书", kind=kind, figure="certificate_count")
    assert headings(kind, layout_of(world.campaign).numbers) == ["培训人数", "证书"]


def test_a_kind_of_2020_has_the_numbers_of_its_columns_alone(world):
    assert headings(kind_of(world.campaign, "letter"), layout_of(world.campaign).numbers) == ["发放次数"]


def test_where_no_column_counts_the_kind_its_shape_s_first_figure_leads(world):
    kind = make_kind(
        campaign=world.campaign,
        key="training",
        shape=Shape.MEETING,
        details=["participant_count"],
        figures=[CERTIFICATES],
    )
    assert headings(kind, layout_of(world.campaign).numbers) == ["活动场次", "参与人数", "取得证书人数"]


def test_a_column_of_channels_alone_counts_nothing(world):
    kind = make_kind(campaign=world.campaign, key="posters", shape=Shape.OUTREACH, details=["channels"])
    make_column(campaign=world.campaign, key="poster_channels", content="channels", kind=kind)
    assert leading_number(kind, layout_of(world.campaign).numbers).figure == "distribution_count"


def test_of_a_tally_the_first_own_figure_leads_else_its_entries(world):
    kind = make_kind(campaign=world.campaign, key="job_fair", figures=[CERTIFICATES])
    assert headings(kind) == ["取得证书人数"]
    bare = make_kind(campaign=world.campaign, key="other", label="其他")
    assert headings(bare) == ["记录"]
    assert leading_number(bare, ()).is_entry_count


def test_a_retired_kind_is_shown_where_something_is_recorded_or_the_table_names_it(world):
    make_kind(campaign=world.campaign, key="job_fair", is_active=False)
    kinds, columns = all_kinds(world.campaign), layout_of(world.campaign).counted
    assert [kind.key for kind in shown_kinds(kinds, columns, set())][-1] == "tour"
    assert [kind.key for kind in shown_kinds(kinds, columns, {"job_fair"})][-1] == "job_fair"
    tour = kind_of(world.campaign, "tour")
    tour.is_active = False
    tour.save()
    kinds = all_kinds(world.campaign)
    assert "tour" in [kind.key for kind in shown_kinds(kinds, columns, set())]
    assert "tour" not in [kind.key for kind in shown_kinds(kinds, (), set())]


@pytest.mark.parametrize(
    ("number", "text"), [(1, "一"), (2, "两"), (5, "五"), (10, "十"), (12, "十二"), (20, "二十"), (21, "二十一")]
)
def test_numbers_are_written_as_one_counts(number, text):
    assert chinese_number(number) == text
