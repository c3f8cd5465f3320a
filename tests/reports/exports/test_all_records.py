"""All records out: who may, which rows, what stands in them, and what is on record of it."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.contrib.admin.options import IncorrectLookupParameters
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from activities.addresses import kind_address
from organization.choices import Act
from organization.models import AuditEvent
from organization.roles import ROLES
from reports.exports.all_records import batches
from reports.exports.all_records import views as page
from returnees.models import Returnee
from tests.factories import (
    make_activity,
    make_campaign,
    make_entrance,
    make_returnee,
)
from tests.reports.exports.all_records import ACTIVITIES, RETURNEES, close, events, grid, post

pytestmark = pytest.mark.django_db


class TestWho:
    MAY = {
        "returnees": {"region_manager", "league_city_staff"},
        "activities": {"region_manager", "region_viewer", "league_city_staff", "county_staff"},
    }
    MAY_NOT = {"returnees": {"region_viewer", "county_staff", "auditor"}, "activities": {"auditor"}}
    PERMISSIONS = {"returnees": "returnees.export_returnee", "activities": "activities.export_activity"}

    @pytest.mark.parametrize("what", MAY)
    def test_the_permission_is_of_these_roles_and_not_of_those(self, what):
        holders = {key for key, role in ROLES.items() if self.PERMISSIONS[what] in role.permissions}
        assert holders >= self.MAY[what]
        assert not holders & (self.MAY_NOT[what] | {"system_administrator"})

    @pytest.mark.parametrize("what", MAY)
    @pytest.mark.parametrize("role", ROLES)
    def test_only_those_allowed_see_the_page_and_the_way_to_it(self, log_in, world, youth, what, role):
        youth()
        make_activity("letter", campaign=world.campaign, committee=world.donghe)
        client, is_allowed = log_in(role), self.PERMISSIONS[what] in ROLES[role].permissions
        address = reverse("full_export", args=[what])
        assert client.get(address).status_code == (200 if is_allowed else 403)
        assert post(client, address).status_code == (200 if is_allowed else 403)
        lists = {
            "returnees": reverse("admin:returnees_returnee_changelist"),
            "activities": kind_address("changelist", "letter"),
        }
        listed = client.get(lists[what])
        assert (address in listed.content.decode()) == is_allowed

    def test_nothing_else_can_be_asked_for(self, region):
        assert region.get("/admin/reports/export/accounts/").status_code == 404

    def test_an_account_without_a_committee_finds_nothing(self, region, world):
        world.accounts["region_manager"].committee = None
        world.accounts["region_manager"].save()
        assert region.get(RETURNEES).status_code == 404


class TestPage:
    def test_says_how_many_rows_and_how_long(self, region, youth, monkeypatch):
        for _ in range(3):
            youth()
        content = region.get(RETURNEES).content.decode()
        assert "<strong>3</strong> 行，大约需要几秒钟" in content
        assert events() == []

    @pytest.mark.parametrize(
        ("seconds", "text"), [(3, "几秒钟"), (30, "不到 1 分钟"), (61, "约 2 分钟"), (600, "约 10 分钟")]
    )
    def test_says_roughly_how_long(self, seconds, text):
        assert page.describe_duration(seconds) == text

    def test_without_a_purpose_there_is_no_file_but_an_error_beside_the_field(self, region, youth):
        youth()
        for purpose in ("", "　 "):
            response = post(region, purpose=purpose)
            content = response.content.decode()
            assert "请填写用途。" in content
            assert content.index("请填写用途。") < content.index('name="purpose"')
        assert events() == []

    def test_what_was_typed_stays_and_numbers_of_cards_are_refused(self, region, youth):
        youth()
        response = post(region, purpose="给 150202199001011234 看")
        assert "给 150202199001011234 看" in response.content.decode()
        assert events() == []

    def test_with_nothing_to_export_it_says_so(self, region):
        assert "没有符合条件的记录" in region.get(RETURNEES).content.decode()
        assert "没有符合条件的记录" in post(region).content.decode()
        assert events() == []

    def test_a_filter_that_cannot_be_read_leads_back_to_the_list(self, region, monkeypatch):
        def refuse(request, source):
            raise IncorrectLookupParameters

        monkeypatch.setattr(page, "Selection", refuse)
        response = region.get(RETURNEES)
        assert response.headers["Location"] == "/admin/returnees/returnee/"
        assert "筛选条件无法识别，没有导出。" in region.get("/admin/roles/").content.decode()

    def test_a_column_that_the_list_does_not_filter_by_cannot_be_asked_about(self, region, youth):
        youth()
        assert region.get(RETURNEES, {"phone__startswith": "139"}).status_code == 400

    def test_acts_on_the_campaign_that_the_page_was_shown_for(self, region, world, youth):
        youth(name="今年")
        other = make_campaign(year=2019)
        entrance = make_entrance(campaign=other, committee=world.region)
        youth(name="去年", entrance=entrance)
        region.post("/admin/campaign/", {"campaign": 2019})
        assert [row["姓名"] for row in grid(post(region, campaign=2020))] == ["今年"]
        assert [row["姓名"] for row in grid(post(region, campaign=2019))] == ["去年"]
        assert post(region, campaign=1999).status_code == 404

    def test_the_file_has_a_chinese_name_and_is_cached_by_nobody(self, region, youth):
        youth()
        response = post(region)
        name = "%E8%BF%94%E4%B9%A1%E9%9D%92%E5%B9%B4_2020_"
        assert f"attachment; filename*=utf-8''{name}" in response["Content-Disposition"]
        assert response["Content-Disposition"].endswith("_20200210.xlsx")
        assert "no-store" in response["Cache-Control"]
        assert response.streaming


class TestRows:
    def test_are_those_of_one_s_own_subtree(self, log_in, world, youth):
        youth(name="自己的")
        youth(home=world.hailar, name="别人的")
        assert [row["姓名"] for row in grid(post(log_in("league_city_staff")))] == ["自己的"]
        assert len(grid(post(log_in("region_manager")))) == 2

    def test_without_the_scoping_others_would_be_in_it(self, log_in, world, youth, monkeypatch):
        youth(home=world.hailar, name="别人的")
        monkeypatch.setattr(type(Returnee.objects.all()), "visible_to", lambda rows, account: rows)
        assert [row["姓名"] for row in grid(post(log_in("league_city_staff")))] == ["别人的"]

    def test_are_filtered_as_the_list_is(self, region, world, youth):
        youth(name="甲", status="F")
        youth(name="乙", status="C", home=world.kundulun)
        youth(name="丙", status="C", home=world.hailar, state="quarantined")
        youth(name="丁", status="C", age=40)
        query = {"status__exact": "C", "under": world.baotou.pk, "state": "accepted", "p": 1, "o": "-1"}
        assert [row["姓名"] for row in grid(post(region, **query))] == ["乙", "丁"]
        assert [row["姓名"] for row in grid(post(region, age_group="stretched"))] == ["丁"]
        content = region.get(RETURNEES, query).content.decode()
        assert "<strong>2</strong> 行" in content
        for text in ("目前情况：返乡（或拟返乡）就业务工", "团委：包头市团委", "状态：有效"):
            assert text in content

    def test_are_those_that_a_search_found(self, region, youth):
        youth(name="乌云")
        youth(name="其木格")
        found = region.post("/admin/returnees/returnee/search/", {"term": "乌"}).headers["Location"]
        query = found.partition("?")[2]
        content = region.get(f"{RETURNEES}?{query}").content.decode()
        assert "姓名以“乌”开头" in content
        assert [
            row["姓名"] for row in grid(region.post(f"{RETURNEES}?{query}", {"purpose": "x", "campaign": 2020}))
        ] == ["乌云"]
        assert "乌" not in events()[0].detail
        assert "有查找" in events()[0].detail

    def test_of_a_forgotten_search_there_are_none(self, region, youth):
        youth()
        assert "这次查找已过期" in region.get(RETURNEES, {"search": "x"}).content.decode()
        assert post(region, search="x").streaming is False

    def test_deleted_records_are_in_no_file(self, region, world, youth):
        youth()
        gone = youth()
        gone.mark_deleted(by=world.accounts["region_manager"], deletion_reason="test")
        assert len(grid(post(region))) == 1

    def test_of_all_pages_are_in_it_each_once(self, region, youth, monkeypatch):
        monkeypatch.setattr(batches, "ROWS_AT_A_TIME", 10)
        pks = [youth().pk for _ in range(60)]
        assert [row["编号"] for row in grid(post(region))] == pks

    def test_a_row_that_changes_meanwhile_is_there_once(self, world, youth, monkeypatch):
        monkeypatch.setattr(batches, "ROWS_AT_A_TIME", 2)
        first, *others = [youth() for _ in range(5)]
        seen = []
        for batch in batches.keyset_batches(Returnee.objects.all(), ["name"]):
            seen += batch["pk"]
            first.submitted_at = datetime(2020, 2, 9, tzinfo=UTC)
            first.save()
            if len(seen) == 2:
                others[-1].delete()
                others[-1] = youth()
        assert seen == [first.pk, *(other.pk for other in others)]


class TestActivities:
    def test_all_five_kinds_stand_in_one_table(self, log_in, world):
        for kind in ("tour", "letter", "visit"):
            make_activity(kind, campaign=world.campaign, committee=world.donghe)
        make_activity("visit", campaign=world.campaign, committee=world.hailar)
        letter, visit, tour = grid(post(log_in("county_staff"), ACTIVITIES))
        assert [row["类别"] for row in (letter, visit, tour)] == ["慰问信发放", "走进青年", "考察活动"]
        assert letter["编号"].startswith("HD2020-0")
        assert (letter["发放渠道"], letter["发放次数"], letter["参与人数"]) == ("微信群", 1, None)
        assert (visit["联系走访青年人数"], visit["青创联盟新增会员数"]) == (10, 2)
        assert (tour["日期"], tour["盟市"], tour["旗县市区"]) == (datetime(2020, 1, 20), "包头市", "东河区")
        assert (tour["单位"], tour["状态"], tour["线上"], tour["照片张数"]) == ("东河区团委", "已开展", None, 0)

    def test_are_filtered_as_the_list_is_one_kind_or_all(self, region, world):
        here = {"campaign": world.campaign, "committee": world.donghe}
        make_activity("symposium", **here, place="文化站", held_on=date(2020, 1, 5))
        make_activity("tour", **here, place="文化站", held_on=date(2020, 2, 5))
        make_activity("symposium", **here, place="文化站", state="planned")
        make_activity("symposium", campaign=world.campaign, committee=world.hailar)
        query = {"state__exact": "held", "under": world.baotou.pk, "q": "文化"}
        assert [row["类别"] for row in grid(post(region, ACTIVITIES, **query))] == ["返乡创业座谈会", "考察活动"]
        kind = reverse("full_export", args=["symposium"])
        assert [row["类别"] for row in grid(post(region, kind, **query))] == ["返乡创业座谈会"]
        january = {"month": "2020-01"} | query
        assert len(grid(post(region, ACTIVITIES, **january))) == 1
        content = region.get(ACTIVITIES, january | {"p": 7}).content.decode()
        assert "<strong>1</strong> 行" in content
        for text in ("状态：已开展", "团委：包头市团委", "日期：2020 年 1 月", "查找：文化"):
            assert text in content
        assert "文化" not in " ".join(event.detail for event in events())

    def test_the_file_cannot_be_mistaken_for_a_template(self, log_in, world):
        make_activity("letter", campaign=world.campaign, committee=world.donghe)
        client = log_in("county_staff")
        file = BytesIO(b"".join(post(client, reverse("full_export", args=["letter"])).streaming_content))
        file.name = "list.xlsx"
        response = client.post(kind_address("import", "letter"), {"campaign": 2020, "workbook": file})
        assert "没有找到这些列：开展单位" in response.content.decode()

    def test_deleted_entries_are_in_no_file(self, region, world):
        entry = make_activity("letter", campaign=world.campaign, committee=world.donghe)
        make_activity("letter", campaign=world.campaign, committee=world.donghe)
        entry.mark_deleted(by=world.accounts["region_manager"])
        assert len(grid(post(region, ACTIVITIES))) == 1


class TestRecord:
    def test_the_purpose_is_on_record_before_the_first_byte_and_the_count_after_the_last(self, region, world, youth):
        youth()
        youth()
        response = post(region, state="accepted")
        (begun,) = events()
        assert (begun.act, begun.actor, begun.object_id) == (
            Act.FULL_EXPORT,
            world.accounts["region_manager"],
            str(world.campaign.pk),
        )
        assert begun.detail == "返乡青年，用途：书记会汇报；开始时 2 行；筛选：状态：有效"
        pieces = iter(response.streaming_content)
        next(pieces)
        assert len(events()) == 1
        assert list(pieces) == []
        _, ended = events()
        assert (ended.act, ended.detail) == (Act.FULL_EXPORT_END, "返乡青年：2 行，完整送出")
        close(response)
        assert len(events()) == 2
        assert all(event.is_genuine for event in AuditEvent.objects.all())

    @pytest.mark.parametrize(("read_count", "rows"), [(0, 0), (1, 2)])
    def test_that_it_was_broken_off_is_on_record_with_the_rows_that_went_out(
        self, region, youth, monkeypatch, read_count, rows
    ):
        monkeypatch.setattr("xlsx_stream.workbook.SENT_AT_ONCE", 1)
        monkeypatch.setattr(batches, "ROWS_AT_A_TIME", 2)
        for _ in range(7):
            youth()
        response = post(region)
        pieces = iter(response.streaming_content)
        for _ in range(read_count):
            next(pieces)
        close(response)
        assert events()[1].detail == f"返乡青年：中断，最多送出 {rows} 行"

    def test_a_failure_in_the_middle_is_on_record_too(self, region, youth, monkeypatch):
        for _ in range(3):
            youth()

        def fail(batch, columns):
            raise DatabaseError

        response = post(region)
        monkeypatch.setattr("reports.exports.all_records.sources.read_rows", fail)
        with pytest.raises(DatabaseError):
            list(response.streaming_content)
        close(response)
        assert [event.act for event in events()] == [Act.FULL_EXPORT, Act.FULL_EXPORT_END]

    def test_an_end_that_cannot_be_recorded_does_not_spoil_the_file(self, region, youth, monkeypatch, caplog):
        youth()

        def fail(*arguments):
            raise DatabaseError

        monkeypatch.setattr(page, "record_end", fail)
        assert len(grid(post(region))) == 1
        assert "could not be recorded" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_it_is_sent(log_in, world):
    make_returnee(entrance=world.homepage, home_committee=world.donghe)
    response = post(log_in("region_manager"))
    assert not connection.in_atomic_block
    for _ in response.streaming_content:
        assert not connection.in_atomic_block
        assert connection.get_autocommit()
    close(response)


class TestQueries:
    @pytest.mark.parametrize(("what", "of_batch"), [("returnees", 3), ("activities", 2)])
    def test_a_batch_takes_so_many_however_many_rows_it_has(
        self, region, world, youth, monkeypatch, django_assert_num_queries, what, of_batch
    ):
        monkeypatch.setattr(batches, "ROWS_AT_A_TIME", 50)
        for _ in range(150):
            if what == "returnees":
                youth().answers.create(question="needs", code="loan")
            else:
                make_activity("letter", campaign=world.campaign, committee=world.donghe)
        response = post(region, reverse("full_export", args=[{"activities": "letter"}.get(what, what)]))
        record_of_the_end = 2
        with django_assert_num_queries(3 * of_batch + 1 + record_of_the_end):
            assert len(grid(response)) == 150

    @pytest.mark.parametrize(
        ("address", "column"),
        [(RETURNEES, '"returnees_returnee"."phone"'), (ACTIVITIES, '"activities_activity"."held_on"')],
    )
    def test_the_page_fetches_none_of_the_rows(self, region, world, youth, address, column):
        youth()
        make_activity("letter", campaign=world.campaign, committee=world.donghe)
        with CaptureQueriesContext(connection) as queries:
            assert region.get(address).context["row_count"] == 1
        assert not [query["sql"] for query in queries if column in query["sql"]]

    def test_the_page_asks_no_more_queries_with_more_rows(self, region, world, youth, django_assert_max_num_queries):
        for _ in range(120):
            youth()
        for _ in range(60):
            make_activity("letter", campaign=world.campaign, committee=world.donghe)
        for address, most in ((RETURNEES, 14), (ACTIVITIES, 14)):
            with django_assert_max_num_queries(most):
                region.get(address)
