import hashlib
import hmac
import json
import uuid

from django.conf import settings
from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils.text import Truncator
from django.utils.timezone import localdate

from organization.choices import Act
from organization.clock import start_of_day
from organization.compiled_insert import insert_rows
from organization.erased_bytes import empty_log_on_commit
from organization.models import AuditEvent
from returnees import choices
from returnees.age import ADULT, YOUNGEST_BY_LAW, age_limits
from returnees.answers import answers_by_key
from returnees.choices import AgeGroup, FilledBy, ReturneeState, Status
from returnees.erasure_list import list_erasure
from returnees.models.answer_columns import (
    NOT_SENSITIVE,
    PERSONAL_COLUMNS,
    REQUIRED_PERSONAL_COLUMNS,
    SENSITIVE_QUESTIONS,
    answer_column,
    audience_constraints,
    blank_columns,
    sensitive_constraint,
)
from returnees.models.follow_up import FollowUpCase
from returnees.models.personal_values import ERASED
from returnees.models.returnee_answer import answer_rows, store_answers
from returnees.models.returnee_queries import PhoneEnd, ReturneeFilterQuerySet
from returnees.models.staff_acts import STAFF_ACT_CONSTRAINTS, StaffActs
from returnees.questions import QUESTIONS
from returnees.receipt_codes import RECEIPT_DIGEST_LENGTH, known_receipt_code, submission_digest

# Characters of an answer that its history holds.
CORRECTION_LENGTH = 300


def content_digest(content: dict, key: str = "") -> str:
    """A keyed digest of the answers: distinguishes a resend from another answer, and nothing else."""
    digest_key = hashlib.sha256(b"returnee content" + (key or settings.RECEIPT_KEY).encode()).digest()
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, default=str)
    return hmac.new(digest_key, canonical.encode(), hashlib.sha256).hexdigest()


