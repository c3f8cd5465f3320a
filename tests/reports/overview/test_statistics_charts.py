"""The geometry of the charts: what is drawn keeps its proportions, and stays within the drawing."""

import pytest

from reports.overview.statistics.charts import (
    BarLine,
    Curve,
    Panel,
    Series,
    bar_chart,
    column_chart,
    curve_chart,
    tile_grid,
)
from reports.overview.statistics.charts.drawing import WIDTH, nice, text_width, truncate, wrapped
from reports.overview.statistics.charts.tiles import limits

LONGEST = "莫力达瓦达斡尔族自治旗"


class TestBars:
    SERIES = (Series("返乡创业", "solid"), Series("意向返乡", "hatched"))

    def test_are_as_long_as_their_numbers_one_part_after_the_other(self):
        lines = [BarLine("东河区", (30, 10), "40"), BarLine("昆都仑区", (0, 20), "20")]
        first, second = bar_chart("x", "", "", lines, self.SERIES).bars
        assert [segment.pattern for segment in first.segments] == ["solid", "hatched"]
        assert first.segments[1].x == pytest.approx(first.segments[0].x + first.segments[0].width, abs=0.1)
        assert first.segments[0].width == pytest.approx(3 * first.segments[1].width, abs=0.2)
        [only] = second.segments
        assert only.width == pytest.approx(2 * first.segments[1].width, abs=0.2)

    def test_nested_parts_begin_together(self):
        [bar] = bar_chart("x", "", "", [BarLine("海报", (100, 50), "100 → 50")], self.SERIES, is_nested=True).bars
        outer, inner = bar.segments
        assert (outer.x, outer.width) == (inner.x, pytest.approx(2 * inner.width, abs=0.1))

    @pytest.mark.parametrize("value", [0, 1, 7, 1_000_000])
    def test_stay_within_the_drawing_with_their_words(self, value):
        lines = [BarLine(LONGEST, (value, value), f"{value} → {value}"), BarLine("某" * 40, (1, 0), "1")]
        for bar in bar_chart("x", "", "", lines, self.SERIES, is_nested=True).bars:
            assert bar.label_x + text_width(bar.label) <= WIDTH
            assert all(segment.x + segment.width <= bar.label_x for segment in bar.segments)

    def test_the_longest_place_is_named_whole_and_longer_names_are_cut(self):
        first, second = bar_chart("x", "", "", [BarLine(LONGEST, (1,), "1"), BarLine("某" * 40, (1,), "1")]).bars
        assert first.name == LONGEST
        assert second.name == "某" * 10 + "…"

    def test_without_series_there_is_no_legend(self):
        assert bar_chart("x", "", "", [BarLine("一", (1,), "1")]).legend == []


class TestColumns:
    def test_all_panels_share_one_scale(self):
        chart = column_chart("x", "", "", [Panel("一", (10, 0)), Panel("二", (5, 5))], ["1", "2"])
        (tallest, _), (half, _) = (panel.columns for panel in chart.panels)
        assert tallest.height == pytest.approx(2 * half.height, abs=0.1)
        assert tallest.y >= chart.panels[0].name_y
        assert half.y > chart.panels[0].baseline

    def test_number_every_column_where_there_is_room_and_the_highest_elsewhere(self):
        few = column_chart("x", "", "", [Panel("", (10, 20))], ["1", "2"])
        assert [column.label for column in few.panels[0].columns] == ["10", "20"]
        values = tuple(range(100_000, 100_053))
        many = column_chart("x", "", "", [Panel("", values)], [str(week) for week in range(1, 54)])
        assert [column.label for column in many.panels[0].columns if column.label] == ["100052"]
        assert len(many.feet) < 53

    def test_nothing_anywhere_is_drawn_flat(self):
        [panel] = column_chart("x", "", "", [Panel("", (0, 0))], ["1", "2"]).panels
        assert {column.height for column in panel.columns} == {0}


