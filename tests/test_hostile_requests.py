"""What no client may bring about, whatever it sends: found by attacking the site, and held since."""

import uuid
from datetime import date, timedelta
from functools import partial
from io import BytesIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from openpyxl import load_workbook

import dev
from activities.models import Activity
from organization.models import Account, Campaign, Committee
from reports.models import Package
from reports.setup.rows import make_rows, rejoin_rows, separate_rows
from returnees.form_token import sign_token
from returnees.models import Returnee
from returnees.page_cache import clear_pages
from returnees.receipt_codes import known_receipt_code
from tests.at_once import at_once, signed_in
from tests.factories import (
    make_account,
    make_activity,
    make_campaign,
    make_entrance,
    make_returnee,
)
from tests.returnees.answering import payload

postgresql_only = pytest.mark.skipif(
    "postgresql" not in connection.vendor, reason="SQLite lets transactions take turns"
)
LETTER = {"state": "held", "held_on": "2020-01-20", "channels": ["other"], "distribution_count": "1"}
CAMPAIGN = {
    "year": "2021",
    "name": "n",
    "theme": "t",
    "starts_on": "2021-01-01",
    "ends_on": "2021-02-28",
    "package_due_on": "2021-02-16",
    "questionnaire_title": "q",
    "annex2_label": "附件 2：",
    "annex2_title": "t",
    "centre_name": "c",
    "letter_title": "l",
    "privacy_notices-TOTAL_FORMS": "0",
    "privacy_notices-INITIAL_FORMS": "0",
}


def staff(log_in, role):
    client = log_in(role)
    client.raise_request_exception = False
    return client


def account_form(account, **changes):
    fields = {"username": account.username, "committee": account.committee_id, "role": account.role, "is_active": "on"}
    return fields | changes


def committee_form(committee, **changes):
    names = ("level", "place_name", "name", "short_name", "gb_code", "sort_order")
    fields = {name: getattr(committee, name) or "" for name in names} | {"parent": committee.parent_id or ""}
    return fields | changes


@pytest.mark.django_db
@pytest.mark.parametrize("lookup", ["state__regex", "state__iregex", "held_on__regex", "state__contains"])
def test_offers_only_the_lookups_of_its_own_filters(log_in, lookup):
    """`?state__regex=^.?.?…!` with 120 `.?` holds a worker for minutes on SQLite; six such requests stop the site."""
    response = staff(log_in, "county_staff").get("/admin/activities/letter/", {lookup: "^.?.?.?!"})
    assert response.status_code == 400