def is_digest_of(digest: str, content: dict) -> bool:
    """Also of an answer from before receipts had a key of their own."""
    keys = (settings.RECEIPT_KEY, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(digest == content_digest(content, key) for key in keys)


def mask_phone(phone: str) -> str:
    return f"{phone[:3]}****{phone[-4:]}"


class ReturneeQuerySet(ReturneeFilterQuerySet):
    def entrepreneurs(self):
        """返乡创业青年."""
        return self.filter(status=Status.ENTREPRENEUR)

    def intending(self):
        """意向返乡创业青年."""
        return self.filter(status=Status.INTENDING)

    def accept(
        self,
        *,
        submission_uuid,
        entrance,
        columns,
        selections,
        free_answers,
        digest,
        consent_version,
        submitted_at,
        quarantine_reason="",
    ):
        """Store one answered questionnaire exactly once.

        `columns` are values of Returnee's own columns, `selections` the chosen codes and `free_answers` the text or
        number per question without a column. Returns `(returnee, is_new)`; a resend gets the unchanged first row.
        """
        returnee = self.model(
            submission_uuid=submission_uuid,
            receipt_digest=submission_digest(submission_uuid),
            campaign=entrance.campaign,
            entrance=entrance,
            state=ReturneeState.QUARANTINED if quarantine_reason else ReturneeState.ACCEPTED,
            quarantine_reason=quarantine_reason,
            filled_by=FilledBy.STAFF if entrance.is_staff_filled else FilledBy.SELF,
            content_digest=digest,
            consent_version=consent_version,
            submitted_at=submitted_at,
            **columns,
        )
        return self._store_once(returnee, selections, free_answers)

    def of_submission(self, submission_uuid):
        """Stored under this uuid; also after an erasure, which leaves nothing but the digest of its receipt."""
        return self.filter(Q(submission_uuid=submission_uuid) | Q(receipt_digest=submission_digest(submission_uuid)))

    def _store_once(self, returnee, selections, free_answers):
        # Built before the transaction: while it lasts, SQLite lets nobody else write.
        rows = answer_rows(selections, free_answers)
        try:
            with transaction.atomic():
                insert_rows([returnee], using=self.db)
                store_answers(rows, of=returnee)
                FollowUpCase.objects.open_for(returnee, selections)
        except IntegrityError:
            earlier = self.of_submission(returnee.submission_uuid).first()
            if earlier is None:
                raise
            return earlier, False
        return returnee, True


class Returnee(StaffActs):
    """One answered questionnaire of one youth."""

    campaign = models.ForeignKey("organization.Campaign", models.PROTECT, related_name="returnees", verbose_name="年度")
    entrance = models.ForeignKey(
        "returnees.Entrance", models.PROTECT, null=True, related_name="returnees", verbose_name="来源入口"
    )
    home_committee = models.ForeignKey(
        "organization.Committee", models.PROTECT, related_name="returnees", verbose_name="家乡"
    )
    state = models.CharField("状态", max_length=12, choices=ReturneeState, default=ReturneeState.ACCEPTED)
    quarantine_reason = models.CharField(
        "待核实原因", max_length=12, choices=choices.QuarantineReason, blank=True, editable=False
    )
    filled_by = models.CharField("填写方式", max_length=8, choices=FilledBy)
    submission_uuid = models.UUIDField("提交编号", unique=True, editable=False)
    content_digest = models.CharField("内容摘要", max_length=64, editable=False)
    receipt_digest = models.CharField("回执码摘要", max_length=RECEIPT_DIGEST_LENGTH, editable=False)
    submitted_at = models.DateTimeField("提交时间")
    consent_version = models.CharField("同意的说明版本", max_length=20)
    sensitive_consented_at = models.DateTimeField("单独同意时间", null=True, blank=True)
    personal_erased_at = models.DateTimeField("个人信息清除时间", null=True, blank=True, editable=False)

    # What was answered; `age` follows from it. Heading, code list and length are the question's.
    name = answer_column("name")
    phone = answer_column("phone", max_length=11)
    birth_year = answer_column("birth_year")
    birth_month = answer_column("birth_month")
    age = models.PositiveSmallIntegerField("提交时年龄", help_text="周岁，按月计：到上个月末已满的整年数。")
    gender = answer_column("gender", max_length=1)
    education = answer_column("education", max_length=2)
    ethnicity = answer_column("ethnicity", max_length=12)
    political_status = answer_column("political_status", max_length=8)
    township = answer_column("township")
    status = answer_column("status", max_length=1)
    away_place = answer_column("away_place", max_length=6)
    away_industry = answer_column("away_industry", max_length=16)
    school_major = answer_column("school_major")
    business_name = answer_column("business_name")
    business_type = answer_column("business_type", max_length=16)
    industry = answer_column("industry", max_length=16)
    start_year = answer_column("start_year")
    employee_count = answer_column("employee_count")
    intent = answer_column("intent", max_length=12)
    capital = answer_column("capital", max_length=12)
    difficulty_text = answer_column("difficulty_text")
    policy_knowledge = answer_column("policy_knowledge", max_length=8)
    alliance_wish = answer_column("alliance_wish", max_length=8)
    wechat_wish = answer_column("wechat_wish", max_length=3)
    wechat_id = answer_column("wechat_id")

    objects = ReturneeQuerySet.as_manager()
    with_deleted = ReturneeQuerySet.as_manager()

    timeline_parts = ("follow_up_case", "follow_up_case__notes")

    class Meta:
        verbose_name = verbose_name_plural = "返乡青年"
        ordering = ["-submitted_at", "-pk"]
        permissions = [
            ("review_returnee", "可以核实待核实的问卷、合并重复的问卷"),
            ("correct_returnee", "可以按核实过的请求更正、撤回，删除误填的问卷"),
            ("show_phone_returnee", "可以显示完整手机号"),
            ("show_minor_phone_returnee", "可以显示未成年人的完整手机号"),
            ("export_returnee", "可以说明用途后导出全部记录"),
        ]
        indexes = [
            # Holds all that the statistics count, so that they need not read the records themselves.
            models.Index(
                fields=[
                    "campaign",
                    "home_committee",
                    "state",
                    "status",
                    "age",
                    "industry",
                    "submitted_at",
                    "entrance",
                ],
                name="returnee_counted_by_home",
            ),
            models.Index(fields=["campaign", "phone", "home_committee"], name="returnee_by_phone"),
            models.Index(F("campaign"), PhoneEnd("phone"), name="returnee_by_phone_end"),
            # The operator class is PostgreSQL's alone: elsewhere it serves no look-up by beginning.
            models.Index(
                fields=["campaign", "name", "id", "state"],
                opclasses=["int8_ops", "varchar_pattern_ops", "int8_ops", "varchar_ops"],
                name="returnee_by_name",
            ),
            models.Index(fields=["campaign", "-submitted_at", "-id"], name="returnee_latest"),
            models.Index(fields=["campaign", "home_committee", "-submitted_at", "-id"], name="returnee_latest_by_home"),
            models.Index(fields=["campaign", "state", "-submitted_at", "-id"], name="returnee_latest_by_state"),
            models.Index(fields=["campaign", "status", "-submitted_at", "-id"], name="returnee_latest_by_status"),
            models.Index(
                fields=["merged_into"], condition=Q(merged_into__isnull=False), name="returnee_by_merged_into"
            ),
        ]
        constraints = [
            *STAFF_ACT_CONSTRAINTS,
            models.UniqueConstraint(fields=["receipt_digest"], name="returnee_receipt_once"),
            models.CheckConstraint(
                condition=Q(personal_erased_at__isnull=False) | Q(entrance__isnull=False),
                name="returnee_entrance_unless_erased",
            ),
            models.CheckConstraint(
                condition=Q(personal_erased_at__isnull=False)
                | Q(**{f"{column}__isnull": False for column in REQUIRED_PERSONAL_COLUMNS}),
                name="returnee_personal_unless_erased",
            ),
            models.CheckConstraint(
                condition=Q(personal_erased_at=None) | Q(**dict.fromkeys(PERSONAL_COLUMNS)),
                name="returnee_erased_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReturneeState.WITHDRAWN) | Q(personal_erased_at__isnull=False),
                name="returnee_withdrawn_is_erased",
            ),
            models.CheckConstraint(
                condition=Q(phone=None) | Q(phone__regex=r"^1[3-9][0-9]{9}$"), name="returnee_phone_normal"
            ),
            models.CheckConstraint(
                condition=Q(birth_month=None) | Q(birth_month__gte=1, birth_month__lte=12),
                name="returnee_birth_month_in_year",
            ),
            # The limits of the campaign are those of its form.
            models.CheckConstraint(condition=Q(age__gte=YOUNGEST_BY_LAW), name="returnee_old_enough_by_law"),
            *audience_constraints(),
            sensitive_constraint(),
        ]

    def __str__(self):
        # Never the name: the admin's own log stores this text.
        return f"返乡青年 {self.pk}"

    @property
    def masked_phone(self):
        return mask_phone(self.phone) if self.phone else ""

    @property
    def is_anonymised(self):
        """Whether its values went with the whole campaign's, and not by a withdrawal or a deletion of its own."""
        return bool(self.personal_erased_at) and self.state not in (ReturneeState.WITHDRAWN, ReturneeState.DELETED)

    @property
    def displayed_name(self):
        return self.name or ("（已匿名化）" if self.is_anonymised else "（已清除）")

    @property
    def age_group(self):
        return AgeGroup.YOUTH if self.age <= age_limits(self.campaign).youth_until else AgeGroup.STRETCHED

    @property
    def is_minor(self):
        # Of an erased record the age may be that of its group.
        return self.age < ADULT and not self.personal_erased_at

    def can_read_restricted(self, account):
        """Restricted answers are for the committee that helps now and those above it."""
        if account.committee is None:
            return False
        case = FollowUpCase.objects.select_related("committee").filter(returnee=self).first()
        responsible = case.committee if case else self.home_committee.in_charge
        return responsible.path.startswith(account.committee.path)

    @transaction.atomic
    def withdraw(self, *, withdrawn_at, by=None):
        """Erase everything personal at once; what remains only counts. What was erased before stays as it is.

        Records merged into it become independent again. Returns whether this call did it. `by` is the account that acts
        on the youth's request, and records it with its ground.
        """
        self._read_locked()
        if self.personal_erased_at:
            return False
        self._erase_as_withdrawn(at=withdrawn_at)
        if by is None:
            # Without an address: whose it was is what is being erased.
            AuditEvent.objects.append(act=Act.WITHDRAWAL, committee=self.home_committee, subject=self)
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
        # The separate consent is withdrawn too, so what it was given for goes as well.
        self._change(
            **ERASED["Returnee"],
            submission_uuid=self.uuid_after_erasure(),
            submitted_at=start_of_day(localdate(self.submitted_at)),
            personal_erased_at=at,
            **columns,
        )
        self.answers.exclude(text="").delete()
        for correction in self.corrections.all():
            correction.erase()
        list_erasure(self, erased_at=at)
        empty_log_on_commit()

    def uuid_after_erasure(self):
        """A new one, for with the site's key the receipt's code follows from it. No older code does, and by the uuid
        alone is a resend known of an answer that has one."""
        return uuid.uuid4() if known_receipt_code(self) else self.submission_uuid

    @transaction.atomic
    def correct(
        self,
        *,
        columns,
        selections,
        free_answers,
        questions,
        corrected_at,
        corrected_by=None,
        ground="",
        noted=frozenset(),
    ):
        """Answer `questions` anew and store what changed as Corrections, which are returned; what is erased stays so,
        and nothing is collected once the campaign's retention is over.

        `corrected_by` is the account that does it on the youth's request, and `ground` how the request was verified.
        `columns`, `selections` and `free_answers` are as for `accept`, with the age. Of other questions (switched off
        since) the answers stay, unless the status given now is not asked them. Of the questions `noted` a Correction
        is stored also where the answer is the same.
        """
        self._read_locked()
        if self.personal_erased_at or self.campaign.is_retention_over:
            return []
        before, sensitive_before = answers_by_key(self), self._sensitive_answers()
        stale = [q for q in QUESTIONS if columns["status"] not in q.asked] + list(questions)
        for column in blank_columns(stale):
            setattr(self, column, columns.get(column, self._meta.get_field(column).get_default()))
        self.age = columns["age"]
        self._date_sensitive_consent(sensitive_before, corrected_at)
        self.save()
        self.answers.filter(question__in=[question.key for question in stale]).delete()
        store_answers(answer_rows(selections, free_answers), of=self)
        FollowUpCase.objects.sync_from(self)
        by = {"corrected_at": corrected_at, "corrected_by": corrected_by, "ground": ground}
        return self._store_history(before, noted, **by)

    def _sensitive_answers(self):
        values = {column: getattr(self, column) for column in blank_columns(SENSITIVE_QUESTIONS)}
        return {column: value for column, value in values.items() if value not in NOT_SENSITIVE}

    def _date_sensitive_consent(self, before, corrected_at):
        """Newly given sensitive answers date the separate consent; it goes with the last of them."""
        after = self._sensitive_answers()
        if not after:
            self.sensitive_consented_at = None
        elif not after.items() <= before.items():
            self.sensitive_consented_at = corrected_at

    def _store_history(self, before, noted, **circumstances):
        after = answers_by_key(self)
        values = [
            (key, *(answers[key].text if key in answers else "" for answers in (before, after)))
            for key in dict.fromkeys([*before, *after])
        ]
        return self.corrections.bulk_create(
            self.corrections.model(
                returnee=self,
                question=key,
                old_value=Truncator(old).chars(CORRECTION_LENGTH),
                new_value=Truncator(new).chars(CORRECTION_LENGTH),
                **circumstances,
            )
            for key, old, new in values
            if old != new or key in noted
        )
