"""消息 and 待办: each kind is shown once to everybody whom it concerns, and to nobody else."""

import re
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest

from activities.models import Completion
from organization.choices import NotificationKind
from organization.clock import today
from organization.models import Notification
from organization.roles import ROLES
from reports.models import Package, Reminder
from reports.overview.desk.waiting import count_waiting
from reports.overview.desk.what_waits import list_waiting
from reports.overview.notifications import SENTENCES, list_unseen
from reports.packages import life_cycle
from returnees.models import FollowUpCase, FollowUpNote, LostReceipt
from tests.factories import make_account, make_follow_up_case, submit_package

DUE_ON = date(2020, 2, 16)
PAGE = "/admin/notifications/"


@pytest.fixture
def everybody(world, log_in):
    """An account per role, a colleague of two of them, and the committees next door."""
    accounts = world.accounts | {
        "city's colleague": make_account(committee=world.baotou, role="league_city_staff"),
        "county's colleague": make_account(committee=world.donghe),
        "county's sibling": make_account(committee=world.kundulun),
        "other city": make_account(committee=world.hulunbuir, role="league_city_staff"),
        "other county": make_account(committee=world.hailar),
        "direct": make_account(committee=world.direct, role="league_city_staff"),
    }
    return {name: type(account).objects.get(pk=account.pk) for name, account in accounts.items()}


@pytest.fixture
def package(world):
    return Package.objects.in_campaign(world.campaign).get(committee=world.baotou)


def told(everybody) -> dict[str, list[str]]:
    """Whoever has something unseen: the kinds of it."""
    unseen = {name: [line.notification.kind for line in list_unseen(one)] for name, one in everybody.items()}
    return {name: kinds for name, kinds in unseen.items() if kinds}


CITY = ["league_city_staff", "city's colleague"]
COUNTY = ["county_staff", "county's colleague"]


class Audience:
    """Everybody, and which kinds they have been told of."""

    def __init__(self, everybody):
        self.everybody = everybody
        self.kinds: set[NotificationKind] = set()

    def __getitem__(self, name):
        return self.everybody[name]

    def was_told(self, names, *kinds):
        self.kinds.update(kinds)
        assert told(self.everybody) == {name: list(kinds) for name in names}

    def sees(self, *names):
        for name in names:
            one = self.everybody[name]
            Notification.objects.visible_to(one).unseen_by(one).mark_seen(one)


@pytest.fixture
def audience(everybody):
    assert told(everybody) == {}
    return Audience(everybody)


def remind_and_extend(audience, world, package):
    form = {"text": "请报送。", "form_uuid": uuid.uuid4()}
    for _ in range(2):
        Reminder.objects.note(campaign=world.campaign, packages=[package], by=audience["region_manager"], **form)
    audience.was_told(CITY, NotificationKind.REMINDED)
    life_cycle.extend(package=package, until=date(2020, 2, 20), reason="暴雪")
    life_cycle.extend(package=package, until=date(2020, 2, 22), reason="暴雪")
    audience.was_told(CITY, NotificationKind.EXTENDED, NotificationKind.REMINDED)
    life_cycle.extend(package=package, until=None, reason="")
    audience.was_told(CITY, NotificationKind.EXTENSION_ENDED, NotificationKind.REMINDED)
    submit_package(package, by=audience["league_city_staff"])
    assert told(audience.everybody) == {}, "it was done"


def return_accept_and_reopen(audience, package):
    region, city = audience["region_manager"], audience["league_city_staff"]
    life_cycle.return_for_revision(
        package=package, by=region, reason="照片模糊", parts=["photos"], wanted_on=date(2020, 2, 14)
    )
    audience.was_told(CITY, NotificationKind.RETURNED)
    (line,) = list_unseen(city)
    assert line.sentence == "报送材料退回修改，请于2月14日前重新报送"
    assert line.text.startswith(f"【归巢】包头市团委，2020 年度：{line.sentence}。请登录 http")
    audience.sees("league_city_staff")
    audience.was_told(["city's colleague"], NotificationKind.RETURNED)
    package.refresh_from_db()
    submission = life_cycle.submit(package=package, by=city, seen_revision=package.revision)
    life_cycle.accept(package=package, by=region, seen_submission_id=submission.pk)
    audience.was_told(CITY, NotificationKind.ACCEPTED)
    life_cycle.reopen(package=package, by=region, reason="有误")
    audience.was_told(CITY, NotificationKind.REOPENED)
    audience.sees(*CITY)
    assert told(audience.everybody) == {}


def hand_back_and_mark_again(audience, world):
    county = audience["county_staff"]
    completion, _ = Completion.objects.mark(campaign=world.campaign, committee=world.donghe, by=county)
    completion.hand_back(by=audience["league_city_staff"], reason="缺讲座")
    audience.was_told(COUNTY, NotificationKind.HANDED_BACK)
    Completion.objects.mark(campaign=world.campaign, committee=world.donghe, by=county)
    assert told(audience.everybody) == {}


