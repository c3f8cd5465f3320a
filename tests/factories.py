"""Rows for tests: `make_x(**overrides)`, valid unless the override makes them not."""

import hashlib
import itertools
import uuid
from datetime import UTC, date, datetime

from activities.choices import Kind
from activities.models import PROXIES, Activity, Headcount, Photo, Publicity, Service, WechatGroup, ZeroReport
from organization.choices import Level
from organization.models import Account, Campaign, Committee, PrivacyNotice, Responsible
from reports.packages import life_cycle
from returnees.choices import FilledBy
from returnees.models import Entrance, FollowUpCase, FollowUpNote, Returnee

counter = itertools.count(1)

PASSWORD = "a-password-for-tests"


def make_committee(*, parent, level=Level.COUNTY, place_name="某旗", **overrides):
    names = {"name": f"共青团{place_name}委员会", "short_name": f"{place_name}团委"}
    return Committee.objects.add(parent=parent, level=level, place_name=place_name, **names | overrides)


def make_campaign(**overrides):
    year = overrides.get("year", 2020)
    fields = {
        "year": year,
        "name": "返乡青年征集行动",
        "theme": "投身新时代乡村振兴·服务新青年返乡建功",
        "questionnaire_title": "返乡创业青年信息收录",
        "annex2_title": f"{year}共青团联系服务返乡创业青年月活动开展情况统计表",
        "starts_on": date(year, 1, 1),
        "ends_on": date(year, 2, 29 if year % 4 == 0 else 28),
        "package_due_on": date(year, 2, 16),
        "centre_name": "青年创业就业服务中心",
    }
    campaign = Campaign.objects.create(**fields | overrides)
    PrivacyNotice.objects.create(campaign=campaign, version=f"{year}-1", text="谁在处理您的信息\n自治区团委。")
    return campaign


def make_account(*, committee, role="county_staff", **overrides):
    fields = {"username": f"{role}-{next(counter)}", "committee": committee, "role": role, "password": PASSWORD}
    account, _ = Account.objects.create_account(**fields | overrides)
    return account


def make_responsible(*, campaign, committee, **overrides):
    fields = {"name": "张三", "phone": "13900000009"}
    return Responsible.objects.create(campaign=campaign, committee=committee, **fields | overrides)


FIGURES = {
    "letter": {"letter_channels": "wechat_group", "distribution_count": 1},
    "visit": {"visited_count": 10, "new_member_count": 2},
    "symposium": {"session_count": 1, "participant_count": 20},
    "lecture": {"session_count": 1, "participant_count": 30},
    "tour": {"session_count": 1, "participant_count": 15},
}


def make_activity(kind="symposium", *, campaign, committee, **overrides) -> Activity:
    by = overrides.pop("by", None) or Account.objects.order_by("pk").first()
    fields = {"held_on": date(campaign.year, 1, 20), "created_by": by, "updated_by": by, "kind": kind}
    return PROXIES[kind].objects.create(campaign=campaign, committee=committee, **fields | FIGURES[kind] | overrides)


def make_service(*, campaign, committee, **overrides) -> Service:
    fields = {"kind": "ticket_help", "served_on": date(campaign.year, 1, 20), "people_count": 10}
    return _make_work(Service, campaign=campaign, committee=committee, **fields | overrides)


def make_wechat_group(*, campaign, committee, **overrides) -> WechatGroup:
    fields = {"kind": "members", "name": f"群{next(counter)}", "owner": "团委干事", "member_count": 50}
    days = {"created_on": date(campaign.year, 1, 20)}
    return _make_work(WechatGroup, campaign=campaign, committee=committee, **fields | days | overrides)


def make_headcount(*, campaign, committee, **overrides) -> Headcount:
    fields = {"category": "workers", "youth_count": 100, "counted_on": date(campaign.year, 1, 20), "is_current": True}
    return _make_work(Headcount, campaign=campaign, committee=committee, **fields | overrides)


def make_publicity(*, campaign, committee, **overrides) -> Publicity:
    fields = {"medium": "wechat_account", "title": "返乡青年的新春答卷", "published_on": date(campaign.year, 1, 20)}
    return _make_work(Publicity, campaign=campaign, committee=committee, **fields | overrides)


