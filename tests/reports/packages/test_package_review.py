"""What the region decides about a package, and what it is shown of what changed since."""

from datetime import date

import pytest

from organization.models import AuditEvent
from reports.choices import PackageState
from reports.packages import life_cycle
from tests.factories import SUMMARY, make_activity, make_photo, submit_package
from tests.reports.packages.pages import address, message_texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def region(log_in):
    return log_in("region_manager")


@pytest.fixture
def submission(package, staff):
    return submit_package(package, by=staff)


def return_for_revision(client, package, submission, **changes):
    sent = {"reason": "照片看不清", "parts": ["photos"], "seen_submission": submission.pk} | changes
    return client.post(address(package, "return/"), {name: value for name, value in sent.items() if value is not None})


def accept(client, package, submission):
    return client.post(address(package, "accept/"), {"seen_submission": submission.pk})


def state(package):
    package.refresh_from_db()
    return package.state


def events(act):
    return list(AuditEvent.objects.filter(act=act).order_by("pk").values_list("detail", flat=True))


def test_a_reason_keeps_its_lines(region, package, submission):
    return_for_revision(region, package, submission, reason="照片\u200b看不清\v总结太短")
    assert package.state_changes.last().reason == "照片看不清\n总结太短"


@pytest.mark.parametrize("part", ["return/", "accept/", "reopen/", "extend/"])
@pytest.mark.parametrize("role", ["league_city_staff", "region_viewer", "auditor"])
def test_nobody_else_decides(log_in, package, submission, role, part):
    sent = {"reason": "x", "parts": ["summary"], "seen_submission": submission.pk, "extended_to": "2020-02-20"}
    assert log_in(role).post(address(package, part), sent).status_code == 403
    assert state(package) == PackageState.SUBMITTED


def test_only_who_decides_is_offered_to(log_in, package, submission):
    assert 'id="review"' not in log_in("region_viewer").get(address(package)).text
    assert 'id="review"' in log_in("region_manager").get(address(package)).text


def test_the_decision_stands_behind_all_that_is_reviewed(log_in, package, submission):
    page = log_in("region_manager").get(address(package)).text
    assert page.index('id="photos"') < page.index('id="decision"')
    for viewer in ("region_viewer", "league_city_staff"):
        assert 'id="decision"' not in log_in(viewer).get(address(package)).text
    package.state = PackageState.ACCEPTED
    package.save()
    assert 'id="decision"' not in log_in("region_manager").get(address(package)).text


def test_is_sent_back_with_a_reason_and_the_parts(region, package, submission):
    assert message_texts(return_for_revision(region, package, submission)) == [
        "已退回包头市，对方打开页面首先看到您写的原因。"
    ]
    assert state(package) == PackageState.RETURNED
    change = package.state_changes.last()
    assert (change.reason, change.part_keys, change.submission) == ("照片看不清", ["photos"], submission)
    assert events("package_return") == ["共青团包头市委员会 2020 年度 活动照片"]


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"reason": " "}, "reason", "请写明原因，对方会看到。"),
        ({"reason": "长" * 501}, "reason", "501"),
        ({"parts": None}, "parts", "请勾选涉及哪几部分。"),
        ({"parts": ["x"]}, "parts", "x"),
    ],
)
def test_a_return_without_reason_or_part_is_refused_beside_the_field(
    region, package, submission, changes, field, message
):
    response = return_for_revision(region, package, submission, **changes)
    assert message in response.context["return_form"].errors[field][0]
    assert "<details open>" in response.text
    assert state(package) == PackageState.SUBMITTED
    assert events("package_return") == []


def test_what_was_not_looked_at_is_neither_returned_nor_accepted(region, package, staff, submission):
    life_cycle.withdraw(package=package, by=staff)
    package.refresh_from_db()
    life_cycle.submit(package=package, by=staff, seen_revision=package.revision)
    response = return_for_revision(region, package, submission)
    assert response.context["return_form"]["reason"].value() == "照片看不清"
    assert "刚才有人改过" in response.text
    assert message_texts(accept(region, package, submission)) == [
        "没有确认：您打开页面以后对方又报送了一次，请看过最新的这一次再确认。"
    ]
    assert state(package) == PackageState.SUBMITTED
    assert events("package_accept") == events("package_return") == []


def test_the_second_of_two_reviewers_is_refused(region, package, submission):
    accept(region, package, submission)
    assert message_texts(accept(region, package, submission))[-1] == "材料现在是“已确认”，不能确认；请看最新的状态。"
    response = return_for_revision(region, package, submission)
    assert "材料现在是“已确认”，不能退回" in response.text
    assert response.context["return_form"]["reason"].value() == "照片看不清"
    assert events("package_accept") == ["共青团包头市委员会 2020 年度"]


