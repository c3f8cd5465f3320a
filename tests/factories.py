"""Rows for tests: `make_x(**overrides)`, valid unless the override makes them not."""

import functools
import hashlib
import itertools
import tomllib
import uuid
from datetime import UTC, date, datetime
from pathlib import Path

from activities.models import (
    Activity,
    ActivityKind,
    EntryFigure,
    Headcount,
    KindDetail,
    KindFigure,
    LogChoice,
    LogList,
    Photo,
    Publicity,
    Service,
    WechatGroup,
    ZeroReport,
)
from activities.models.log_list import complete_lists
from activities.shapes import Shape
from organization.choices import Level
from organization.models import Account, Campaign, Committee, PrivacyNotice, Responsible
from reports.models import AnnexColumn
from reports.packages import life_cycle
from returnees.choices import FilledBy
from returnees.models import Entrance, FollowUpCase, FollowUpNote, Returnee
from returnees.notice.composing import compose
from returnees.receipt_codes import receipt_code, receipt_digest

counter = itertools.count(1)

PASSWORD = "a-password-for-tests"


def make_committee(*, parent, level=Level.COUNTY, place_name="某旗", **overrides):
    names = {"name": f"共青团{place_name}委员会", "short_name": f"{place_name}团委"}
    return Committee.objects.add(parent=parent, level=level, place_name=place_name, **names | overrides)


NOTICE_OF_2020 = Path(__file__).parents[1] / "organization/data/campaign_2020.toml"
# The head and foot of its table, and the texts of its pages.
FORM_FIELDS = (
    *("annex2_label", "annex2_signing_line", "committee_seal", "region_seal", "oldest_age"),
    *("short_name", "material_name", "summary_opening", "letter_title"),
    *("public_name", "audience", "invitation", "benefits"),
)


@functools.cache
def notice_of_2020():
    return tomllib.loads(NOTICE_OF_2020.read_text(encoding="utf-8"))


def make_campaign(*, with_form=True, **overrides):
    """A campaign with the kinds and the table of 2020's notice; without any where `with_form` is False."""
    year = overrides.get("year", 2020)
    fields = {name: notice_of_2020()[name] for name in FORM_FIELDS} | {
        "key": str(year),
        "year": year,
        "state": "open",
        "name": "返乡青年征集行动",
        "theme": "投身新时代乡村振兴·服务新青年返乡建功",
        "questionnaire_title": "返乡创业青年信息收录",
        "annex2_title": f"{year}共青团联系服务返乡创业青年月活动开展情况统计表",
        "starts_on": date(year, 1, 1),
        "ends_on": date(year, 2, 29 if year % 4 == 0 else 28),
        "package_due_on": date(year, 2, 16),
        "centre_name": "青年创业就业服务中心",
        "processor": "自治区团委",
        "hosted_by": "自治区团委信息中心",
        "purposes": "登记需求，提供服务。",
    }
    campaign = Campaign.objects.create(**fields | overrides)
    publish_notice(campaign, version=f"{year}-1")
    if with_form:
        plant_form_of_2020(campaign)
    return campaign


def publish_notice(campaign, *, version="2020-2", text="", **overrides):
    """Without a text of its own, one that has all the parts that are required."""
    text = compose(campaign, text)
    return PrivacyNotice.objects.create(campaign=campaign, version=version, text=text, **overrides)


def plant_form_of_2020(campaign):
    """In few inserts: every test's world has it."""
    notice = notice_of_2020()
    kinds, details = {}, []
    for position, described in enumerate(notice["kinds"], start=1):
        fields = {name: value for name, value in described.items() if name != "details"}
        kinds[described["key"]] = ActivityKind(campaign=campaign, position=position, **fields)
        details += [KindDetail(kind=kinds[described["key"]], **detail) for detail in described["details"]]
    ActivityKind.objects.bulk_create(kinds.values())
    KindDetail.objects.bulk_create(details)
    columns = []
    for position, described in enumerate(notice["columns"], start=1):
        headings = {f"heading_{level}": heading for level, heading in enumerate(described["headings"], start=1)}
        fields = {name: value for name, value in described.items() if name not in ("headings", "kind")}
        kind = kinds.get(described.get("kind"))
        columns.append(AnnexColumn(campaign=campaign, position=position, kind=kind, **headings, **fields))
    AnnexColumn.objects.bulk_create(columns)
    complete_lists(campaign=campaign)


def kind_of(campaign, key) -> ActivityKind:
    return ActivityKind.objects.get(campaign=campaign, key=key)


def make_kind(*, campaign, key="job_fair", details=(), figures=(), **overrides) -> ActivityKind:
    """`details` are columns or dicts of a KindDetail, `figures` keys or dicts of a KindFigure."""
    fields = {"label": "招聘会", "shape": Shape.TALLY, "position": 50}
    kind = ActivityKind.objects.create(campaign=campaign, key=key, **fields | overrides)
    for detail in details:
        KindDetail.objects.create(kind=kind, **detail if isinstance(detail, dict) else {"column": detail})
    for figure in figures:
        make_figure(kind=kind, **figure if isinstance(figure, dict) else {"key": figure})
    return kind


