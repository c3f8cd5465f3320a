"""The pages of the kinds: of one that is retired, of another campaign's, and at which addresses."""

import pytest
from django.urls import URLResolver, get_resolver

from activities.models import Activity, ActivityImport, ZeroReport
from activities.models.kind import RESERVED_KEYS
from activities.odd_figures import UsualFigures
from tests.activities.entries import add_page, change_page, shown_form
from tests.activities.exchange import confirm, exported, grid, import_rows, upload, workbook_of
from tests.factories import declare_zero_report, kind_of, make_activity, make_campaign, make_kind

pytestmark = pytest.mark.django_db


class TestRetired:
    @pytest.fixture
    def retired(self, world):
        kind = kind_of(world.campaign, "tour")
        make_activity(kind, campaign=world.campaign, committee=world.donghe)
        kind.is_active = False
        kind.save()
        return kind

    def test_accepts_no_new_entries(self, log_in, retired):
        client = log_in("county_staff")
        page = client.get("/admin/activities/tour/").content.decode()
        assert "记一条考察活动" not in page
        assert "/admin/activities/tour/import/" not in page
        for address in ("add/", "import/", "template/2020.xlsx"):
            assert client.get(f"/admin/activities/tour/{address}").status_code == 403
        assert client.post("/admin/activities/tour/add/", {}).status_code == 403

    def test_keeps_its_entries_readable_editable_and_exportable(self, log_in, retired):
        client, entry = log_in("county_staff"), Activity.objects.get()
        assert client.get("/admin/activities/tour/").context["cl"].result_count == 1
        changed = {"session_count": "2", "participant_count": "9", "state": "held", "held_on": "2020-01-21"}
        assert client.post(change_page(entry), changed).status_code == 302
        assert Activity.objects.get().session_count == 2
        assert len(grid(exported(client, "tour"))) == 2

    def test_is_missed_by_nobody(self, log_in, retired):
        Activity.objects.all().delete()
        kinds = log_in("county_staff").get("/admin/activities/completion/").context["kinds"]
        assert "tour" not in [line["kind"].key for line in kinds]
        assert 'href="/admin/activities/tour/"' not in log_in("county_staff").get("/admin/activities/").content.decode()


class TestOtherCampaigns:
    @pytest.fixture
    def later(self, world):
        """It has its own kind of the same key, which asks something else."""
        later = make_campaign(year=2021, with_form=False)
        make_kind(
            campaign=later, key="symposium", label="恳谈会", shape="tally", figures=({"key": "x_count", "label": "数"},)
        )
        return later

    def test_a_kind_of_the_same_key_is_another_kind(self, log_in, world, later, settings):
        make_activity("symposium", campaign=world.campaign, committee=world.donghe)
        client = log_in("county_staff")
        client.post("/admin/campaign/", {"campaign": "2021"})
        page = client.get("/admin/activities/symposium/")
        assert "恳谈会" in page.content.decode()
        assert page.context["cl"].result_count == 0
        assert shown_form(client.get(add_page("symposium"))).fields.keys() >= {"figure_x_count"}

    @pytest.mark.parametrize("page", ["", "add/", "import/"])
    def test_to_switch_to_a_campaign_without_the_kind_leads_to_the_desk(self, log_in, later, page):
        address = f"/admin/activities/letter/{page}"
        response = log_in("county_staff").post("/admin/campaign/", {"campaign": "2021", "next": address}, follow=True)
        assert response.redirect_chain[-1][0] == "/admin/"
        assert "2021 年度没有刚才的那一类活动" in response.content.decode()
        for further in ("export/2021.xlsx", "template/2021.xlsx"):
            assert log_in("county_staff").get(f"/admin/activities/letter/{further}").status_code == 404

    def test_an_entry_s_own_page_is_found_in_any_campaign(self, log_in, world, later):
        entry = make_activity("lecture", campaign=world.campaign, committee=world.donghe)
        client = log_in("county_staff")
        client.post("/admin/campaign/", {"campaign": "2021"})
        page = client.get(change_page(entry))
        assert page.status_code == 200
        assert "宣讲人" in page.content.decode()

    def test_an_entry_is_imported_and_compared_within_its_campaign(self, log_in, world, later, settings):
        client = log_in("county_staff")
        import_rows(
            client, {"开展单位": "东河区团委", "状态": "已开展", "日期": "2020-01-20", "活动场次": 1, "参与人数": 2}
        )
        settings.GUICHAO_TODAY = settings.GUICHAO_TODAY.replace(year=2021)
        row = {"开展单位": "东河区团委", "状态": "已开展", "日期": "2021-01-20", "数": 3}
        confirm(client, "symposium", upload(client, "symposium", workbook_of(row), year=2021))
        assert Activity.objects.in_campaign(later).get().own_figures == {"x_count": 3}
        assert ActivityImport.objects.get(campaign=later).kind == kind_of(later, "symposium")

    def test_a_zero_report_is_of_the_campaign_s_own_kind(self, world, later):
        by = world.accounts["county_staff"]
        make_activity("symposium", campaign=world.campaign, committee=world.donghe)
        declare_zero_report(campaign=later, committee=world.donghe, kinds=["symposium"], by=by)
        assert ZeroReport.objects.get().kind == kind_of(later, "symposium")

    def test_what_is_usual_is_of_one_campaign(self, world):
        last = make_campaign(year=2019)
        for _ in range(3):
            make_activity("visit", campaign=last, committee=world.donghe, visited_count=5)
        usual = UsualFigures(kind_of(world.campaign, "visit"))
        assert usual.middle("visited_count", world.donghe.pk, is_total=False) == 0


