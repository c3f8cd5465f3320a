"""How a campaign's questionnaire differs from the standard one: questions switched off, made optional, or added."""

from django.core.exceptions import ValidationError
from django.db import models

from organization.choices import Level
from organization.scoping import CampaignScopedQuerySet, CommitteeScopedQuerySet
from returnees.choices import OwnQuestionKind, QuestionUsage
from returnees.models.returnee import Returnee
from returnees.models.returnee_answer import ReturneeAnswer
from returnees.question_types import ALL, NOBODY, Kind, Question
from returnees.questions import QUESTIONS

KINDS = {
    OwnQuestionKind.SINGLE: Kind.RADIO,
    OwnQuestionKind.SEVERAL: Kind.CHECKBOXES,
    OwnQuestionKind.TEXT: Kind.LINE,
    OwnQuestionKind.NUMBER: Kind.NUMBER,
}
CHANGEABLE_QUESTIONS = [(question.key, question.label) for question in QUESTIONS if not question.is_fixed]
LARGEST_NUMBER = 999_999_999
# Questions of its own that a campaign may ask at a time: the questionnaire is to stay one of two minutes.
MAX_ACTIVE_QUESTIONS = 8


class QuestionnaireDesignQuerySet(CampaignScopedQuerySet, CommitteeScopedQuerySet):
    def within(self, committee):
        """The questionnaire is the region's: committees below see nothing of its design."""
        return self.all() if committee.level == Level.REGION else self.none()


class QuestionSetting(models.Model):
    """One standard question that a campaign switched off or made optional. Without a row it is asked as designed."""

    campaign = models.ForeignKey(
        "organization.Campaign", models.PROTECT, related_name="question_settings", verbose_name="年度"
    )
    key = models.CharField("问题", max_length=40, choices=CHANGEABLE_QUESTIONS)
    usage = models.CharField("用法", max_length=8, choices=QuestionUsage)

    objects = QuestionnaireDesignQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "问题取舍"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "key"],
                name="questionsetting_once",
                violation_error_message="这个问题已经设置过。",
            ),
        ]

    def __str__(self):
        return f"{self.get_key_display()}：{self.get_usage_display()}"

    def clean(self):
        is_required = any(question.required for question in QUESTIONS if question.key == self.key)
        if self.key and self.usage == QuestionUsage.OPTIONAL and not is_required:
            raise ValidationError({"usage": "这个问题本来就是选填，不用设置；不想问的话，请选“不问”。"})


class OwnQuestion(models.Model):
    """A plain question that the region added to a campaign; its answers are ReturneeAnswers."""

    campaign = models.ForeignKey(
        "organization.Campaign", models.PROTECT, related_name="own_questions", verbose_name="年度"
    )
    label = models.CharField("问题", max_length=60)
    kind = models.CharField("类型", max_length=8, choices=OwnQuestionKind)
    hint = models.CharField("提示", max_length=100, blank=True)
    is_required = models.BooleanField("必答", default=False)
    is_active = models.BooleanField("启用", default=True, help_text="停用后不再问，已有的回答保留。")
    position = models.PositiveSmallIntegerField("次序", default=1)

    objects = QuestionnaireDesignQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "自设问题"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.label

    def clean(self):
        others = type(self).objects.filter(campaign_id=self.campaign_id, is_active=True).exclude(pk=self.pk)
        if self.is_active and others.count() >= MAX_ACTIVE_QUESTIONS:
            raise ValidationError(
                {"is_active": f"一个年度最多同时启用 {MAX_ACTIVE_QUESTIONS} 个自设问题，请先停用别的。"}
            )

    @property
    def has_choices(self):
        return self.kind in (OwnQuestionKind.SINGLE, OwnQuestionKind.SEVERAL)

    def answers(self):
        return ReturneeAnswer.objects.filter(question=self.key)

    def as_question(self) -> Question:
        choices = tuple((choice.code, choice.label) for choice in self.choices.all())
        return Question(
            self.key,
            self.label,
            KINDS[self.kind],
            required=ALL if self.is_required else NOBODY,
            choices=choices,
            largest=LARGEST_NUMBER,
            max_length=100 if self.kind == OwnQuestionKind.TEXT else None,
            hint=self.hint,
            is_own=True,
        )

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
