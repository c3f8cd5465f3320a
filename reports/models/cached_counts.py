from datetime import timedelta

from django.db import models

from organization.clock import now


class CachedCounts(models.Model):
    """What a page counts over many rows, for every process and server of the site: numbers and keys, nobody's text.

    Nothing but time makes it invalid, and nothing that goes up is read from it.
    """

    campaign = models.ForeignKey("organization.Campaign", models.CASCADE, related_name="+", verbose_name="年度")
    committee = models.ForeignKey("organization.Committee", models.CASCADE, related_name="+", verbose_name="团委")
    # Which page counts them, and in which form they are.
    name = models.CharField("名称", max_length=60)
    counts = models.JSONField("数字")
    counted_at = models.DateTimeField("统计时间")
    # Since when a process has been counting them anew.
    claimed_at = models.DateTimeField("开始重新统计的时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "缓存的统计数"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["campaign", "committee", "name"], name="cachedcounts_once"),
        ]

    def __str__(self):
        return f"{self.name} {self.pk}"

    def is_of_the_last(self, seconds: int) -> bool:
        """Moments of other servers may lie a little ahead; those of a fixed day, a day."""
        return abs(now() - self.counted_at) < timedelta(seconds=seconds)
