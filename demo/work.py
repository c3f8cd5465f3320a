"""The demo's work besides Annex 2: services, WeChat groups, headcounts and publicity of the committees."""

from datetime import date, timedelta
from random import Random

from activities.choices import (
    GroupKind,
    HeadcountCategory,
    LoanBand,
    LoanStatus,
    Medium,
    PartnerDepartment,
    ServiceKind,
    TrainingTag,
)
from activities.models import Headcount, Publicity, Service, WechatGroup
from demo.accounts import Recorders
from demo.log import ALXA, SILENT
from demo.season import LOG_STARTS_ON, Season
from organization.choices import Level

SERVICE_WEIGHTS = {
    ServiceKind.LOAN_REFERRAL: 15,
    ServiceKind.TRAINING: 30,
    ServiceKind.LEAD_GOOSE: 10,
    ServiceKind.JOB_INFORMATION: 30,
    ServiceKind.TICKET_HELP: 15,
}
MAX_PEOPLE = {
    ServiceKind.LOAN_REFERRAL: 6,
    ServiceKind.TRAINING: 80,
    ServiceKind.LEAD_GOOSE: 5,
    ServiceKind.JOB_INFORMATION: 300,
    ServiceKind.TICKET_HELP: 40,
}
PARTNERS = {
    ServiceKind.LOAN_REFERRAL: (PartnerDepartment.FINANCE,),
    ServiceKind.TRAINING: (PartnerDepartment.AGRICULTURE, PartnerDepartment.SCIENCE, PartnerDepartment.HUMAN_RESOURCES),
    ServiceKind.LEAD_GOOSE: (PartnerDepartment.AGRICULTURE, PartnerDepartment.POVERTY_RELIEF),
    ServiceKind.JOB_INFORMATION: (PartnerDepartment.HUMAN_RESOURCES,),
    ServiceKind.TICKET_HELP: (PartnerDepartment.TRANSPORT,),
}
SERVICE_REMARKS = {
    ServiceKind.TICKET_HELP: "线上填报返程班次，与客运站对接。",
    ServiceKind.JOB_INFORMATION: "在微信群发布本地企业用工信息。",
    ServiceKind.TRAINING: "线上直播课。",
}
GROUP_NAMES = {
    GroupKind.LEADERS: "{place}团支部书记工作群",
    GroupKind.MEMBERS: "{place}团员青年之家",
    GroupKind.OUTSIDE_WORKERS: "{place}在外创业务工青年群",
    GroupKind.OUTSIDE_STUDENTS: "{place}籍大学生群",
}
GROUP_SHARES = {
    GroupKind.LEADERS: 0.9,
    GroupKind.MEMBERS: 0.8,
    GroupKind.OUTSIDE_WORKERS: 0.6,
    GroupKind.OUTSIDE_STUDENTS: 0.7,
}
OWNERS = ("团委副书记", "团委干事", "团委办公室", "西部计划志愿者")
YOUTHS = {
    HeadcountCategory.ENTREPRENEURS: (40, 600),
    HeadcountCategory.WORKERS: (800, 9000),
    HeadcountCategory.STUDENTS: (400, 5000),
    HeadcountCategory.RESIDENTS: (2000, 30000),
}
TITLES = (
    "{place}：归巢筑梦，欢迎青年回家看看",
    "一封家书寄乡情：{place}致返乡青年的一封信",
    "{place}召开返乡青年座谈会，共话家乡发展",
    "在家门口创业：{place}青年的新春答卷",
    "返乡青年请看：{place}创业扶持政策问答",
)
NEWSPAPER_LIKE = {Medium.NEWSPAPER, Medium.TELEVISION, Medium.RADIO}
READS_OF_AN_ARTICLE = (120, 6000)


