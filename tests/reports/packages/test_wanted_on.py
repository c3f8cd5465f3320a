"""A return may name the day by which the package is wanted again."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from organization.models import AuditEvent
from reports.models import Package
from reports.overview.board.reminder_text import reminder_text
from reports.packages import life_cycle
from tests.factories import submit_package
from tests.reports.packages.pages import address

pytestmark = pytest.mark.django_db

BOARD = "/admin/reports/board/"


@pytest.fixture
def submission(package, staff):
    return submit_package(package, by=staff)


def send_back(package, manager, wanted_on):
    life_cycle.return_for_revision(
        package=package, by=manager, reason="照片看不清", parts=["photos"], wanted_on=wanted_on
    )
    package.refresh_from_db()


def send_again(package, staff):
    package.refresh_from_db()
    submission = life_cycle.submit(package=package, by=staff, seen_revision=package.revision)
    package.refresh_from_db()
    return submission


def post_return(client, package, submission, wanted_on):
    sent = {"reason": "照片看不清", "parts": ["photos"], "seen_submission": submission.pk, "wanted_on": wanted_on}
    return client.post(address(package, "return/"), sent)


def test_is_named_with_the_return_and_kept_in_the_history(region, package, submission):
    post_return(region, package, submission, "2020-02-15")
    package.refresh_from_db()
    assert package.wanted_on == package.state_changes.last().wanted_on == date(2020, 2, 15)
    event = AuditEvent.objects.get(act="package_return")
    assert event.detail == "共青团包头市委员会 2020 年度 活动照片 请于 2020-02-15 前重新报送"
    assert region.get(address(package)).text.count("请于 2月15日 前重新报送") == 3


def test_is_named_with_a_reopening_too(region, package, manager, submission):
    life_cycle.accept(package=package, by=manager, seen_submission_id=submission.pk)
    region.post(address(package, "reopen/"), {"reason": "人数有误", "wanted_on": "2020-02-15"})
    package.refresh_from_db()
    assert package.wanted_on == date(2020, 2, 15)


@pytest.mark.parametrize("typed", ["2020-02-09", "2021-02-10", "9999-12-31", "0001-01-01", "x", "2020-02-30"])
def test_a_day_that_has_passed_or_is_none_is_refused_beside_the_field(region, package, submission, typed):
    response = post_return(region, package, submission, typed)
    assert response.status_code == 200
    assert "wanted_on" in response.context["return_form"].errors
    assert response.context["return_form"]["reason"].value() == "照片看不清"
    package.refresh_from_db()
    assert package.is_sent


def test_today_is_not_past(package, manager, submission):
    send_back(package, manager, date(2020, 2, 10))
    assert package.wanted_days_over == 0


def test_is_said_on_every_page_that_asks_for_the_package(client, region, world, package, manager, submission, settings):
    send_back(package, manager, date(2020, 2, 12))
    assert "请于 2月12日 前重新报送" in region.get(BOARD).text
    settings.GUICHAO_TODAY = date(2020, 2, 14)
    assert "已过 2 天" in region.get(BOARD).text
    assert [row.package for row in region.get(BOARD, {"time": "return_overdue"}).context["rows"]] == [package]
    assert "1 份退回修改的材料过了要求的日期，还没有重新报送" in region.get("/admin/").text
    client.force_login(world.accounts["league_city_staff"])
    own = client.get("/admin/").text
    assert "自治区团委退回了报送材料，请于 2月12日 前重新报送" in own
    assert "已过 2 天" in own
    assert "已过 2 天" in client.get(address(package)).text


def test_the_reminder_says_it(world, package, manager, submission, settings):
    send_back(package, manager, date(2020, 2, 12))
    moment = timezone.make_aware(datetime(2020, 2, 14, 9))
    settings.GUICHAO_TODAY = date(2020, 2, 14)
    packages = Package.objects.in_campaign(world.campaign).select_related("campaign")
    assert reminder_text(packages, due_on=world.campaign.package_due_on, moment=moment) == (
        "截至2月14日9时，以下1个单位尚未报送：\n"
        "未开始：呼伦贝尔市。\n"
        "以下1个单位退回修改中，请改好后重新报送：包头市（请于2月12日前重新报送，已过2天）。\n"
        "请于2月16日24时前报送。"
    )
    alone = reminder_text([package], due_on=world.campaign.package_due_on, moment=moment)
    assert alone.endswith("包头市（请于2月12日前重新报送，已过2天）。")


def test_after_the_deadline_the_reminder_keeps_apart_who_has_a_later_day(world, package, manager, submission, settings):
    settings.GUICHAO_TODAY = date(2020, 2, 17)
    send_back(package, manager, date(2020, 2, 20))
    moment = timezone.make_aware(datetime(2020, 2, 17, 9))
    packages = Package.objects.in_campaign(world.campaign).select_related("campaign")
    text = reminder_text(packages, due_on=world.campaign.package_due_on, moment=moment)
    assert "以下1个单位逾期未报送：\n未开始：呼伦贝尔市。" in text
    assert text.endswith("退回修改中、尚未到期：包头市（请于2月20日前重新报送）。")


def test_by_a_later_day_than_the_deadline_it_is_in_time(package, staff, manager, submission, settings):
    settings.GUICHAO_TODAY = date(2020, 2, 18)
    send_back(package, manager, date(2020, 2, 20))
    assert (package.due_on, package.due_remark, package.is_overdue) == (date(2020, 2, 20), "退回后另定", False)
    again = send_again(package, staff)
    assert (again.due_on, again.is_late) == (date(2020, 2, 20), False)
    # The control.
    send_back(package, manager, None)
    assert send_again(package, staff).is_late


def test_an_earlier_day_makes_nothing_late(package, staff, manager, submission, settings):
    send_back(package, manager, date(2020, 2, 12))
    assert (package.due_on, package.due_remark) == (date(2020, 2, 16), "")
    settings.GUICHAO_TODAY = date(2020, 2, 14)
    assert not package.is_overdue
    assert not send_again(package, staff).is_late


def test_opens_a_closed_door_until_that_day_is_over(world, package, staff, manager, submission, settings):
    world.campaign.locks_at = datetime(2020, 2, 17, 16, tzinfo=UTC)
    world.campaign.save()
    settings.GUICHAO_TODAY = date(2020, 2, 19)
    send_back(package, manager, date(2020, 2, 20))
    package = Package.objects.get(pk=package.pk)
    assert package.is_editable
    settings.GUICHAO_TODAY = date(2020, 2, 21)
    assert not package.is_editable
    assert package.is_closed


def test_goes_with_the_return_that_it_belongs_to(package, staff, manager, submission):
    send_back(package, manager, date(2020, 2, 15))
    send_again(package, staff)
    assert package.wanted_on is None
    send_back(package, manager, None)
    assert package.wanted_on is None
    assert list(package.state_changes.filter(to_state="returned").values_list("wanted_on", flat=True)) == [
        date(2020, 2, 15),
        None,
    ]


def test_a_later_extension_replaces_it(package, manager, submission):
    send_back(package, manager, date(2020, 2, 18))
    life_cycle.extend(package=package, until=date(2020, 2, 17), reason="暴雪")
    package.refresh_from_db()
    assert package.due_on == package.wanted_on == date(2020, 2, 18)
    life_cycle.extend(package=package, until=date(2020, 2, 20), reason="暴雪")
    package.refresh_from_db()
    assert (package.wanted_on, package.due_on, package.due_remark) == (None, date(2020, 2, 20), "延期")


def test_only_a_returned_one_is_wanted(package, submission):
    with pytest.raises(IntegrityError), transaction.atomic():
        Package.objects.filter(pk=package.pk).update(wanted_on=date(2020, 2, 20))


def test_the_function_refuses_what_the_form_refuses(package, manager, submission):
    with pytest.raises(ValidationError, match="重新报送的日期"):
        send_back(package, manager, date(2020, 2, 9))