@pytest.mark.parametrize("seen", ["", "x", "9" * 40])
def test_a_forged_submission_is_none(region, package, submission, seen):
    region.post(address(package, "accept/"), {"seen_submission": seen})
    region.post(address(package, "return/"), {"seen_submission": seen, "reason": "x", "parts": ["photos"]})
    assert state(package) == PackageState.SUBMITTED


def test_what_was_accepted_is_opened_again_with_a_reason(region, package, submission):
    accept(region, package, submission)
    refused = region.post(address(package, "reopen/"), {"reason": ""})
    assert refused.context["reopen_form"].errors["reason"] == ["请写明原因，对方会看到。"]
    region.post(address(package, "reopen/"), {"reason": "走访人数有误", "parts": ["figures"]})
    assert state(package) == PackageState.RETURNED
    assert events("package_reopen") == ["共青团包头市委员会 2020 年度 附件2数据"]
    assert "重新打开了材料" in region.get(address(package)).text


def test_an_extension_needs_a_later_day_and_a_reason(region, package):
    sent = {"extended_to": "2020-02-20", "extension_reason": "换届"}
    for changes, field in (
        ({"extended_to": "2020-02-16"}, "extended_to"),
        ({"extended_to": "2021-02-17"}, "extended_to"),
        ({"extended_to": "9999-12-31"}, "extended_to"),
        ({"extended_to": "x"}, "extended_to"),
        ({"extension_reason": ""}, "extension_reason"),
    ):
        response = region.post(address(package, "extend/"), sent | changes)
        assert field in response.context["extension_form"].errors, changes
    assert message_texts(region.post(address(package, "extend/"), sent)) == [
        "包头市的报送期限已延至 2020-02-20（含当天）。"
    ]
    package.refresh_from_db()
    assert package.due_on == date(2020, 2, 20)
    region.post(address(package, "extend/"), {"cancel": "1"})
    package.refresh_from_db()
    assert package.due_on == date(2020, 2, 16)
    assert events("package_extend") == [
        "共青团包头市委员会 2020 年度 延至 2020-02-20",
        "共青团包头市委员会 2020 年度 取消延期",
    ]


def test_marks_what_changed_since_the_one_before(region, world, package, staff, manager, submission):
    return_for_revision(region, package, submission)
    package.refresh_from_db()
    make_activity("tour", campaign=world.campaign, committee=world.donghe, participant_count=37)
    life_cycle.write_contact(
        package=package, name="王干事", phone="13900000008", seen_revision=package.contact_revision, by=staff
    )
    package.refresh_from_db()
    text = f"第一段。\n{SUMMARY}"
    life_cycle.write_summary(package=package, text=text, seen_revision=package.summary_revision, by=staff)
    place(package, 2, photo=make_photo(by=staff), caption="换过的", by=staff)
    package.refresh_from_db()
    place(package, 3, photo=package.photos.get(position=3).photo, caption="新的说明", by=staff)
    package.refresh_from_db()
    life_cycle.submit(package=package, by=staff, seen_revision=package.revision)
    page = region.get(address(package))
    changes = page.context["changes"]
    assert [(change.what, change.before, change.now) for change in changes.figures] == [
        ("考察活动 · 活动场次", 0, 1),
        ("考察活动 · 参与人数", 0, 37),
        ("记录条数", 0, 1),
    ]
    assert [(change.before, change.now) for change in changes.contact] == [("李干事", "王干事")]
    assert changes.summary == [("added", "第一段。"), ("same", SUMMARY)]
    assert [(change.position, change.what) for change in changes.photos] == [
        (2, "换了照片"),
        (3, "改了说明，原为：座谈会现场"),
    ]
    assert "<ins>第一段。</ins>" in page.text
    assert "上次退回的原因：照片看不清" in page.text


def place(package, position, **changes):
    seen = package.photos.get(position=position).revision
    life_cycle.set_photo(package=package, position=position, seen_revision=seen, **changes)


def test_says_that_nothing_changed(region, package, staff, submission):
    life_cycle.withdraw(package=package, by=staff)
    package.refresh_from_db()
    life_cycle.submit(package=package, by=staff, seen_revision=package.revision)
    assert "数据、总结、照片、填表人和扫描件都没有变化。" in region.get(address(package)).text


def test_says_that_the_source_has_changed_and_shows_what_went_up(region, world, package, submission):
    make_activity("tour", campaign=world.campaign, committee=world.donghe, participant_count=37)
    page = region.get(address(package))
    assert "来源已变化" in page.text
    assert page.context["sheet"].figures["tour_participant_count"] == 0


def test_the_desk_says_how_many_wait(region, package, submission):
    assert [one.package.pk for one in region.get("/admin/").context["desk"]["to_review"]] == [package.pk]
    page = region.get("/admin/reports/package/?state__exact=submitted")
    assert [row.pk for row in page.context["cl"].result_list] == [package.pk]
    assert f'<a href="{address(package)}">打开材料</a>' in page.text
