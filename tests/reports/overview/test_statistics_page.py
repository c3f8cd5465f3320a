import re
from datetime import date
from xml.etree import ElementTree

import pytest

from reports.counting import cached_counts
from reports.overview.statistics import sections
from reports.overview.statistics.tables import StatisticsSection
from returnees.models import EntranceDay, Returnee
from tests.factories import make_activity, make_campaign, make_committee, make_duplicates, make_entrance, make_returnee
from tests.reports.overview.statistics import ENTREPRENEUR, INTENDING, PAGE, lines, section

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(world):
    """Records and entries in baotou, and more of each in another league-city."""
    poster = make_entrance(campaign=world.campaign, committee=world.donghe, channel="poster")
    EntranceDay.objects.create(entrance=poster, day=date(2020, 2, 1), open_count=8)
    record = make_returnee(entrance=poster, home_committee=world.donghe, **ENTREPRENEUR)
    record.answers.create(question="difficulty", code="funds")
    make_returnee(entrance=poster, home_committee=world.kundulun, **INTENDING)
    withdrawn, _ = make_duplicates(entrance=world.homepage, home_committee=world.kundulun)
    withdrawn.withdraw(withdrawn_at=withdrawn.submitted_at)
    record.answers.create(question="needs", code="loan")
    make_activity("visit", campaign=world.campaign, committee=world.donghe, visited_count=12)
    for _ in range(5):
        make_returnee(entrance=world.homepage, home_committee=world.hailar)
        make_activity("lecture", campaign=world.campaign, committee=world.hailar)
    return world


class TestNumbers:
    def test_of_a_league_city_are_its_own(self, log_in, filled):
        response = log_in("league_city_staff").get(PAGE)
        assert [cell.text for _, cell in response.context["headline"]] == ["3", "1", "1", "0", "1", "1"]
        [figure, groups] = section(response, "places").figures
        assert lines(figure.table) == {
            "包头市本级": ["0", "无记录"],
            "东河区": ["1", "1"],
            "昆都仑区": ["2", "无记录"],
            "合计": ["3", "1"],
        }
        assert lines(groups.table)["昆都仑区"] == ["0", "1", "0", "1", "2", "1"]
        assert lines(groups.table)["合计"] == ["1", "1", "0", "1", "3", "1"]
        assert "海拉尔" not in response.content.decode()

    def test_of_the_region_are_of_everything(self, log_in, filled):
        response = log_in("region_viewer").get(PAGE)
        assert [cell.text for _, cell in response.context["headline"]] == ["8", "1", "1", "0", "1", "6"]
        [figure, _] = section(response, "places").figures
        assert lines(figure.table)["呼伦贝尔市"] == ["5", "5"]

    def test_of_the_weeks_add_up(self, log_in, filled):
        response = log_in("league_city_staff").get(PAGE)
        [records] = section(response, "weekly-records").figures
        assert lines(records.table) == {
            "第 1 周": ["01-01 至 01-07", "0", "0"],
            "第 2 周": ["01-08 至 01-14", "0", "0"],
            "第 3 周": ["01-15 至 01-21", "0", "0"],
            "第 4 周": ["01-22 至 01-28", "0", "0"],
            "第 5 周": ["01-29 至 02-04", "3", "3"],
            "第 6 周": ["02-05 至 02-11", "0", "3"],
        }
        [entries] = section(response, "weekly-entries").figures
        assert lines(entries.table)["第 3 周"] == lines(entries.table)["合计"] == ["0", "1", "0", "0", "0", "1"]

    def test_of_the_kinds_are_entries_beside_those_of_annex_2(self, log_in, filled):
        [figure] = section(log_in("region_viewer").get(PAGE), "kinds").figures
        assert lines(figure.table) == {
            "慰问信发放": ["0", "无记录", "—", "—"],
            "走进青年": ["1", "—", "12", "2"],
            "返乡创业座谈会": ["0", "无记录", "无记录", "—"],
            "宣讲活动": ["5", "5", "150", "—"],
            "考察活动": ["0", "无记录", "无记录", "—"],
        }

    def test_of_the_channels_are_opened_and_sent(self, log_in, filled):
        [figure] = section(log_in("league_city_staff").get(PAGE), "channels").figures
        assert lines(figure.table) == {"海报": ["8", "2", "0", "25%"], "合计": ["8", "2", "0", "25%"]}

    def test_of_needs_and_difficulties_say_of_whom_they_are_a_part(self, log_in, filled):
        response = log_in("league_city_staff").get(PAGE)
        [needs] = section(response, "needs").figures
        assert next(iter(lines(needs.table).items())) == ("贷款对接（青创易贷）", ["1", "33%"])
        assert list(lines(needs.table))[-2:] == ["其他", "暂无"]
        [difficulties] = section(response, "difficulty").figures
        assert lines(difficulties.table)["资金"] == ["1", "50%"]
        assert "（2 份）" in section(response, "difficulty").help


