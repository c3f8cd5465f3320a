import re

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, Value

from organization.scoping import CampaignScopedQuerySet, CommitteeScopedQuerySet
from organization.text import to_half_width
from organization.text_columns import PersonColumn

MOBILE = r"1[3-9][0-9]{9}"
AREA_CODE = r"(010|02[0-9]|0[3-9][0-9]{2})"
LANDLINE = rf"({AREA_CODE}-)?[0-9]{{7,8}}(-[0-9]{{1,6}})?"
OFFICE_PHONE = rf"^({MOBILE}|{LANDLINE})$"
_SEPARATORS = re.compile(r"[\s()]+")
_DASHES = re.compile(r"[‐-―−－]")
_EXTENSION = re.compile(r"(转|ext\.?|x)", re.IGNORECASE)
_WITH_AREA_CODE = re.compile(rf"^{AREA_CODE}-?([0-9]{{7,8}})\b")
_COUNTRY_CODE = re.compile(r"^(\+|00)86-?")


def clean_office_phone(typed):
    """A mobile number as its digits, a landline as 0472-5612345-801; raises a ValidationError for anything else."""
    phone = _SEPARATORS.sub("", _DASHES.sub("-", to_half_width(typed)))
    phone = _EXTENSION.sub("-", _COUNTRY_CODE.sub("", phone)).strip("-")
    if re.fullmatch(MOBILE, phone.replace("-", "")):
        return phone.replace("-", "")
    phone = _WITH_AREA_CODE.sub(r"\1-\2", phone)
    if not re.fullmatch(LANDLINE, phone):
        raise ValidationError("请填 11 位手机号，或带区号的座机，如 0472-5612345（分机写作 0472-5612345-801）。")
    return phone


class ResponsibleQuerySet(CampaignScopedQuerySet, CommitteeScopedQuerySet):
    def public_for(self, committee):
        """Whom a youth of this committee may call: of the nearest at or above it that made its person public."""
        at_or_above = self.alias(home=Value(committee.path)).filter(home__startswith=F("committee__path"))
        return at_or_above.filter(is_public=True).select_related("committee").order_by("-committee__path").first()


class Responsible(models.Model):
    """The person responsible for a committee in a campaign, whom the committee above calls."""

    campaign = models.ForeignKey(
        "organization.Campaign", models.PROTECT, related_name="responsibles", verbose_name="年度"
    )
    committee = models.ForeignKey(
        "organization.Committee", models.PROTECT, related_name="responsibles", verbose_name="团委"
    )
    name = PersonColumn("负责人", max_length=50)
    phone = models.CharField("联系电话", max_length=30, help_text="手机号，或带区号的座机。")
    is_public = models.BooleanField(
        "向青年公开",
        default=False,
        db_default=False,
        help_text="勾选后，姓名和电话显示给家乡在本地的青年（提交成功、凭回执查看、不能填写的页面），不勾就不显示；取消后几秒内就看不到了。",
    )

    objects = ResponsibleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "负责人"
        ordering = ["committee__path"]
        default_permissions = ("view", "add", "change")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "committee"],
                name="responsible_one_each",
                violation_error_message="这个团委本年度已经登记了负责人，请直接修改。",
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="responsible_named",
                violation_error_message="请填负责人姓名。",
            ),
            models.CheckConstraint(
                condition=Q(phone__regex=OFFICE_PHONE),
                name="responsible_phone_plausible",
                violation_error_message="联系电话应为手机号或座机。",
            ),
        ]

    def __str__(self):
        return f"{self.committee}的负责人"

    @property
    def dialled(self):
        """For a link that dials: the extension after a pause."""
        number, _, extension = self.phone.partition("-")
        if re.fullmatch(AREA_CODE, number):
            rest, _, extension = extension.partition("-")
            number += rest
        return f"{number},{extension}" if extension else number

    def clean(self):
        super().clean()
        if self.phone:
            try:
                self.phone = clean_office_phone(self.phone)
            except ValidationError as error:
                raise ValidationError({"phone": error}) from None
