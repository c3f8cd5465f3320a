"""What staff decide about a whole record. Each act can be undone, and returns False where somebody else was quicker."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q

from organization.deletion import Deletable
from returnees.choices import LIVING, DeletionReason, ReturneeState
from returnees.models.follow_up import FollowUpCase

SET_ASIDE = (ReturneeState.MERGED, ReturneeState.DELETED)


class StaffActs(Deletable):
    """A deleted record has a state of its own: every count asks for the accepted ones, by an index that begins so."""

    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        related_name="merged_originals",
        verbose_name="合并到",
    )
    earlier_state = models.CharField("之前的状态", max_length=12, choices=ReturneeState, blank=True, editable=False)
    # Without an index, which every answer sent in would have to pay for.
    deleted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        related_name="+",
        verbose_name="删除人",
    )
    deletion_reason = models.CharField("删除原因", max_length=12, choices=DeletionReason, blank=True, editable=False)

    class Meta:
        abstract = True

    @transaction.atomic
    def release(self):
        """A suspected bot turned out to be a person: it counts."""
        return self._move(ReturneeState.QUARANTINED, to=ReturneeState.ACCEPTED)

    @transaction.atomic
    def reject(self):
        """A suspected bot is one: it stays out of every count."""
        return self._move(ReturneeState.QUARANTINED, to=ReturneeState.REJECTED)

    @transaction.atomic
    def quarantine_again(self):
        self._read_locked()
        if not self.was_suspected:
            return False
        return self._move(ReturneeState.ACCEPTED, ReturneeState.REJECTED, to=ReturneeState.QUARANTINED)

    @property
    def was_suspected(self):
        return bool(self.quarantine_reason) and self.state in (ReturneeState.ACCEPTED, ReturneeState.REJECTED)

    @transaction.atomic
    def merge_into(self, *, target):
        """Count `target` alone of two records of one youth; both keep their answers.

        Raises a ValidationError for the person who asked if the two cannot be merged.
        """
        for returnee in sorted((self, target), key=lambda returnee: returnee.pk):
            returnee._read_locked()
        if self.pk == target.pk or (self.campaign_id, self.phone) != (target.campaign_id, target.phone):
            raise ValidationError("只能合并同一年度、同一手机号的两份问卷。")
        if self.personal_erased_at or target.personal_erased_at:
            raise ValidationError("其中有的个人信息已经清除，不能再核对、合并。")
        if self.state not in LIVING or target.state not in LIVING:
            raise ValidationError("其中有的刚刚被别人处理过，请核对后再试。")
        if target.state == ReturneeState.QUARANTINED and self.state == ReturneeState.ACCEPTED:
            raise ValidationError("要保留的一份还在待核实，请先核实，或保留另一份。")
        self._change(state=ReturneeState.MERGED, earlier_state=self.state, merged_into=target)

    @transaction.atomic
    def split(self):
        self._read_locked()
        return self._move(ReturneeState.MERGED, to=self.earlier_state)

    def check_deletion(self):
        if self.merged_originals.exists():
            raise ValidationError("有别的问卷合并到这一份，请先取消合并。")

    def check_restoration(self):
        """Nothing stands against it: the record returns to its earlier state."""

    def save_deletion(self, **columns):
        self._change(state=ReturneeState.DELETED, earlier_state=self.state, **columns)

    def save_restoration(self, *, by):
        self._change(state=self.earlier_state)

    def _read_locked(self):
        self.refresh_from_db(from_queryset=type(self).objects.select_for_update())

    def _move(self, *states, to, **columns):
        self._read_locked()
        if self.state not in states or self.is_anonymised:
            return False
        self._change(state=to, **columns)
        return True

    def _change(self, **columns):
        """Save these columns, and clear those of an act that the new state has undone."""
        state = columns.get("state", self.state)
        if state != ReturneeState.MERGED:
            columns["merged_into"] = None
        if state not in SET_ASIDE:
            columns["earlier_state"] = ""
        if state != ReturneeState.DELETED:
            columns |= {"deleted_at": None, "deleted_by": None, "deletion_reason": ""}
        for column, value in columns.items():
            setattr(self, column, value)
        self.save(update_fields=columns)
        FollowUpCase.objects.sync_from(self)


_NOT_DELETED = Q(deleted_at=None, deleted_by=None, deletion_reason="")
_IS_DELETED = Q(deleted_at__isnull=False, deleted_by__isnull=False) & ~Q(deletion_reason="")

STAFF_ACT_CONSTRAINTS = [
    models.CheckConstraint(
        condition=(Q(state=ReturneeState.MERGED, merged_into__isnull=False) & ~Q(merged_into=F("id")))
        | (~Q(state=ReturneeState.MERGED) & Q(merged_into=None)),
        name="returnee_merged_into_another",
    ),
    models.CheckConstraint(
        condition=Q(state__in=SET_ASIDE, earlier_state__in=LIVING) | (~Q(state__in=SET_ASIDE) & Q(earlier_state="")),
        name="returnee_earlier_state_to_return_to",
    ),
    models.CheckConstraint(
        condition=(Q(state=ReturneeState.DELETED) & _IS_DELETED) | (~Q(state=ReturneeState.DELETED) & _NOT_DELETED),
        name="returnee_deletion_whole",
    ),
    models.CheckConstraint(
        condition=~Q(state__in=[ReturneeState.QUARANTINED, ReturneeState.REJECTED]) | ~Q(quarantine_reason=""),
        name="returnee_suspect_with_reason",
    ),
]