class TestScope:
    def test_the_region_steps_down_and_a_county_sees_its_own(self, log_in, filled):
        client = log_in("region_viewer")
        assert f'href="?under={filled.baotou.pk}"' in client.get(PAGE).content.decode()
        below = client.get(PAGE, {"under": filled.baotou.pk})
        own = log_in("league_city_staff").get(PAGE)
        assert [cell.text for _, cell in below.context["headline"]] == [
            cell.text for _, cell in own.context["headline"]
        ]
        county = log_in("county_staff").get(PAGE)
        assert [cell.text for _, cell in county.context["headline"]] == ["1", "1", "0", "0", "0", "1"]
        assert "places" not in [section.key for section in county.context["sections"]]

    def test_a_foreign_committee_is_not_found(self, log_in, world):
        client = log_in("league_city_staff")
        for under in (world.hulunbuir.pk, world.region.pk, "x", 10**12, -1):
            assert client.get(PAGE, {"under": under}).status_code == 404
        assert client.get(PAGE, {"under": world.donghe.pk}).status_code == 200

    @pytest.mark.parametrize(
        ("role", "is_let_in"), [("region_viewer", True), ("county_staff", True), ("auditor", False)]
    )
    def test_is_for_those_who_see_the_table_and_the_desk_leads_them_there(self, log_in, role, is_let_in):
        client = log_in(role)
        assert client.get(PAGE).status_code == (200 if is_let_in else 403)
        assert (f'href="{PAGE}"' in client.get("/admin/").content.decode()) == is_let_in
        assert client.post(PAGE).status_code == 405

    def test_an_account_without_a_committee_has_none(self, log_in, world):
        account = world.accounts["county_staff"]
        type(account).objects.filter(pk=account.pk).update(committee=None)
        assert log_in("county_staff").get(PAGE).status_code == 404


def test_every_number_with_a_link_leads_to_so_many_rows(log_in, filled):
    client = log_in("league_city_staff")
    response = client.get(PAGE)
    tables = [figure.table for section in response.context["sections"] for figure in section.figures]
    cells = [cell for table in tables for line in table.lines for cell in line.cells]
    cells += [cell for _, cell in response.context["headline"]]
    linked = [cell for cell in cells if cell.address]
    assert len(linked) >= 10
    for cell in linked:
        assert client.get(cell.address).context["cl"].result_count == int(cell.text), cell


class TestEmpty:
    def test_says_so_in_words_and_draws_nothing(self, log_in, world):
        response = log_in("region_viewer").get(PAGE)
        assert {section.key: section.empty for section in response.context["sections"]} == {
            "weekly-records": "还没有有效问卷。",
            "weekly-entries": "还没有已开展的活动记录。",
            "places": "各地都还没有有效问卷和活动记录。",
            "kinds": "还没有已开展的活动记录。",
            "channels": "有 1 种渠道的二维码入口，还没有人打开。",
            "needs": "还没有人填写需求。",
            "difficulty": "还没有人填写困难。",
            "comparison": "没有更早的年度，还没有可以对比的。",
        }
        assert '<svg class="chart"' not in response.content.decode()

    def test_before_the_first_day(self, log_in, settings):
        settings.GUICHAO_TODAY = date(2019, 12, 20)
        response = log_in("league_city_staff").get(PAGE)
        assert section(response, "weekly-records").empty == "活动从 2020-01-01 开始，还没有有效问卷。"
        assert section(response, "channels").empty == "这里还没有二维码入口。"

    def test_in_a_campaign_that_is_not_opened_yet(self, log_in, world):
        make_campaign(year=2021)
        client = log_in("region_manager")
        client.post("/admin/campaign/", {"campaign": 2021})
        assert client.get(PAGE).status_code == 200


class TestDrawing:
    def test_every_chart_says_what_it_is_and_has_its_table(self, log_in, filled):
        make_campaign(year=2019)
        make_activity("visit", campaign=type(filled.campaign).objects.get(year=2019), committee=filled.donghe)
        content = log_in("region_viewer").get(PAGE).content.decode()
        charts = re.findall(r'<svg class="chart".*?</svg>', content, re.DOTALL)
        assert len(charts) == 11
        ids = []
        for chart in charts:
            root = ElementTree.fromstring(chart)
            assert root.get("role") == "img"
            named = {element.get("id"): element.text for element in root if element.get("id")}
            assert [named[name].strip() for name in root.get("aria-labelledby").split()]
            ids += [element.get("id") for element in root.iter() if element.get("id")]
            assert "style" not in chart
        assert len(ids) == len(set(ids))
        tables = re.findall(r"<table.*?</table>", content, re.DOTALL)
        assert len(tables) == 11
        assert all("<caption>" in table and 'scope="col"' in table and 'scope="row"' in table for table in tables)

    def test_the_grid_of_tiles_says_that_it_is_no_map(self, log_in, filled):
        assert log_in("league_city_staff").get(PAGE).content.decode().count("：方格图，非地图</p>") == 2

    def test_text_of_places_is_only_text(self, log_in, world):
        make_committee(parent=world.baotou, place_name="<b>旗&")
        make_activity("visit", campaign=world.campaign, committee=world.donghe)
        content = log_in("league_city_staff").get(PAGE).content.decode()
        assert "<b>旗" not in content
        assert "&lt;b&gt;旗&amp;" in content

    def test_says_of_which_moment_it_is(self, log_in, world):
        assert re.search(
            r"截至\s*<time [^>]*>2020年2月10日 \d\d:\d\d</time>", log_in("county_staff").get(PAGE).content.decode()
        )


