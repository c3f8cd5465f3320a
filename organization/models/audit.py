import hashlib
import hmac
import json
from datetime import date, timedelta

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models import Q

from organization.choices import Act, Level, Period, Result
from organization.clock import now, start_of_day, today

FIRST_DIGEST = "0" * 64
# Characters.
LONGEST_DETAIL = 300


def may_read_audit_events(account) -> bool:
    """Only auditors of the region may read the chain: a part of it proves nothing."""
    committee = getattr(account, "committee", None)
    is_of_region = committee is not None and account.is_active and committee.level == Level.REGION
    return is_of_region and account.has_perm("organization.view_auditevent")


def start_of_period(period: Period):
    starts = {
        Period.TODAY: start_of_day(today()),
        Period.LAST_DAY: now() - timedelta(days=1),
        # Whole days, today included.
        Period.LAST_WEEK: start_of_day(today() - timedelta(days=6)),
        Period.LAST_MONTH: start_of_day(today() - timedelta(days=29)),
    }
    return starts[period]


class AuditEventQuerySet(models.QuerySet):
    def visible_to(self, account):
        return self.all() if may_read_audit_events(account) else self.none()

    def within(self, committee):
        """Acts of accounts of the committee and of those below it."""
        return self.filter(committee__path__startswith=committee.path)

    def in_period(self, period: Period):
        return self.filter(at__gte=start_of_period(period))

    def on_day(self, day: date):
        return self.filter(at__gte=start_of_day(day), at__lt=start_of_day(day + timedelta(days=1)))

    def about(self, model, pk):
        return self.filter(object_type=model._meta.label_lower, object_id=str(pk))

    @transaction.atomic
    def append(self, *, act, actor=None, committee=None, address=None, subject=None, detail="", result=Result.DONE):
        """Add one event, in the caller's transaction, chained to the one before by its digest.

        `subject` is the row that was acted on; neither it nor `detail` may carry personal values.
        A `detail` that is too long is truncated.
        """
        # The first event is the lock of the chain: whoever holds it reads the true last one.
        self.model.objects.select_for_update().filter(sequence=0).first()
        last = self.model.objects.order_by("-sequence").first()
        event = self.model(
            sequence=last.sequence + 1 if last else 0,
            at=now(),
            act=act,
            actor=actor,
            committee=committee or getattr(actor, "committee", None),
            address=address,
            object_type=subject._meta.label_lower if subject is not None else "",
            object_id=str(subject.pk) if subject is not None else "",
            detail=detail[:LONGEST_DETAIL],
            result=result,
            previous_digest=last.digest if last else FIRST_DIGEST,
        )
        event.digest = event.compute_digest()
        event.save(force_insert=True)
        return event

    def first_broken(self):
        """The first event that does not follow from the one before it, or None if the chain is whole."""
        previous, expected = FIRST_DIGEST, 0
        for event in self.model.objects.order_by("sequence").iterator():
            intact = event.sequence == expected and event.previous_digest == previous
            if not intact or event.digest != event.compute_digest():
                return event
            previous, expected = event.digest, expected + 1
        return None


class AuditEvent(models.Model):
    """An act that somebody may be asked about. The application only ever adds to this table."""

    sequence = models.PositiveBigIntegerField("序号", unique=True)
    at = models.DateTimeField("时间")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="操作人"
    )
    committee = models.ForeignKey(
        "organization.Committee", models.PROTECT, null=True, related_name="+", verbose_name="团委"
    )
    address = models.GenericIPAddressField("来源地址", null=True)
    act = models.CharField("操作", max_length=24, choices=Act)
    object_type = models.CharField("对象类型", max_length=60, blank=True)
    object_id = models.CharField("对象编号", max_length=40, blank=True)
    detail = models.CharField("说明", max_length=LONGEST_DETAIL, blank=True)
    result = models.CharField("结果", max_length=8, choices=Result)
    previous_digest = models.CharField("前一条摘要", max_length=64)
    digest = models.CharField("摘要", max_length=64)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "审计记录"
        ordering = ["-sequence"]
        default_permissions = ("view",)
        indexes = [
            models.Index(fields=["at"], name="auditevent_by_time"),
            models.Index(fields=["act", "at"], name="auditevent_by_act"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(object_type="", object_id="") | (~Q(object_type="") & ~Q(object_id="")),
                name="auditevent_object_whole",
            ),
        ]

    def __str__(self):
        return f"{self.sequence} {self.get_act_display()}"

    @property
    def subject_model(self):
        """The model of the object; None for an event without one, or of a model that is no more."""
        try:
            return apps.get_model(self.object_type)
        except (LookupError, ValueError):
            return None

    @property
    def subject(self) -> str:
        """By its number; never by a name."""
        if not self.object_type:
            return ""
        model = self.subject_model
        return f"{model._meta.verbose_name if model else self.object_type} 编号 {self.object_id}"

    def compute_digest(self):
        """Keyed with SECRET_KEY, so that a chain cannot be made anew by somebody who only has the database."""
        content = [
            self.previous_digest,
            self.sequence,
            int(self.at.timestamp() * 1_000_000),
            self.actor_id,
            self.committee_id,
            self.address,
            self.act,
            self.object_type,
            self.object_id,
            self.detail,
            self.result,
        ]
        key = hashlib.sha256(b"audit chain" + settings.SECRET_KEY.encode()).digest()
        return hmac.new(key, json.dumps(content, ensure_ascii=False).encode(), hashlib.sha256).hexdigest()
