import secrets
from contextlib import suppress
from datetime import timedelta
from functools import reduce
from operator import or_

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q

from organization.clock import now
from organization.outage import StoreAway
from organization.scoping import CommitteeScopedQuerySet

UNUSED_LIFETIME = timedelta(days=1)


class WrittenFiles:
    """Files written while a transaction runs inside of this context: removed again if it fails."""

    def __init__(self):
        self.names = []

    def write(self, name, content):
        self.names.append(name)
        default_storage.save(name, ContentFile(content))

    def __enter__(self):
        return self

    def __exit__(self, failure, *details):
        if failure:
            for name in self.names:
                # Where the store is away, why this failed is still what is to be said.
                with suppress(StoreAway):
                    default_storage.delete(name)


class PhotoQuerySet(models.QuerySet):
    def visible_to(self, account):
        """Photos of entries that the account may see, and its own unused uploads."""
        if account.committee is None or not account.is_active:
            return self.none()
        uses = (ActivityPhoto.objects, ServicePhoto.objects)
        seen = reduce(or_, (Q(Exists(use.visible_to(account).filter(photo=OuterRef("pk")))) for use in uses))
        return self.filter(seen | Q(pk__in=self.model.objects.unused_uploads(account).values("pk")))

    def unused(self):
        """Photos that no row of any app uses."""
        uses = [relation.field for relation in self.model._meta.related_objects]
        is_used = [Exists(use.model._base_manager.filter(**{use.name: OuterRef("pk")})) for use in uses]
        return self.exclude(reduce(or_, map(Q, is_used)))

    def unused_uploads(self, account):
        """Those that this account, and nobody else, may use in a form."""
        return self.unused().filter(uploaded_by=account)

    def stale(self, *, at):
        """Photos that no entry uses and that no open form is likely to submit."""
        return self.unused().filter(uploaded_at__lte=at - UNUSED_LIFETIME)

    def store(self, rewritten, *, by, files):
        """Store a re-encoded photo; `files` removes its file if the transaction fails."""
        photo = self.model(
            name=secrets.token_hex(16),
            width=rewritten.width,
            height=rewritten.height,
            byte_count=len(rewritten.content),
            digest=rewritten.digest,
            uploaded_by=by,
        )
        files.write(photo.path, rewritten.content)
        files.write(photo.thumbnail_path, rewritten.thumbnail)
        photo.save(force_insert=True)
        return photo


class Photo(models.Model):
    """A stored picture apart from its uses: written anew as JPEG, without metadata, with a thumbnail beside it."""

    name = models.CharField("文件名", max_length=32, unique=True)
    width = models.PositiveIntegerField("宽（像素）")
    height = models.PositiveIntegerField("高（像素）")
    byte_count = models.PositiveIntegerField("字节数")
    # SHA-256 of the stored file, in hexadecimal: the same picture uploaded twice has the same.
    digest = models.CharField("内容摘要", max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人")
    uploaded_at = models.DateTimeField("上传时间", default=now)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "照片"
        default_permissions = ("view",)
        indexes = [models.Index(fields=["digest"], name="photo_digest")]

    def __str__(self):
        return f"照片 {self.pk}"

    @property
    def path(self):
        return f"photos/{self.name[:2]}/{self.name}.jpg"

    @property
    def thumbnail_path(self):
        return f"photos/{self.name[:2]}/{self.name}-small.jpg"

    def remove(self):
        """Delete the row, and its files after the commit."""
        self.delete()
        transaction.on_commit(
            lambda: [default_storage.delete(path) for path in (self.path, self.thumbnail_path)], robust=True
        )


class ActivityPhotoQuerySet(CommitteeScopedQuerySet):
    committee_lookup = "activity__committee"

    def visible_to(self, account):
        return super().visible_to(account).filter(activity__deleted_at=None)


class ServicePhotoQuerySet(CommitteeScopedQuerySet):
    committee_lookup = "service__committee"

    def visible_to(self, account):
        return super().visible_to(account).filter(service__deleted_at=None)


class AttachedPhoto(models.Model):
    """A photo as one of those of an entry, with its caption."""

    caption = models.CharField("说明", max_length=60, blank=True)
    position = models.PositiveSmallIntegerField("次序", default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]
        default_permissions = ()

    def __str__(self):
        return f"{self._meta.verbose_name} {self.pk}"


class ActivityPhoto(AttachedPhoto):
    activity = models.ForeignKey(
        "activities.Activity", models.CASCADE, related_name="activity_photos", verbose_name="活动"
    )
    photo = models.ForeignKey(Photo, models.PROTECT, related_name="activity_uses", verbose_name="照片")

    objects = ActivityPhotoQuerySet.as_manager()

    class Meta(AttachedPhoto.Meta):
        verbose_name = verbose_name_plural = "活动照片"
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "photo"],
                name="activityphoto_once",
                violation_error_message="这张照片已在这条记录里。",
            ),
        ]


class ServicePhoto(AttachedPhoto):
    service = models.ForeignKey(
        "activities.Service", models.CASCADE, related_name="service_photos", verbose_name="服务记录"
    )
    photo = models.ForeignKey(Photo, models.PROTECT, related_name="service_uses", verbose_name="照片")

    objects = ServicePhotoQuerySet.as_manager()

    class Meta(AttachedPhoto.Meta):
        verbose_name = verbose_name_plural = "服务照片"
        constraints = [
            models.UniqueConstraint(
                fields=["service", "photo"],
                name="servicephoto_once",
                violation_error_message="这张照片已在这条记录里。",
            ),
        ]
