"""The committees' log of the demo: activities of the kinds of 2020's notice, by their keys, and zero reports."""

from datetime import timedelta
from random import Random

from activities.choices import ActivityState, Channel, SiteKind
from activities.models import Activity, ActivityKind, ZeroReport
from activities.shapes import Shape
from demo import people
from demo.accounts import Recorders
from demo.season import ONLINE_FROM, Season
from demo.wording import (
    CANCELLED_REMARKS,
    CO_HOSTS,
    DOORSTEPS,
    HALLS,
    LECTURES,
    LETTER_PLACES,
    ONLINE_ROOMS,
    OTHER_CHANNELS,
    PERIOD_REMARK,
    REMARKS,
    ROOMS,
    SITES,
    SYMPOSIUM_TOPICS,
    TOUR_TOPICS,
)
from organization.choices import Level

# 阿拉善盟 reports nothing at all, 乌海市 very little.
ALXA, WUHAI = "152900", "150300"
# 石拐, 新巴尔虎左旗, 根河, 阿尔山, 镶黄旗, 兴和, 莫力达瓦.
SILENT = {"150205", "150726", "150785", "152202", "152528", "150924", "150722"}
# 白云鄂博矿区 declares a zero report of every kind.
ALL_ZERO = "150206"
# 达尔罕茂明安, 满洲里, 扎赉诺尔, 二连浩特.
BUSY = {"150223", "150781", "150703", "152501"}
LETTER, VISIT, SYMPOSIUM, LECTURE, TOUR = "letter", "visit", "symposium", "lecture", "tour"
KIND_WEIGHTS = {LETTER: 28, VISIT: 36, SYMPOSIUM: 14, LECTURE: 13, TOUR: 9}
LEAGUE_CITY_KIND_WEIGHTS = {LETTER: 30, VISIT: 15, SYMPOSIUM: 17, LECTURE: 22, TOUR: 16}
ONLINE_CHANNELS = {Channel.WECHAT_ACCOUNT, Channel.WECHAT_GROUP, Channel.WEIBO, Channel.SMS}
CHANNEL_WEIGHTS = {
    Channel.WECHAT_ACCOUNT: 20,
    Channel.WECHAT_GROUP: 30,
    Channel.WEIBO: 6,
    Channel.SMS: 6,
    Channel.HOUSEHOLD: 18,
    Channel.ON_SITE: 12,
    Channel.NOTICE_BOARD: 6,
    Channel.BROADCAST_PRESS: 3,
    Channel.OTHER: 1,
}
PEOPLE_PER_SESSION = {SYMPOSIUM: (15, 60), LECTURE: (30, 150), TOUR: (10, 35)}


class Log:
    """Writes the entries of one committee after another; nothing is stored before `save`."""

    def __init__(self, rng: Random, *, campaign, season: Season):
        self.rng, self.campaign, self.season = rng, campaign, season
        self.kinds = {kind.key: kind for kind in ActivityKind.objects.in_campaign(campaign)}
        self.recorders = Recorders()
        self.activities: list[Activity] = []
        self.zero_reports: list[ZeroReport] = []

    def write(self, committees) -> None:
        for committee in committees:
            league_city = committee if committee.level == Level.LEAGUE_CITY else committee.parent
            if league_city.gb_code == ALXA:
                continue
            if league_city.gb_code == WUHAI:
                self.write_wuhai(committee)
            else:
                self.write_committee(committee)

    def write_wuhai(self, committee) -> None:
        for _ in range(2):
            self.add(committee, LETTER)
        if committee.gb_code == WUHAI:
            self.declare_zero_report(committee, TOUR)

    def write_committee(self, committee) -> None:
        is_league_city = committee.level == Level.LEAGUE_CITY
        weights = LEAGUE_CITY_KIND_WEIGHTS if is_league_city else KIND_WEIGHTS
        for kind in self.rng.choices(list(weights), list(weights.values()), k=self.volume(committee)):
            self.add(committee, kind)
        if committee.gb_code not in SILENT:
            self.declare_zero_reports(committee)

    def volume(self, committee) -> int:
        if committee.gb_code in SILENT or committee.gb_code == ALL_ZERO:
            return 0
        if committee.gb_code in BUSY:
            return self.rng.randint(24, 36)
        if committee.level == Level.LEAGUE_CITY:
            return self.rng.randint(9, 18)
        return self.rng.choice((2, 8, 14, 18, 22, 26, 34))

    def declare_zero_reports(self, committee) -> None:
        own = [entry for entry in self.activities if entry.committee_id == committee.pk]
        held = {entry.kind.key for entry in own if entry.state == ActivityState.HELD}
        for kind in self.kinds:
            if kind not in held and (committee.gb_code == ALL_ZERO or self.rng.random() < 0.3):
                self.declare_zero_report(committee, kind)

    def declare_zero_report(self, committee, kind) -> None:
        declared_on = self.season.today - timedelta(days=self.rng.randint(1, 5))
        self.zero_reports.append(
            ZeroReport(
                campaign=self.campaign,
                committee=committee,
                kind=self.kinds[kind],
                reported_by=self.recorders.of(committee),
                reported_at=self.season.entry_moment(self.rng, declared_on),
            )
        )

    def add(self, committee, key) -> None:
        rng, kind = self.rng, self.kinds[key]
        held_on = self.season.log_day(rng, is_gathering=kind.shape == Shape.MEETING)
        recorder = self.recorders.of(committee)
        created_at = self.season.entry_moment(rng, held_on)
        is_revised = rng.random() < 0.12
        entry = Activity(
            campaign=self.campaign,
            committee=committee,
            kind=kind,
            shape=kind.shape,
            state=self.state(key, held_on),
            held_on=held_on,
            created_by=recorder,
            created_at=created_at,
            updated_by=recorder,
            updated_at=self.season.later_moment(rng, created_at) if is_revised else created_at,
            **invent_columns(rng, key, is_late=held_on >= ONLINE_FROM),
        )
        self.finish(entry)
        self.activities.append(entry)

    def state(self, kind, held_on) -> str:
        if kind != LETTER and self.rng.random() < 0.025:
            return ActivityState.CANCELLED
        return ActivityState.PLANNED if held_on > self.season.today else ActivityState.HELD

    def finish(self, entry) -> None:
        rng = self.rng
        if entry.state == ActivityState.CANCELLED:
            entry.remark = rng.choice(CANCELLED_REMARKS)
        elif entry.state == ActivityState.PLANNED:
            entry.new_member_count = 0 if entry.kind.key == VISIT else None
        elif entry.kind.key == VISIT and rng.random() < 0.06:
            self.make_period(entry)
        elif rng.random() < 0.15:
            entry.remark = rng.choice(REMARKS[entry.kind.key])
        fill_in(rng, entry)

    def make_period(self, entry) -> None:
        last = min(entry.held_on + timedelta(days=self.rng.randint(3, 9)), self.season.today)
        if last == entry.held_on:
            return
        entry.held_until = last
        entry.visited_count *= self.rng.randint(2, 4)
        entry.remark = PERIOD_REMARK
        entry.created_at = self.season.entry_moment(self.rng, entry.held_until)
        entry.updated_at = entry.created_at

    def save(self) -> None:
        """In the order of creation, so that the visible numbers grow with time."""
        name_co_hosts(Random(len(self.activities)), self.activities)
        Activity.objects.bulk_create(sorted(self.activities, key=lambda entry: entry.created_at))
        ZeroReport.objects.bulk_create(sorted(self.zero_reports, key=lambda report: report.reported_at))


