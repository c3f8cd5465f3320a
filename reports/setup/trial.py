"""试用年度: a campaign of the sample's wording on which everything can be tried. Nothing of it is ever carried over."""

from functools import partial

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import models, transaction

from activities.models import (
    Activity,
    ActivityImport,
    Completion,
    Headcount,
    Photo,
    Publicity,
    Service,
    WechatGroup,
    ZeroReport,
)
from organization.choices import Act, CampaignState
from organization.clock import today
from organization.models import AuditEvent, Campaign, Notification, Responsible
from organization.region import REGION
from reports.choices import PackageState
from reports.models import (
    Announcement,
    AnnouncementFile,
    Package,
    PackagePhoto,
    Reminder,
    StampedScan,
    StateChange,
    Submission,
    SubmissionEntry,
    SubmissionPhoto,
    SummaryVersion,
)
from reports.packages.life_cycle import remove_unless_submitted
from reports.setup.notice_file import notice_path, read_notice
from reports.setup.notice_loading import load_notice, moved_dates
from reports.setup.opening import change_state, open_campaign
from returnees.models import (
    AllianceMembership,
    CommitteeLetter,
    EndedRequest,
    Entrance,
    EntranceDay,
    FollowUpCase,
    FollowUpNote,
    HandOver,
    LostReceipt,
    Returnee,
)

TRIAL_KEY = "trial"

# What staff and youths have entered, in an order in which nothing refers to what has gone; the way from each to the
# campaign. What hangs on these rows goes with them.
ENTERED: tuple[tuple[type[models.Model], str], ...] = (
    (StateChange, "package__campaign"),
    (SubmissionEntry, "submission__package__campaign"),
    (SubmissionPhoto, "submission__package__campaign"),
    (Submission, "package__campaign"),
    (PackagePhoto, "package__campaign"),
    (SummaryVersion, "package__campaign"),
    (Reminder, "campaign"),
    (Activity, "campaign"),
    (ZeroReport, "campaign"),
    (ActivityImport, "campaign"),
    (Completion, "campaign"),
    (Service, "campaign"),
    (WechatGroup, "campaign"),
    (Headcount, "campaign"),
    (Publicity, "campaign"),
    (HandOver, "campaign"),
    (FollowUpNote, "campaign"),
    (FollowUpCase, "campaign"),
    (AllianceMembership, "campaign"),
    (LostReceipt, "campaign"),
    (EndedRequest, "campaign"),
    (Returnee, "campaign"),
    (EntranceDay, "entrance__campaign"),
    (CommitteeLetter, "campaign"),
    (Responsible, "campaign"),
    (Notification, "campaign"),
    (AnnouncementFile, "announcement__campaign"),
    (Announcement, "campaign"),
)


@transaction.atomic
def open_trial() -> Campaign:
    """The sample's wording as it is; only its days are moved, so that today is one of them."""
    content = read_notice(notice_path(REGION.sample.notice))
    overrides = {"key": TRIAL_KEY, "year": today().year, "is_trial": True, "is_current": True}
    trial = load_notice(content, **overrides | moved_dates(content, today()))
    open_campaign(trial)
    return trial


def check_is_trial(campaign: Campaign) -> None:
    if not campaign.is_trial:
        raise ValidationError(f"{campaign}不是试用年度，不能清空。")


def count_entered(campaign: Campaign) -> dict[str, int]:
    """How many rows `empty_trial` would delete, by what they are called; only what there is."""
    counts = {model._meta.verbose_name: _entered(model, way, campaign).count() for model, way in ENTERED}
    return {name: count for name, count in counts.items() if count}


@transaction.atomic
def empty_trial(campaign: Campaign, *, by=None) -> dict[str, int]:
    """Delete all that was entered; form, rows and entrances stay. Raises a ValidationError where it is no trial."""
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    check_is_trial(campaign)
    counts = count_entered(campaign)
    packages = Package.objects.in_campaign(campaign)
    # Whoever sends up just now goes first.
    list(packages.select_for_update().order_by("pk"))
    photos, scans = _files_of(campaign)
    for model, way in ENTERED:
        _delete(_entered(model, way, campaign))
    Entrance.objects.in_campaign(campaign).update(withdrawn_count=0)
    for package in packages:
        _begin_anew(package)
    for photo in photos.unused():
        photo.remove()
    for scan in scans.filter(packages=None):
        remove_unless_submitted(scan)
    AuditEvent.objects.append(act=Act.TRIAL_RESET, actor=by, subject=campaign, detail=describe_counts(counts))
    return counts


def describe_counts(counts: dict[str, int]) -> str:
    return "、".join(f"{name} {count}" for name, count in counts.items()) or "没有内容"


def erase_due_trials(*, is_dry_run: bool = False) -> dict[str, int]:
    """Empty and close the trials whose day has come. How many rows there were, by what they are called."""
    erased: dict[str, int] = {}
    for trial in Campaign.objects.filter(is_trial=True, erase_on__lte=today()):
        counts = count_entered(trial) if is_dry_run else _erase(trial)
        erased |= {name: erased.get(name, 0) + count for name, count in counts.items()}
    return erased


@transaction.atomic
def _erase(trial: Campaign) -> dict[str, int]:
    if trial.state == CampaignState.OPEN:
        change_state(trial, CampaignState.CLOSED)
    # Every day anew, but without an event where nothing was entered since.
    return empty_trial(trial) if count_entered(trial) else {}


def _entered(model: type[models.Model], way: str, campaign: Campaign) -> models.QuerySet:
    """Deleted entries that could still be brought back are among them."""
    manager = getattr(model, "with_deleted", model._base_manager)
    return manager.filter(**{way: campaign}).order_by()


def _delete(rows: models.QuerySet) -> None:
    if rows.model is Returnee:
        # A merged record refers to the one that it was merged into.
        while (referring := rows.exclude(pk__in=rows.exclude(merged_into=None).values("merged_into"))).exists():
            referring.delete()
    if rows.model in (ActivityImport, AnnouncementFile):
        for path in [one.path for one in rows]:
            transaction.on_commit(partial(default_storage.delete, path), robust=True)
    rows.delete()


def _files_of(campaign: Campaign) -> tuple[models.QuerySet, models.QuerySet]:
    """The photos and scans that entries, packages and submissions of the campaign use."""
    of_campaign = (
        {"activity_uses__activity__campaign": campaign},
        {"service_uses__service__campaign": campaign},
        {"packagephoto_uses__package__campaign": campaign},
        {"submissionphoto_uses__submission__package__campaign": campaign},
    )
    photos = {pk for way in of_campaign for pk in Photo.objects.filter(**way).values_list("pk", flat=True)}
    used = models.Q(packages__campaign=campaign) | models.Q(submissions__package__campaign=campaign)
    scans = list(StampedScan.objects.filter(used).values_list("pk", flat=True))
    return Photo.objects.filter(pk__in=photos), StampedScan.objects.filter(pk__in=scans)


def _begin_anew(package: Package) -> None:
    """As it was made, but for its revisions: a page that is still open sends an older one, and is refused."""
    package.state = PackageState.NOT_STARTED
    package.filled_by_name = package.filled_by_phone = package.summary_text = package.extension_reason = ""
    package.is_summary_draft, package.scan, package.extended_to = False, None, None
    package.drafted_numbers = {}
    package.summary_written_by = package.summary_written_at = None
    package.revision += 1
    package.contact_revision += 1
    package.summary_revision += 1
    package.save()
