"""What goes up, in the demo: a package in every state, as far as the demo day has come."""

from dataclasses import dataclass
from datetime import date, datetime, time
from random import Random

from django.utils import timezone

from activities.models import Activity, Photo
from demo import people
from demo.accounts import Recorders
from demo.pictures import draw_picture
from demo.season import Season
from demo.summaries import as_counted, begin_summary, write_summary
from organization.models import Committee
from reports.annex2.frozen_rows import frozen_row
from reports.annex2.layout import layout_of
from reports.choices import PackagePart
from reports.models import Package, Reminder
from reports.overview.board.reminder_text import awaited, reminder_text
from reports.packages import life_cycle
from returnees.choices import Gender

HOHHOT, BAOTOU, HULUNBUIR, HINGGAN, TONGLIAO, CHIFENG = "150100", "150200", "150700", "152200", "150500", "150400"
XILINGOL, ULANQAB, ORDOS, BAYANNUR, WUHAI = "152500", "150900", "150600", "150800", "150300"
BEGIN, SEND_UP, SEND_BACK, ACCEPT, EXTEND, CONTACT = (
    "begin",
    "send_up",
    "return_for_revision",
    "accept",
    "extend",
    "contact",
)
# Of everybody who has not sent up.
REMIND = "remind"


@dataclass(frozen=True)
class Step:
    gb_code: str
    act: str
    on: date
    at: time

    @property
    def moment(self) -> datetime:
        return datetime.combine(self.on, self.at, timezone.get_current_timezone())


def _step(gb_code: str, act: str, day: int, hour: int, minute: int) -> Step:
    return Step(gb_code, act, date(2020, 2, day), time(hour, minute))


# 阿拉善盟 has nothing to send up and has not begun; 巴彦淖尔市 is late, on a demo day after the deadline.
STEPS = (
    _step(CHIFENG, SEND_UP, 10, 17, 50),
    _step(CHIFENG, SEND_BACK, 11, 9, 20),
    _step(HOHHOT, SEND_UP, 11, 16, 25),
    _step(ORDOS, SEND_UP, 12, 9, 40),
    _step(HOHHOT, ACCEPT, 12, 10, 5),
    _step(TONGLIAO, SEND_UP, 12, 11, 15),
    _step(HINGGAN, SEND_UP, 12, 15, 30),
    _step(BAOTOU, SEND_UP, 12, 17, 45),
    _step(BAOTOU, SEND_BACK, 13, 9, 10),
    _step(WUHAI, CONTACT, 13, 9, 30),
    _step(ORDOS, ACCEPT, 13, 9, 35),
    _step(HINGGAN, ACCEPT, 13, 9, 50),
    _step(XILINGOL, EXTEND, 13, 10, 30),
    _step(XILINGOL, BEGIN, 13, 11, 0),
    _step(HULUNBUIR, BEGIN, 13, 14, 20),
    _step(CHIFENG, SEND_UP, 13, 15, 5),
    _step(BAYANNUR, BEGIN, 13, 16, 40),
    _step("", REMIND, 13, 18, 0),
    _step(ULANQAB, SEND_UP, 13, 18, 10),
    _step(BAYANNUR, SEND_UP, 17, 9, 15),
)
# Whose log went on after they had sent up: 来源已变化.
STILL_LOGGING = {BAOTOU, TONGLIAO}
EXTENDED_TO, EXTENSION_REASON = date(2020, 2, 20), "暴雪致部分苏木断路，走访和盖章推迟，准予延期。"
RETURN_REASONS = {
    BAOTOU: (
        "照片 2 与照片 3 内容相近，请换一张座谈会或宣讲活动的照片；总结请补充返乡青年反映的困难。",
        ("photos", "summary"),
    ),
    CHIFENG: ("总结中的走访人数与附件2不一致，请核对后重报。", ("summary", "figures")),
}
CAPTIONS = (
    "1月21日，{name}，走访返乡创业青年",
    "2月4日，{name}，返乡青年新春座谈分享会现场外景",
    "2月8日，{name}，返乡青年参观考察途中",
)


def send_up_packages(rng: Random, *, campaign, season: Season, files) -> None:
    """`files` removes the photos' files if loading fails."""
    steps = [step for step in STEPS if step.moment <= season.moment]
    stop_logging(campaign, {step.gb_code: step.moment for step in steps if step.act == SEND_UP})
    office = Office(rng, campaign, files)
    for step in steps:
        if step.act == REMIND:
            office.remind(step)
        else:
            office.perform(step)


