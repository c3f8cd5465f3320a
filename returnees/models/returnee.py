from django.db import IntegrityError, models, transaction
from django.db.models import F, Q
from django.utils.text import Truncator

from organization.compiled_insert import insert_family, new_row
from returnees import choices
from returnees.age import ADULT, YOUNGEST_BY_LAW, age_limits
from returnees.answers import answers_by_key
from returnees.choices import AgeGroup, FilledBy, ReturneeState, Status
from returnees.fields import mask_phone
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
from returnees.models.erasure import Erasable
from returnees.models.follow_up import FollowUpCase
from returnees.models.returnee_answer import answer_rows, store_answers
from returnees.models.returnee_queries import PhoneEnd, ReturneeFilterQuerySet
from returnees.models.staff_acts import STAFF_ACT_CONSTRAINTS
from returnees.questions import QUESTIONS, QUESTIONS_BY_COLUMN
from returnees.receipt_codes import RECEIPT_DIGEST_LENGTH, submission_digest

# Characters of an answer that its history holds.
CORRECTION_LENGTH = 300


class ReturneeQuerySet(ReturneeFilterQuerySet):
    def entrepreneurs(self):
        """返乡创业青年."""
        return self.filter(status=Status.ENTREPRENEUR)

    def intending(self):
        """意向返乡创业青年."""
        return self.filter(status=Status.INTENDING)

    def starting_at_home(self):
        """At home and wanting to start something: not among 意向返乡创业青年."""
        return self.filter(status=Status.STARTING_AT_HOME)

    def accept(
        self,
        *,
        submission_uuid,
        receipt_digest,
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
        plain = {name: value for name, value in columns.items() if name != "home_committee"}
        returnee = new_row(
            self.model,
            submission_uuid=submission_uuid,
            receipt_digest=receipt_digest,
            state=ReturneeState.QUARANTINED if quarantine_reason else ReturneeState.ACCEPTED,
            quarantine_reason=quarantine_reason,
            filled_by=FilledBy.STAFF if entrance.is_staff_filled else FilledBy.SELF,
            content_digest=digest,
            consent_version=consent_version,
            submitted_at=submitted_at,
            **plain,
        )
        returnee.campaign, returnee.entrance = entrance.campaign, entrance
        returnee.home_committee = columns["home_committee"]
        return self._store_once(returnee, selections, free_answers)

    def of_submission(self, submission_uuid):
        """Stored under this uuid; also after an erasure, which leaves nothing but the digest of its receipt."""
        return self.filter(Q(submission_uuid=submission_uuid) | Q(receipt_digest=submission_digest(submission_uuid)))

    def _store_once(self, returnee, selections, free_answers):
        # Built before the transaction: while it lasts, SQLite lets nobody else write.
        rows = answer_rows(selections, free_answers)
        case = FollowUpCase.objects.due_case(returnee, selections)
        try:
            insert_family(returnee, [rows, [case] if case else []], parent="returnee_id", using=self.db)
        except IntegrityError:
            earlier = self.of_submission(returnee.submission_uuid).first()
            if earlier is None:
                raise
            return earlier, False
        return returnee, True


class Returnee(Erasable):
    """One answered questionnaire of one youth."""

    # No index of their own for campaign and home: those below begin with the one, and none is found by the other alone.
    campaign = models.ForeignKey(
        "organization.Campaign", models.PROTECT, db_index=False, related_name="returnees", verbose_name="年度"
    )
    entrance = models.ForeignKey(
        "returnees.Entrance", models.PROTECT, null=True, related_name="returnees", verbose_name="来源入口"
    )
    home_committee = models.ForeignKey(
        "organization.Committee", models.PROTECT, db_index=False, related_name="returnees", verbose_name="家乡"
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
    # Null: from before it was asked.
    consent_proof = models.CharField(
        "同意的方式", max_length=12, choices=choices.ConsentProof, null=True, blank=True, editable=False
    )
    consent_paper_on = models.DateField("书面同意日期", null=True, blank=True, editable=False)
    consent_paper_number = models.CharField("书面同意编号", max_length=40, null=True, blank=True, editable=False)
    sensitive_consented_at = models.DateTimeField("单独同意时间", null=True, blank=True)
    # When the questions of the page after the sending were answered: once, by whoever had just sent.
    added_at = models.DateTimeField("补充时间", null=True, blank=True, editable=False)
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
            models.CheckConstraint(
                condition=Q(consent_proof=None)
                | Q(filled_by=FilledBy.SELF, consent_proof__in=sorted(choices.OWN_PROOFS))
                | Q(filled_by=FilledBy.STAFF, consent_proof__in=sorted(choices.STAFF_PROOFS)),
                name="returnee_consent_of_their_own",
                violation_error_message="工作人员代填的，须有本人的同意：手机上的 6 位数，或者书面同意的日期和编号。",
            ),
            models.CheckConstraint(
                condition=Q(consent_proof=None, consent_paper_on=None, consent_paper_number=None)
                | (~Q(consent_proof=choices.ConsentProof.PAPER) & Q(consent_paper_on=None, consent_paper_number=None))
                | Q(consent_proof=choices.ConsentProof.PAPER, personal_erased_at__isnull=False)
                | (
                    Q(consent_proof=choices.ConsentProof.PAPER, consent_paper_on__isnull=False)
                    & Q(consent_paper_number__isnull=False)
                    & ~Q(consent_paper_number="")
                ),
                name="returnee_consent_paper_whole",
            ),
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
    def described_consent(self):
        """How the youth agreed; empty of records from before it was asked."""
        if not self.consent_paper_number:
            return self.get_consent_proof_display() if self.consent_proof else ""
        return f"{self.get_consent_proof_display()}，{self.consent_paper_on} 签字，编号 {self.consent_paper_number}"

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

    @transaction.atomic
    def add(self, *, columns, selections, free_answers, keys, added_at):
        """Answer for the first time what is asked after the sending (`keys`); return whether this call did it.

        Once only, and no answer that is there already is touched: those are corrected. What the present status is not
        asked is dropped, since a correction may have changed it.
        """
        self._read_locked()
        if not self.can_be_added_to:
            return False
        present = answers_by_key(self, chosen=selections)
        open_keys = {key for key in keys if key in present and not present[key].text}
        sensitive_before = self._sensitive_answers()
        for name, value in columns.items():
            question = QUESTIONS_BY_COLUMN[name]
            if question.key in open_keys:
                setattr(self, name, value)
        self.added_at = added_at
        self._date_sensitive_consent(sensitive_before, added_at)
        self.save()
        rows = [row for row in answer_rows(selections, free_answers) if row.question in open_keys]
        store_answers(rows, of=self)
        FollowUpCase.objects.sync_from(self)
        return True

    @property
    def can_be_added_to(self):
        is_gone = self.personal_erased_at or self.state == ReturneeState.DELETED
        is_over = self.campaign.is_retention_over or not self.campaign.is_open
        return not (is_gone or is_over or self.added_at)

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