class TestCurves:
    def test_differ_by_dash_and_are_named_at_their_ends(self):
        chart = curve_chart("x", "", "", [Curve("2020 年", (1, 5)), Curve("2019 年", (2, 4, 8))], ["1", "2", "3"])
        first, second = chart.curves
        assert (first.dash, second.dash) == ("solid", "dashed")
        assert first.marks[1].x == second.marks[1].x, "the same week stands at the same place"
        assert second.marks[2].y < second.marks[1].y
        assert second.name_x + text_width(second.name) <= WIDTH + 1

    @pytest.mark.parametrize("values", [(7, 7), (7, 8), (8, 7)])
    def test_names_never_lie_over_one_another(self, values):
        top = Curve("甲", (100, values[0])), Curve("乙", (100, values[1]))
        first, second = curve_chart("x", "", "", top, ["1", "2"]).curves
        assert abs(first.name_y - second.name_y) >= 12

    def test_the_scale_reaches_above_the_highest(self):
        for most in (0, 1, 3, 4, 5, 17, 999, 1_000_001):
            chart = curve_chart("x", "", "", [Curve("甲", (most,))], ["1"])
            assert int(chart.ticks[-1].label) >= most
            assert len(chart.ticks) <= 6
            assert [tick.label for tick in chart.ticks] == sorted({t.label for t in chart.ticks}, key=int)


class TestTiles:
    def test_classes_go_in_equal_steps_to_a_round_number(self):
        assert limits([0, 3, 166]) == [50, 100, 150, 200]
        assert limits([1, 2]) == [1, 2]
        assert limits([0]) == []

    def test_each_tile_has_its_number_and_its_class_in_it(self):
        places = [("呼和浩特市", 50), ("包头市", 51), ("乌海市", 0), ("赤峰市", 166)]
        grid = tile_grid("x", "", "", places)
        assert [(tile.label, tile.class_name, tile.level) for tile in grid.tiles] == [
            ("50", "Ⅰ", 1),
            ("51", "Ⅱ", 2),
            ("0", "—", 0),
            ("166", "Ⅳ", 4),
        ]
        assert [key.label for key in grid.legend] == ["— 没有", "Ⅰ 1–50", "Ⅱ 51–100", "Ⅲ 101–150", "Ⅳ 151–200"]

    def test_not_reported_is_not_zero(self):
        grid = tile_grid("x", "", "", [("乌海市", 0), ("阿拉善盟", None)])
        assert [(tile.label, tile.level) for tile in grid.tiles] == [("0", 0), ("无记录", 0)]
        assert grid.legend[0].label == "— 没有、无记录"

    def test_long_names_are_broken_and_too_long_ones_cut(self):
        first, second = tile_grid("x", "", "", [(LONGEST, 1), ("某" * 40, 1)]).tiles
        assert [line for line, _ in first.name_lines] == ["莫力达瓦达斡尔", "族自治旗"]
        assert [len(line) for line, _ in second.name_lines] == [7, 7]
        assert second.name_lines[-1][0].endswith("…")
        assert second.full_name == "某" * 40

    def test_fourteen_counties_need_four_rows(self):
        tiles = tile_grid("x", "", "", [("某旗", number) for number in range(14)]).tiles
        assert len({tile.y for tile in tiles}) == 4
        assert len({(tile.x, tile.y) for tile in tiles}) == 14
        assert max(tile.x for tile in tiles) + 87 <= WIDTH


@pytest.mark.parametrize(
    ("number", "rounded"), [(0, 1), (0.3, 1), (1.1, 2), (2.2, 3), (41.5, 50), (7, 8), (101, 120), (999, 1000)]
)
def test_rounds_up_to_whole_numbers(number, rounded):
    assert nice(number) == rounded


def test_cuts_and_wraps_by_the_width_of_the_letters():
    assert truncate("abc", 100) == "abc"
    assert truncate("四个汉字", 36) == "四个…"
    assert wrapped("", 50, 2) == [""]
    assert wrapped("一二三四五", 24, 3) == ["一二", "三四", "五"]