def hand_over_and_assign(audience, world):
    county, colleague = (audience[name] for name in COUNTY)
    case = make_follow_up_case(entrance=world.homepage, home_committee=world.hailar)
    case.hand_over(to=world.donghe, reason="", by=audience["other county"], submission_uuid=uuid.uuid4())
    audience.was_told(COUNTY, NotificationKind.HANDED_OVER)
    FollowUpCase.objects.filter(pk=case.pk).assign(to=county, by=colleague)
    assert told(audience.everybody) == {
        "county_staff": [NotificationKind.ASSIGNED, NotificationKind.HANDED_OVER],
        "county's colleague": [NotificationKind.HANDED_OVER],
    }
    case.refresh_from_db()
    note = FollowUpNote(kind="guidance", happened_on=today(), written_by=county)
    case.record(note, state="contacted", next_contact_on=today())
    audience.was_told(["county_staff"], NotificationKind.ASSIGNED)
    audience.sees("county_staff")
    assert told(audience.everybody) == {}


def test_every_kind_is_shown_to_whom_it_concerns_until_seen_or_done(world, audience, package):
    remind_and_extend(audience, world, package)
    return_accept_and_reopen(audience, package)
    hand_back_and_mark_again(audience, world)
    hand_over_and_assign(audience, world)
    assert audience.kinds == set(SENTENCES) == set(NotificationKind) - {NotificationKind.ANNOUNCED}, (
        "see test_announcements"
    )


def test_what_waits_is_shown_until_it_is_done(world, everybody, package, settings):
    """待办: a package that is due or came back, requests of youths, the log, a second factor, the backup."""

    def waiting(*names):
        lines = {
            name: [line.sentence for line in list_waiting(one, world.campaign, count_waiting(one, world.campaign))]
            for name, one in everybody.items()
            if not names or name in names
        }
        return {name: sentences for name, sentences in lines.items() if sentences}

    settings.GUICHAO_TODAY = date(2020, 2, 1)
    assert waiting() == {}
    for days, words in ((7, "还有 7 天"), (3, "还有 3 天"), (1, "还有 1 天"), (0, "今天截止")):
        settings.GUICHAO_TODAY = DUE_ON - timedelta(days=days)
        due = waiting()
        assert sorted(due) == sorted([*CITY, *COUNTY, "county's sibling", "other city", "other county", "direct"])
        assert all(words in sentence for (sentence,) in due.values())
    submit_package(package, by=everybody["league_city_staff"])
    assert not waiting(*CITY)
    assert waiting("region_manager", "region_viewer") == {"region_manager": ["1 份报送材料待审核"]}

    settings.GUICHAO_TODAY = date(2020, 2, 1)
    long_ago = {"opened_on": date(2020, 1, 2), "opened_at": datetime(2020, 1, 2, tzinfo=UTC)}
    assert make_follow_up_case(entrance=world.homepage, home_committee=world.donghe, **long_ago).remind()
    asked = {"campaign": world.campaign, "committee": world.donghe, "is_suspect": False}
    LostReceipt.objects.ask(phone="13900000001", **asked)
    asked = ["1 位青年反映还没有人联系，请先联系", "1 位青年丢了回执码，等着办", "1 位返乡青年的跟进已逾期"]
    assert waiting(*COUNTY, "county's sibling", "other county") == dict.fromkeys(COUNTY, asked)

    settings.SECOND_FACTOR, settings.BACKUP_DIR = "required", settings.BASE_DIR
    due = waiting(*(name for name in everybody if ROLES[everybody[name].role].needs_second_factor))
    assert sorted(due) == ["auditor", "region_manager", "region_viewer", "system_administrator"]
    assert all("两步验证" in sentences[0] for name, sentences in due.items() if name != "region_manager")
    assert due["system_administrator"][1:] == [
        "4 个账号须绑定两步验证，还没有绑定",
        "该备份了：最近没有成功的备份，请查看备份的设置和结果",
    ]
    assert not any("备份" in "".join(due[name]) for name in due if name != "system_administrator")


def test_the_page_the_count_and_the_desk(world, everybody, package, log_in):
    submit_package(package, by=everybody["league_city_staff"])
    life_cycle.return_for_revision(package=package, by=everybody["region_manager"], reason="缺", parts=["photos"])
    notification = Notification.objects.get()
    seen = f"{PAGE}{notification.pk}/seen/"
    stranger = log_in("county_staff")
    assert stranger.post(seen).status_code == 404
    assert "报送材料退回修改" not in stranger.get(PAGE).text
    stranger.post(f"{PAGE}seen/", {"shown": [notification.pk, "x"]})
    own = log_in("league_city_staff")
    for address in ("/admin/", PAGE):
        page = own.get(address).text
        assert "报送材料退回修改" in page
        assert f'action="{seen}"' in page
        counts = re.findall(r'class="to-do-link".*?>(..)\s*<b class="badge">(\d+)<', page, re.DOTALL)
        assert counts == [("待办", "1"), ("消息", "1")]
    for _ in range(2):
        assert own.post(seen, {"next": "desk"}).headers["Location"] == "/admin/"
    assert f'action="{seen}"' not in own.get("/admin/").text
    page = own.get(PAGE).text
    assert "已读" in page
    assert "没有没看的消息" in page
    assert own.get(seen).headers["Location"] == PAGE
    board = log_in("region_manager").get("/admin/reports/board/").text
    assert "材料退回修改 2月10日：已读" in board
