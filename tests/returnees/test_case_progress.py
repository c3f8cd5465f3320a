"""What became of it: what a youth sees of the case by the receipt, and 还没有人联系我."""

from datetime import date

import pytest

from organization.models import AuditEvent
from returnees.models import FollowUpCase, FollowUpNote, Returnee
from tests.factories import make_account, make_follow_up_case
from tests.returnees.follow_up import LIST, note, page_of
from tests.returnees.receipts import CODE, look_up, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(world):
    """Opened on 1 February; today is the 10th."""
    world.campaign.contact_days = 9
    world.campaign.save()
    return make_follow_up_case(entrance=world.homepage, home_committee=world.donghe, returnee={"code": CODE})


def shown_steps(client):
    steps = look_up(client).context["progress"].steps
    return [(step.label, step.day) for step in steps if step.is_reached]


def test_shows_the_day_on_which_it_was_received(client, case):
    assert shown_steps(client) == [("已收到", date(2020, 2, 1))]
    page = text_of(look_up(client))
    assert "<time" in page
    assert "2月1日" in page
    assert "共青团东河区委员会负责" in page


@pytest.mark.parametrize(
    ("answers", "steps"),
    [
        ([{}], [("已收到", date(2020, 2, 1)), ("已联系", date(2020, 2, 10))]),
        (
            [{}, {"kind": "guidance", "state": "in_progress", "happened_on": "2020-02-09"}],
            [("已收到", date(2020, 2, 1)), ("已联系", date(2020, 2, 10)), ("办理中", date(2020, 2, 9))],
        ),
        ([{"kind": "not_reached", "state": "unreachable", "next_contact_on": ""}], [("已收到", date(2020, 2, 1))]),
    ],
)
def test_shows_how_far_staff_have_come_and_nothing_that_they_wrote(client, log_in, world, case, answers, steps):
    staff = log_in("county_staff")
    for number, changes in enumerate(answers):
        submission_uuid = f"00000000-0000-4000-8000-00000000000{number}"
        answer = note(text="家里困难，先不谈", submission_uuid=submission_uuid, **changes)
        assert staff.post(page_of(case), answer).status_code == 302
    assert shown_steps(client) == steps
    page = text_of(look_up(client))
    assert "家里困难" not in page
    assert world.accounts["county_staff"].full_name not in page or not world.accounts["county_staff"].full_name
    assert "还没有人联系我" not in page
    assert ("没有联系上" in page) == (answers[-1].get("state") == "unreachable")


def test_without_a_need_nobody_is_promised(client, world, returnee):
    page = text_of(look_up(client))
    assert "不会专门与您联系" in page
    assert "还没有人联系我" not in page


def test_the_button_comes_only_after_the_promised_days(client, world, case):
    assert "还没有人联系我" in text_of(look_up(client))
    world.campaign.contact_days = 10
    world.campaign.save()
    page = text_of(look_up(client))
    assert "还没有人联系我" not in page
    assert "10 天内会有人与您联系" in page
    look_up(client, step="remind")
    assert FollowUpCase.objects.get().reminded_on is None


def test_a_reminder_puts_the_case_on_top_with_its_day(client, log_in, case, world):
    make_follow_up_case(entrance=world.homepage, home_committee=world.donghe, due_on=date(2020, 1, 1))
    assert "已经提醒" in text_of(look_up(client, step="remind"))
    staff = log_in("county_staff")
    page = text_of(staff.get(LIST))
    assert page.index("本人反映还没有人联系") < page.index("result_list")
    assert "2月10日反映" in page
    assert "02-10 本人催办" in page
    assert "2月10日，本人凭回执反映还没有人联系" in text_of(staff.get(page_of(case)))
    written = FollowUpNote.objects.get()
    assert (written.kind, written.written_by, written.text) == ("reminded", None, "")
    assert not AuditEvent.objects.filter(act="follow_up_note").exists()
    other = make_account(committee=world.hailar)
    staff.force_login(other)
    assert "本人反映" not in text_of(staff.get(LIST))


def test_who_reminded_is_not_promised_the_same_days_once_more(client, case):
    assert "天内会有人与您联系" not in text_of(look_up(client, step="remind"))
    assert "天内会有人与您联系" not in text_of(look_up(client))


def test_a_second_reminder_waits_for_some_days(client, case, settings):
    look_up(client, step="remind")
    page = text_of(look_up(client, step="remind"))
    assert "还没有人联系我" not in page
    assert "您已于 2月10日 提醒" in page
    settings.GUICHAO_TODAY = date(2020, 2, 16)
    look_up(client, step="remind")
    assert FollowUpNote.objects.count() == 1
    settings.GUICHAO_TODAY = date(2020, 2, 17)
    look_up(client, step="remind")
    assert FollowUpCase.objects.get().reminded_on == date(2020, 2, 17)
    assert FollowUpNote.objects.count() == 2


def test_it_is_gone_once_somebody_has_written_what_was_done(client, log_in, case):
    look_up(client, step="remind")
    staff = log_in("county_staff")
    staff.post(page_of(case), note())
    assert FollowUpCase.objects.get().reminded_on is None
    assert "请先联系" not in text_of(staff.get(page_of(case)))
    assert "本人反映还没有人联系（" not in text_of(staff.get(LIST))
    look_up(client, step="remind")
    assert FollowUpCase.objects.get().reminded_on is None


def test_a_hand_over_leaves_the_wait_of_the_youth_as_it_is(client, world, case):
    account = world.accounts["league_city_staff"]
    case.hand_over(to=world.kundulun, reason="", by=account, submission_uuid="00000000-0000-4000-8000-000000000001")
    assert "还没有人联系我" in text_of(look_up(client))
    assert "共青团昆都仑区委员会负责" in text_of(look_up(client))
    look_up(client, step="remind")
    assert FollowUpCase.objects.get().reminded_on == date(2020, 2, 10)


def test_a_merged_record_shows_the_case_of_the_one_that_counts(client, world, case):
    kept = make_follow_up_case(entrance=world.homepage, home_committee=world.donghe, state="done", due_on=None)
    Returnee.objects.get(pk=case.returnee_id).merge_into(target=kept.returnee)
    assert [label for label, _ in shown_steps(client)] == ["已收到", "已联系", "办理中", "已办结"]


def test_after_the_retention_nothing_is_reminded(client, world, case):
    world.campaign.anonymise_on = date(2020, 3, 1)
    world.campaign.save()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(world.campaign), "is_retention_over", True)
        assert "还没有人联系我" not in text_of(look_up(client, step="remind"))
    assert FollowUpCase.objects.get().reminded_on is None


@pytest.mark.parametrize(("role", "is_told"), [("county_staff", True), ("region_viewer", False)])
def test_the_desk_says_how_many_wait(log_in, client, case, role, is_told):
    look_up(client, step="remind")
    assert ("1 位青年反映还没有人联系" in text_of(log_in(role).get("/admin/"))) is is_told
