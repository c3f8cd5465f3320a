from django.db import models
from django.db.models import Q

from organization.compiled_insert import insert_rows


class ReturneeAnswer(models.Model):
    """One chosen code, number or text of a question that has no column of its own."""

    # No index of its own: the constraint's begins with it.
    returnee = models.ForeignKey(
        "returnees.Returnee", models.CASCADE, db_index=False, related_name="answers", verbose_name="返乡青年"
    )
    question = models.CharField("问题", max_length=40)
    code = models.CharField("选项", max_length=40, blank=True)
    text = models.CharField("文字", max_length=200, blank=True)
    number = models.IntegerField("数字", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "问卷答案"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["returnee", "question", "code"], name="returneeanswer_once"),
            models.CheckConstraint(
                condition=(~Q(code="") & Q(text="", number=None))
                | (~Q(text="") & Q(code="", number=None))
                | Q(code="", text="", number__isnull=False),
                name="returneeanswer_one_value",
            ),
        ]

    def __str__(self):
        return f"问卷答案 {self.pk}"


def answer_rows(selections, free_answers) -> list[ReturneeAnswer]:
    """A row per chosen code, and one per text or number; of nobody yet (`store_answers`)."""
    rows = [_answer_row(question, code=code) for question, codes in selections.items() for code in codes]
    for question, value in free_answers.items():
        typed = {"number": value} if isinstance(value, int) else {"text": value}
        rows.append(_answer_row(question, **typed))
    return rows


def _answer_row(question, *, code="", text="", number=None) -> ReturneeAnswer:
    # In the order of the columns, as Django makes the rows that it reads: by name it takes three times as long.
    return ReturneeAnswer(None, None, question, code, text, number)


def store_answers(rows, *, of) -> None:
    # By the key alone: a relation of unsaved rows is checked and copied once more for each of them.
    for row in rows:
        row.returnee_id = of.pk
    insert_rows(rows, using=of._state.db)