class Work:
    """Writes the entries of one committee after another; nothing is stored before `save`."""

    def __init__(self, rng: Random, *, campaign, season: Season):
        self.rng, self.campaign, self.season = rng, campaign, season
        self.recorders = Recorders()
        self.entries: dict[type, list] = {Service: [], WechatGroup: [], Headcount: [], Publicity: []}

    def write(self, committees) -> None:
        for committee in committees:
            league_city = committee if committee.level == Level.LEAGUE_CITY else committee.parent
            if league_city.gb_code == ALXA or committee.gb_code in SILENT:
                continue
            self.write_services(committee)
            self.write_groups(committee)
            self.write_publicity(committee)
            if committee.level == Level.COUNTY:
                self.write_headcounts(committee)

    def add(self, model, committee, *, written_after: date, **columns) -> None:
        recorder = self.recorders.of(committee)
        moment = self.season.entry_moment(self.rng, max(written_after, LOG_STARTS_ON))
        by = {"created_by": recorder, "created_at": moment, "updated_by": recorder, "updated_at": moment}
        self.entries[model].append(model(campaign=self.campaign, committee=committee, **by, **columns))

    def day(self) -> date:
        day = self.season.log_day(self.rng, is_gathering=False)
        return min(day, self.season.today)

    def write_services(self, committee) -> None:
        kinds = self.rng.choices(list(SERVICE_WEIGHTS), list(SERVICE_WEIGHTS.values()), k=self.rng.choice((0, 1, 3, 5)))
        for kind in kinds:
            served_on = self.day()
            self.add(
                Service,
                committee,
                written_after=served_on,
                kind=kind,
                served_on=served_on,
                people_count=self.rng.randint(1, MAX_PEOPLE[kind]),
                **self.service_columns(kind),
            )

    def service_columns(self, kind) -> dict:
        rng, partners = self.rng, PARTNERS[kind]
        chosen = set(rng.sample(partners, rng.randint(1, len(partners))))
        columns = {
            "partner_departments": ",".join(department for department in PartnerDepartment if department in chosen),
            "remark": SERVICE_REMARKS.get(kind, "") if rng.random() < 0.4 else "",
        }
        if kind == ServiceKind.LOAN_REFERRAL:
            status = rng.choices(list(LoanStatus), (6, 3, 1))[0]
            columns |= {"loan_status": status, "loan_band": rng.choice((None, *LoanBand))}
        if kind == ServiceKind.TRAINING:
            tags = set(rng.sample(list(TrainingTag)[:-1], rng.randint(1, 2)))
            in_order = [tag for tag in TrainingTag if tag in tags]
            columns |= {"training_tags": ",".join(in_order), "title": f"{in_order[0].label}培训班"}
        return columns

    def write_groups(self, committee) -> None:
        for kind, share in GROUP_SHARES.items():
            if self.rng.random() > share:
                continue
            created_on = self.day() if self.rng.random() < 0.6 else date(2019, self.rng.randint(1, 12), 15)
            self.add(
                WechatGroup,
                committee,
                written_after=created_on,
                kind=kind,
                name=GROUP_NAMES[kind].format(place=committee.place_name),
                owner=self.rng.choice(OWNERS),
                member_count=self.rng.randint(18, 480),
                created_on=created_on,
            )

    def write_headcounts(self, county) -> None:
        if self.rng.random() < 0.15:
            return
        first_on, again_on = date(2020, 1, 20), self.season.today - timedelta(days=4)
        for category, (fewest, most) in YOUTHS.items():
            if self.rng.random() < 0.15:
                continue
            youths = self.rng.randint(fewest, most)
            counts_again = again_on > first_on and self.rng.random() < 0.2
            self.add_headcount(county, category, youths, first_on, is_current=not counts_again)
            if counts_again:
                self.add_headcount(county, category, round(youths * self.rng.uniform(0.9, 1.1)), again_on)

    def add_headcount(self, county, category, youth_count, counted_on, *, is_current=True) -> None:
        self.add(
            Headcount,
            county,
            written_after=counted_on,
            category=category,
            youth_count=youth_count,
            counted_on=min(counted_on, self.season.today),
            is_current=is_current,
        )

    def write_publicity(self, committee) -> None:
        rng = self.rng
        for number in range(rng.choice((0, 1, 1, 2, 4))):
            medium = rng.choices(list(Medium)[:-1], (40, 8, 15, 12, 8, 6, 4))[0]
            published_on = self.day()
            is_online = medium not in NEWSPAPER_LIKE
            self.add(
                Publicity,
                committee,
                written_after=published_on,
                medium=medium,
                title=rng.choice(TITLES).format(place=committee.place_name),
                link=f"https://example.org/{committee.gb_code}/{number + 1}" if is_online else "",
                published_on=published_on,
                read_count=rng.randint(*READS_OF_AN_ARTICLE) if is_online and rng.random() < 0.7 else None,
            )

    def save(self) -> None:
        """In the order of creation, so that the visible numbers grow with time."""
        for model, entries in self.entries.items():
            model.objects.bulk_create(sorted(entries, key=lambda entry: entry.created_at))