@pytest.mark.django_db
def test_a_day_that_no_database_can_give_back_is_refused(log_in):
    """PostgreSQL stores 0001-01-01 and psycopg2 cannot read it: the lists of everybody above would fail on it."""
    county = staff(log_in, "county_staff")
    fields = {"channel": "market", "label": "x", "expires_at_0": "0001-01-01", "expires_at_1": "00:00"}
    assert county.post("/admin/returnees/entrance/add/", fields).status_code == 200
    assert staff(log_in, "region_manager").get("/admin/returnees/entrance/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["opens_at", "closes_at", "locks_at"])
def test_a_campaign_with_such_a_day_is_refused(log_in, name):
    region = staff(log_in, "region_manager")
    fields = CAMPAIGN | {f"{name}_0": "0001-01-01", f"{name}_1": "00:00"}
    assert region.post("/admin/organization/campaign/add/", fields).status_code == 200
    assert region.get("/admin/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["change", "delete"])
def test_an_empty_name_of_a_column_is_none(log_in, world, page):
    entrance = make_entrance(campaign=world.campaign, committee=world.donghe)
    path = f"/admin/returnees/entrance/{entrance.pk}/{page}/"
    region = staff(log_in, "region_manager")
    assert region.get(path, {"_to_field": ""}).status_code == region.get(path).status_code
    assert region.post(path, {"_to_field": ""}).status_code == region.post(path, {}).status_code


@pytest.mark.django_db
def test_photos_of_an_entry_that_is_not_stored_yet_are_no_error(log_in, world):
    """A forged count of rows that were there, on the page of a new entry."""
    fields = {"committee": world.donghe.pk, "state": "held", "held_on": "2020-01-20", "topic": "x"}
    fields |= {"session_count": "1", "participant_count": "3", "campaign": world.campaign.pk}
    rows = {"TOTAL_FORMS": "3", "INITIAL_FORMS": "3", "0-id": "", "0-activity": "", "0-caption": "x"}
    fields |= {f"activity_photos-{name}": value for name, value in rows.items()}
    page = staff(log_in, "county_staff").post("/admin/activities/symposium/add/", fields)
    assert page.status_code in (200, 302)


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["needs", "activity_wishes"])
def test_a_choice_that_comes_twice_is_stored_once(client, world, key):
    client.raise_request_exception = False
    codes = {"needs": ["loan", "loan"], "activity_wishes": ["tour", "tour"]}[key]
    assert client.post(world.homepage.get_absolute_url(), payload(world.homepage, **{key: codes})).status_code == 200
    assert Returnee.objects.count() == 1


@pytest.mark.django_db
def test_an_answer_begun_while_open_may_be_mended_after_closing(client, world, settings):
    """The page that shows an error carries the moment of the page before it, not one after the closing."""
    settings.GUICHAO_TODAY = None
    moment, page = timezone.now(), uuid.uuid4()
    Campaign.objects.update(closes_at=moment - timedelta(minutes=5))
    Campaign.objects.revise_questionnaires()
    clear_pages()
    began = {
        "form_token": sign_token(world.homepage, page, notice_version="2020-1", began_at=moment - timedelta(minutes=30))
    }
    url = world.homepage.get_absolute_url()
    shown = client.post(url, payload(world.homepage, submission_uuid=page, phone="139") | began).context
    again = {"form_token": shown["form_token"], "submission_uuid": str(shown["submission_uuid"])}
    client.post(url, payload(world.homepage) | again)
    assert Returnee.objects.count() == 1


@pytest.mark.django_db
def test_a_quick_second_press_is_not_suspected(client, world):
    """The time is counted from the error page, not from the first: mending one digit in 3 seconds is a “bot”."""
    url = world.homepage.get_absolute_url()
    shown = client.post(url, payload(world.homepage, phone="139")).context
    again = {"form_token": shown["form_token"], "submission_uuid": str(shown["submission_uuid"])}
    client.post(url, payload(world.homepage) | again)
    assert Returnee.objects.get().state == "accepted"


@pytest.mark.django_db
@pytest.mark.parametrize("character", ["\ufffe", "\uffff"])
def test_no_county_can_spoil_the_region_s_workbook(log_in, character):
    fields = LETTER | {"channel_other": f"广播{character}"}
    staff(log_in, "county_staff").post("/admin/activities/letter/add/", fields)
    assert Activity.objects.exists()
    content = staff(log_in, "region_manager").get("/admin/reports/annex2.xlsx").content
    load_workbook(BytesIO(content))


@pytest.mark.django_db
def test_a_row_stays_as_high_as_excel_allows(log_in, world):
    for number in range(60):
        other = {"channels": "other", "channel_other": f"某苏木大喇叭广播站第{number:02d}号"}
        make_activity("letter", campaign=world.campaign, committee=world.donghe, **other)
    content = log_in("region_manager").get("/admin/reports/annex2.xlsx").content
    assert load_workbook(BytesIO(content)).active.row_dimensions[7].height <= 409


@pytest.mark.django_db
def test_the_period_keeps_the_end_of_an_entry_too(log_in, world):
    days = {"held_on": date(2020, 1, 5), "held_until": date(2020, 2, 9)}
    make_activity(campaign=world.campaign, committee=world.donghe, **days)
    fields = CAMPAIGN | {"year": "2020", "starts_on": "2020-01-01", "ends_on": "2020-01-31"}
    response = log_in("region_manager").post(f"/admin/organization/campaign/{world.campaign.pk}/change/", fields)
    assert response.status_code == 200


@pytest.mark.django_db
def test_a_second_start_adds_no_row_to_a_past_table(capsys):
    call_command("set_up")
    region = Committee.objects.region()
    Committee.objects.add(parent=region, level="league_city", place_name="新盟", name="新盟", short_name="新盟")
    rows = list(Package.objects.values_list("printed_name", flat=True))
    call_command("set_up")
    assert list(Package.objects.values_list("printed_name", flat=True)) == rows


@pytest.mark.django_db
def test_a_second_start_undoes_no_change_of_the_tree(capsys):
    call_command("set_up")
    Committee.objects.filter(gb_code="150703").update(administered_by=None)
    Committee.objects.filter(gb_code="150202").update(gb_code=None)
    count = Committee.objects.count()
    call_command("set_up")
    assert Committee.objects.get(gb_code="150703").administered_by is None
    assert Committee.objects.count() == count


@pytest.mark.django_db
def test_the_channel_text_of_an_entry_is_shown_behind_the_number(log_in, world):
    make_activity(
        "letter",
        campaign=world.campaign,
        committee=world.donghe,
        channels="other",
        channel_other="村广播",
    )
    page = log_in("region_manager").get("/admin/reports/annex2/entries/?row=total&kind=letter").content.decode()
    assert "村广播" in page


@pytest.mark.django_db
def test_direct_committees_read_that_they_count_in_no_row(client, world):
    call_command("sync_roles")
    client.force_login(make_account(committee=world.direct, role="league_city_staff"))
    assert "计入上级那一行" not in client.get("/admin/reports/annex2/").content.decode()


RACES = {
    "returnees/entrance": ("county_staff", {"channel": "market", "label": "x"}),
    "organization/account": ("region_manager", {"username": "neu", "role": "region_viewer", "is_active": "on"}),
    "organization/campaign": ("region_manager", CAMPAIGN),
}


@postgresql_only
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("page", "fields"), [("home", {}), ("rows", {"act": "separate"})])
def test_one_act_pressed_twice_at_once(world, page, fields):
    call_command("sync_roles")
    campaigns = [world.campaign, make_campaign(year=2021)]
    for campaign in campaigns:
        make_rows(campaign=campaign)
    answers = []

    def press(client, campaign):
        answers.append(client.post(f"/admin/reports/setup/{campaign.key}/{page}/", fields).status_code)

    for _ in range(5):
        chosen = campaigns * 3 if page == "home" else [campaigns[0]] * 6
        clients = [signed_in(world.accounts["region_manager"], raise_request_exception=False) for _ in chosen]
        at_once(*map(partial, [press] * 6, clients, chosen))
        rejoin_rows(campaign=campaigns[0])
    assert set(answers) == {302}


