from django.db import models
from django.db.models import Q

from organization.scoping import CommitteeScopedQuerySet


class PlacedPhotoQuerySet(CommitteeScopedQuerySet):
    committee_lookup = "package__committee"


class PlacedPhoto(models.Model):
    """A photo at one of the places, with what is on it. The file itself never changes once it is written."""

    position = models.PositiveSmallIntegerField("位置")
    photo = models.ForeignKey("activities.Photo", models.PROTECT, related_name="%(class)s_uses", verbose_name="照片")
    caption = models.CharField("说明", max_length=80, blank=True, help_text="时间、地点、内容。")

    class Meta:
        abstract = True


class PackagePhoto(PlacedPhoto):
    """One of the photos that go up with a package."""

    package = models.ForeignKey("reports.Package", models.CASCADE, related_name="photos", verbose_name="报送材料")
    # The package's at the last change of photo or caption.
    revision = models.PositiveIntegerField(default=0, editable=False)

    objects = PlacedPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报送照片"
        ordering = ["position"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["package", "position"], name="packagephoto_one_per_place"),
            models.CheckConstraint(condition=Q(position__gte=1, position__lte=9), name="packagephoto_nine_places"),
        ]

    def __str__(self):
        return f"报送照片 {self.pk}"
