"""Where else a photo of a package is used. It is pointed out; only what the account sees anyway is named."""

from collections import defaultdict
from dataclasses import dataclass

from django.urls import reverse

from activities.models import Activity, ActivityPhoto, Service, ServicePhoto
from reports.models import PackagePhoto, SubmissionPhoto

BY_OTHERS = "这张照片已被其他单位使用，请核对是不是本单位的活动。"


@dataclass(frozen=True)
class PhotoUse:
    sentence: str
    url: str = ""
    is_warning: bool = True


def uses_elsewhere(package, placed_photos, account) -> dict[int, list[PhotoUse]]:
    """The uses of the same picture, by position in `package`; a fixed number of queries.

    Of another committee's photo only the fact is shown, unless the account may see that use.
    """
    places = defaultdict(list)
    for placed in placed_photos:
        places[placed.photo.digest].append(placed.position)
    uses: dict[int, list[PhotoUse]] = defaultdict(list)
    for digest, use in [
        *_in_packages(package, places, account),
        *_in_activities(package, places, account),
        *_in_services(package, places, account),
    ]:
        for position in places[digest]:
            if use not in uses[position]:
                uses[position].append(use)
    for positions in places.values():
        for position in positions:
            if others := [str(other) for other in positions if other != position]:
                uses[position].append(PhotoUse(f"与照片 {'、'.join(others)} 是同一张，请换一张。"))
    return dict(uses)


def _in_packages(package, digests, account):
    here = {"package": PackagePhoto, "submission__package": SubmissionPhoto}
    for way, model in here.items():
        others = model.objects.filter(photo__digest__in=digests).exclude(**{way: package})
        visible = set(others.visible_to(account).values_list("pk", flat=True))
        related = ("photo", f"{way}__campaign", f"{way}__committee")
        for placed in others.select_related(*related):
            other = placed.package if way == "package" else placed.submission.package
            yield placed.photo.digest, _use_in_package(other, is_visible=placed.pk in visible)


def _use_in_package(other, *, is_visible):
    if not is_visible:
        return PhotoUse(BY_OTHERS)
    sentence = f"也用在{other.campaign.key}年度{other.printed_name}的报送材料里，请核对。"
    return PhotoUse(sentence, reverse("package", args=[other.pk]))


def _in_activities(package, digests, account):
    attached = ActivityPhoto.objects.filter(photo__digest__in=digests, activity__deleted_at=None)
    related = ("photo", "activity__campaign", "activity__committee", "activity__kind")
    for use, counted in _seen_uses(package, attached.select_related(*related), account):
        is_seen = counted is not None
        yield use.photo.digest, _use_in_activity(package, use.activity, counted) if is_seen else PhotoUse(BY_OTHERS)


def _seen_uses(package, attached, account):
    """Each use with the committees whose entries count in `package`; with None where `account` does not see it."""
    uses = list(attached)
    if not uses:
        return
    visible = set(attached.order_by().visible_to(account).values_list("pk", flat=True))
    counted = package.counted_committee_ids()
    for use in uses:
        yield use, counted if use.pk in visible else None


def _use_in_activity(package, activity: Activity, counted):
    url = reverse("admin:activities_kind_change", args=[activity.kind.key, activity.pk])
    return _use_in_entry(package, activity, counted, f"活动 {activity.number}", url)


def _in_services(package, digests, account):
    attached = ServicePhoto.objects.filter(photo__digest__in=digests, service__deleted_at=None)
    related = ("photo", "service__campaign", "service__committee")
    for use, counted in _seen_uses(package, attached.select_related(*related), account):
        is_seen = counted is not None
        yield use.photo.digest, _use_in_service(package, use.service, counted) if is_seen else PhotoUse(BY_OTHERS)


def _use_in_service(package, service: Service, counted):
    url = reverse("admin:activities_service_change", args=[service.pk])
    return _use_in_entry(package, service, counted, f"服务记录 {service.number}", url)


def _use_in_entry(package, entry, counted, name, url):
    is_own = entry.committee_id in counted and entry.campaign_id == package.campaign_id
    if is_own:
        return PhotoUse(f"也在{name} 里", url, is_warning=False)
    return PhotoUse(f"也在{entry.campaign.key}年度{entry.committee}的{name} 里，请核对。", url)