@pytest.mark.django_db
@pytest.mark.parametrize("position", [32767, 9223372036854775807])
def test_a_position_leaves_room_for_the_next_row(log_in, world, position):
    client = staff(log_in, "region_manager")
    row = Package.objects.last()
    client.post(f"/admin/reports/package/{row.pk}/change/", {"printed_name": "x", "position": position})
    fields = {"action": "separate_rows", "_selected_action": world.campaign.pk, "index": "0"}
    assert client.post("/admin/organization/campaign/", fields).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("case", ["administers itself", "administered, with a row of its own"])
def test_rows_that_cannot_be_separated_say_so(log_in, world, case):
    ward = world.manzhouli if case == "administers itself" else world.hailar
    Committee.objects.filter(pk=ward.pk).update(administered_by=world.manzhouli, is_separately_planned=True)
    fields = {"action": "separate_rows", "_selected_action": world.campaign.pk, "index": "0"}
    assert staff(log_in, "region_manager").post("/admin/organization/campaign/", fields).status_code == 302


@pytest.mark.django_db
def test_rejoining_removes_no_league_city_from_the_table(world):
    Committee.objects.filter(pk=world.baotou.pk).update(is_separately_planned=True)
    rejoin_rows(campaign=world.campaign)
    assert Package.objects.filter(committee=world.baotou).exists()


@pytest.mark.django_db
def test_rejoining_also_removes_a_row_whose_city_lost_the_flag(world):
    separate_rows(campaign=world.campaign)
    Committee.objects.update(is_separately_planned=False)
    rejoin_rows(campaign=world.campaign)
    assert not Package.objects.filter(committee=world.manzhouli).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "wanted"), [("system_administrator", "region_manager"), ("region_manager", "region_viewer")]
)
def test_nobody_changes_their_own_role(log_in, world, role, wanted):
    account = world.accounts[role]
    fields = account_form(account, role=wanted)
    log_in(role).post(f"/admin/organization/account/{account.pk}/change/", fields)
    assert Account.objects.get(pk=account.pk).role == role


@pytest.mark.django_db
def test_nobody_moves_themselves_to_another_committee(log_in, world):
    account = world.accounts["system_administrator"]
    fields = account_form(account, role="county_staff", committee=world.donghe.pk)
    log_in("system_administrator").post(f"/admin/organization/account/{account.pk}/change/", fields)
    assert Account.objects.filter(role="system_administrator").exists()