def name_co_hosts(rng: Random, entries) -> None:
    for entry in entries:
        if entry.shape == Shape.MEETING and rng.random() < 0.12:
            entry.co_hosts = rng.choice(CO_HOSTS).format(place=entry.committee.place_name)


def invent_columns(rng: Random, kind: str, *, is_late: bool) -> dict:
    if kind == LETTER:
        return letter_columns(rng)
    if kind == VISIT:
        return visit_columns(rng, is_late=is_late)
    return meeting_columns(rng, kind, is_late=is_late)


def letter_columns(rng: Random) -> dict:
    channel_count = rng.choices((1, 2, 3, 5), (70, 22, 6, 2))[0]
    channels = set()
    while len(channels) < channel_count:
        channels.update(rng.choices(list(CHANNEL_WEIGHTS), list(CHANNEL_WEIGHTS.values())))
    ordered = [channel for channel in Channel if channel in channels]
    offline = [channel for channel in ordered if channel not in ONLINE_CHANNELS]
    place = next((LETTER_PLACES[channel] for channel in offline if channel in LETTER_PLACES), "")
    return {
        "channels": ",".join(ordered),
        "channel_other": rng.choice(OTHER_CHANNELS) if Channel.OTHER in channels else None,
        "distribution_count": max(channel_count, min(20, round(rng.expovariate(1 / 4)) + 1)),
        "copy_count": rng.randrange(20, 600, 10) if offline and rng.random() < 0.8 else None,
        "is_online": not offline,
        "place": place,
    }


def visit_columns(rng: Random, *, is_late: bool) -> dict:
    visited_count = rng.randint(3, 40)
    is_online = rng.random() < (0.4 if is_late else 0.1)
    return {
        "visited_count": visited_count,
        "new_member_count": min(visited_count, rng.choices((0, 1, 2, 3, 5, 8), (45, 20, 15, 10, 7, 3))[0]),
        "is_online": is_online,
        "place": rng.choice(ONLINE_ROOMS[:3] if is_online else DOORSTEPS),
    }


def meeting_columns(rng: Random, kind: str, *, is_late: bool) -> dict:
    session_count = rng.choices((1, 2, 3, 4), (88, 7, 3, 2))[0]
    counts = {
        "session_count": session_count,
        "participant_count": sum(rng.randint(*PEOPLE_PER_SESSION[kind]) for _ in range(session_count)),
    }
    if kind == TOUR:
        return counts | tour_columns(rng)
    is_online = rng.random() < (0.45 if is_late else 0.12)
    rooms = HALLS if kind == LECTURE else ROOMS
    where = {"is_online": is_online, "place": rng.choice(ONLINE_ROOMS if is_online else rooms)}
    if kind == LECTURE:
        return counts | where | lecture_columns(rng)
    return counts | where | {"topic": rng.choice(SYMPOSIUM_TOPICS)}


def lecture_columns(rng: Random) -> dict:
    topic, posts = rng.choice(LECTURES)
    if rng.random() < 0.2:
        return {"topic": topic}
    return {"topic": topic, "speaker": people.teacher(rng), "speaker_post": rng.choice(posts)}


def tour_columns(rng: Random) -> dict:
    site_kind = rng.choices(list(SiteKind), (30, 20, 20, 22, 8))[0]
    return {"topic": rng.choice(TOUR_TOPICS), "site_kind": site_kind, "place": rng.choice(SITES[site_kind])}


def fill_in(rng: Random, entry: Activity) -> None:
    place_name = entry.committee.place_name
    township = people.township(rng, place_name)
    names = {
        "place": place_name,
        "unit": place_name[-1],
        "township": township,
        "village": people.village(rng, township),
    }
    for column in ("place", "topic", "speaker_post", "remark"):
        text = getattr(entry, column)
        if text:
            setattr(entry, column, text.format(**names))
