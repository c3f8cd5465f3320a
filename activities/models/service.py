from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery

from activities.choices import (
    LoanBand,
    LoanStatus,
    LoggedList,
    PartnerDepartment,
    ServiceKind,
    TrainingTag,
    service_kinds,
)
from activities.models.activity_columns import LARGEST_COUNT
from activities.models.log_list import lists_of
from activities.models.photo import ServicePhoto
from activities.models.work_entry import LiveWorkEntryManager, PlainText, WorkEntry, WorkEntryQuerySet, same_codes

IS_LOAN, IS_TRAINING = Q(kind=ServiceKind.LOAN_REFERRAL), Q(kind=ServiceKind.TRAINING)


class ServiceQuerySet(WorkEntryQuerySet):
    def with_photo_count(self):
        """None where there are none."""
        photos = ServicePhoto.objects.filter(service=OuterRef("pk")).order_by().values("service")
        return self.annotate(photo_count=Subquery(photos.annotate(count=Count("pk")).values("count")))


class LiveServices(LiveWorkEntryManager.from_queryset(ServiceQuerySet)):
    pass


class Service(WorkEntry):
    """A service to youths that a committee gave or arranged, as a tally (the notice, part 三, item 4): nobody is named.

    What was done for one youth in a follow-up case is a FollowUpNote, and in none of these tallies.
    """

    PREFIX, DAY = "FW", "served_on"
    SEARCHED = ("title", "remark")

    kind = models.CharField("服务种类", max_length=16, choices=service_kinds)
    # Empty in trainings from before it was asked, and in every other service.
    title = PlainText("培训名称", max_length=60, blank=True, help_text="培训才填，如：肉牛养殖技术培训班。")
    served_on = models.DateField("日期")
    people_count = models.PositiveIntegerField(
        "人数",
        validators=[MinValueValidator(1, "至少 1 人。"), MaxValueValidator(LARGEST_COUNT)],
        help_text="这次服务到的青年人数，只记人数。",
    )
    partner_departments = models.CharField("合作部门", max_length=120, blank=True)
    loan_status = models.CharField("贷款状态", max_length=10, choices=LoanStatus, null=True, blank=True)
    loan_band = models.CharField("每笔金额", max_length=10, choices=LoanBand, null=True, blank=True)
    training_tags = models.CharField("培训内容", max_length=120, null=True, blank=True)

    objects = LiveServices()
    with_deleted = models.Manager.from_queryset(ServiceQuerySet)()

    class Meta(WorkEntry.Meta):
        abstract = False
        verbose_name = verbose_name_plural = "服务记录"
        ordering = ["-served_on", "-pk"]
        indexes = [
            models.Index(fields=["campaign", "committee", "kind"], name="service_by_kind"),
            models.Index(fields=["campaign", "served_on"], name="service_by_day"),
        ]
        constraints = [
            *WorkEntry.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=ServiceKind.values), name="service_kind_known"),
            models.CheckConstraint(
                condition=Q(people_count__gte=1, people_count__lte=LARGEST_COUNT), name="service_people_counted"
            ),
            models.CheckConstraint(
                condition=(IS_LOAN & Q(loan_status__in=LoanStatus.values))
                | (~IS_LOAN & Q(loan_status=None, loan_band=None)),
                name="service_loan_has_status",
            ),
            models.CheckConstraint(
                condition=(IS_TRAINING & Q(training_tags__isnull=False) & ~Q(training_tags=""))
                | (~IS_TRAINING & Q(training_tags=None)),
                name="service_training_has_tag",
            ),
            models.CheckConstraint(condition=IS_TRAINING | Q(title=""), name="service_title_of_training"),
        ]

    @property
    def attached_photos(self):
        return self.service_photos

    @property
    def kind_label(self) -> str:
        """In the words of its campaign."""
        return lists_of(self.campaign_id)[LoggedList.SERVICES].label_of(self.kind)

    @property
    def departments(self):
        return same_codes(self.partner_departments, PartnerDepartment)

    @property
    def tags(self):
        return same_codes(self.training_tags, TrainingTag)

    def errors(self):
        errors = super().errors()
        if self.kind == ServiceKind.LOAN_REFERRAL:
            if not self.loan_status:
                errors["loan_status"] = "请选择贷款现在的状态。"
        else:
            errors |= {name: self._only_loans() for name in ("loan_status", "loan_band") if getattr(self, name)}
        if self.kind == ServiceKind.TRAINING and not self.training_tags:
            errors["training_tags"] = "请至少选择一项培训内容。"
        if self.kind != ServiceKind.TRAINING and self.training_tags:
            errors["training_tags"] = "只有培训才选这一项，请改为不选。"
        if self.kind != ServiceKind.TRAINING and self.title:
            errors["title"] = "只有培训才填名称，请清空这一项。"
        if PartnerDepartment.OTHER in self.departments and not self.remark:
            errors["remark"] = "合作部门选了“其他”，请在这里写明是哪个部门。"
        return errors

    def _only_loans(self):
        loans = lists_of(self.campaign_id)[LoggedList.SERVICES].label_of(ServiceKind.LOAN_REFERRAL)
        return f"只有{loans}才选这一项，请改为不选。"