@pytest.mark.django_db
def test_a_record_shows_no_label_of_a_foreign_entrance(log_in, world):
    entrance = make_entrance(campaign=world.campaign, committee=world.hailar, label="海拉尔内部备注")
    returnee = make_returnee(entrance=entrance, home_committee=world.donghe)
    page = log_in("county_staff").get(f"/admin/returnees/returnee/{returnee.pk}/change/").content.decode()
    assert "内部备注" not in page
    assert f"/admin/returnees/entrance/{entrance.pk}/" not in page


@pytest.mark.django_db
def test_the_receipt_page_shows_no_label_of_the_staff_s(client, world):
    entrance = make_entrance(campaign=world.campaign, committee=world.donghe, label="困难家庭名单")
    client.post(entrance.get_absolute_url(), payload(entrance))
    proof = {"code": known_receipt_code(Returnee.objects.get()), "last_digits": "0001"}
    assert "困难家庭名单" not in client.post("/receipt/", proof).content.decode()


@pytest.mark.django_db
def test_the_duplicate_mark_shows_nothing_of_foreign_records(log_in, world):
    for home in (world.donghe, world.hailar):
        entrance = make_entrance(campaign=world.campaign, committee=home)
        make_returnee(entrance=entrance, home_committee=home, phone="13911112222")
    assert not log_in("county_staff").get("/admin/returnees/returnee/?duplicate=yes").context["cl"].result_count


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        {"under": "9" * 5000},
        {"held_on__year": "9999"},
        {"month": "9999-12"},
        {"month": "9" * 30},
        {"state__exact": "\x00"},  # PostgreSQL
        {"state__regex": "("},
        {"q": "x" * 50_001},
    ],
    ids=lambda query: str(query)[:40],
)
def test_no_address_of_a_list_makes_an_error_of_ours(log_in, query):
    assert staff(log_in, "county_staff").get("/admin/activities/letter/", query).status_code < 500


@pytest.mark.django_db
@pytest.mark.parametrize("year", ["1", "9999"])
def test_no_year_of_a_day_makes_an_error_of_ours(log_in, year):
    assert (
        staff(log_in, "county_staff").get("/admin/returnees/returnee/", {"submitted_at__year": year}).status_code < 500
    )


@pytest.mark.django_db
@pytest.mark.parametrize("chosen", ["abc", "\x00", "9" * 5000, "9" * 30])
@pytest.mark.parametrize(("page", "action"), [("returnee", "release"), ("entrance", "pause")])
def test_no_chosen_row_makes_an_error_of_ours(log_in, page, action, chosen):
    fields = {"action": action, "_selected_action": [chosen], "index": "0"}
    assert staff(log_in, "county_staff").post(f"/admin/returnees/{page}/", fields).status_code < 500


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["returnees/entrance/add/?expires_at=x", "organization/campaign/add/?opens_at=x"])
def test_no_preset_value_makes_an_error_of_ours(log_in, page):
    assert staff(log_in, "region_manager").get(f"/admin/{page}").status_code < 500


@pytest.mark.django_db
def test_no_charset_makes_an_error_of_ours(client, world):
    client.raise_request_exception = False
    header = "multipart/form-data; boundary=x; charset=base64"
    body = b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\nx\r\n--x--\r\n'
    assert client.generic("POST", world.homepage.get_absolute_url(), body, header).status_code < 500
    assert client.generic("GET", "/admin/login/?next=x", b"", "text/html; charset=base64").status_code < 500


@pytest.mark.django_db
def test_understands_a_name_in_mongolian_with_its_vowel_separator(client, world):
    client.post(world.homepage.get_absolute_url(), payload(world.homepage, name="ᠰᠠᠷ\u180eᠠ"))
    assert Returnee.objects.count() == 1


@pytest.mark.parametrize("url", ["http://[::1", "http://host:99999x", "http://user:pw@host", "http://host#x"])
def test_a_public_address_that_is_none_stops_with_a_sentence(monkeypatch, url):
    from django.core.exceptions import ImproperlyConfigured

    from config.settings import env_public_url

    monkeypatch.setenv("PUBLIC_URL", url)
    with pytest.raises(ImproperlyConfigured):
        env_public_url("PUBLIC_URL", "")


def test_a_public_address_in_capitals_is_https_too(monkeypatch):
    from config.settings import env_public_url

    monkeypatch.setenv("PUBLIC_URL", "HTTPS://guichao.example")
    assert env_public_url("PUBLIC_URL", "").startswith("https://")


def test_the_state_is_readable_by_its_owner_only(tmp_path):
    dev.secret_key(tmp_path / "var" / "demo")
    assert (tmp_path / "var").stat().st_mode & 0o077 == 0
