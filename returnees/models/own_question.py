"""How a campaign's questionnaire differs from the standard one: questions switched off, made optional, or added."""

from django.db import models

from returnees.choices import OwnQuestionKind, QuestionUsage
from returnees.questions import QUESTIONS

CHANGEABLE_QUESTIONS = [(question.key, question.label) for question in QUESTIONS if not question.is_fixed]


class QuestionSetting(models.Model):
    """One standard question that a campaign switched off or made optional. Without a row it is asked as designed."""

    campaign = models.ForeignKey(
        "organization.Campaign", models.PROTECT, related_name="question_settings", verbose_name="年度"
    )
    key = models.CharField("问题", max_length=40, choices=CHANGEABLE_QUESTIONS)
    usage = models.CharField("用法", max_length=8, choices=QuestionUsage)

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

    class Meta:
        verbose_name = verbose_name_plural = "自设问题"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.label

    @property
    def key(self):
        """The name of its field, and the `question` of its answers."""
        return f"own-{self.pk}"


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
