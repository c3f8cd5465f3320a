"""The controls: with a protection switched off, the walk finds what it protected."""

import pytest
from django.urls import reverse

from activities.models import Activity, ActivityImport, Photo
from organization.models import Committee
from organization.roles import ROLES
from organization.staff_site.model_admin import ScopedModelAdmin
from reports.annex2 import views as page
from returnees.models import Entrance, FollowUpCase, Returnee
from tests.walk import attacks
from tests.walk.pages import PAGES
from tests.walk.rows import SHARED
from tests.walk.sections import sections
from tests.walk.uploads import UPLOADS, attack_confirmation, attack_stored_photos, attack_upload
from tests.walk.visits import walk_page, walk_section
from tests.walk.walker import Answer, Walker

SCOPED = {str(section): section for section in sections() if section.model._meta.label not in SHARED}
# Who may open a class, where the region's manager may not.
ROLE_OF = {"AuditEventAdmin": "auditor"}
PAGES_OF_ROWS = [name for name, page in PAGES.items() if page.row and page.row._meta.label not in SHARED]


def offers_committees(section):
    opts = section.opts
    is_addable = f"{opts.app_label}.add_{opts.model_name}" in ROLES["region_manager"].permissions
    return is_addable and any(field.related_model is Committee and field.editable for field in opts.concrete_fields)


@pytest.fixture
def walker(db):
    return Walker(db, "region_manager", "county", is_brief=True)


@pytest.fixture
def unscope(monkeypatch):
    """Make everybody see all rows of a model."""

    def unscope(model):
        monkeypatch.setattr(type(model._default_manager.all()), "visible_to", lambda rows, account: rows.all())

    return unscope


def found(walker, *words):
    return all(any(word in finding for finding in walker.findings) for word in words)


@pytest.mark.parametrize("name", SCOPED)
def test_finds_a_class_without_its_scoping(db, unscope, name):
    walker = Walker(db, ROLE_OF.get(name, "region_manager"), "county", is_brief=True)
    unscope(SCOPED[name].model)
    walk_section(walker, SCOPED[name])
    assert found(walker, "shows", "tells another's row")


@pytest.mark.parametrize("name", [name for name, section in SCOPED.items() if offers_committees(section)])
def test_finds_a_select_without_its_scoping(walker, unscope, name):
    unscope(Committee)
    attacks.attack_forms(walker, SCOPED[name].address("add"))
    assert found(walker, "shows")


def test_finds_that_a_forged_key_was_taken(walker, unscope):
    unscope(Committee)
    attacks.attack_forms(walker, SCOPED["EntranceAdmin"].address("add"))
    assert found(walker, "changes rows of others")


def test_finds_a_sidebar_without_its_scoping(walker, unscope):
    unscope(Committee)
    attacks.attack_list(walker, SCOPED["EntranceAdmin"])
    assert found(walker, "?under=")


def test_finds_an_autocomplete_without_its_scoping(walker, unscope):
    unscope(Committee)
    attacks.attack_autocompletes(walker, SCOPED["EntranceAdmin"])
    assert found(walker, "shows", "tells another's row")


@pytest.mark.parametrize("name", ["ReturneeAdmin", "AccountAdmin", "EntranceAdmin", "ServiceAdmin"])
def test_finds_an_action_on_rows_of_others(walker, unscope, name):
    unscope(SCOPED[name].model)
    attacks.attack_list(walker, SCOPED[name])
    assert found(walker, "changes rows of others", "tells another's row")


def test_finds_that_an_action_counts_rows_of_others(walker, unscope):
    """None of them is given to anybody all the same: the queryset looks at the committees once more."""
    unscope(FollowUpCase)
    attacks.attack_list(walker, SCOPED["FollowUpCaseAdmin"])
    assert found(walker, "assign", "tells another's row")


def test_finds_a_lookup_on_a_hidden_column(walker, monkeypatch):
    monkeypatch.setattr(ScopedModelAdmin, "lookup_allowed", lambda self, lookup, value, request: True)
    attacks.attack_lookups(walker, SCOPED["ReturneeAdmin"])
    assert found(walker, "phone__regex= is allowed", "is answered")


@pytest.mark.parametrize("name", PAGES_OF_ROWS)
def test_finds_a_file_without_its_scoping(db, unscope, name):
    page = PAGES[name]
    standpoint = ("league_city_staff", "city") if page.is_own_work else ("region_manager", "county")
    walker = Walker(db, *standpoint, is_brief=True)
    for model in page.scoped_by or (page.row,):
        unscope(model)
    walk_page(walker, name, page)
    assert found(walker, "tells another's row")


def test_finds_posters_of_others(walker, unscope):
    unscope(Entrance)
    walk_page(walker, "admin:returnees_entrance_posters", PAGES["admin:returnees_entrance_posters"])
    assert found(walker, "shows", "tells another's row")


@pytest.mark.parametrize("name", UPLOADS)
def test_finds_an_upload_without_its_scoping(walker, unscope, name):
    unscope(Committee)
    attack_upload(walker, UPLOADS[name])
    assert found(walker, "tells another's row")


def test_finds_an_import_that_others_can_confirm(walker, monkeypatch):
    of_anybody = lambda kept, token, kind_key, account: kept.filter(token=token, kind__key=kind_key).first()  # noqa: E731
    monkeypatch.setattr(type(ActivityImport.objects.all()), "of_token", of_anybody)
    attack_confirmation(walker, "letter")
    assert found(walker, "tells another's row")


@pytest.mark.parametrize(
    ("name", "arguments"), [("admin:activities_kind_add", ["visit"]), ("admin:activities_service_add", [])]
)
def test_finds_a_photo_that_others_can_use(walker, monkeypatch, name, arguments):
    monkeypatch.setattr(type(Photo.objects.all()), "unused_uploads", lambda photos, account: photos.unused())
    attack_stored_photos(walker, name, *arguments)
    assert found(walker, "tells another's row")


@pytest.mark.parametrize(("what", "model"), [("returnees", Returnee), ("activities", Activity)])
def test_finds_an_export_without_its_scoping(walker, unscope, what, model):
    unscope(model)
    attacks.attack_forms(walker, reverse("full_export", args=[what]))
    assert found(walker, "shows")


def test_finds_a_search_without_its_scoping(walker, unscope):
    unscope(Returnee)
    attacks.attack_search(walker)
    assert found(walker, "shows", "tells another's row")


@pytest.mark.parametrize("name", ["annex2", "annex2_workbook", "annex2_entries"])
def test_finds_the_region_s_table_at_a_county(walker, monkeypatch, name):
    region = walker.world.committees["region"]
    of_region = page.build_table_from
    monkeypatch.setattr(
        page, "build_table_from", lambda source, campaign, committee: of_region(source, campaign, region)
    )
    walk_page(walker, name, PAGES[name])
    assert found(walker, "shows")


def test_finds_a_key_in_a_text_and_none_in_a_number_drawn_by_lot(db, walker):
    foreign = next(row.pk for key, row in db.all_rows(Returnee) if key == "foreign")
    walker.check_canaries(None, Answer(None, "", f"请求编号：{foreign}abc。"))
    assert walker.findings == []
    walker.check_canaries(None, Answer(None, "", f"问卷编号：{foreign}。"))
    assert found(walker, f"shows {foreign}")
