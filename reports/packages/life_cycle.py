"""The acts on a package: its parts are filled in, it is submitted, returned, accepted.

Each act is one transaction that locks the package's row first, and returns the package as it is after it.
"""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction

from organization.choices import NotificationKind
from organization.clock import now, today
from organization.models import Notification
from organization.models.notification import OF_PACKAGES
from organization.models.responsible import clean_office_phone
from organization.region import words
from reports.annex2.frozen_rows import frozen_row
from reports.choices import PackageState, ReplacedBy
from reports.models import Package, SummaryVersion
from reports.packages.completeness import missing_parts
from reports.packages.freezing import freeze
from reports.packages.returns import explain_unchanged

LONGEST_EXTENSION = timedelta(days=365)
# From the day of the return.
LATEST_WANTED = timedelta(days=365)
EXTENSIONS = (NotificationKind.EXTENDED, NotificationKind.EXTENSION_ENDED)

NO_FREE_PLACE = "每个位置都已有照片，这张没有放进来。要换，请用那张照片下面的“换一张”。"


class PackageRefused(ValidationError):
    """It cannot be changed now; the message is the reason: it is submitted, accepted or closed."""


class ChangedMeanwhile(ValidationError):
    """Somebody else was first; nothing was written."""

    def __init__(self):
        super().__init__("刚才有人改过这一项，您的改动没有保存。请看现在的内容，再改一次。", code="changed_meanwhile")


@transaction.atomic
def write_contact(*, package, name, phone, seen_revision, by):
    """填表人 and phone. Raises ChangedMeanwhile unless `seen_revision` is that of the contact shown."""
    package = _locked_for_edit(package)
    phone = clean_office_phone(phone) if phone else ""
    # A resend of what is there already (a lost answer, a second tab) harms nobody; so with the other parts.
    if (package.filled_by_name, package.filled_by_phone) == (name, phone):
        return package
    if package.contact_revision != seen_revision:
        raise ChangedMeanwhile
    _count_change(package, by=by)
    package.filled_by_name, package.filled_by_phone = name, phone
    package.contact_revision = package.revision
    package.save()
    return package


@transaction.atomic
def write_summary(*, package, text, seen_revision, by):
    """Raises ChangedMeanwhile unless `seen_revision` is that of the summary shown. Another person's is kept."""
    package = _locked_for_edit(package)
    if package.summary_text == text:
        return package
    if package.summary_revision != seen_revision:
        raise ChangedMeanwhile
    if package.summary_written_by_id != by.pk:
        SummaryVersion.objects.keep(package, replaced_by=ReplacedBy.PERSON, by=by)
    return _set_summary(package, text, by=by)


@transaction.atomic
def replace_by_draft(*, package, text, seen_revision, by, drafted_numbers=None):
    """Replace the summary by a generated draft, which cannot go up before somebody has edited it.

    `drafted_numbers`: what its sentences know of their numbers.
    """
    package = _locked_for_edit(package)
    if package.summary_revision != seen_revision:
        raise ChangedMeanwhile
    SummaryVersion.objects.keep(package, replaced_by=ReplacedBy.DRAFT, by=by)
    package.drafted_numbers = drafted_numbers or {}
    return _set_summary(package, text, by=by, is_draft=True)


@transaction.atomic
def restore_summary(*, package, version, seen_revision, by):
    """Bring a kept text back; the present one is kept instead."""
    package = _locked_for_edit(package)
    if package.summary_revision != seen_revision:
        raise ChangedMeanwhile
    SummaryVersion.objects.keep(package, replaced_by=ReplacedBy.EARLIER, by=by)
    package.drafted_numbers = version.drafted_numbers
    return _set_summary(package, version.text, by=by, is_draft=version.is_draft)


