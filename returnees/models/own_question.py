"""How a campaign's questionnaire differs from the standard one: questions off, optional, in other words, or added."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from organization.choices import Level
from organization.scoping import CampaignScopedQuerySet, CommitteeScopedQuerySet
from returnees.choices import OwnQuestionKind, QuestionUsage, Status
from returnees.models.personal_values import LARGEST_COUNT
from returnees.models.returnee import Returnee
from returnees.models.returnee_answer import ReturneeAnswer
from returnees.question_types import ALL, NOBODY, Condition, Kind, Question
from returnees.questions import BEFORE_SENDING, OWN_SECTION, QUESTIONS, QuestionChange

KINDS = {
    OwnQuestionKind.SINGLE: Kind.RADIO,
    OwnQuestionKind.SEVERAL: Kind.CHECKBOXES,
    OwnQuestionKind.TEXT: Kind.LINE,
    OwnQuestionKind.NUMBER: Kind.NUMBER,
}
FIXED_KEYS = [question.key for question in QUESTIONS if question.is_fixed]
CHANGEABLE_QUESTIONS = [(question.key, question.label) for question in QUESTIONS if not question.is_fixed]
# Questions of its own that a campaign may ask at a time; from the second number on, staff are warned of the minutes.
MAX_ACTIVE_QUESTIONS = 20
MANY_QUESTIONS = 8
PLACES = [(section.key, f"“{section.title}”的末尾") for section in BEFORE_SENDING if section != OWN_SECTION]
# Where the questions of a campaign stand: section by section, and last what is asked after the sending.
SECTION_ORDER = [section.key for section in BEFORE_SENDING]
ALWAYS_ASKED = "这个问题每次都问，只能改写它的文字。"
NOT_BEFORE_SENDING = "不必答的问题在提交之后问，不放进前面的各节：请勾选“必答”，或者把“放在哪里”空着。"
ONE_CONDITION = "按情况问，或者按前面一个问题的回答问，只能选一样。"
STATUS_CODES = "".join(sorted(ALL))


def question_keys() -> list[tuple[str, str]]:
    """For the field: what the region calls places is no migration's."""
    return [(question.key, question.label) for question in QUESTIONS]


class QuestionnaireDesignQuerySet(CampaignScopedQuerySet, CommitteeScopedQuerySet):
    def within(self, committee):
        """The questionnaire is the region's: committees below see nothing of its design."""
        return self.all() if committee.level == Level.REGION else self.none()


class QuestionSettingQuerySet(QuestionnaireDesignQuerySet):
    def changes(self) -> dict[str, QuestionChange]:
        """By the key of the question; of one campaign."""
        return {setting.key: setting.as_change() for setting in self}


class QuestionSetting(models.Model):
    """How a campaign asks one standard question: not at all, as an optional one, or in words of its own.

    Without a row it is asked as designed.
    """

    campaign = models.ForeignKey(
        "organization.Campaign", models.PROTECT, related_name="question_settings", verbose_name="年度"
    )
    key = models.CharField("问题", max_length=40, choices=question_keys)
    usage = models.CharField("用法", max_length=8, choices=QuestionUsage, blank=True, help_text="空着：照原来的设计。")
    label = models.CharField(
        "问法",
        max_length=60,
        blank=True,
        default="",
        db_default="",
        help_text="空着：用原来的文字。统计和导出的标题不变。",
    )
    hint = models.CharField(
        "提示", max_length=100, blank=True, default="", db_default="", help_text="空着：用原来的提示。"
    )

    objects = QuestionSettingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "问题取舍"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "key"],
                name="questionsetting_once",
                violation_error_message="这个问题已经设置过。",
            ),
            models.CheckConstraint(
                condition=~Q(key__in=FIXED_KEYS) | Q(usage=""),
                name="questionsetting_fixed_is_asked",
                violation_error_message=ALWAYS_ASKED,
            ),
            models.CheckConstraint(
                condition=~Q(usage="", label="", hint=""),
                name="questionsetting_not_empty",
                violation_error_message="请选用法，或者写上自己的文字；都不改的话，删除这条设置。",
            ),
        ]

    def __str__(self):
        return f"{self.get_key_display()}：{self.get_usage_display() or '改写文字'}"

    def clean(self):
        if self.usage and self.key in FIXED_KEYS:
            raise ValidationError({"usage": ALWAYS_ASKED})
        is_required = any(question.required for question in QUESTIONS if question.key == self.key)
        if self.key and self.usage == QuestionUsage.OPTIONAL and not is_required:
            raise ValidationError({"usage": "这个问题本来就是选填，不用设置；不想问的话，请选“不问”。"})

    def as_change(self) -> QuestionChange:
        return QuestionChange(self.usage, self.label, self.hint)


