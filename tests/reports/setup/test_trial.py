import uuid
from datetime import date
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from activities.models import Activity, ActivityImport, Completion, Photo
from organization.models import Account, AuditEvent, Campaign, Committee, Responsible
from reports.annex2.table import build_table
from reports.annex2.workbook import build_workbook
from reports.models import Announcement, AnnouncementFile, Package, Reminder, StampedScan, Submission, SummaryVersion
from reports.setup.notice_file import notice_path, read_notice
from reports.setup.notice_loading import load_notice
from reports.setup.opening import open_campaign
from reports.setup.rows import make_rows
from reports.setup.trial import ENTERED, count_entered, empty_trial, erase_due_trials, open_trial
from returnees.models import (
    AllianceMembership,
    CommitteeLetter,
    DistinctPair,
    EndedRequest,
    Entrance,
    EntranceDay,
    HandOver,
    LostReceipt,
    Returnee,
)
from tests.activities.entries import attach
from tests.factories import (
    declare_zero_report,
    kind_of,
    make_activity,
    make_campaign,
    make_follow_up_case,
    make_follow_up_note,
    make_headcount,
    make_publicity,
    make_responsible,
    make_returnee,
    make_service,
    make_wechat_group,
    submit_package,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_storage")]

NOTE = "试用（以2020年通知为样例）"


@pytest.fixture
def own_storage(settings, tmp_path):
    settings.MEDIA_ROOT = settings.VAR_DIR = tmp_path


@pytest.fixture
def trial(world):
    Campaign.objects.update(is_current=False)
    return open_trial()


def fill(campaign, world):
    """A row of everything that may be entered."""
    staff, manager = world.accounts["county_staff"], world.accounts["region_manager"]
    at = {"campaign": campaign, "committee": world.donghe}
    entrance = Entrance.objects.homepage_of(campaign)
    youth = {"entrance": entrance, "home_committee": world.donghe}
    make_activity("visit", **at).mark_deleted(by=staff)
    make_activity("visit", **at)
    for make in (make_service, make_wechat_group, make_headcount, make_publicity, make_responsible):
        make(**at)
    ActivityImport.objects.store(b"x", kind=kind_of(campaign, "visit"), campaign=campaign, by=staff)
    Completion.objects.mark(**at, by=staff)
    declare_zero_report(**at, kinds=["tour"], by=staff)
    first, second = make_returnee(**youth), make_returnee(**youth)
    DistinctPair.objects.mark_distinct(returnees=[first, second], by=staff)
    merged = make_returnee(**youth, state="merged", earlier_state="accepted", merged_into=first)
    make_returnee(**youth, state="merged", earlier_state="accepted", merged_into=merged)
    case = make_follow_up_case(**youth)
    make_follow_up_note(case=case, by=staff)
    HandOver.objects.create(
        case=case, campaign=campaign, from_committee=world.donghe, to_committee=world.hailar, state_before=case.state
    )
    AllianceMembership.objects.create(**at, returnee=first, member_since=date(2020, 2, 1), confirmed_by=staff)
    EntranceDay.objects.create(entrance=entrance, day=date(2020, 2, 1), open_count=3)
    asked = LostReceipt.objects.ask(campaign=campaign, committee=world.donghe, phone="13900000001", is_suspect=False)
    EndedRequest.objects.record_lost_code(asked)
    CommitteeLetter.objects.create(campaign=campaign, committee=world.baotou, text="亲爱的朋友：")
    package = Package.objects.get(campaign=campaign, committee=world.baotou)
    submit_package(package, by=world.accounts["league_city_staff"])
    package.refresh_from_db()
    SummaryVersion.objects.keep(package, replaced_by="draft", by=manager)
    said = {"title": "公告", "text": "请报送", "posted_by": manager, "form_uuid": uuid.uuid4()}
    announcement = Announcement.objects.create(campaign=campaign, committee=world.region, **said)
    AnnouncementFile.objects.create(announcement=announcement, title="手册", name="a", extension="pdf", byte_count=1)
    Reminder.objects.note(campaign=campaign, packages=[package], text="请报送", by=manager, form_uuid=uuid.uuid4())


def counts_of(campaign):
    return {model: model._base_manager.filter(**{way: campaign}).count() for model, way in ENTERED}


def test_a_trial_has_the_samples_words_and_todays_dates(trial):
    assert (trial.key, trial.is_trial, trial.is_current, trial.state) == ("trial", True, True, "open")
    assert trial.document_number == "内团办发﹝2020﹞1号"
    assert trial.annex2_title == "2020共青团联系服务返乡创业青年月活动开展情况统计表"
    assert (trial.starts_on, trial.ends_on, trial.package_due_on) == (
        date(2020, 2, 1),
        date(2020, 3, 31),
        date(2020, 3, 18),
    )
    assert Package.objects.in_campaign(trial).count() == 2


def test_the_sheet_of_a_trial_is_that_of_the_sample(trial, world):
    sample = load_notice(read_notice(notice_path("2020")), key="sample")
    make_rows(campaign=sample)
    grids = []
    for campaign in (trial, sample):
        sheet = build_workbook(build_table(campaign, world.region)).active
        cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
        grids.append((cells, sorted(map(str, sheet.merged_cells.ranges)), sheet.print_area))
    assert grids[0] == grids[1]


def test_every_public_page_says_that_it_is_a_trial(client, trial, settings):
    settings.GUICHAO_TODAY = None
    entrance = Entrance.objects.homepage_of(trial)
    for address in ("/", "/letter/", "/privacy/", "/receipt/", entrance.get_absolute_url(), "/q/unknown/"):
        page = client.get(address).content.decode()
        assert page.count(NOTE) == 1
        assert "演示" not in page


def test_a_campaign_of_the_regions_own_says_nothing_of_the_kind(client, world, settings):
    settings.GUICHAO_TODAY = None
    for address in ("/", "/letter/", "/privacy/", "/receipt/", world.homepage.get_absolute_url()):
        page = client.get(address).content.decode()
        assert "试用" not in page
        assert "演示" not in page


def test_a_fixed_day_is_a_demo_and_every_public_page_says_so(client, world):
    for address in ("/", "/letter/", "/privacy/", "/receipt/", world.homepage.get_absolute_url(), "/q/unknown/"):
        assert client.get(address).content.decode().count("演示：") == 1


def test_staff_pages_say_that_the_campaign_is_a_trial(log_in, trial, world):
    assert "这是试用年度" in log_in("region_manager").get("/admin/").content.decode()
    world.campaign.make_current()
    assert "这是试用年度" not in log_in("region_manager").get("/admin/").content.decode()


def test_emptying_leaves_the_form_the_rows_and_the_entrances(trial, world, django_capture_on_commit_callbacks):
    fill(trial, world)
    before = counts_of(trial)
    assert all(before.values()), before
    others = submit_package(Package.objects.get(campaign=world.campaign, committee=world.baotou), by=manager_of(world))
    (stale,) = ActivityImport.objects.all()
    with django_capture_on_commit_callbacks(execute=True):
        counts = empty_trial(trial)
    assert counts["返乡青年"] == 5
    assert not any(counts_of(trial).values())
    assert count_entered(trial) == {}
    assert not default_storage.exists(stale.path)
    assert not Responsible.objects.exists()
    assert list(Submission.objects.all()) == [others]
    assert (trial.kinds.count(), trial.annex_columns.count(), trial.packages.count()) == (5, 11, 2)
    assert trial.entrances.count() == 1
    for package in trial.packages.all():
        assert (package.state, package.filled_by_name, package.summary_text) == ("not_started", "", "")


def manager_of(world):
    return world.accounts["league_city_staff"]


def test_photos_of_a_trial_go_with_their_files_but_not_those_used_elsewhere(
    trial, world, django_capture_on_commit_callbacks
):
    use, kept = attach(world), attach(world, colour="blue")
    Activity.objects.filter(pk=use.activity_id).update(campaign=trial, kind=kind_of(trial, use.activity.kind.key))
    shared = make_activity("visit", campaign=trial, committee=world.donghe)
    shared.activity_photos.create(photo=kept.photo, caption="也用在这里")
    with django_capture_on_commit_callbacks(execute=True):
        empty_trial(trial)
    assert list(Photo.objects.all()) == [kept.photo]
    assert not default_storage.exists(use.photo.path)
    assert default_storage.exists(kept.photo.path)


def test_a_scan_of_a_trial_goes_with_it(trial, world):
    scan = StampedScan.objects.create(
        name="a" * 32, extension="pdf", byte_count=1, digest="0" * 64, uploaded_by=manager_of(world)
    )
    trial.packages.filter(committee=world.baotou).update(scan=scan)
    empty_trial(trial)
    assert not StampedScan.objects.exists()


def test_another_campaign_is_never_emptied(world):
    make_activity("visit", campaign=world.campaign, committee=world.donghe)
    with pytest.raises(ValidationError, match="2020 年度不是试用年度"):
        empty_trial(world.campaign)
    with pytest.raises(CommandError, match="2020 年度不是试用年度"):
        call_command("reset_trial", "2020")
    with pytest.raises(CommandError, match="没有代码为 trial 的年度"):
        call_command("reset_trial")
    assert Activity.objects.count() == 1


def test_the_command_counts_first_and_then_empties(trial, world):
    make_activity("visit", campaign=trial, committee=world.donghe)
    out = StringIO()
    call_command("reset_trial", "--dry-run", stdout=out)
    assert Activity.objects.count() == 1
    call_command("reset_trial", stdout=out)
    assert not Activity.objects.exists()
    call_command("reset_trial", stdout=out)
    assert out.getvalue().splitlines() == [
        "将删去：活动 1，没有改动。",
        "已删去：活动 1。",
        "已删去：没有内容。",
    ]
    event = AuditEvent.objects.order_by("sequence").first()
    assert (event.act, event.object_id, event.detail) == ("trial_reset", str(trial.pk), "活动 1")


def own_campaign(**overrides):
    fields = {
        "year": 2021,
        "state": "preparing",
        "contact_name": "李干事",
        "contact_phone": "0471-0000000",
        "letter_text": "亲爱的朋友：",
        "complaints": "12355",
        "anonymise_on": date(2023, 2, 28),
    }
    return make_campaign(**fields | overrides)


def test_a_trial_gives_way_to_the_regions_own_and_is_erased_30_days_later(trial, world, settings):
    fill(trial, world)
    own = own_campaign()
    assert erase_due_trials() == {}
    open_campaign(own)
    assert Campaign.objects.current() == own
    trial.refresh_from_db()
    assert (trial.erase_on, trial.state) == (date(2020, 3, 11), "open")
    settings.GUICHAO_TODAY = date(2020, 3, 10)
    assert erase_due_trials() == {}
    settings.GUICHAO_TODAY = date(2020, 3, 11)
    due = erase_due_trials(is_dry_run=True)
    assert due["返乡青年"] == 5
    assert Returnee.objects.filter(campaign=trial).count() == 5
    assert erase_due_trials() == due
    trial.refresh_from_db()
    assert trial.state == "closed"
    assert not any(counts_of(trial).values())
    assert erase_due_trials() == {}


def test_a_second_campaign_of_the_regions_own_does_not_move_the_day(trial, settings):
    open_campaign(own_campaign())
    settings.GUICHAO_TODAY = date(2020, 2, 20)
    another = own_campaign(key="2021-summer")
    open_campaign(another)
    trial.refresh_from_db()
    assert trial.erase_on == date(2020, 3, 11)
    assert Campaign.objects.current() != another


def test_a_plain_start_opens_a_trial_and_prints_its_address(db, settings):
    settings.GUICHAO_TODAY = date(2031, 7, 19)
    first, again = StringIO(), StringIO()
    call_command("set_up", stdout=first)
    call_command("set_up", stdout=again)
    trial = Campaign.objects.get()
    assert (trial.key, trial.year, trial.is_current, trial.state) == ("trial", 2031, True, "open")
    assert trial.starts_on <= date(2031, 7, 19) <= trial.ends_on
    assert f"问卷地址：{Entrance.objects.homepage_of(trial).address}" in first.getvalue()
    assert "一次性密码" in first.getvalue()
    assert "一次性密码" not in again.getvalue()
    assert (Account.objects.count(), Committee.objects.count()) == (2, 116)


def test_an_installation_that_has_a_campaign_gets_no_trial(world):
    call_command("set_up", stdout=StringIO())
    assert [campaign.key for campaign in Campaign.objects.all()] == ["2020"]
