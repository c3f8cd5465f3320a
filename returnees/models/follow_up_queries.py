"""Selecting cases, and what is done to several of them or where there is none yet."""

from collections import Counter

from django.db import transaction
from django.db.models import Count

from organization.choices import NotificationKind
from organization.clock import now, today
from organization.models import Account, Committee, Notification
from organization.roles import ROLES
from organization.scoping import CampaignScopedQuerySet, LargeTableQuerySet
from returnees.choices import FollowUpState, NoteKind, ReturneeState
from returnees.follow_up_reasons import follow_up_reasons, pack
from returnees.models.follow_up_note import FollowUpNote

COMMITTEE_ENDED = "原来负责的团委已撤并。"
OPEN_STATES = (FollowUpState.TO_CONTACT, FollowUpState.CONTACTED, FollowUpState.IN_PROGRESS)
WORKING_ROLES = [key for key, role in ROLES.items() if "returnees.change_followupcase" in role.permissions]


def possible_assignees(account, committee):
    """The accounts that `account` may assign a case of `committee` to: active ones of that committee or below."""
    accounts = Account.objects.visible_to(account)
    accounts = accounts.within(committee) if committee else accounts.none()
    return accounts.filter(is_active=True, role__in=WORKING_ROLES).select_related("committee")


class FollowUpCaseQuerySet(CampaignScopedQuerySet, LargeTableQuerySet):
    def waiting(self):
        return self.filter(due_on__isnull=False)

    def due(self, on):
        return self.filter(due_on__lte=on)

    def overdue(self, on):
        """Cases whose next date has passed, or that have waited for the first contact longer than CONTACT_WITHIN."""
        return self.filter(due_on__lt=on)

    def in_state(self, state):
        return self.filter(state=state, closed_because="")

    def closed(self):
        """Cases closed automatically, not by staff; they have no state any more."""
        return self.exclude(closed_because="")

    def reminded(self):
        """Whose youths have said that nobody has called, the longest wait first."""
        return self.filter(reminded_on__isnull=False).order_by("reminded_on", "pk")

    def with_reason(self, reason):
        return self.filter(reasons__contains=pack([reason]))

    def counts_by_state(self) -> dict[str, int]:
        counts = self.filter(closed_because="").order_by().values_list("state").annotate(Count("state"))
        return dict.fromkeys(FollowUpState.values, 0) | dict(counts)

    def due_case(self, returnee, selections):
        """The unsaved case of an accepted record that gives a reason; None without a reason.

        `selections` are the chosen codes per question, as for `Returnee.objects.accept`.
        """
        reasons = follow_up_reasons(returnee.status, selections, returnee.difficulty_text)
        if not reasons or returnee.state != ReturneeState.ACCEPTED:
            return None
        at = now()
        return self.model.opened(returnee, reasons, at=at, on=at.date())

    @transaction.atomic
    def sync_from(self, returnee):
        """Open, reopen, move, close or empty the case of a changed record.

        Call it after every change of a record's state, answers or personal columns, in the same transaction.
        """
        case = self.select_for_update().filter(returnee=returnee).first()
        selections = chosen_codes(returnee)
        if case is None:
            if case := self.due_case(returnee, selections):
                case.save(force_insert=True)
            return
        case.returnee = returnee
        if returnee.personal_erased_at:
            case.erase_text()
        case.sync(follow_up_reasons(returnee.status, selections, returnee.difficulty_text))

    def open_of_any(self, accounts):
        """Assigned to one of them, and neither done nor closed."""
        return self.filter(assigned_to__in=accounts, closed_because="").exclude(state=FollowUpState.DONE)

    def open_of(self, account):
        return self.open_of_any([account])

    def open_at(self, committee):
        return self.filter(committee=committee, closed_because="", state__in=OPEN_STATES)

    @transaction.atomic
    def hand_over_to_successor(self, *, ended, successor):
        cases = list(self.open_at(ended).select_for_update(of=("self",)).order_by("pk"))
        for case in cases:
            case._hand_over_to(successor, reason=COMMITTEE_ENDED)
        notify_of(cases, NotificationKind.HANDED_OVER, committee=successor)
        return len(cases)

    @transaction.atomic
    def assign(self, *, to, by):
        """Assign cases to an account of their committee or below; cases of other committees stay as they are.

        Returns the keys of those that were newly assigned.
        """
        steps = to.committee.path.split(".")[:-1]
        above = [".".join(steps[:depth]) + "." for depth in range(1, len(steps) + 1)]
        committees = Committee.objects.filter(path__in=above).values_list("pk", flat=True)
        cases = self.filter(committee__in=list(committees), closed_because="").exclude(assigned_to=to).order_by("pk")
        cases = cases.exclude(campaign__is_trial=False, campaign__anonymise_on__lte=today())
        cases = list(cases.select_for_update(of=("self",)))
        self.model.objects.filter(pk__in=[case.pk for case in cases]).update(assigned_to=to)
        FollowUpNote.objects.bulk_create(
            case.automatic_note(NoteKind.ASSIGNED, written_by=by, assigned_to=to) for case in cases
        )
        if to.pk != by.pk:
            notify_of(cases, NotificationKind.ASSIGNED, committee=to.committee, account=to)
        return [case.pk for case in cases]


def notify_of(cases, kind, **audience):
    """One for all of them, of each campaign; it names the case where it is a single one."""
    for campaign_id, count in Counter(case.campaign_id for case in cases).items():
        subject_id = cases[0].pk if len(cases) == 1 else None
        audience |= {"campaign_id": campaign_id, "subject_id": subject_id, "case_count": count}
        Notification.objects.create(kind=kind, **audience)


def chosen_codes(returnee) -> dict[str, list[str]]:
    codes: dict[str, list[str]] = {}
    answers = returnee.answers.filter(question__in=("needs", "difficulty"))
    for question, code in answers.values_list("question", "code"):
        codes.setdefault(question, []).append(code)
    return codes
