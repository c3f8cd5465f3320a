"""The ways in which a record is erased, each of which leaves what counts."""

import uuid
from itertools import chain

from django.db import transaction
from django.db.models import F, Q
from django.utils.timezone import localdate

from organization.choices import Act
from organization.clock import start_of_day
from organization.erased_bytes import empty_log_on_commit, forget_samples_on_commit
from organization.models import AuditEvent
from organization.stored_searches import forget_searches_on_commit
from returnees.choices import ReturneeState
from returnees.erasure_list import list_erasure
from returnees.models.alliance_membership import AllianceMembership
from returnees.models.answer_columns import NUMBER_KINDS
from returnees.models.distinct_pair import DistinctPair
from returnees.models.erasing_rows import erase_rows, reduce_to_day
from returnees.models.follow_up_note import FollowUpNote
from returnees.models.hand_over import HandOver
from returnees.models.lost_receipt import LostReceipt
from returnees.models.personal_values import ERASED
from returnees.models.returnee_queries import clear_repeated_numbers
from returnees.models.staff_acts import StaffActs
from returnees.questions import QUESTIONS_BY_COLUMN
from returnees.receipt_codes import known_receipt_code

# Of few youths, or of one alone; what is chosen from a list tells nobody apart.
TYPED = tuple(
    name
    for name, question in QUESTIONS_BY_COLUMN.items()
    if name in ERASED["Returnee"] and not question.choices and question.kind not in NUMBER_KINDS
)


class Erasable(StaffActs):
    class Meta:
        abstract = True

    @transaction.atomic
    def withdraw(self, *, withdrawn_at, by=None):
        """Erase everything personal at once; what remains only counts. What was erased before stays as it is.

        Records merged into it become independent again. Returns whether this call did it. `by` is the account that acts
        on the youth's request, and records it with its ground.
        """
        self._read_locked()
        if self.personal_erased_at:
            return False
        if by is None:
            # Staff who withdraw for somebody say at the request itself how it ended.
            self._erase_request_for_code()
        self._erase_as_withdrawn(at=withdrawn_at)
        if by is None:
            # Without an address: whose it was is what is being erased.
            AuditEvent.objects.append(act=Act.WITHDRAWAL, committee=self.home_committee, subject=self)
        forget_searches_on_commit()
        return True

    @transaction.atomic
    def erase_deleted(self, *, erased_at):
        """Erase what is personal in a record that can no longer be restored; return whether this call did."""
        self._read_locked()
        if not type(self).objects.due_for_erasure().filter(pk=self.pk).exists():
            return False
        self._erase(at=erased_at, entrance=None)
        AuditEvent.objects.append(act=Act.RETURNEE_ERASE, committee=self.home_committee, subject=self)
        return True

    @transaction.atomic
    def erase_again(self, *, erased_at):
        """Erase what was erased before, in a database that an older backup brought back; return whether this call did.

        It counts as withdrawn, but for one that staff had deleted before the backup was made.
        """
        self._read_locked()
        if self.personal_erased_at:
            return False
        self._erase_request_for_code()
        if self.state == ReturneeState.DELETED:
            self._erase(at=erased_at, entrance=None)
        else:
            self._erase_as_withdrawn(at=erased_at)
        detail = "恢复备份后，补做备份之后的清除"
        AuditEvent.objects.append(act=Act.RETURNEE_ERASE, committee=self.home_committee, subject=self, detail=detail)
        return True

    def _erase_as_withdrawn(self, *, at):
        for original in self.merged_originals.all():
            original.split()
        # It goes on counting among those who came by its entrance.
        entrances = self._meta.get_field("entrance").related_model.objects
        entrances.filter(pk=self.entrance_id).update(withdrawn_count=F("withdrawn_count") + 1)
        self._erase(at=at, entrance=None, state=ReturneeState.WITHDRAWN)

    def _erase(self, *, at, **columns):
        """The one place where what tells a person apart goes out of a record and of what hangs on it.

        `columns` go with it where the record is not counted by them any more. The digest of the receipt stays: by it,
        its holder hears what became of the record.
        """
        forget_samples_on_commit(self._typed_texts)
        # The separate consent is withdrawn too, so what it was given for goes as well.
        self._change(
            **ERASED["Returnee"],
            submission_uuid=self.uuid_after_erasure(),
            submitted_at=start_of_day(localdate(self.submitted_at)),
            personal_erased_at=at,
            **columns,
        )
        self.answers.filter(code="").delete()
        erase_rows(self.corrections.all())
        # Behind what the change itself has written at this moment.
        for rows in (
            FollowUpNote.objects.filter(case__returnee=self.pk),
            HandOver.objects.filter(case__returnee=self.pk),
            DistinctPair.objects.filter(Q(first=self.pk) | Q(second=self.pk)),
        ):
            reduce_to_day(rows)
        list_erasure(self, erased_at=at)
        transaction.on_commit(clear_repeated_numbers, robust=True)
        empty_log_on_commit()

    def _erase_request_for_code(self):
        """Unless it may be another's: families share a phone."""
        of_number = {"campaign": self.campaign_id, "phone": self.phone}
        if not type(self).objects.filter(**of_number).exclude(pk=self.pk).exists():
            LostReceipt.objects.filter(**of_number).erase()

    def _typed_texts(self):
        yield from (getattr(self, name) for name in TYPED)
        for rows, columns in (
            (self.answers, ("text",)),
            (self.corrections, ("old_value", "new_value")),
            (FollowUpNote.objects.filter(case__returnee=self.pk), ("text", "recipient")),
            (HandOver.objects.filter(case__returnee=self.pk), ("reason",)),
            (AllianceMembership.objects.filter(returnee=self.pk), ("number",)),
        ):
            yield from chain.from_iterable(rows.values_list(*columns))

    def uuid_after_erasure(self):
        """A new one, for with the site's key the receipt's code follows from it. No older code does, and by the uuid
        alone is a resend known of an answer that has one."""
        return uuid.uuid4() if known_receipt_code(self) else self.submission_uuid
