"""A package is sent up after a look at what will be frozen, and withdrawn before the region has reviewed it."""

from datetime import UTC, date, datetime

import pytest

from organization.models import AuditEvent
from reports.choices import PackageState
from reports.packages import life_cycle
from tests.at_once import each_at_once, signed_in
from tests.factories import SUMMARY, declare_zero_report, fill_package, make_activity, submit_package
from tests.reports.packages.pages import address, message_texts

pytestmark = pytest.mark.django_db


def fill_in(world, package, staff):
    """Everything that may go up, and nothing sent."""
    fill_package(package, by=staff)
    declare_zero_report(campaign=world.campaign, committee=world.baotou, by=staff)
    return package


def confirm(client, package):
    """Press the button of the page that shows what will be frozen."""
    page = client.get(address(package, "submit/"))
    seen = {"seen_revision": page.context["package"].revision, "seen_sheet": page.context["sheet"].fingerprint}
    return client.post(address(package, "submit/"), seen)


def test_shows_what_will_be_frozen_and_sends_it_up(own, world, package, staff):
    make_activity("tour", campaign=world.campaign, committee=world.donghe, participant_count=37)
    fill_package(package, by=staff)
    declare_zero_report(
        campaign=world.campaign, committee=world.baotou, kinds=["letter", "visit", "symposium", "lecture"], by=staff
    )
    page = own.get(address(package, "submit/"))
    assert page.context["missing"] == []
    assert page.context["sheet"].figures["tour_participant_count"] == 37
    response = confirm(own, package)
    assert message_texts(response) == ["已报送：第 1 次，等待自治区团委审核。"]
    package.refresh_from_db()
    assert package.state == PackageState.SUBMITTED
    assert package.last_submission().figures["tour_participant_count"] == 37
    event = AuditEvent.objects.filter(act="package_submit").get()
    assert (event.actor, event.detail) == (staff, "共青团包头市委员会 2020 年度 第 1 次")


def test_offers_no_button_where_something_is_missing(own, package):
    page = own.get(address(package, "submit/"))
    assert "还缺 9 项，不能报送" in page.text
    assert "seen_sheet" not in page.text
    assert "还缺 9 项，不能报送" in confirm(own, package).text
    package.refresh_from_db()
    assert not package.submissions.exists()


def test_a_second_click_says_that_it_is_already_sent(own, world, package, staff):
    fill_in(world, package, staff)
    page = own.get(address(package, "submit/"))
    seen = {"seen_revision": page.context["package"].revision, "seen_sheet": page.context["sheet"].fingerprint}
    for _ in range(2):
        response = own.post(address(package, "submit/"), seen)
    assert message_texts(response)[-1].startswith("已经报送过了")
    assert package.submissions.count() == 1
    assert AuditEvent.objects.filter(act="package_submit").count() == 1


def test_nothing_goes_up_that_was_not_shown(own, world, package, staff):
    """Neither with other parts nor with other figures."""
    fill_in(world, package, staff)
    page = own.get(address(package, "submit/"))
    seen = {"seen_revision": page.context["package"].revision, "seen_sheet": page.context["sheet"].fingerprint}
    make_activity("tour", campaign=world.campaign, committee=world.donghe)
    response = own.post(address(package, "submit/"), seen)
    assert "没有报送：您打开这一页以后，数据或材料又有变化" in response.text
    assert response.context["sheet"].figures["tour_session_count"] == 1
    assert not package.submissions.exists()
    assert not AuditEvent.objects.filter(act="package_submit").exists()
    life_cycle.write_summary(
        package=package, text=SUMMARY + "又改了。", seen_revision=package.summary_revision, by=staff
    )
    assert "没有报送" in own.post(address(package, "submit/"), seen).text
    assert confirm(own, package).status_code == 302


def test_is_marked_late_after_its_day(own, world, package, staff, settings):
    fill_in(world, package, staff)
    settings.GUICHAO_TODAY = date(2020, 2, 18)
    assert "已过 2 天，这次报送会标记为“逾期”" in own.get(address(package, "submit/")).text
    assert message_texts(confirm(own, package)) == ["已报送（逾期）：第 1 次，等待自治区团委审核。"]
    assert "逾期报送" in own.get(address(package)).text


def test_is_withdrawn_before_it_is_reviewed(own, world, package, staff):
    submit_package(package, by=staff)
    own.post(address(package, "take-back/"))
    package.refresh_from_db()
    assert package.is_editable
    assert AuditEvent.objects.filter(act="package_take_back").count() == 1
    response = own.post(address(package, "take-back/"))
    assert message_texts(response)[-1].startswith("材料现在是“填写中”，不能撤回")
    assert AuditEvent.objects.filter(act="package_take_back").count() == 1


def test_a_closed_package_is_not_withdrawn(own, world, package, staff):
    submit_package(package, by=staff)
    world.campaign.locks_at = datetime(2020, 2, 9, 16, 0, tzinfo=UTC)
    world.campaign.save()
    assert message_texts(own.post(address(package, "take-back/"))) == [
        "报送已关闭，不能撤回；确需修改，请联系自治区团委。"
    ]
    assert "撤回，再改一改" not in own.get(address(package)).text


@pytest.mark.django_db(transaction=True)
def test_pressed_twice_at_once_it_goes_up_once(own, world, package, staff):
    fill_in(world, package, staff)
    page = own.get(address(package, "submit/"))
    seen = {"seen_revision": page.context["package"].revision, "seen_sheet": page.context["sheet"].fingerprint}
    answers = []

    def press(client):
        answers.append(message_texts(client.post(address(package, "submit/"), seen))[0])

    each_at_once(press, [signed_in(staff) for _ in range(2)])
    assert sorted(answer.partition("：")[0] for answer in answers) == ["已报送", "已经报送过了"]
    assert package.submissions.count() == 1
    assert AuditEvent.objects.filter(act="package_submit").count() == 1
