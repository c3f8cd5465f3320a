"""Cases: who is to be helped by which committee, how far it has come, and when the next step is due."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.timezone import localdate

from organization.choices import NotificationKind
from organization.clock import today
from organization.compiled_insert import new_row
from organization.models import Notification
from organization.region import words
from returnees.choices import (
    AUTOMATIC_NOTE_KINDS,
    FOLLOW_UP_TRANSITIONS,
    STATES_WITH_DATE,
    ClosedBecause,
    FollowUpState,
    NoteKind,
    ReturneeState,
)
from returnees.follow_up_reasons import describe_reasons, pack, unpack
from returnees.models.alliance_membership import AllianceMembership
from returnees.models.erasing_rows import erase_rows
from returnees.models.follow_up_note import FollowUpNote
from returnees.models.follow_up_queries import COMMITTEE_ENDED, OPEN_STATES, FollowUpCaseQuerySet
from returnees.models.hand_over import HandOver

# A case that waits longer than this for the first contact is overdue.
CONTACT_WITHIN = timedelta(days=7)
# How often a youth can say that nobody has called.
REMINDED_AGAIN = timedelta(days=7)
CLOSING_STATES = {ReturneeState.WITHDRAWN: ClosedBecause.WITHDRAWN, ReturneeState.MERGED: ClosedBecause.MERGED}
JUST_CHANGED = "这个个案刚刚被别人处理过，请核对后再保存。"
RETENTION_OVER = "这个年度的个人信息保存期已满，不能再记跟进、指派、移交或确认会员。"


class MovedOn(ValidationError):
    """Somebody else has set another state or next date than the one that was seen."""


class FollowUpCase(models.Model):
    """A returnee who is to be helped. One per record; it belongs to the committee that is responsible now."""

    returnee = models.OneToOneField(
        "returnees.Returnee", models.PROTECT, related_name="follow_up_case", verbose_name="返乡青年"
    )
    # No index of their own: those below begin with them.
    campaign = models.ForeignKey(
        "organization.Campaign", models.PROTECT, db_index=False, related_name="+", verbose_name="年度"
    )
    committee = models.ForeignKey(
        "organization.Committee",
        models.PROTECT,
        db_index=False,
        related_name="follow_up_cases",
        verbose_name="负责团委",
    )
    reasons = models.CharField("跟进原因", max_length=400)
    state = models.CharField("状态", max_length=12, choices=FollowUpState, default=FollowUpState.TO_CONTACT)
    closed_because = models.CharField("停止跟进的原因", max_length=12, choices=ClosedBecause, blank=True, default="")
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name="经办人",
    )
    opened_at = models.DateTimeField("开始时间")
    waiting_since = models.DateField("何日起待联系")
    next_contact_on = models.DateField("下次联系日期", null=True, blank=True)
    # Since then the youth waits for the first contact in vain and has said so; empty again after the next note.
    reminded_on = models.DateField("本人反映没人联系的日期", null=True, blank=True, editable=False)
    due_on = models.DateField("应办日期", null=True, editable=False)

    objects = FollowUpCaseQuerySet.as_manager()

    timeline_parts = ("returnee", "notes")

    class Meta:
        verbose_name = verbose_name_plural = "跟进个案"
        ordering = ["due_on", "pk"]
        default_permissions = ("view", "change")
        indexes = [
            models.Index(
                fields=["campaign", "due_on", "id"],
                condition=Q(due_on__isnull=False),
                name="followupcase_by_due",
            ),
            models.Index(fields=["campaign", "state", "due_on", "id"], name="followupcase_by_state"),
            models.Index(
                fields=["committee", "campaign", "due_on", "id"],
                condition=Q(due_on__isnull=False),
                name="followupcase_due_by_committee",
            ),
            models.Index(fields=["committee", "campaign", "state", "due_on", "id"], name="followupcase_by_committee"),
            models.Index(
                fields=["campaign", "due_on", "id"],
                condition=~Q(closed_because=""),
                name="followupcase_closed",
            ),
            models.Index(
                fields=["campaign", "reminded_on", "id"],
                condition=Q(reminded_on__isnull=False),
                name="followupcase_by_reminder",
            ),
            models.Index(
                fields=["assigned_to", "due_on"],
                condition=Q(assigned_to__isnull=False),
                name="followupcase_by_assignee",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_because="", state__in=OPEN_STATES, due_on__isnull=False)
                | Q(closed_because="", state=FollowUpState.UNREACHABLE)
                | Q(closed_because="", state=FollowUpState.DONE, due_on=None)
                | (~Q(closed_because="") & Q(due_on=None)),
                name="followupcase_due_while_open",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(STATES_WITH_DATE)) | Q(next_contact_on__isnull=False),
                name="followupcase_next_date_named",
                violation_error_message="已联系、办理中的，请定下次联系日期。",
            ),
            models.CheckConstraint(
                condition=~Q(state=FollowUpState.DONE) | Q(next_contact_on=None),
                name="followupcase_done_without_date",
                violation_error_message="已办结的不再约下次联系日期。",
            ),
        ]

    def __str__(self):
        # Never the name: the admin's own log stores this text.
        return f"跟进个案 {self.pk}"

    @classmethod
    def opened(cls, returnee, reasons, *, at, on):
        return new_row(
            cls,
            # By its key: the record may not be stored yet, and would keep this row as its case.
            returnee_id=returnee.pk,
            campaign_id=returnee.campaign_id,
            committee_id=returnee.home_committee.in_charge.pk,
            reasons=pack(reasons),
            opened_at=at,
            waiting_since=on,
            due_on=on + CONTACT_WITHIN,
        )

    @property
    def reasons_label(self):
        return describe_reasons(unpack(self.reasons))

    @property
    def state_label(self):
        if self.closed_because:
            return f"停止跟进（{self.get_closed_because_display()}）"
        return self.get_state_display()

    @property
    def is_overdue(self):
        return self.due_on is not None and self.due_on < today()

    @property
    def is_ended(self):
        return self.state in (FollowUpState.DONE, FollowUpState.UNREACHABLE)

    @property
    def allowed_states(self):
        """Its state and those that staff may set next, in the order of the list."""
        allowed = FOLLOW_UP_TRANSITIONS[self.state] | {self.state}
        return [state for state in FollowUpState if state in allowed]

    @property
    def step(self) -> str:
        """Where it stands, as a page carries it to say what it has shown."""
        return f"{self.state}@{self.next_contact_on or ''}"

    @transaction.atomic
    def record(self, note, *, state, next_contact_on, seen=""):
        """Store what was done, the state that it led to and the next date; return whether this call stored it.

        `note` is an unsaved FollowUpNote, `seen` the step that its writer knew. Raises MovedOn where somebody else has
        set another one since, and a ValidationError for the person who typed it.
        """
        self._read_locked()
        if FollowUpNote.objects.filter(submission_uuid=note.submission_uuid).exists():
            return False
        self._check_retention()
        if self.closed_because or state not in self.allowed_states:
            raise ValidationError(JUST_CHANGED)
        if seen and seen != self.step and (state, next_contact_on) != (self.state, self.next_contact_on):
            raise MovedOn(JUST_CHANGED)
        note.case, note.campaign_id, note.committee_id = self, self.campaign_id, self.committee_id
        note.state_before, note.state_after, note.next_contact_on = self.state, state, next_contact_on
        note.save(force_insert=True)
        self._end_notifications()
        self._move(state=state, next_contact_on=next_contact_on, reminded_on=None)
        return True

    @transaction.atomic
    def remind(self):
        """The youth says that nobody has called: the case goes to the top. Returns whether this call did it."""
        self._read_locked()
        if not self.can_be_reminded:
            return False
        self.automatic_note(NoteKind.REMINDED).save(force_insert=True)
        self._move(reminded_on=today())
        return True

    @property
    def can_be_reminded(self):
        """Once the days that the campaign promises are over, and then once in REMINDED_AGAIN."""
        if self.closed_because or self.state != FollowUpState.TO_CONTACT or self.campaign.is_retention_over:
            return False
        last = self.notes.filter(kind=NoteKind.REMINDED).order_by("-pk").first()
        is_late = self.waiting_for_youth_since + timedelta(days=self.campaign.contact_days) <= today()
        return is_late and (last is None or last.happened_on + REMINDED_AGAIN <= today())

    @property
    def waiting_for_youth_since(self):
        """A hand-over makes staff begin anew; to the youth, it is the same wait until somebody has been in touch."""
        has_been_called = self.notes.filter(written_by__isnull=False).exclude(kind__in=AUTOMATIC_NOTE_KINDS).exists()
        return self.waiting_since if has_been_called else localdate(self.opened_at)

    @transaction.atomic
    def hand_over(self, *, to, reason, by, submission_uuid):
        """Make another committee responsible: contact starts again there, with nobody assigned.

        Returns the HandOver. Raises ValidationError if there is nothing to hand over.
        """
        self._read_locked()
        self._check_retention()
        if self.closed_because or self.state == FollowUpState.DONE:
            raise ValidationError("已办结或停止跟进的个案不用移交。")
        if to.pk == self.committee_id:
            raise ValidationError("这个个案已经由所选的团委负责。")
        self._notify(to)
        return self._hand_over_to(to, reason=reason, handed_over_by=by, submission_uuid=submission_uuid)

    def sync(self, reasons):
        """Follow the case's record; `reasons` are its present ones."""
        has_new_reason = not set(reasons) <= set(unpack(self.reasons))
        self.reasons = pack(reasons) or self.reasons
        if self.returnee.state != ReturneeState.ACCEPTED:
            self._close(CLOSING_STATES.get(self.returnee.state, ClosedBecause.INVALID))
        elif not reasons and (self.closed_because or self.state == FollowUpState.TO_CONTACT):
            self._close(ClosedBecause.NO_REASON)
        elif self.closed_because or (self.is_ended and has_new_reason):
            self._reopen()
        else:
            self.save(update_fields=["reasons"])
        self._follow_home()

    def erase_text(self):
        """Erase what staff wrote about a person along with the answers; what remains only counts."""
        memberships = AllianceMembership.objects.filter(returnee=self.returnee_id)
        # It was opened at the moment of the submission.
        own = type(self).objects.filter(pk=self.pk)
        for rows in (self.notes.all(), self.hand_overs.all(), memberships, own):
            erase_rows(rows)

    def automatic_note(self, kind, **fields):
        return FollowUpNote(
            case=self,
            campaign_id=self.campaign_id,
            committee_id=self.committee_id,
            kind=kind,
            happened_on=today(),
            state_before=self.state,
            state_after=self.state,
            **fields,
        )

    @transaction.atomic
    def confirm_membership(self, *, member_since, number, by):
        """Confirm the returnee as a member of the alliance, once; return whether this call did.

        Raises a ValidationError for the person who typed it where nothing is collected any more.
        """
        self._read_locked()
        self._check_retention()
        if self.closed_because:
            raise ValidationError(JUST_CHANGED)
        return AllianceMembership.objects.confirm(case=self, member_since=member_since, number=number, by=by)

    def _check_retention(self):
        if self.campaign.is_retention_over:
            raise ValidationError(RETENTION_OVER)

    def _close(self, because):
        if self.closed_because == because:
            return
        self.automatic_note(NoteKind.CLOSED, text=because.label).save(force_insert=True)
        self._end_notifications()
        self._move(closed_because=because, reminded_on=None)

    def _reopen(self):
        """Undo a closing; a case that staff had finished, or could not reach, starts again."""
        note = self.automatic_note(NoteKind.REOPENED, text=self.reasons_label)
        changed = {"closed_because": ""}
        if not self.closed_because and self.is_ended:
            note.state_after = FollowUpState.TO_CONTACT
            changed |= {"state": FollowUpState.TO_CONTACT, "waiting_since": today(), "next_contact_on": None}
        note.save(force_insert=True)
        self._move(**changed)

    def _follow_home(self):
        """A corrected home county moves the case, unless staff have decided where it belongs."""
        home = self.returnee.home_committee.in_charge
        if self.committee_id != home.pk and not self.hand_overs.filter(handed_over_by__isnull=False).exists():
            self._notify(home)
            self._hand_over_to(home, reason=f"更正了家乡所在{words.county}。")
        elif self.committee.ended_on and not self.closed_because:
            self._notify(self.committee.in_charge)
            self._hand_over_to(self.committee.in_charge, reason=COMMITTEE_ENDED)

    def _notify(self, committee):
        """The one that has to help from now on; not of a case that is closed."""
        self._end_notifications()
        if not self.closed_because and self.state != FollowUpState.DONE:
            about = {"campaign": self.campaign, "committee": committee, "subject_id": self.pk}
            Notification.objects.post(NotificationKind.HANDED_OVER, **about)

    def _end_notifications(self):
        Notification.objects.finish(NotificationKind.HANDED_OVER, subject_id=self.pk)

    def _hand_over_to(self, committee, **circumstances):
        hand_over = HandOver(
            case=self,
            campaign_id=self.campaign_id,
            from_committee_id=self.committee_id,
            to_committee=committee,
            state_before=self.state,
            **circumstances,
        )
        hand_over.save(force_insert=True)
        changed = {"committee": committee, "assigned_to": None}
        if self.state != FollowUpState.DONE:
            changed |= {"state": FollowUpState.TO_CONTACT, "waiting_since": today(), "next_contact_on": None}
        self._move(**changed)
        return hand_over

    def _move(self, **columns):
        for column, value in columns.items():
            setattr(self, column, value)
        self.due_on = self._next_due()
        self.save(update_fields=[*columns, "reasons", "due_on"])

    def _next_due(self):
        if self.closed_because or self.state == FollowUpState.DONE:
            return None
        days = [self.next_contact_on]
        if self.state == FollowUpState.TO_CONTACT:
            days += [self.waiting_since + CONTACT_WITHIN, self.reminded_on]
        return min((day for day in days if day), default=None)

    def _read_locked(self):
        committee = self.committee_id
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update())
        if self.committee_id != committee:
            raise ValidationError(JUST_CHANGED)