@transaction.atomic
def set_photo(*, package, position, photo, caption, seen_revision, by):
    """Set the photo at a position, or clear it with None; `seen_revision` is the place's, None for an empty one."""
    package = _locked_for_edit(package)
    present = package.photos.select_related("photo").filter(position=position).first()
    if _is_same(present, photo, caption):
        return package
    if (present.revision if present else None) != seen_revision:
        raise ChangedMeanwhile
    _count_change(package, by=by)
    if photo is None:
        present.delete()
    else:
        values = {"photo": photo, "caption": caption, "revision": package.revision}
        package.photos.update_or_create(position=position, defaults=values)
    package.save()
    return package


@transaction.atomic
def add_photo(*, package, photo, by):
    """Set a photo at the first free place, without a caption, and return the PackagePhoto.

    A picture that has a place already keeps it. Raises PackageRefused if every place is taken.
    """
    package = _locked_for_edit(package)
    placed = {placed.position: placed for placed in package.photos.select_related("photo")}
    for present in placed.values():
        if present.photo.digest == photo.digest:
            return present
    position = next((place for place in range(1, package.campaign.photo_count + 1) if place not in placed), None)
    if position is None:
        raise PackageRefused(NO_FREE_PLACE)
    _count_change(package, by=by)
    package.save()
    return package.photos.create(position=position, photo=photo, revision=package.revision)


@transaction.atomic
def set_scan(*, package, scan, seen_scan_id, by):
    """Set the scan of the stamped sheet, or clear it with None."""
    package = _locked_for_edit(package)
    if scan and package.scan and scan.digest == package.scan.digest:
        remove_unless_submitted(scan)
        return package
    if package.scan_id != seen_scan_id:
        raise ChangedMeanwhile
    replaced, package.scan = package.scan, scan
    _count_change(package, by=by)
    package.save()
    if replaced:
        remove_unless_submitted(replaced)
    return package


@transaction.atomic
def submit(*, package, by, seen_revision, explanations=None):
    """Submit the package: freeze its figures, entries and parts. Returns the Submission.

    `explanations`: by part, why one that was returned has not changed.

    Raises PackageRefused or ChangedMeanwhile, or a ValidationError that lists everything missing.
    """
    package = _locked_for_edit(package)
    if package.revision != seen_revision:
        raise ChangedMeanwhile
    submission = freeze(package=package, by=by)
    if missing := missing_parts(package, frozen_row(submission)):
        raise ValidationError([sentence for _, sentence in missing], code="missing")
    explain_unchanged(submission, explanations or {})
    package.revision += 1
    _move(package, PackageState.SUBMITTED, by=by, submission=submission)
    package.save()
    Notification.objects.finish(*OF_PACKAGES, subject_id=package.pk)
    return submission


@transaction.atomic
def withdraw(*, package, by):
    """撤回: its committee wants to change something before the region has reviewed it."""
    package = _locked(package)
    if package.state != PackageState.SUBMITTED:
        raise PackageRefused(f"材料现在是“{package.get_state_display()}”，不能撤回；请看最新的状态。")
    if package.is_closed:
        raise PackageRefused(f"报送已关闭，不能撤回；确需修改，请联系{words.region_committee}。")
    return _decide(package, PackageState.IN_PROGRESS, by=by)


@transaction.atomic
def return_for_revision(*, package, by, reason, parts, wanted_on=None, seen_submission_id=None):
    """退回修改, with the reason, the parts concerned, and perhaps the day by which it is wanted again; only the
    submission that was displayed, if one is named."""
    package = _locked(package)
    if package.state != PackageState.SUBMITTED:
        raise PackageRefused(f"材料现在是“{package.get_state_display()}”，不能退回；请看最新的状态。")
    _check_wanted_on(wanted_on)
    if seen_submission_id not in (None, package.last_submission().pk):
        raise ChangedMeanwhile
    _notify(package, NotificationKind.RETURNED, day=wanted_on)
    return _decide(package, PackageState.RETURNED, by=by, reason=reason, parts=parts, wanted_on=wanted_on)


