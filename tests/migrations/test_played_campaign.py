"""An existing database keeps what it has: a campaign played before kinds were rows, migrated. See conftest.py."""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.utils.timezone import localdate

from activities.models import Activity, KindDetail
from organization.clock import start_of_day
from organization.models import Account, AuditEvent, AuditSeal, Campaign
from organization.roles import ROLES
from organization.trail.verification import verify_trail
from returnees.receipt_codes import receipt_digest
from tests.factories import notice_of_2020
from tests.migrations.conftest import describe_schema
from tests.migrations.shown import sheets, statuses, tables

pytestmark = pytest.mark.django_db

KINDS = ("letter", "visit", "symposium", "lecture", "tour")
SHAPES = dict(zip(KINDS, ("outreach", "contact", "meeting", "meeting", "meeting"), strict=True))
MOMENT = datetime(2020, 2, 21, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
SECRET_KEY = "a-key-of-the-played-campaign-that-guards-nothing-at-all-0123456789"

# Of the columns that have other names now, or say it in another table.
CHANNELS = {"letter_channels": "channels", "letter_channel_other": "channel_other"}
KIND = {"kind": "kind__key"}
COLUMNS_NOW = {
    "returnees.Returnee": {"receipt_code": "receipt_digest"},
    "activities.Activity": KIND | CHANNELS,
    "activities.ActivityImport": KIND,
    "activities.ZeroReport": KIND,
    "reports.SubmissionEntry": CHANNELS,
}
# The way to its record, and its moment.
HANGING = {
    "returnees.Correction": ("returnee_id", "corrected_at"),
    "returnees.FollowUpCase": ("returnee_id", "opened_at"),
    "returnees.FollowUpNote": ("case_id", "written_at"),
    "returnees.HandOver": ("case_id", "handed_over_at"),
    "returnees.AllianceMembership": ("returnee_id", "confirmed_at"),
}
LISTS = {f"/admin/activities/{key}/" for key in KINDS}
SHEET_OF_A_COUNTY = "/admin/reports/packages/13/annex2.xlsx"
# Compared by what they permit.
PERMITTING = {"contenttypes.ContentType", "auth.Permission", "auth.Group_permissions"}


@pytest.fixture(autouse=True)
def _moment_of_the_dump(settings, migrated):
    settings.SECRET_KEY = SECRET_KEY
    settings.GUICHAO_TODAY = date(2020, 2, 21)
    with time_machine.travel(MOMENT, tick=False):
        yield


@pytest.fixture
def accounts(shown):
    return {"": None} | {role: Account.objects.get(username=name) for role, name in shown["accounts"].items()}


@pytest.fixture
def manager(client, accounts):
    client.force_login(accounts["region_manager"])
    return client


def test_a_migrated_database_has_the_tables_of_a_fresh_one(fresh_schema):
    assert describe_schema() == fresh_schema


def dumped(dump, label) -> list[dict]:
    return [dict(zip(dump[label]["columns"], row, strict=True)) for row in dump[label]["rows"]]


def types_then(dump) -> dict[int, str]:
    return {row["id"]: f"{row['app_label']}.{row['model']}" for row in dumped(dump, "contenttypes.ContentType")}


def type_now(label) -> int:
    app_label, model = label.split(".")
    return ContentType.objects.get(app_label=app_label, model="activity" if model in KINDS else model).pk


def test_every_row_keeps_every_value(dump):
    type_of = types_then(dump)
    for label in dump.keys() - PERMITTING:
        columns = dump[label]["columns"]
        expected = dump[label]["rows"]
        if label == "admin.LogEntry":
            at = columns.index("content_type_id")
            expected = [[*row[:at], type_now(type_of[row[at]]), *row[at + 1 :]] for row in expected]
        if label == "returnees.Returnee":
            expected = [as_forgotten(dict(zip(columns, row, strict=True))) for row in expected]
        if label in HANGING:
            expected = [as_forgotten_too(dump, label, dict(zip(columns, row, strict=True))) for row in expected]
        if label == "auth.Group":
            # Named by its label then, by its key now.
            key_of = {role.label: role.key for role in ROLES.values()}
            at = columns.index("name")
            expected = [[*row[:at], key_of[row[at]], *row[at + 1 :]] for row in expected]
        assert rows_now(label, columns) == expected, label


def as_forgotten(returnee) -> list:
    """The digest of its receipt in place of it, and of an erased one the day alone."""
    returnee["receipt_code"] = receipt_digest(returnee["receipt_code"])
    if returnee["personal_erased_at"]:
        day = localdate(datetime.fromisoformat(returnee["submitted_at"]))
        returnee |= {"submitted_at": start_of_day(day).astimezone(UTC).isoformat()}
        returnee |= {"sensitive_consented_at": None, "entrance_id": None}
    return list(returnee.values())


def as_forgotten_too(dump, label, row) -> list:
    """What hangs on an erased record keeps the days alone."""
    way, column = HANGING[label]
    erased = {one["id"] for one in dumped(dump, "returnees.Returnee") if one["personal_erased_at"]}
    cases = {one["id"]: one["returnee_id"] for one in dumped(dump, "returnees.FollowUpCase")}
    if (cases[row[way]] if way == "case_id" else row[way]) in erased:
        row[column] = start_of_day(localdate(datetime.fromisoformat(row[column]))).astimezone(UTC).isoformat()
    return list(row.values())


def rows_now(label, columns) -> list[list]:
    """As the dump has them: days and moments as ISO writes them."""
    model = apps.get_model(label)
    names = [COLUMNS_NOW.get(label, {}).get(column, column) for column in columns]
    rows = model._base_manager.order_by("pk").values_list(*names)
    return [
        [value if value is None or isinstance(value, str | int | list | dict) else as_dumped(value) for value in row]
        for row in rows
    ]


def as_dumped(value) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def test_each_campaign_has_the_five_kinds_and_its_entries_their_shape(dump):
    assert list(Campaign.objects.order_by("pk").values_list("key", "state", "is_current", "is_trial")) == [
        ("2020", "open", True, False),
        ("2021", "preparing", False, False),
    ]
    for campaign in Campaign.objects.all():
        assert dict(campaign.kinds.order_by("position").values_list("key", "shape")) == SHAPES
        entries = Activity.with_deleted.filter(campaign=campaign)
        assert entries.exists()
        assert not entries.exclude(kind__campaign=campaign).exists()
        assert all(entry.shape == SHAPES[entry.kind.key] for entry in entries.select_related("kind"))


def test_texts_speak_of_new_members_in_the_words_of_2020():
    words = KindDetail.objects.filter(column="new_member_count").values_list("other_names", flat=True)
    (visit,) = (kind for kind in notice_of_2020()["kinds"] if kind["key"] == "visit")
    assert {*words} == {detail["other_names"] for detail in visit["details"] if "other_names" in detail}


def test_the_audit_chain_is_sealed_as_it_was_and_found_whole(settings):
    count = AuditEvent.objects.count()
    assert AuditSeal.objects.seal().remark == f"含第一版的链 {count} 条，封存时完整"
    settings.SECRET_KEY = "another key of more than thirty-two characters"
    assert verify_trail().is_whole
    AuditEvent.objects.filter(sequence=7).update(detail="改过")
    assert [str(one) for one in verify_trail().findings] == ["第 7 条：内容被改动"]


def test_nothing_is_left_of_the_models_of_the_five_kinds():
    assert not ContentType.objects.filter(app_label="activities", model__in=KINDS).exists()
    assert not Permission.objects.filter(codename__regex=rf"_({'|'.join(KINDS)})$").exists()


def test_groups_may_do_in_the_log_what_they_might_with_its_kinds(dump):
    type_of = types_then(dump)
    permission = {
        row["id"]: (type_of[row["content_type_id"]].partition(".")[0], row["codename"])
        for row in dumped(dump, "auth.Permission")
    }
    expected = {row["id"]: set() for row in dumped(dump, "auth.Group")}
    for row in dumped(dump, "auth.Group_permissions"):
        app_label, codename = permission[row["permission_id"]]
        action, _, model = codename.rpartition("_")
        is_of_kind = app_label == "activities" and model in KINDS
        expected[row["group_id"]].add((app_label, f"{action}_activity" if is_of_kind else codename))
    assert permissions_now() == expected
    call_command("sync_roles")
    now = permissions_now()
    assert all(expected[group] <= now[group] for group in expected)


def permissions_now() -> dict[int, set]:
    return {
        group.pk: set(group.permissions.values_list("content_type__app_label", "codename"))
        for group in Group.objects.all()
    }


def test_every_address_answers_every_role_as_before(client, accounts, shown):
    """But for the audit trail, of which the region's manager now reads the own part."""
    call_command("sync_roles")
    shown["statuses"]["/admin/organization/auditevent/"]["region_manager"] = 200
    assert statuses(client, accounts, shown["statuses"]) == shown["statuses"]


# Of 问卷统计, further to the right and below than it was.
GROWN = ("merged", "widths", "heights", "area")
COLUMNS_OF_A_GROUP = 16
AT_HOME = "在乡意向"


def test_every_sheet_is_as_before_cell_by_cell(manager, shown):
    """But for the seal of a county with a row of its own: it is the county's now. And for whom nobody asked before."""
    call_command("sync_roles")
    for address, expected in shown["sheets"].items():
        now = sheets(manager, address)
        if address == SHEET_OF_A_COUNTY:
            assert now["附件2"]["cells"][3].pop() == "满洲里市团委盖章："
            assert expected["附件2"]["cells"][3].pop() == "盟市团委盖章："
        if "问卷统计" in now:
            take_out_starting_at_home(now, expected)
        assert now == expected, address


def take_out_starting_at_home(now, expected):
    """One group of columns of 问卷统计 with its sentence, and a sentence of 需求汇总."""
    sheet, was = now["问卷统计"], expected["问卷统计"]
    start = sheet["cells"][2].index(f"{AT_HOME}创业青年")
    end = start + COLUMNS_OF_A_GROUP
    sheet["cells"] = [row[:start] + row[end:] for row in sheet["cells"] if not str(row[0]).startswith(AT_HOME)]
    for part in GROWN:
        assert sheet.pop(part) != was.pop(part)
    for row in now["需求汇总"]["cells"]:
        row[0] = row[0] and row[0].replace("已创业和有创业意向的", "已返乡创业和有返乡创业意向的")


def test_every_table_on_a_page_is_as_before(manager, shown):
    call_command("sync_roles")
    for address, expected in shown["tables"].items():
        now = with_earlier_headings(tables(manager, address))
        if address.endswith("/history/"):
            now, expected = ([row[-1] for row in table[0][1:]] for table in (now, expected))
        if address in LISTS:
            now, expected = [in_columns(now[0], expected[0])], [in_columns(expected[0], expected[0])]
        assert without_starting_at_home(now) == expected, address


def with_earlier_headings(found):
    """On the board, messages stand beside the reminders."""
    for table in found:
        for row in table[:1]:
            row[:] = ["催报" if heading == "催报、消息" else heading for heading in row]
    return found


def without_starting_at_home(found):
    """In the statistics a column of its own, on the board the third number of a cell."""
    for table in found:
        headings = [str(heading) for heading in table[0]] if table else []
        places = [number for number, heading in enumerate(headings) if AT_HOME in heading]
        for place, row in ((place, row) for place in places for row in table):
            if headings[place] == AT_HOME:
                del row[place]
            else:
                row[place] = row[place].removesuffix(f" {AT_HOME}").removesuffix("、0")
    return found


SORTING = re.compile(r"^\d+ |[↓↑↕].*$")


def in_columns(table, wanted) -> list[dict[str, str]]:
    """The rows of a list by heading, as far as `wanted` has the column: their order and further ones are the page's."""
    headings, wanted_headings = ([SORTING.sub("", cell) for cell in one[0]] for one in (table, wanted))
    rows = (dict(zip(headings, row, strict=True)) for row in table[1:])
    return [{heading: row[heading] for heading in wanted_headings} for row in rows]