def stop_logging(campaign, last_sent_up: dict[str, datetime]) -> None:
    for package in Package.objects.in_campaign(campaign).select_related("committee"):
        moment = last_sent_up.get(package.committee.gb_code)
        if moment and package.committee.gb_code not in STILL_LOGGING:
            entries = Activity.objects.in_campaign(campaign).held()
            entries.filter(committee__in=package.counted_committee_ids(), created_at__gte=moment).delete()


class Office:
    """Performs one step after another, each at its moment."""

    def __init__(self, rng: Random, campaign, files):
        self.rng, self.campaign, self.files = rng, campaign, files
        self.recorders, self.phones = Recorders(), people.Phones(rng, shared_share=0)
        self.region = self.recorders.of(Committee.objects.region())

    def package_of(self, gb_code) -> Package:
        return Package.objects.select_related("committee", "campaign").get(
            campaign=self.campaign, committee__gb_code=gb_code
        )

    def perform(self, step: Step) -> None:
        package = self.package_of(step.gb_code)
        known = set(package.state_changes.values_list("pk", flat=True))
        getattr(self, step.act)(package, step)
        package.state_changes.exclude(pk__in=known).update(at=step.moment)

    def contact(self, package, step) -> None:
        if package.filled_by_name:
            return
        name = people.han_name(self.rng, self.rng.choice((Gender.MALE, Gender.FEMALE)))
        by = self.recorders.of(package.committee)
        life_cycle.write_contact(
            package=package, name=name, phone=self.phones.next(), seen_revision=package.contact_revision, by=by
        )

    def begin(self, package, step) -> None:
        self.contact(package, step)
        self.write(package, begin_summary(package, on=step.on))
        self.set_photos(package, step, CAPTIONS[:1])

    def send_up(self, package, step) -> None:
        self.contact(package, step)
        self.write(package, write_summary(package, on=step.on))
        self.set_photos(package, step, CAPTIONS)
        package.refresh_from_db()
        submission = life_cycle.submit(
            package=package, by=self.recorders.of(package.committee), seen_revision=package.revision
        )
        self.date_back(submission, step)

    def date_back(self, submission, step) -> None:
        submission.entries.filter(activity__created_at__gte=step.moment).delete()
        row = frozen_row(submission, layout_of(self.campaign))
        submission.figures, submission.entry_count = row.figures, row.entry_count
        submission.submitted_at, submission.submitted_on = step.moment, step.on
        submission.summary_text = as_counted(submission)
        submission.save()
        Package.objects.filter(pk=submission.package_id).update(summary_text=submission.summary_text)

    def return_for_revision(self, package, step) -> None:
        reason, parts = RETURN_REASONS[step.gb_code]
        life_cycle.return_for_revision(
            package=package, by=self.region, reason=reason, parts=[PackagePart(part) for part in parts]
        )

    def accept(self, package, step) -> None:
        life_cycle.accept(package=package, by=self.region, seen_submission_id=package.last_submission().pk)

    def extend(self, package, step) -> None:
        life_cycle.extend(package=package, until=EXTENDED_TO, reason=EXTENSION_REASON)

    def write(self, package, text) -> None:
        package.refresh_from_db()
        by = self.recorders.of(package.committee)
        life_cycle.write_summary(package=package, text=text, seen_revision=package.summary_revision, by=by)

    def set_photos(self, package, step, captions) -> None:
        by = self.recorders.of(package.committee)
        present = dict(package.photos.values_list("position", "photo_id"))
        for position, caption in enumerate(captions, start=1):
            if position in present:
                continue
            photo = Photo.objects.store(draw_picture(self.rng), by=by, files=self.files)
            Photo.objects.filter(pk=photo.pk).update(uploaded_at=step.moment)
            caption = caption.format(name=package.printed_name)
            life_cycle.set_photo(
                package=package, position=position, photo=photo, caption=caption, seen_revision=None, by=by
            )

    def remind(self, step) -> None:
        packages = awaited(Package.objects.in_campaign(self.campaign).select_related("campaign"))
        text = reminder_text(packages, due_on=self.campaign.package_due_on, moment=step.moment)
        reminder = Reminder(campaign=self.campaign, text=text, sent_by=self.region, sent_at=step.moment)
        reminder.save()
        reminder.packages.set(packages)
