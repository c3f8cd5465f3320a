"""催报: the text for the work group, and the note that it went out."""

import uuid
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.utils import timezone

from organization.choices import Act
from organization.models import AuditEvent
from reports.models import Package, Reminder
from reports.overview.board.reminder_text import reminder_text
from reports.packages import life_cycle
from reports.setup.rows import separate_rows
from tests.factories import fill_package, make_campaign, submit_package

PAGE = "/admin/reports/board/reminder/"
DUE_ON = date(2020, 2, 16)


@pytest.fixture
def packages(world):
    separate_rows(campaign=world.campaign)
    return {package.printed_name: package for package in Package.objects.in_campaign(world.campaign)}


@pytest.fixture
def staff(world):
    return world.accounts["league_city_staff"]


def text_at(world, *, hour=18, day):
    moment = timezone.make_aware(datetime(day.year, day.month, day.day, hour, 40))
    packages = Package.objects.in_campaign(world.campaign).select_related("campaign")
    return reminder_text(packages, due_on=world.campaign.package_due_on, moment=moment)


def test_names_who_has_not_sent_up_by_state_in_the_order_of_the_table(world, packages, staff, settings):
    settings.GUICHAO_TODAY = date(2020, 2, 15)
    fill_package(packages["呼伦贝尔市"], by=staff)
    assert text_at(world, day=date(2020, 2, 15)) == (
        "截至2月15日18时，以下3个单位尚未报送：\n"
        "未开始：包头市、满洲里市；\n"
        "填写中：呼伦贝尔市。\n"
        "请于2月16日24时前报送。"
    )


def test_leaves_out_who_has_and_names_who_was_sent_back(world, packages, staff):
    submit_package(packages["包头市"], by=staff)
    submit_package(packages["满洲里市"], by=staff)
    life_cycle.return_for_revision(package=packages["满洲里市"], by=staff, reason="照片模糊", parts=["photos"])
    text = text_at(world, day=date(2020, 2, 10))
    assert "包头市" not in text
    assert "以下1个单位退回修改中，请改好后重新报送：满洲里市。" in text


def test_is_empty_where_everything_is_there(world, packages, staff):
    for package in packages.values():
        submit_package(package, by=staff)
    assert text_at(world, day=date(2020, 2, 10)) == ""


def test_says_overdue_after_the_deadline(world, packages, settings):
    settings.GUICHAO_TODAY = date(2020, 2, 17)
    life_cycle.extend(package=packages["包头市"], until=date(2020, 2, 20), reason="暴雪")
    assert text_at(world, hour=9, day=date(2020, 2, 17)) == (
        "报送截止时间为2月16日24时。截至2月17日9时，以下2个单位逾期未报送：\n"
        "未开始：呼伦贝尔市、满洲里市。\n"
        "请尽快报送，材料将注明逾期。\n"
        "已延期、尚未到期：包头市（已延期至2月20日）。"
    )


def test_names_an_extension_before_the_deadline(world, packages):
    life_cycle.extend(package=packages["包头市"], until=date(2020, 2, 20), reason="暴雪")
    text = text_at(world, day=date(2020, 2, 10))
    assert "未开始：包头市（已延期至2月20日）、呼伦贝尔市、满洲里市。" in text
    assert text.endswith("请于2月16日24时前报送；已延期的请于延期之日24时前报送。")


def test_sends_nobody_to_a_closed_door(world, packages, settings):
    world.campaign.locks_at = datetime(2020, 2, 17, 16, tzinfo=UTC)
    world.campaign.save()
    settings.GUICHAO_TODAY = date(2020, 2, 19)
    assert "请先联系自治区团委延期" in text_at(world, day=date(2020, 2, 19))
    life_cycle.extend(package=packages["包头市"], until=date(2020, 2, 18), reason="暴雪")
    settings.GUICHAO_TODAY = date(2020, 2, 18)
    assert text_at(world, day=date(2020, 2, 18)).count("关闭") == 1


def test_names_committees_and_nobody(world, packages, staff):
    fill_package(packages["包头市"], by=staff)
    assert "李干事" not in text_at(world, day=date(2020, 2, 10))
    assert "13900000008" not in text_at(world, day=date(2020, 2, 10))


