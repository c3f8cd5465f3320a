"""What stands in the cells of a workbook is read and written as what it means."""

from datetime import date
from pathlib import Path

import pytest

from activities.choices import ActivityState
from activities.models import Activity
from tests.activities.exchange import ROWS, confirm, exported, grid, import_rows, preview_of, upload, workbook_of

pytestmark = pytest.mark.django_db

ROW = ROWS["symposium"]
DATA = Path(__file__).parent / "data"


def test_reads_cells_with_zero_width_signs(log_in):
    client = log_in("league_city_staff")
    response = upload(client, "symposium", (DATA / "02-zero-width.xlsx").read_bytes())
    assert not response.context["preview"].faults
    confirm(client, "symposium", response)
    entry = Activity.objects.get()
    assert entry.committee.short_name == "东河区团委"
    assert (entry.state, entry.held_on, entry.participant_count) == (ActivityState.HELD, date(2020, 1, 18), 31)


def test_reads_the_code_of_a_line_break_as_one(log_in):
    client = log_in("league_city_staff")
    response = upload(client, "symposium", (DATA / "03-x000D.xlsx").read_bytes())
    assert not response.context["preview"].faults
    confirm(client, "symposium", response)
    assert Activity.objects.get().topic == "恳谈分享第一场 第二行"
    assert "x000D" not in str(grid(exported(client, "symposium")))


def test_a_text_that_truly_says_the_code_survives_a_round_trip(log_in):
    client = log_in("county_staff")
    import_rows(client, ROW | {"主题": "编码_x005F_x000D_讲解"})
    assert Activity.objects.get().topic == "编码_x000D_讲解"
    again = upload(client, "symposium", exported(client, "symposium")).context["preview"]
    assert (again.skipped, again.changed, again.faults) == (1, 0, [])


@pytest.mark.parametrize(
    "row",
    [
        {"开展单位": "东河区\u3000团委"},
        {"状态": "已\u2060开展"},
        {"日期": "２０２０－０１－２０"},
        {"参与人数": "２５"},
        {"活动场次": "\ufeff１"},
    ],
)
def test_compares_whatever_the_width(log_in, row):
    client = log_in("county_staff")
    import_rows(client, ROW)
    assert preview_of(client, ROW | row).skipped == 1


def test_finds_headings_of_any_width(log_in):
    headings = [f"\ufeff{heading[:1]}\u200b{heading[1:]}" for heading in ROW]
    content = workbook_of(dict(zip(headings, ROW.values(), strict=True)))
    assert upload(log_in("county_staff"), "symposium", content).context["preview"].created == 1
