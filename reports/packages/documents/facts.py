"""What a committee's log and questionnaires hold for its summary: numbers, days, places and topics. No sentences.

Nobody is named in it: of speakers, groups and youths only numbers are read.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, F, Max, Min, Q, Sum
from django.db.models.functions import Coalesce

from activities.choices import LoggedList
from activities.models import Activity, ActivityKind, Headcount, Publicity, Service, WechatGroup, ZeroReport
from activities.models.log_list import ChoiceList, lists_of
from organization.choices import Level
from organization.clock import today
from organization.models import Campaign, Committee
from reports.annex2.layout import layout_of_numbers
from reports.annex2.rows import Row, log_groups
from reports.counting.branches import branches
from reports.counting.kind_numbers import all_kinds, number_key
from reports.counting.needs import ChosenCodes, needs_by_row, nothing_chosen
from reports.counting.returnee_counts import count_returnees
from reports.models import Package
from returnees.choices import Status
from returnees.models import AllianceMembership, FollowUpCase, FollowUpNote

TOPICS_NAMED = 2


@dataclass(frozen=True)
class Course:
    """How the held entries of a kind lie in time, and what they say besides their numbers."""

    first_on: date
    last_on: date
    online_session_count: int = 0
    # Of the entries that say it, and whether all of them do.
    copy_count: int = 0
    is_copy_count_whole: bool = True


@dataclass
class Facts:
    campaign: Campaign
    committee: Committee
    as_of: date
    # In their order; retired ones only where something is recorded of them.
    kinds: list[ActivityKind]
    # What counts in the committee's row of Annex 2, every number of every kind.
    row: Row
    # In the words of the campaign.
    lists: dict[str, ChoiceList]
    # The counties that count in it, in official order, each with its own figures.
    counties: list[Row] = field(default_factory=list)
    # By kind, as all that follows with kinds of activity.
    courses: dict[str, Course] = field(default_factory=dict)
    # The most frequent first.
    topics: dict[str, list[str]] = field(default_factory=dict)
    site_kinds: dict[str, set[str]] = field(default_factory=dict)
    # Accepted questionnaires by (status, age group).
    returnees: Counter = field(default_factory=Counter)
    answers: ChosenCodes = field(default_factory=nothing_chosen)
    # Follow-up cases by state.
    cases: dict[str, int] = field(default_factory=dict)
    # Services in them, by kind of note.
    follow_ups: dict[str, int] = field(default_factory=dict)
    # People by (kind of service, state of the loan or None).
    services: Counter = field(default_factory=Counter)
    # People by subject; one training may have several.
    training_tags: Counter = field(default_factory=Counter)
    departments: set[str] = field(default_factory=set)
    # By kind of group: WeChat groups, and the sum of their members.
    groups: dict[str, tuple[int, int]] = field(default_factory=dict)
    headcounts: dict[str, int] = field(default_factory=dict)
    # Counties that counted their youths.
    counting_county_count: int = 0
    # Publications by medium.
    publicity: Counter = field(default_factory=Counter)
    publicity_span: tuple[date, date] | None = None
    read_count: int = 0
    publications_with_reads: int = 0
    # Memberships confirmed on returnees: beside those that the log counts, never added to them.
    member_count: int = 0

    def number(self, kind: ActivityKind, figure: str, row: Row | None = None) -> int | None:
        """A number of a kind in the committee's row, or in that of a county; None where it is not known or asked."""
        return (row or self.row).figures.get(number_key(kind.key, figure))


def gather(package: Package) -> Facts:
    """The number of queries does not depend on the number of rows."""
    branch_of = branches(package, package.counted_committee_ids())
    kinds = all_kinds(package.campaign)
    lists = lists_of(package.campaign)
    row = Row(layout_of_numbers(kinds, lists[LoggedList.CHANNELS]), package.printed_name, frozenset(branch_of))
    facts = Facts(package.campaign, package.committee, today(), kinds, row, lists)
    _read_log(facts, branch_of)
    facts.kinds = [kind for kind in kinds if kind.is_active or facts.row.has_kind(kind.key)]
    _read_courses(facts)
    _read_topics(facts)
    _read_questionnaires(facts, branch_of)
    _read_follow_ups(facts)
    _read_services(facts)
    _read_groups_and_headcounts(facts)
    _read_publicity(facts)
    return facts


def _of(manager, facts: Facts):
    return manager.in_campaign(facts.campaign).filter(committee__in=facts.row.committee_ids).order_by()


def _held(facts: Facts):
    return _of(Activity.objects, facts).held()


