from datetime import date, timedelta

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Q

from organization.choices import Act, Level, Period, Result, acts
from organization.clock import now, start_of_day, today
from organization.models.audit_digests import compute_event_digest
from organization.scoping import is_key

# Characters.
LONGEST_DETAIL = 300
# Events after which they are sealed without anybody asking.
SEALED_EVERY = 1_000
# What auditors looked into is not for those whom they look at.
AUDITORS_ACTS = (Act.AUDIT_EXPORT, Act.AUDIT_VERIFY)


def may_read_audit_events(account) -> bool:
    """Only auditors of the region may read the whole trail, and verify it."""
    return is_of_region(account) and account.has_perm("organization.view_auditevent")


def may_read_own_acts(account) -> bool:
    """The region's manager reads what its own committee did. A part of the trail proves nothing."""
    return is_of_region(account) and account.has_perm("organization.see_own_auditevent")


def may_read_acts_of(reader, account) -> bool:
    is_own = reader.committee_id == account.committee_id
    return may_read_audit_events(reader) or (is_own and may_read_own_acts(reader))


def is_of_region(account) -> bool:
    committee = getattr(account, "committee", None)
    return committee is not None and account.is_active and committee.level == Level.REGION


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
        if may_read_audit_events(account):
            return self.all()
        return self.of_committee(account.committee) if may_read_own_acts(account) else self.none()

    def of_committee(self, committee):
        """Acts of its accounts, not of those below; without what auditors looked into."""
        return self.filter(committee=committee).exclude(act__in=AUDITORS_ACTS)

    def within(self, committee):
        """Acts of accounts of the committee and of those below it."""
        return self.filter(committee__path__startswith=committee.path)

    def in_period(self, period: Period):
        return self.filter(at__gte=start_of_period(period))

    def on_day(self, day: date):
        return self.filter(at__gte=start_of_day(day), at__lt=start_of_day(day + timedelta(days=1)))

    def about(self, model, pk):
        return self.filter(object_type=model._meta.label_lower, object_id=str(pk))

    def on_timeline(self, object_type: str, object_id: str):
        """What was done to an object, and to what its model's `timeline_parts` name: a record's case and notes."""
        wanted = Q(object_type=object_type, object_id=object_id)
        subject = self.model(object_type=object_type, object_id=object_id)
        for model, pks in subject.find_timeline_parts():
            wanted |= Q(object_type=model._meta.label_lower, object_id__in=[str(pk) for pk in pks])
        return self.filter(wanted)

    # Without a savepoint of its own: an event that cannot be written shall take its act with it.
    @transaction.atomic(savepoint=False)
    def append(self, *, act, actor=None, committee=None, address=None, subject=None, detail="", result=Result.DONE):
        """Add one event, in the caller's transaction; it waits for nobody, and nobody waits for it.

        `subject` is the row that was acted on; neither it nor `detail` may carry personal values.
        A `detail` that is too long is truncated.
        """
        number = self.reserve_number()
        event = self.model(
            pk=number,
            sequence=number,
            at=now(),
            act=act,
            actor=actor,
            committee_id=committee.pk if committee else getattr(actor, "committee_id", None),
            address=address,
            object_type=subject._meta.label_lower if subject is not None else "",
            object_id=str(subject.pk) if subject is not None else "",
            detail=detail[:LONGEST_DETAIL],
            result=result,
        )
        event.digest = compute_event_digest(event)
        event.save(force_insert=True)
        if number % SEALED_EVERY == 0:
            transaction.on_commit(seal_what_is_due, robust=True)
        return event

    def reserve_number(self) -> int:
        """The next number. That of an act that is rolled back is missing, and an act may commit after later ones."""
        table = self.model._meta.db_table
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
                return cursor.fetchone()[0]
            # SQLite's transactions run one after another; it remembers the highest key of a table, also a deleted one.
            cursor.execute("SELECT max(seq) FROM sqlite_sequence WHERE name = %s", [table])
            return (cursor.fetchone()[0] or 0) + 1


def seal_what_is_due() -> None:
    apps.get_model("organization", "AuditSeal").objects.seal()


class AuditEvent(models.Model):
    """An act that somebody may be asked about. The application only ever adds to this table."""

    # The number under which people speak of it: the key, but for events of the first version's chain.
    sequence = models.PositiveBigIntegerField("序号", unique=True)
    at = models.DateTimeField("时间")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        # No index of its own: one below begins with it.
        db_index=False,
        related_name="+",
        verbose_name="操作人",
    )
    committee = models.ForeignKey(
        "organization.Committee", models.PROTECT, null=True, db_index=False, related_name="+", verbose_name="团委"
    )
    address = models.GenericIPAddressField("来源地址", null=True)
    act = models.CharField("操作", max_length=24, choices=acts)
    object_type = models.CharField("对象类型", max_length=60, blank=True)
    object_id = models.CharField("对象编号", max_length=40, blank=True)
    detail = models.CharField("说明", max_length=LONGEST_DETAIL, blank=True)
    result = models.CharField("结果", max_length=8, choices=Result)
    # Of an event of the first version's chain; empty since then.
    previous_digest = models.CharField("前一条摘要", max_length=64, blank=True, editable=False)
    digest = models.CharField("摘要", max_length=64)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "审计记录"
        ordering = ["-sequence"]
        default_permissions = ("view",)
        permissions = [("see_own_auditevent", "可以看本级团委的操作记录")]
        indexes = [
            models.Index(fields=["at"], name="auditevent_by_time"),
            models.Index(fields=["act", "at"], name="auditevent_by_act"),
            models.Index(fields=["act", "sequence"], name="auditevent_by_act_in_order"),
            models.Index(fields=["object_type", "object_id", "sequence"], name="auditevent_by_object"),
            models.Index(fields=["actor", "sequence"], name="auditevent_by_actor"),
            models.Index(fields=["committee", "sequence"], name="auditevent_by_committee"),
            models.Index(fields=["address", "sequence"], name="auditevent_by_address"),
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

    def find_timeline_parts(self) -> list[tuple[type[models.Model], list[int]]]:
        """Of each model whose rows hang on the object, their keys."""
        model, parts = self.subject_model, []
        if model is None or not is_key(self.object_id):
            return parts
        rows = model._base_manager.filter(pk=self.object_id)
        for path in getattr(model, "timeline_parts", ()):
            part = model
            for name in path.split("__"):
                part = part._meta.get_field(name).related_model
            parts.append((part, list(rows.exclude(**{path: None}).values_list(path, flat=True))))
        return parts

    @property
    def is_of_chain(self) -> bool:
        return bool(self.previous_digest)

    @property
    def content_digest(self) -> str:
        """What a seal holds of it: also of an event of the chain it cannot be made without the key of today."""
        return compute_event_digest(self) if self.is_of_chain else self.digest

    @property
    def is_genuine(self) -> bool:
        """Whether it is as it was written. Of an event of the chain only its seal knows."""
        is_numbered_twice = self.pk == self.sequence and not self.is_of_chain
        return is_numbered_twice and self.digest == compute_event_digest(self)
