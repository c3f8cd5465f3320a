from django.conf import settings
from django.db import models
from django.db.models import Q

from organization.clock import now
from organization.scoping import CommitteeScopedQuerySet
from reports.choices import ReplacedBy

# Of a package; older ones go.
VERSIONS_KEPT = 20


class SummaryVersionQuerySet(CommitteeScopedQuerySet):
    committee_lookup = "package__committee"

    def keep(self, package, *, replaced_by, by):
        """Keep the package's present summary; call it before that is replaced. One that is kept already moves up."""
        if not package.summary_text:
            return
        kept = self.filter(package=package)
        kept.filter(text=package.summary_text, is_draft=package.is_summary_draft).delete()
        self.create(
            package=package,
            text=package.summary_text,
            is_draft=package.is_summary_draft,
            drafted_numbers=package.drafted_numbers,
            written_by=package.summary_written_by,
            written_at=package.summary_written_at,
            replaced_by=replaced_by,
            kept_by=by,
        )
        newest = kept.order_by("-pk").values_list("pk", flat=True)[:VERSIONS_KEPT]
        kept.exclude(pk__in=list(newest)).delete()


class SummaryVersion(models.Model):
    """A summary as it stood before a draft, another person or an earlier text replaced it. It never goes up."""

    package = models.ForeignKey(
        "reports.Package", models.CASCADE, related_name="summary_versions", verbose_name="报送材料"
    )
    text = models.TextField("文字总结")
    is_draft = models.BooleanField("是未改的草稿", default=False)
    # As in the package.
    drafted_numbers = models.JSONField("草稿里数字的来处", default=dict)
    # Unknown of a text from before this was noted.
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="最后由谁写"
    )
    written_at = models.DateTimeField("最后写于", null=True)
    replaced_by = models.CharField("为何留存", max_length=10, choices=ReplacedBy)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="操作人")
    kept_at = models.DateTimeField("留存时间", default=now)

    objects = SummaryVersionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "以前的文字"
        ordering = ["-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="summaryversion_has_text"),
            models.CheckConstraint(condition=Q(replaced_by__in=ReplacedBy.values), name="summaryversion_reason_known"),
            models.CheckConstraint(
                condition=Q(written_by=None, written_at=None) | Q(written_by__isnull=False, written_at__isnull=False),
                name="summaryversion_written_by_and_at",
            ),
        ]

    def __str__(self):
        return f"以前的文字 {self.pk}"