def choice_of(campaign, code, key="channels") -> LogChoice:
    return LogChoice.objects.get(log_list__campaign=campaign, log_list__key=key, code=code)


def reword(campaign, key="service_kind", **labels):
    """Of a list of the log, by code."""
    for code, label in labels.items():
        LogChoice.objects.filter(log_list__campaign=campaign, log_list__key=key, code=code).update(label=label)


def make_choice(*, campaign, code="short_video", label="短视频", key="channels", **overrides) -> LogChoice:
    """The last of a list of the log."""
    log_list = LogList.objects.get(campaign=campaign, key=key)
    fields = {"position": log_list.choices.count() + 1}
    return LogChoice.objects.create(log_list=log_list, code=code, label=label, **fields | overrides)


def make_figure(*, kind, key="job_count", **overrides) -> KindFigure:
    fields = {"label": f"数字 {key}", "position": kind.figures.count() + 1}
    return KindFigure.objects.create(kind=kind, key=key, **fields | overrides)


def make_column(*, campaign, key, **overrides) -> AnnexColumn:
    """A column of the table; without a `position` it is the last."""
    last = AnnexColumn.objects.in_campaign(campaign).order_by("-position").values_list("position", flat=True).first()
    fields = {"position": (last or 0) + 1, "heading_1": f"表头 {key}"}
    return AnnexColumn.objects.create(campaign=campaign, key=key, **fields | overrides)


def make_account(*, committee, role="county_staff", **overrides):
    fields = {"username": f"{role}-{next(counter)}", "committee": committee, "role": role, "password": PASSWORD}
    account, _ = Account.objects.create_account(**fields | overrides)
    return account


def make_responsible(*, campaign, committee, **overrides):
    fields = {"name": "张三", "phone": "13900000009"}
    return Responsible.objects.create(campaign=campaign, committee=committee, **fields | overrides)


# By kind of 2020, else by shape: what a held entry needs.
FIGURES = {
    "letter": {"channels": "wechat_group", "distribution_count": 1},
    "visit": {"visited_count": 10, "new_member_count": 2},
    "symposium": {"session_count": 1, "participant_count": 20},
    "lecture": {"session_count": 1, "participant_count": 30},
    "tour": {"session_count": 1, "participant_count": 15},
    Shape.OUTREACH: {"distribution_count": 1},
    Shape.CONTACT: {"visited_count": 10},
    Shape.MEETING: {"session_count": 1},
    Shape.TALLY: {},
}


def make_activity(kind="symposium", *, campaign, committee, own_figures=None, **overrides) -> Activity:
    """An entry of a kind, a row or the key of one."""
    kind = kind_of(campaign, kind) if isinstance(kind, str) else kind
    by = overrides.pop("by", None) or Account.objects.order_by("pk").first()
    fields = {"held_on": date(campaign.year, 1, 20), "created_by": by, "updated_by": by}
    numbers = FIGURES.get(kind.key, FIGURES[kind.shape])
    entry = Activity.objects.create(
        campaign=campaign, committee=committee, kind=kind, shape=kind.shape, **fields | numbers | overrides
    )
    for key, value in (own_figures or {}).items():
        EntryFigure.objects.create(activity=entry, figure=kind.figures.get(key=key), value=value)
    return entry


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


def make_returnee(*, entrance, home_committee, code=None, **overrides):
    """`code`: a receipt as they were before they were computed from the uuid."""
    submission_uuid = overrides.get("submission_uuid") or uuid.uuid4()
    fields = {
        "campaign": entrance.campaign,
        "filled_by": FilledBy.SELF,
        "submission_uuid": submission_uuid,
        "receipt_digest": receipt_digest(code or receipt_code(submission_uuid)),
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
    """The case of a new returnee (`returnee` has some of their columns), waiting for the first contact."""
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
    for position in range(1, package.campaign.photo_count + 1):
        life_cycle.set_photo(
            package=package, position=position, photo=make_photo(by=by), caption="座谈会现场", seen_revision=None, by=by
        )
    package.refresh_from_db()
    return package


def declare_zero_report(*, campaign, committee, kinds=None, by):
    """Of the kinds with these keys, else of all."""
    rows = ActivityKind.objects.in_campaign(campaign)
    for kind in rows if kinds is None else rows.filter(key__in=kinds):
        ZeroReport.objects.declare(campaign=campaign, committee=committee, kind=kind, by=by)


def submit_package(package, *, by):
    """Fill it in, report zero of what is missing, and send it up. Returns the Submission."""
    fill_package(package, by=by)
    held = Activity.objects.in_campaign(package.campaign).held().filter(committee__in=package.counted_committee_ids())
    kinds = set(ActivityKind.objects.in_campaign(package.campaign).values_list("key", flat=True))
    held = set(held.values_list("kind__key", flat=True))
    own = set(package.campaign.zero_reports.filter(committee=package.committee).values_list("kind__key", flat=True))
    declare_zero_report(campaign=package.campaign, committee=package.committee, kinds=kinds - held - own, by=by)
    return life_cycle.submit(package=package, by=by, seen_revision=package.revision)