class TestAddresses:
    @pytest.mark.parametrize("page", ["change", "history", "delete"])
    def test_the_stock_address_of_an_entry_leads_to_its_kind(self, log_in, world, page):
        own = make_activity("tour", campaign=world.campaign, committee=world.donghe)
        foreign = make_activity("tour", campaign=world.campaign, committee=world.hailar)
        client = log_in("county_staff")
        response = client.get(f"/admin/activities/activity/{own.pk}/{page}/")
        assert response.url == f"/admin/activities/tour/{own.pk}/{page}/"
        assert client.get(f"/admin/activities/activity/{foreign.pk}/{page}/").status_code == 404

    def test_the_stock_list_leads_to_the_first_kind(self, log_in):
        assert log_in("county_staff").get("/admin/activities/activity/").url == "/admin/activities/letter/"
        assert log_in("auditor").get("/admin/activities/activity/").status_code == 404

    @pytest.mark.parametrize("key", ["visit", "nothing"])
    def test_an_entry_is_not_found_under_the_key_of_another_kind(self, log_in, world, key):
        entry = make_activity("tour", campaign=world.campaign, committee=world.donghe)
        client = log_in("county_staff")
        for page in ("change", "history", "delete"):
            assert client.get(f"/admin/activities/{key}/{entry.pk}/{page}/").status_code == 404

    @pytest.mark.parametrize("page", ["", "add/", "import/", "template/2020.xlsx", "export/2020.xlsx"])
    def test_an_unknown_kind_is_not_there(self, log_in, page):
        assert log_in("county_staff").get(f"/admin/activities/nothing/{page}").status_code == 404

    def test_no_key_of_a_kind_is_another_address(self):
        taken = {
            route.removeprefix("admin/activities/").split("/")[0]
            for route in routes_of(get_resolver())
            if route.startswith("admin/activities/")
        }
        assert {word for word in taken if word and "<" not in word and "$" not in word} <= RESERVED_KEYS

    @pytest.mark.parametrize("key", sorted(RESERVED_KEYS))
    def test_a_reserved_key_is_refused_beside_the_field(self, world, key):
        kind = make_kind(campaign=world.campaign, key="other")
        kind.key = key
        with pytest.raises(Exception, match="系统自己的网址用词"):
            kind.clean_fields()


def routes_of(resolver, route=""):
    for pattern in resolver.url_patterns:
        here = f"{route}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            yield from routes_of(pattern, here)
        else:
            yield here