class OwnQuestionQuerySet(QuestionnaireDesignQuerySet):
    def with_all_that_is_asked(self):
        """With choices and conditions, as `as_question` reads them."""
        return self.select_related("asked_if__question").prefetch_related("choices")


class OwnQuestion(models.Model):
    """A plain question that the region added to a campaign; its answers are ReturneeAnswers."""

    campaign = models.ForeignKey(
        "organization.Campaign", models.PROTECT, related_name="own_questions", verbose_name="年度"
    )
    label = models.CharField("问题", max_length=60)
    kind = models.CharField("类型", max_length=8, choices=OwnQuestionKind)
    hint = models.CharField("提示", max_length=100, blank=True)
    is_required = models.BooleanField(
        "必答", default=False, help_text="必答的在提交之前问；不必答的，提交之后在“再花一分钟”里问。"
    )
    is_active = models.BooleanField("启用", default=True, help_text="停用后不再问，已有的回答保留。")
    section = models.CharField(
        "放在哪里",
        max_length=20,
        choices=PLACES,
        blank=True,
        default="",
        db_default="",
        help_text=f"空着：自成一节，在“{BEFORE_SENDING[-2].title}”之后。只有必答的才能放进前面的各节。",
    )
    position = models.PositiveSmallIntegerField("次序", default=1)
    # Codes with commas between them; empty: everybody.
    asked_statuses = models.CharField(
        "问哪些人", max_length=20, blank=True, default="", db_default="", help_text="都不勾：问所有人。"
    )
    asked_if = models.ForeignKey(
        "returnees.OwnQuestionChoice",
        models.PROTECT,
        related_name="dependants",
        null=True,
        blank=True,
        verbose_name="只问选了这一项的人",
        help_text="前面一个自设的单选或多选问题的一个选项。与“问哪些人”只用一样。",
    )

    objects = OwnQuestionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "自设问题"
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(section="") | Q(is_required=True),
                name="ownquestion_section_is_before_sending",
                violation_error_message=NOT_BEFORE_SENDING,
            ),
            models.CheckConstraint(
                condition=Q(asked_statuses="") | Q(asked_statuses__regex=rf"^[{STATUS_CODES}](,[{STATUS_CODES}])*$"),
                name="ownquestion_statuses_known",
                violation_error_message="“问哪些人”里有不认识的情况。",
            ),
            models.CheckConstraint(
                condition=Q(asked_statuses="") | Q(asked_if=None),
                name="ownquestion_one_condition",
                violation_error_message=ONE_CONDITION,
            ),
        ]

    def __str__(self):
        return self.label

    def clean(self):
        others = type(self).objects.filter(campaign_id=self.campaign_id, is_active=True).exclude(pk=self.pk)
        if self.section and not self.is_required:
            raise ValidationError({"section": NOT_BEFORE_SENDING})
        if self.asked_if and self.asked_statuses:
            raise ValidationError({"asked_if": ONE_CONDITION})
        if self.is_active and others.count() >= MAX_ACTIVE_QUESTIONS:
            raise ValidationError(
                {"is_active": f"一个年度最多同时启用 {MAX_ACTIVE_QUESTIONS} 个自设问题，请先停用别的。"}
            )
        if self.asked_if:
            self.check_condition(self.asked_if.question)
        if self.pk:
            self.check_dependants()

    def check_condition(self, earlier):
        """One level, of the same campaign, and what decides stands first."""
        if earlier == self:
            refusal = "一个问题不能看自己的回答来问。"
        elif earlier.campaign_id != self.campaign_id:
            refusal = "请选同一个年度的问题的选项。"
        elif not earlier.has_choices:
            refusal = f"“{earlier}”不是选择题。"
        elif earlier.asked_if_id:
            refusal = f"“{earlier}”自己也要看别的回答才问；条件只能有一层。"
        elif self.is_active and not earlier.is_active:
            refusal = f"“{earlier}”已经停用，没有人会选它的选项。"
        elif earlier.place >= self.place:
            refusal = f"“{earlier}”要排在这个问题前面：请调整次序，或者换一个条件。"
        else:
            return
        raise ValidationError({"asked_if": refusal})

    def check_dependants(self):
        """Those that are asked by an answer to this one; a check of the other side, for what is changed here."""
        for later in self.dependants():
            if self.asked_if_id:
                raise ValidationError({"asked_if": f"“{later}”要看这个问题的回答才问；条件只能有一层。"})
            if later.is_active and not self.is_active:
                raise ValidationError({"is_active": f"“{later}”要看这个问题的回答才问，请先停用它或者去掉它的条件。"})
            if later.place <= self.place:
                raise ValidationError({"position": f"“{later}”要看这个问题的回答才问，这个问题要排在它前面。"})
            if not self.has_choices:
                raise ValidationError({"kind": f"“{later}”要看这个问题的选项才问，类型只能是单选或多选。"})

    @property
    def place(self):
        """By which the questions of a campaign are ordered on its pages; a new one comes behind its equals."""
        sections = SECTION_ORDER.index(self.section or OWN_SECTION.key) if self.is_required else len(SECTION_ORDER)
        return sections, self.position, self.pk or float("inf")

    @property
    def statuses(self) -> frozenset[str]:
        return frozenset(filter(None, self.asked_statuses.split(","))) or ALL

    @property
    def has_choices(self):
        return self.kind in (OwnQuestionKind.SINGLE, OwnQuestionKind.SEVERAL)

    def answers(self):
        return ReturneeAnswer.objects.filter(question=self.key)

    def asked_among(self, returnees):
        """Of these records of its campaign, those that were asked it as it is asked today."""
        if self.asked_if:
            chosen = ReturneeAnswer.objects.filter(question=self.asked_if.question.key, code=self.asked_if.code)
            return returnees.filter(pk__in=chosen.values("returnee"))
        return returnees.filter(status__in=self.statuses) if self.asked_statuses else returnees

    def dependants(self):
        """The questions that are asked by an answer to this one."""
        return type(self).objects.filter(asked_if__question=self).exclude(pk=self.pk)

    def as_question(self) -> Question:
        choices = tuple((choice.code, choice.label) for choice in self.choices.all())
        # Whoever is not asked the earlier one cannot have chosen.
        asked = (self.asked_if.question if self.asked_if else self).statuses
        return Question(
            self.key,
            self.label,
            KINDS[self.kind],
            asked=asked,
            required=asked if self.is_required else NOBODY,
            is_after_sending=not self.is_required,
            choices=choices,
            largest=LARGEST_COUNT,
            max_length=100 if self.kind == OwnQuestionKind.TEXT else None,
            hint=self.hint,
            is_own=True,
            section=self.section,
            condition=self.asked_if.as_condition() if self.asked_if else None,
        )

    @property
    def audience(self) -> str:
        """Whom it is asked, in words; empty: everybody."""
        if self.asked_if:
            return str(self.asked_if.as_condition())
        return "、".join(label for code, label in Status.choices if code in self.asked_statuses.split(","))

    @property
    def key(self):
        return f"own-{self.pk}"


def accepted_answers(questions, account):
    """Answers to these questions of one campaign in the accepted records that the account may see, in no order."""
    campaigns = {question.campaign_id for question in questions}
    returnees = Returnee.objects.accepted().visible_to(account).filter(campaign__in=campaigns).order_by()
    keys = [question.key for question in questions]
    return ReturneeAnswer.objects.filter(question__in=keys, returnee__in=returnees).order_by()


class OwnQuestionChoice(models.Model):
    """One choice of a question of the region's own. Its code is its row, so that rewording keeps the answers."""

    question = models.ForeignKey(OwnQuestion, models.CASCADE, related_name="choices", verbose_name="问题")
    label = models.CharField("选项", max_length=40)
    position = models.PositiveSmallIntegerField("次序", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "选项"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "label"],
                name="ownquestionchoice_once",
                violation_error_message="这个选项已经有了。",
            ),
        ]

    def __str__(self):
        return self.label

    @property
    def code(self):
        return str(self.pk)

    def answers(self):
        return self.question.answers().filter(code=self.code)

    def as_condition(self) -> Condition:
        return Condition(self.question.key, self.question.label, self.code, self.label)