@transaction.atomic
def accept(*, package, by, seen_submission_id):
    """确认 the submission that was displayed; a newer one has to be reviewed first."""
    package = _locked(package)
    if package.state != PackageState.SUBMITTED:
        raise PackageRefused(f"材料现在是“{package.get_state_display()}”，不能确认；请看最新的状态。")
    if package.last_submission().pk != seen_submission_id:
        raise ChangedMeanwhile
    _notify(package, NotificationKind.ACCEPTED)
    return _decide(package, PackageState.ACCEPTED, by=by)


@transaction.atomic
def reopen(*, package, by, reason, parts=(), wanted_on=None):
    """Open an accepted package again, with a reason: it is then as after a return."""
    package = _locked(package)
    if package.state != PackageState.ACCEPTED:
        raise PackageRefused("只有“已确认”的材料才能重新打开；请看最新的状态。")
    _check_wanted_on(wanted_on)
    Notification.objects.finish(NotificationKind.ACCEPTED, subject_id=package.pk)
    _notify(package, NotificationKind.REOPENED, day=wanted_on)
    return _decide(package, PackageState.RETURNED, by=by, reason=reason, parts=parts, wanted_on=wanted_on)


@transaction.atomic
def extend(*, package, until, reason):
    """Give this committee alone another last day; None cancels it.

    Until a day that is not before the one of its return, it replaces that one.
    """
    package = _locked(package)
    due_on = package.campaign.package_due_on
    if until and not due_on < until <= due_on + LONGEST_EXTENSION:
        raise ValidationError({"extended_to": f"延期应晚于统一的报送截止日期 {due_on}，不超过一年。"})
    had_extension = package.extended_to is not None
    package.extended_to, package.extension_reason = until, reason if until else ""
    if until and package.wanted_on and until >= package.wanted_on:
        package.wanted_on = None
    package.save(update_fields=["extended_to", "extension_reason", "wanted_on"])
    Notification.objects.finish(*EXTENSIONS, subject_id=package.pk)
    if until or had_extension:
        _notify(package, NotificationKind.EXTENDED if until else NotificationKind.EXTENSION_ENDED, day=package.due_on)
    return package


def _locked(package):
    return Package.objects.select_for_update(of=("self",)).select_related("campaign", "committee").get(pk=package.pk)


def _locked_for_edit(package):
    package = _locked(package)
    if package.refusal:
        raise PackageRefused(package.refusal)
    return package


def _count_change(package, *, by):
    """The first change takes a package out of 未开始."""
    package.revision += 1
    if package.state == PackageState.NOT_STARTED:
        _move(package, PackageState.IN_PROGRESS, by=by)


def _check_wanted_on(day):
    if day and not today() <= day <= today() + LATEST_WANTED:
        raise ValidationError({"wanted_on": f"重新报送的日期应在今天（{today()}）或以后，不超过一年。"})


def _set_summary(package, text, *, by, is_draft=False):
    _count_change(package, by=by)
    package.summary_text, package.is_summary_draft = text, is_draft and bool(text)
    package.summary_written_by, package.summary_written_at = (by, now()) if text else (None, None)
    package.summary_revision = package.revision
    package.save()
    return package


def _is_same(placed, photo, caption):
    if placed is None or photo is None:
        return placed is photo
    return placed.photo.digest == photo.digest and placed.caption == caption


def _decide(package, state, *, by, **said):
    package.revision += 1
    _move(package, state, by=by, submission=package.last_submission(), **said)
    package.save()
    return package


def _notify(package, kind, *, day=None):
    about = {"campaign": package.campaign, "committee": package.committee, "subject_id": package.pk}
    Notification.objects.post(kind, **about, day=day)


def _move(package, state, *, by, reason="", parts=(), wanted_on=None, submission=None):
    said = {"reason": reason, "parts": ",".join(parts), "wanted_on": wanted_on}
    package.state_changes.create(from_state=package.state, to_state=state, by=by, submission=submission, **said)
    package.state, package.wanted_on = state, wanted_on


def remove_unless_submitted(scan):
    """A scan that was never submitted is deleted with its file after the commit; a submitted one stays."""
    if not scan.submissions.exists():
        scan.delete()
        transaction.on_commit(lambda: default_storage.delete(scan.path), robust=True)