def _make_work(model, *, by=None, **fields):
    by = by or Account.objects.order_by("pk").first()
    return model.objects.create(created_by=by, updated_by=by, **fields)


def make_entrance(*, campaign, committee, channel="wechat_group", **overrides):
    return Entrance.objects.create(campaign=campaign, committee=committee, channel=channel, **overrides)


def make_duplicates(*, count=2, **fields):
    """Records with one phone number, the earliest first."""
    return [make_returnee(**fields) for _ in range(count)]


def make_returnee(*, entrance, home_committee, **overrides):
    fields = {
        "campaign": entrance.campaign,
        "filled_by": FilledBy.SELF,
        "submission_uuid": uuid.uuid4(),
        "content_digest": "0" * 64,
        "submitted_at": datetime(2020, 2, 1, 4, 0, tzinfo=UTC),
        "consent_version": "2020-1",
        "name": "乌云其其格",
        "phone": "13900000001",
        "birth_year": 1995,
        "birth_month": 6,
        "age": 24,
        "gender": "2",
        "education": "20",
        "status": "F",
    }
    if overrides.get("state") in ("quarantined", "rejected"):
        fields["quarantine_reason"] = "too_fast"
    return Returnee.objects.create(entrance=entrance, home_committee=home_committee, **fields | overrides)


def make_follow_up_case(*, entrance, home_committee, reasons=("needs:loan",), opened_on=date(2020, 2, 1), **overrides):
    """The case of a new returnee (`returnee` gives some of his columns), waiting for the first contact."""
    returnee = make_returnee(entrance=entrance, home_committee=home_committee, **overrides.pop("returnee", {}))
    for question, code in (reason.split(":") for reason in reasons):
        if question != "status" and code != "text":
            returnee.answers.create(question=question, code=code)
    case = FollowUpCase.opened(returnee, reasons, at=returnee.submitted_at, on=opened_on)
    for name, value in overrides.items():
        setattr(case, name, value)
    case.save()
    return case


def make_follow_up_note(*, case, by, **overrides):
    fields = {
        "kind": "guidance",
        "happened_on": date(2020, 2, 10),
        "state_before": case.state,
        "state_after": case.state,
        "written_by": by,
        "campaign_id": case.campaign_id,
        "committee_id": case.committee_id,
    }
    return FollowUpNote.objects.create(case=case, **fields | overrides)


SUMMARY = "春节前后，各级团组织走访联系返乡青年，举办座谈会和政策讲堂。" * 30


def make_photo(*, by, **overrides):
    """A photo's row, and no file behind it."""
    digest = hashlib.sha256(str(next(counter)).encode()).hexdigest()
    fields = {"name": digest[:32], "width": 1600, "height": 1200, "byte_count": 200_000, "digest": digest}
    return Photo.objects.create(uploaded_by=by, **fields | overrides)


def fill_package(package, *, by):
    """Everything that may go up, but the figures: those come from the log."""
    life_cycle.write_contact(
        package=package, name="李干事", phone="13900000008", seen_revision=package.contact_revision, by=by
    )
    life_cycle.write_summary(package=package, text=SUMMARY, seen_revision=package.summary_revision, by=by)
    for position in (1, 2, 3):
        life_cycle.set_photo(
            package=package, position=position, photo=make_photo(by=by), caption="座谈会现场", seen_photo_id=None, by=by
        )
    package.refresh_from_db()
    return package


def say_zero(*, campaign, committee, kinds=Kind.values, by):
    for kind in kinds:
        ZeroReport.objects.say(campaign=campaign, committee=committee, kind=kind, by=by)


def submit_package(package, *, by):
    """Fill it in, report zero of what is missing, and send it up. Returns the Submission."""
    fill_package(package, by=by)
    held = Activity.objects.in_campaign(package.campaign).held().filter(committee__in=package.counted_committee_ids())
    kinds = set(Kind.values) - set(held.values_list("kind", flat=True))
    own = set(package.campaign.zero_reports.filter(committee=package.committee).values_list("kind", flat=True))
    say_zero(campaign=package.campaign, committee=package.committee, kinds=sorted(kinds - own), by=by)
    return life_cycle.submit(package=package, by=by, seen_revision=package.revision)