def _read_log(facts: Facts, branch_of: dict[int, int]) -> None:
    names = Committee.objects.filter(pk__in=set(branch_of.values()), level=Level.COUNTY).exclude(pk=facts.committee.pk)
    layout = facts.row.layout
    county_of = {county.pk: Row(layout, county.place_name, frozenset(), committee=county) for county in names}
    for group in log_groups(_held(facts), facts.campaign, layout):
        facts.row.add(group)
        if county := county_of.get(branch_of[group.keys[0]]):
            county.add(group)
    zero_reports = ZeroReport.objects.in_campaign(facts.campaign).filter(committee__in=branch_of)
    for committee_id, kind in zero_reports.values_list("committee_id", "kind__key"):
        facts.row.zero_kinds.add(kind)
        if county := county_of.get(branch_of[committee_id]):
            county.zero_kinds.add(kind)
    facts.counties = list(county_of.values())


def _read_courses(facts: Facts) -> None:
    courses = (
        _held(facts)
        .values("kind__key")
        .annotate(
            first_on=Min("held_on"),
            last_on=Max(Coalesce("held_until", "held_on")),
            online=Sum("session_count", filter=Q(is_online=True)),
            copies=Sum("copy_count"),
            entries_with_copies=Count("copy_count"),
            entries=Count("kind"),
        )
    )
    for course in courses:
        facts.courses[course["kind__key"]] = Course(
            course["first_on"],
            course["last_on"],
            course["online"] or 0,
            course["copies"] or 0,
            course["entries_with_copies"] == course["entries"],
        )


def _read_topics(facts: Facts) -> None:
    topics = _held(facts).exclude(topic=None).exclude(topic="").values_list("kind__key", "topic")
    most = topics.annotate(count=Count("topic"), first_on=Min("held_on")).order_by("-count", "first_on", "topic")
    for kind, topic, _, _ in most:
        named = facts.topics.setdefault(kind, [])
        if len(named) < TOPICS_NAMED:
            named.append(topic)
    sites = _held(facts).exclude(site_kind=None).exclude(site_kind="").values_list("kind__key", "site_kind")
    for kind, site_kind in sites.distinct():
        facts.site_kinds.setdefault(kind, set()).add(site_kind)


def _read_questionnaires(facts: Facts, branch_of: dict[int, int]) -> None:
    for counted in count_returnees(facts.campaign, branch_of):
        if counted["status"] in Status.values:
            facts.returnees[counted["status"], counted["age_group"]] += counted["count"]
    facts.answers = needs_by_row(facts.campaign, dict.fromkeys(branch_of, 0))[0]


def _read_follow_ups(facts: Facts) -> None:
    facts.cases = _of(FollowUpCase.objects, facts).counts_by_state()
    notes = _of(FollowUpNote.objects, facts).services()
    facts.follow_ups = dict(notes.values_list("kind").annotate(Count("kind")))
    facts.member_count = _of(AllianceMembership.objects, facts).count()


def _read_services(facts: Facts) -> None:
    services = _of(Service.objects, facts).values_list("kind", "loan_status", "training_tags", "partner_departments")
    for kind, loan_status, tags, departments, people in services.annotate(Sum("people_count")):
        facts.services[kind, loan_status] += people
        facts.training_tags.update(dict.fromkeys(tags.split(",") if tags else (), people))
        facts.departments.update(departments.split(","))


def _read_groups_and_headcounts(facts: Facts) -> None:
    groups = _of(WechatGroup.objects, facts).values_list("kind")
    for kind, count, members in groups.annotate(Count("kind"), Sum("member_count")):
        facts.groups[kind] = (count, members)
    headcounts = _of(Headcount.objects, facts).current().values_list("committee", "category", "youth_count")
    counting = set()
    for committee_id, category, youth_count in headcounts:
        facts.headcounts[category] = facts.headcounts.get(category, 0) + youth_count
        counting.add(committee_id)
    facts.counting_county_count = len(counting)


def _read_publicity(facts: Facts) -> None:
    publications = (
        _of(Publicity.objects, facts)
        .values("medium")
        .annotate(
            count=Count(F("medium")),
            first_on=Min("published_on"),
            last_on=Max("published_on"),
            reads=Sum("read_count"),
            with_reads=Count("read_count"),
        )
    )
    days = []
    for line in publications:
        facts.publicity[line["medium"]] = line["count"]
        facts.read_count += line["reads"] or 0
        facts.publications_with_reads += line["with_reads"]
        days += [line["first_on"], line["last_on"]]
    if days:
        facts.publicity_span = min(days), max(days)
