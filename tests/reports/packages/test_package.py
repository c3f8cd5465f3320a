"""The acts on a package: filled in, sent up, sent back, accepted, opened again."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from reports.annex2.table import build_table
from reports.choices import PackagePart, PackageState
from reports.models import Package, PackagePhoto
from reports.packages import life_cycle
from reports.packages.completeness import missing_parts
from reports.packages.life_cycle import ChangedMeanwhile, PackageRefused
from reports.setup.rows import rejoin_rows, separate_rows
from tests.factories import SUMMARY, declare_zero_report, fill_package, make_activity, make_photo, submit_package

LABELS = ("慰问信发放", "走进青年", "返乡创业座谈会", "宣讲活动", "考察活动")


def test_exists_from_the_start_as_not_started(package):
    assert package.state == PackageState.NOT_STARTED
    assert not package.state_changes.exists()


def test_the_first_change_begins_it(package, staff):
    life_cycle.write_contact(package=package, name="李干事", phone="0472 5612345", seen_revision=0, by=staff)
    package.refresh_from_db()
    assert package.state == PackageState.IN_PROGRESS
    assert package.filled_by_phone == "0472-5612345"
    change = package.state_changes.get()
    assert (change.from_state, change.to_state, change.by) == ("not_started", "in_progress", staff)


def test_the_second_of_two_writers_is_refused(package, staff):
    life_cycle.write_summary(package=package, text="甲", seen_revision=0, by=staff)
    with pytest.raises(ChangedMeanwhile):
        life_cycle.write_summary(package=package, text="乙", seen_revision=0, by=staff)
    package.refresh_from_db()
    assert package.summary_text == "甲"


def test_the_same_summary_sent_twice_is_accepted(package, staff):
    life_cycle.write_summary(package=package, text="甲", seen_revision=0, by=staff)
    assert life_cycle.write_summary(package=package, text="甲", seen_revision=0, by=staff).summary_text == "甲"


def test_two_people_at_different_parts_do_not_disturb_each_other(package, staff):
    life_cycle.write_summary(package=package, text="甲", seen_revision=0, by=staff)
    life_cycle.write_contact(package=package, name="李干事", phone="13900000008", seen_revision=0, by=staff)
    life_cycle.set_photo(
        package=package, position=1, photo=make_photo(by=staff), caption="", seen_revision=None, by=staff
    )
    package.refresh_from_db()
    assert (package.summary_text, package.filled_by_name, package.photos.count()) == ("甲", "李干事", 1)


def test_a_photo_set_meanwhile_is_not_overwritten(package, staff):
    life_cycle.set_photo(
        package=package, position=1, photo=make_photo(by=staff), caption="", seen_revision=None, by=staff
    )
    with pytest.raises(ChangedMeanwhile):
        life_cycle.set_photo(
            package=package, position=1, photo=make_photo(by=staff), caption="", seen_revision=None, by=staff
        )


def test_says_everything_that_is_missing(package, staff):
    with pytest.raises(ValidationError) as refused:
        life_cycle.submit(package=package, by=staff, seen_revision=0)
    assert refused.value.messages == [
        *(f"{kind}没有记录，也没有零报告" for kind in LABELS),
        "没有写填表人",
        "没有写填表人的联系电话",
        "还没有写文字总结",
        "照片应有 3 张，现在是 0 张",
    ]
    package.refresh_from_db()
    assert package.state == PackageState.NOT_STARTED
    assert not package.submissions.exists()


@pytest.mark.parametrize(
    ("text", "is_draft", "message"),
    [
        ("字" * 299, False, "文字总结只有 299 字，至少要 300 字"),
        ("字" * 5001, False, "文字总结有 5001 字，不能超过 5000 字"),
        (SUMMARY, True, "文字总结还是自动生成的草稿，请核对、修改后再报送"),
    ],
)
def test_refuses_a_summary_of_a_wrong_length_and_a_draft(world, package, staff, text, is_draft, message):
    fill_package(package, by=staff)
    declare_zero_report(campaign=world.campaign, committee=world.baotou, by=staff)
    write = life_cycle.replace_by_draft if is_draft else life_cycle.write_summary
    write(package=package, text=text, seen_revision=package.summary_revision, by=staff)
    package.refresh_from_db()
    with pytest.raises(ValidationError) as refused:
        life_cycle.submit(package=package, by=staff, seen_revision=package.revision)
    assert refused.value.messages == [message]


def test_names_the_same_photo_twice_and_photos_without_a_caption(world, package, staff):
    fill_package(package, by=staff)
    first, second, _ = package.photos.all()
    PackagePhoto.objects.filter(pk=second.pk).update(photo=first.photo, caption="")
    assert [
        (part, message) for part, message in missing_parts(package, _row(package)) if part == PackagePart.PHOTOS
    ] == [
        (PackagePart.PHOTOS, "照片 2 没有写说明"),
        (PackagePart.PHOTOS, "三张照片中有两张是同一张"),
    ]


def _row(package):
    return build_table(package.campaign, package.committee).rows[0]


def test_goes_up_comes_back_and_is_accepted(package, staff, manager):
    first = submit_package(package, by=staff)
    package.refresh_from_db()
    assert package.state == PackageState.SUBMITTED
    life_cycle.return_for_revision(package=package, by=manager, reason="照片看不清", parts=[PackagePart.PHOTOS])
    package.refresh_from_db()
    assert package.state == PackageState.RETURNED
    assert package.is_editable
    life_cycle.set_photo(
        package=package,
        position=1,
        photo=make_photo(by=staff),
        caption="走访",
        seen_revision=package.photos.get(position=1).revision,
        by=staff,
    )
    package.refresh_from_db()
    second = life_cycle.submit(package=package, by=staff, seen_revision=package.revision)
    life_cycle.accept(package=package, by=manager, seen_submission_id=second.pk)
    package.refresh_from_db()
    assert package.state == PackageState.ACCEPTED
    assert [
        (change.to_state, change.reason, change.part_labels, change.submission) for change in _changes(package)
    ] == [
        ("in_progress", "", [], None),
        ("submitted", "", [], first),
        ("returned", "照片看不清", ["活动照片"], first),
        ("submitted", "", [], second),
        ("accepted", "", [], second),
    ]
    assert first.photos.get(position=1).photo_id != second.photos.get(position=1).photo_id


def _changes(package):
    return package.state_changes.select_related("submission")


def test_what_is_up_or_accepted_is_not_changed(package, staff, manager):
    submission = submit_package(package, by=staff)
    for act in ("submitted", "accepted"):
        with pytest.raises(PackageRefused):
            life_cycle.write_summary(package=package, text="别的", seen_revision=package.summary_revision, by=staff)
        if act == "submitted":
            life_cycle.accept(package=package, by=manager, seen_submission_id=submission.pk)
    with pytest.raises(PackageRefused):
        life_cycle.withdraw(package=package, by=staff)
    life_cycle.reopen(package=package, by=manager, reason="数字有误")
    package.refresh_from_db()
    assert package.is_editable
    assert package.state == PackageState.RETURNED


def test_can_be_withdrawn_before_it_is_reviewed(package, staff, manager):
    submission = submit_package(package, by=staff)
    life_cycle.withdraw(package=package, by=staff)
    package.refresh_from_db()
    assert package.state == PackageState.IN_PROGRESS
    with pytest.raises(PackageRefused):
        life_cycle.accept(package=package, by=manager, seen_submission_id=submission.pk)


def test_a_newer_submission_is_looked_at_before_it_is_accepted(package, staff, manager):
    first = submit_package(package, by=staff)
    life_cycle.withdraw(package=package, by=staff)
    package.refresh_from_db()
    life_cycle.submit(package=package, by=staff, seen_revision=package.revision)
    with pytest.raises(ChangedMeanwhile):
        life_cycle.accept(package=package, by=manager, seen_submission_id=first.pk)


def test_a_return_needs_a_reason(package, staff, manager):
    submit_package(package, by=staff)
    with pytest.raises(IntegrityError), transaction.atomic():
        life_cycle.return_for_revision(package=package, by=manager, reason="", parts=[])


def test_does_not_go_up_other_than_it_was_shown(package, staff):
    fill_package(package, by=staff)
    with pytest.raises(ChangedMeanwhile):
        life_cycle.submit(package=package, by=staff, seen_revision=package.revision - 1)


class TestDeadline:
    @pytest.fixture(autouse=True)
    def clock(self, settings):
        self.settings = settings

    def at(self, day):
        self.settings.GUICHAO_TODAY = day

    def test_the_last_day_is_in_time_to_its_end_and_the_next_is_late(self, package, staff):
        self.at(date(2020, 2, 16))
        assert not package.is_overdue
        assert not submit_package(package, by=staff).is_late
        life_cycle.withdraw(package=package, by=staff)
        package.refresh_from_db()
        self.at(date(2020, 2, 17))
        assert package.is_overdue
        assert life_cycle.submit(package=package, by=staff, seen_revision=package.revision).is_late

    def test_an_extension_is_in_time_for_this_one_alone(self, world, package, staff):
        life_cycle.extend(package=package, until=date(2020, 2, 20), reason="疫情")
        package.refresh_from_db()
        self.at(date(2020, 2, 18))
        assert not package.is_overdue
        assert not submit_package(package, by=staff).is_late
        other = Package.objects.get(committee=world.hulunbuir)
        assert other.is_overdue

    def test_an_extension_lies_after_the_common_day(self, package):
        with pytest.raises(ValidationError):
            life_cycle.extend(package=package, until=date(2020, 2, 16), reason="疫情")

    def test_nothing_is_accepted_once_it_is_locked(self, world, package, staff):
        world.campaign.locks_at = datetime(2020, 2, 20, 16, 0, tzinfo=UTC)  # midnight in Shanghai
        world.campaign.save()
        package.refresh_from_db()
        self.at(date(2020, 2, 20))
        assert package.is_editable
        self.at(date(2020, 2, 21))
        assert "已于 2020-02-21 00:00 关闭" in package.refusal
        with pytest.raises(PackageRefused):
            life_cycle.write_summary(package=package, text="甲", seen_revision=0, by=staff)

    def test_an_extension_opens_it_beyond_the_lock(self, world, package, staff):
        world.campaign.locks_at = datetime(2020, 2, 20, 16, 0, tzinfo=UTC)
        world.campaign.save()
        life_cycle.extend(package=package, until=date(2020, 2, 25), reason="换届")
        package.refresh_from_db()
        self.at(date(2020, 2, 25))
        assert package.is_editable
        self.at(date(2020, 2, 26))
        assert not package.is_editable


def test_a_row_that_was_begun_is_not_rejoined_to_its_league_city(world, staff):
    separate_rows(campaign=world.campaign)
    own = Package.objects.get(committee=world.manzhouli)
    life_cycle.write_summary(package=own, text="甲", seen_revision=0, by=staff)
    with pytest.raises(ValidationError):
        rejoin_rows(campaign=world.campaign)
    assert Package.objects.filter(pk=own.pk).exists()


def test_a_summary_may_be_emptied(package, staff):
    life_cycle.replace_by_draft(package=package, text="草稿", seen_revision=0, by=staff)
    package.refresh_from_db()
    life_cycle.write_summary(package=package, text="", seen_revision=package.summary_revision, by=staff)
    package.refresh_from_db()
    assert (package.summary_text, package.is_summary_draft) == ("", False)


def test_counts_entries_of_its_own_row_alone(world, package):
    make_activity(campaign=world.campaign, committee=world.hailar)
    assert package.counted_committee_ids() == {world.baotou.pk, world.donghe.pk, world.kundulun.pk}


def test_a_summary_with_gaps_left_in_it_does_not_go_up(package, staff):
    fill_package(package, by=staff)
    declare_zero_report(campaign=package.campaign, committee=package.committee, by=staff)
    life_cycle.write_summary(
        package=package, text=f"{SUMMARY}【请补充：下一步打算】", seen_revision=package.summary_revision, by=staff
    )
    package.refresh_from_db()
    with pytest.raises(ValidationError) as refused:
        life_cycle.submit(package=package, by=staff, seen_revision=package.revision)
    assert refused.value.messages == ["文字总结里还有 1 处“【请补充：…】”，请写好或删去"]
