"""What is frozen when a package goes up, and what the log says since."""

import pytest
from django.db.models import ProtectedError

from activities.models import Activity, LogChoice, Photo, ZeroReport
from organization.choices import Level
from reports.annex2.frozen_rows import frozen_branch_rows, frozen_row, frozen_rows
from reports.annex2.layout import layout_of
from reports.annex2.rows import Row
from reports.annex2.table import build_table
from reports.models import Package
from reports.packages.source_changes import changed_submissions, source_differences
from reports.setup.rows import separate_rows
from tests.factories import kind_of, make_activity, make_committee, make_returnee, submit_package


@pytest.fixture
def entry(world):
    return make_activity("lecture", campaign=world.campaign, committee=world.donghe, participant_count=30)


@pytest.fixture
def submission(world, package, staff, entry):
    make_activity("letter", campaign=world.campaign, committee=world.baotou, channels="wechat_group,sms")
    make_activity("visit", campaign=world.campaign, committee=world.kundulun, state="planned")
    return submit_package(package, by=staff)


def is_changed(submission):
    return submission.pk in changed_submissions(submission.package.campaign, [submission])


def test_freezes_the_figures_of_the_table(world, submission):
    table = build_table(world.campaign, world.baotou)
    submission.refresh_from_db()
    assert submission.figures == table.rows[0].figures
    assert submission.entry_count == 2
    assert submission.figures["lecture_participant_count"] == 30
    assert submission.figures["tour_session_count"] == 0


def test_later_changes_of_the_log_do_not_change_it(world, submission, entry):
    layout = layout_of(world.campaign)
    before = frozen_row(submission, layout).figures
    entry.participant_count = 99
    entry.save()
    make_activity("tour", campaign=world.campaign, committee=world.donghe)
    assert frozen_row(submission, layout).figures == before
    assert build_table(world.campaign, world.baotou).rows[0].figures != before


def test_what_went_up_keeps_the_words_of_its_day(log_in, world, submission):
    layout = layout_of(world.campaign)
    frozen = [submission, *frozen_branch_rows([submission], layout)[submission.pk].values()]
    before = [frozen_row(submission, layout).figures, *(row.figures for row in frozen[1:])]
    assert before[0]["letter_channels"] == "微信群、短信"
    LogChoice.objects.filter(code="sms").update(label="手机短信", position=0)
    submission = submission.package.submissions.get()
    layout = layout_of(world.campaign)
    rows = frozen_branch_rows([submission], layout)[submission.pk].values()
    assert [frozen_row(submission, layout).figures, *(row.figures for row in rows)] == before
    assert build_table(world.campaign, world.baotou).rows[0].figures["letter_channels"] == "手机短信、微信群"
    client = log_in("league_city_staff")
    assert "微信群、短信" in client.get(f"/admin/reports/submissions/{submission.pk}/entries/letter/").content.decode()
    # One of before there were lists.
    submission.channel_labels = None
    assert submission.channel_list.names("sms") == ["短信"]


def test_its_branches_add_up_to_it(world, submission):
    layout = layout_of(world.campaign)
    rows = frozen_branch_rows([submission], layout)[submission.pk]
    assert set(rows) == {world.baotou.pk, world.donghe.pk}
    total = Row(layout, "合计", frozenset())
    for row in rows.values():
        for key, number in row.sums.items():
            total.sums[key] = total.sums.get(key, 0) + number
    assert total.sums == frozen_rows([submission], layout)[submission.pk].sums


def test_counts_a_township_in_its_county(world, package, staff):
    township = make_committee(parent=world.donghe, level=Level.TOWNSHIP, place_name="某镇")
    make_activity("tour", campaign=world.campaign, committee=township)
    submission = submit_package(package, by=staff)
    assert submission.entries.get().branch == world.donghe


def test_counts_what_a_separate_row_administers_as_a_branch(world, staff):
    world.hailar.administered_by = world.manzhouli
    world.hailar.save()
    separate_rows(campaign=world.campaign)
    make_activity("tour", campaign=world.campaign, committee=world.hailar)
    submission = submit_package(Package.objects.get(committee=world.manzhouli), by=staff)
    assert submission.entries.get().branch == world.hailar


def test_counts_the_two_groups_of_the_notice(world, package, staff):
    homes = {"entrance": world.homepage, "home_committee": world.donghe}
    make_returnee(**homes, status="A", industry="farming")
    make_returnee(**homes, status="B", industry="farming", age=40)
    make_returnee(**homes, status="B", state="quarantined")
    make_returnee(**homes, status="G", industry="farming")
    make_returnee(entrance=world.homepage, home_committee=world.hailar, status="A")
    submission = submit_package(package, by=staff)
    assert (submission.entrepreneur_count, submission.intending_count) == (1, 1)
    assert submission.starting_at_home_count == 1
    assert {counted["age_group"] for counted in submission.returnee_counts} == {"youth", "stretched"}


def test_an_unchanged_source_is_not_reported(submission, django_assert_num_queries):
    with django_assert_num_queries(7):
        assert not is_changed(submission)
    assert source_differences(submission) == []


@pytest.mark.parametrize("change", ["value", "cancelled", "deleted", "added", "moved", "zero_taken_back"])
def test_shows_that_the_source_has_changed(world, submission, entry, staff, change):
    if change == "value":
        Activity.objects.filter(pk=entry.pk).update(participant_count=31)
    elif change == "cancelled":
        Activity.objects.filter(pk=entry.pk).update(state="cancelled")
    elif change == "deleted":
        entry.mark_deleted(by=staff)
    elif change == "added":
        make_activity("lecture", campaign=world.campaign, committee=world.donghe)
    elif change == "moved":
        Activity.objects.filter(pk=entry.pk).update(committee=world.hailar)
    else:
        tour = kind_of(world.campaign, "tour")
        ZeroReport.objects.withdraw(campaign=world.campaign, committee=world.baotou, kind=tour)
    assert is_changed(submission)
    (difference,) = source_differences(submission)
    expected = {"value": "改动", "added": "新增"}.get(change, "减少")
    assert difference.what == expected
    if change == "value":
        assert "参与人数 30" in difference.then
        assert "参与人数 31" in difference.now


def test_a_remark_is_no_change_of_the_source(submission, entry):
    Activity.objects.filter(pk=entry.pk).update(remark="补充说明")
    assert not is_changed(submission)


def test_survives_that_an_entry_is_cleared_away(submission, entry):
    Activity.objects.filter(pk=entry.pk).delete()
    assert frozen_row(submission, layout_of(submission.package.campaign)).figures["lecture_participant_count"] == 30
    assert [difference.what for difference in source_differences(submission)] == ["减少"]


def test_keeps_its_photos(submission):
    photo = submission.photos.first().photo
    submission.package.photos.all().delete()
    assert not Photo.objects.unused().filter(pk=photo.pk).exists()
    with pytest.raises(ProtectedError):
        photo.delete()