class TestComparison:
    @pytest.fixture
    def earlier(self, world):
        """A campaign of one week more, with a record before it, in its first and third week, and after its end."""
        earlier = make_campaign(year=2019, starts_on=date(2018, 12, 25), ends_on=date(2019, 3, 2))
        entrance = make_entrance(campaign=earlier, committee=world.donghe)
        for day in ("2018-12-24", "2018-12-26", "2019-01-08", "2019-04-01"):
            make_returnee(entrance=entrance, home_committee=world.donghe, submitted_at=f"{day}T04:00Z")
        return earlier

    def test_stands_week_by_week_beside_the_campaign_before(self, log_in, filled, earlier):
        make_campaign(year=2021)
        records, entries, totals = section(log_in("league_city_staff").get(PAGE), "comparison").figures
        assert records.table.headings == ["周", "2020 年", "2019 年"]
        weeks = lines(records.table)
        assert weeks["第 1 周"] == ["0", "2"]
        assert weeks["第 3 周"] == ["0", "3"]
        assert weeks["第 5 周"] == ["3", "3"]
        assert weeks["第 6 周"] == ["3", "3"]
        assert weeks["第 7 周"] == ["—", "3"]
        assert list(weeks)[-1] == "第 10 周"
        assert [curve.name for curve in records.charts[0].curves] == ["2020 年", "2019 年"]
        assert lines(entries.table)["第 3 周"] == ["1", "0"]
        assert lines(totals.table)["有效问卷"] == ["3", "4", "-1"]
        assert lines(totals.table)["走进青年（条）"] == ["1", "0", "+1"]

    def test_another_one_can_be_chosen(self, log_in, filled, earlier):
        make_campaign(year=2018)
        client = log_in("league_city_staff")
        response = client.get(PAGE, {"with": 2018})
        assert section(response, "comparison").empty == "2018 年度没有有效问卷，也没有已开展的活动记录，无从对比。"
        assert re.search(r'<option value="2018"\s+selected', response.content.decode())
        for year in (2020, 1999, "x", "２０１９", "20190"):
            assert client.get(PAGE, {"with": year}).status_code == 404

    def test_is_of_the_own_subtree_too(self, log_in, filled, earlier):
        entrance = make_entrance(campaign=earlier, committee=filled.hailar)
        make_returnee(entrance=entrance, home_committee=filled.hailar, submitted_at="2019-01-08T04:00Z")
        *_, totals = section(log_in("league_city_staff").get(PAGE), "comparison").figures
        assert lines(totals.table)["有效问卷"][1] == "4"
        *_, totals = section(log_in("region_viewer").get(PAGE), "comparison").figures
        assert lines(totals.table)["有效问卷"][1] == "5"

    def test_of_a_campaign_that_has_not_begun(self, log_in, filled, earlier, settings):
        settings.GUICHAO_TODAY = date(2019, 12, 20)
        records, *_ = section(log_in("league_city_staff").get(PAGE), "comparison").figures
        assert [curve.name for curve in records.charts[0].curves] == ["2019 年"]
        assert lines(records.table)["第 1 周"] == ["—", "2"]

    def test_stays_where_one_has_stepped_to(self, log_in, filled, earlier):
        content = log_in("region_viewer").get(PAGE, {"under": filled.baotou.pk}).content.decode()
        assert f'<input type="hidden" name="under" value="{filled.baotou.pk}">' in content


def test_what_one_section_counts_for_itself_is_cached_with_the_numbers(log_in, filled, monkeypatch, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "sections"}}
    monkeypatch.setattr(cached_counts, "MANY_ROWS", 1)
    counted = []

    def build(statistics, day):
        there = Returnee.objects.in_campaign(statistics.campaign).filter(home_committee__in=statistics.place_of)
        counted.append(there.count())
        return [StatisticsSection("own", "自己的", "计数")]

    monkeypatch.setattr(sections, "build_sections", build)
    for role, count in (("league_city_staff", 4), ("region_viewer", 9)):
        client = log_in(role)
        for _ in range(2):
            assert section(client.get(PAGE), "own").title == "自己的"
        assert counted.pop() == count
    assert counted == []


def test_as_many_queries_however_many_rows(log_in, filled, django_assert_max_num_queries):
    earlier = make_campaign(year=2019)
    for number in range(15):
        county = make_committee(parent=filled.baotou, place_name=f"第{number}旗")
        for campaign in (earlier, filled.campaign):
            make_activity("visit", campaign=campaign, committee=county)
            make_returnee(entrance=make_entrance(campaign=campaign, committee=county), home_committee=county)
    client = log_in("league_city_staff")
    # Of these 6 for the kinds, the table and the lists of each of two campaigns.
    with django_assert_max_num_queries(38):
        client.get(PAGE)