def test_the_page_accepts_only_those_that_the_board_showed(log_in, packages, staff):
    fill_package(packages["包头市"], by=staff)
    text = log_in("region_manager").get(PAGE, {"state": "in_progress"}).context["form"].initial["text"]
    assert "包头市" in text
    assert "呼伦贝尔市" not in text


def payload(awaited, /, **changes):
    given = {
        "campaign": "2020",
        "text": "截至2月10日18时……",
        "packages": [package.pk for package in awaited],
        "form_uuid": str(uuid.uuid4()),
    }
    return given | changes


def test_notes_it_with_its_text_and_its_packages(log_in, world, packages):
    awaited = [packages["包头市"], packages["满洲里市"]]
    client = log_in("region_manager")
    response = client.post(PAGE, payload(awaited, text="请尽快报送。\r\n谢谢"), follow=True)
    assert "已记为已催报" in response.content.decode()
    reminder = Reminder.objects.get()
    assert (reminder.text, reminder.sent_by) == ("请尽快报送。\n谢谢", world.accounts["region_manager"])
    assert set(reminder.packages.all()) == set(awaited)
    event = AuditEvent.objects.get(act=Act.REMINDER_SENT)
    assert event.detail == "包头市、满洲里市"
    assert "请尽快报送。" in client.get(PAGE).content.decode()
    rows = {row.package.printed_name: row for row in response.context["rows"]}
    assert (rows["包头市"].reminder_count, rows["呼伦贝尔市"].reminder_count) == (1, 0)
    assert rows["满洲里市"].last_reminded_at == reminder.sent_at


def test_a_second_click_does_not_note_it_twice(log_in, packages):
    client, sent = log_in("region_manager"), payload(packages.values())
    client.post(PAGE, sent)
    response = client.post(PAGE, sent, follow=True)
    assert "没有重复记" in response.content.decode()
    assert Reminder.objects.count() == 1
    assert AuditEvent.objects.filter(act=Act.REMINDER_SENT).count() == 1
    client.post(PAGE, payload(packages.values()))
    assert Reminder.objects.count() == 2


def test_a_viewer_reads_the_text_but_notes_nothing(log_in, packages):
    client = log_in("region_viewer")
    page = client.get(PAGE).content.decode()
    assert "尚未报送" in page
    assert "记为已催报" not in page
    assert client.post(PAGE, payload(packages.values())).status_code == 403
    assert not Reminder.objects.exists()


def test_a_league_city_notes_nothing(log_in, packages):
    assert log_in("league_city_staff").post(PAGE, payload(packages.values())).status_code == 404
    assert not Reminder.objects.exists()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"text": " "}, "请写催报内容"),
        ({"text": "催" * 2001}, "不超过 2000 字"),
        ({"packages": []}, "没有要催报的单位"),
        ({"packages": ["999999"]}, "不在这个年度的表中"),
        ({"packages": ["x"]}, "不在这个年度的表中"),
        ({"form_uuid": "x"}, "这一页不完整，请重新打开再填。"),
    ],
)
def test_errors_stand_beside_what_was_typed(log_in, packages, changes, message):
    response = log_in("region_manager").post(PAGE, payload(packages.values(), **changes))
    assert response.status_code == 200
    page = response.content.decode()
    assert message in page
    assert changes.get("text", "截至2月10日18时……").strip() in page
    assert not Reminder.objects.exists()


def test_acts_on_the_campaign_that_it_was_shown_for(log_in, world, packages):
    make_campaign(year=2021)
    client = log_in("region_manager")
    client.post("/admin/campaign/", {"campaign": "2021"})
    client.post(PAGE, payload(packages.values()))
    assert Reminder.objects.get().campaign == world.campaign
    # The control: the rows are not those of the other year.
    assert "不在这个年度的表中" in client.post(PAGE, payload(packages.values(), campaign="2021")).content.decode()


def test_the_note_and_its_audit_event_stand_or_fall_together(log_in, packages, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("reports.overview.board.views.reminder.append_audit_event", fail)
    with pytest.raises(RuntimeError):
        log_in("region_manager").post(PAGE, payload(packages.values()))
    assert not Reminder.objects.exists()


def test_says_the_hour_of_the_region(log_in, packages, settings):
    settings.GUICHAO_TODAY = None
    with time_machine.travel(datetime(2020, 2, 15, 10, 30, tzinfo=UTC), tick=False):
        assert "截至2月15日18时" in log_in("region_manager").get(PAGE).context["form"].initial["text"]
