"""What is done to a package: its parts are filled in, it goes up, comes back, is accepted."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import models, transaction

from activities.models import ActivityKind
from organization.models.responsible import clean_office_phone
from organization.text import chinese_number
from reports.choices import EDITABLE_STATES, PackagePart, PackageState
from reports.models.submission import Submission
from reports.packages.summary_length import GAP, count_words, limits_of

LONGEST_EXTENSION = timedelta(days=365)


class PackageRefused(ValidationError):
    """It cannot be changed now: sent up, accepted or closed. The message says which."""


class ChangedMeanwhile(ValidationError):
    """Somebody else was first. The message says so; nothing was written."""

    def __init__(self):
        super().__init__("刚才有人改过这一项，您的改动没有保存。请看现在的内容，再改一次。", code="changed_meanwhile")


class PackageActs(models.Model):
    """The acts on a Package; each is one transaction, and locks the row first."""

    class Meta:
        abstract = True

    def _locked(self):
        return (
            type(self).objects.select_for_update(of=("self",)).select_related("campaign", "committee").get(pk=self.pk)
        )

    def _locked_for_edit(self):
        package = self._locked()
        if package.refusal:
            raise PackageRefused(package.refusal)
        return package

    def _changed(self, *, by):
        """Count one change; the first one takes it out of 未开始."""
        self.revision += 1
        if self.state == PackageState.NOT_STARTED:
            self._move(PackageState.IN_PROGRESS, by=by)

    def _move(self, state, *, by, reason="", parts=(), submission=None):
        self.state_changes.create(
            from_state=self.state, to_state=state, by=by, reason=reason, parts=",".join(parts), submission=submission
        )
        self.state = state

    @transaction.atomic
    def write_contact(self, *, name, phone, seen_revision, by):
        """填表人 and phone. Raises ChangedMeanwhile unless `seen_revision` is that of the contact shown."""
        package = self._locked_for_edit()
        if package.contact_revision != seen_revision:
            raise ChangedMeanwhile
        if (package.filled_by_name, package.filled_by_phone) != (name, phone):
            package._changed(by=by)
            package.filled_by_name, package.filled_by_phone = name, clean_office_phone(phone) if phone else ""
            package.contact_revision = package.revision
            package.save()
        return package

    @transaction.atomic
    def write_summary(self, *, text, seen_revision, by, is_draft=False):
        """The summary; `is_draft` where it was made by the system and nobody has edited it yet."""
        package = self._locked_for_edit()
        if package.summary_revision != seen_revision:
            # A resend of what is there already (a lost answer, a second tab) harms nobody.
            if package.summary_text == text:
                return package
            raise ChangedMeanwhile
        if (package.summary_text, package.is_summary_draft) != (text, is_draft):
            package._changed(by=by)
            package.summary_text, package.is_summary_draft = text, is_draft
            package.summary_revision = package.revision
            package.save()
        return package

    @transaction.atomic
    def put_photo(self, *, position, photo, caption, seen_photo_id, by):
        """Put a photo (None: empty the place) at a place; `seen_photo_id` is what stood there when shown."""
        package = self._locked_for_edit()
        present = package.photos.filter(position=position).first()
        if (present.photo_id if present else None) != seen_photo_id:
            raise ChangedMeanwhile
        if photo is None:
            if present:
                present.delete()
        else:
            package.photos.update_or_create(position=position, defaults={"photo": photo, "caption": caption})
        package._changed(by=by)
        package.save()
        return package

    @transaction.atomic
    def put_scan(self, *, scan, seen_scan_id, by):
        """Put the scan of the stamped sheet in place; None takes it away."""
        package = self._locked_for_edit()
        if package.scan_id != seen_scan_id:
            raise ChangedMeanwhile
        replaced, package.scan = package.scan, scan
        package._changed(by=by)
        package.save()
        if replaced:
            replaced.remove_unless_sent()
        return package

    def missing(self, row, kinds=None):
        """What is still to be done before it may go up: (part, sentence) each. `row`: its row of Annex 2.

        `kinds` are the active ones of its campaign, where they are at hand.
        """
        if kinds is None:
            kinds = ActivityKind.objects.in_campaign(self.campaign).active()
        missing = [
            (PackagePart.FIGURES, f"{kind.label}没有记录，也没有零报告") for kind in kinds if not row.has_kind(kind.key)
        ]
        if not self.filled_by_name:
            missing.append((PackagePart.CONTACT, "没有写填表人"))
        if not self.filled_by_phone:
            missing.append((PackagePart.CONTACT, "没有写填表人的联系电话"))
        if self.campaign.summary_length:
            missing += self._missing_of_summary()
        return missing + self._missing_of_photos()

    def _missing_of_summary(self):
        length, limits = count_words(self.summary_text), limits_of(self.campaign)
        if not length:
            sentence = "还没有写文字总结"
        elif length < limits.too_short:
            sentence = f"文字总结只有 {length} 字，至少要 {limits.too_short} 字"
        elif length > limits.too_long:
            sentence = f"文字总结有 {length} 字，不能超过 {limits.too_long} 字"
        elif self.is_summary_draft:
            sentence = "文字总结还是自动生成的草稿，请核对、修改后再报送"
        elif gaps := self.summary_text.count(GAP):
            sentence = f"文字总结里还有 {gaps} 处“{GAP}…】”，请写好或删去"
        else:
            return []
        return [(PackagePart.SUMMARY, sentence)]

    def _missing_of_photos(self):
        photos = list(self.photos.all())
        missing = []
        count = self.campaign.photo_count
        if len(photos) < count:
            missing.append((PackagePart.PHOTOS, f"照片应有 {count} 张，现在是 {len(photos)} 张"))
        if untold := [str(photo.position) for photo in photos if not photo.caption]:
            missing.append((PackagePart.PHOTOS, f"照片 {'、'.join(untold)} 没有写说明"))
        if len({photo.photo.digest for photo in photos}) < len(photos):
            missing.append((PackagePart.PHOTOS, f"{chinese_number(count)}张照片中有两张是同一张"))
        return missing

    @transaction.atomic
    def submit(self, *, by, seen_revision):
        """Send it up: freeze its figures, entries and parts. Returns the Submission.

        Raises PackageRefused or ChangedMeanwhile, and a ValidationError with everything that is missing.
        """
        package = self._locked_for_edit()
        if package.revision != seen_revision:
            raise ChangedMeanwhile
        submission = Submission.objects.freeze(package=package, by=by)
        from reports.annex2.frozen_rows import frozen_row
        from reports.annex2.layout import layout_of

        if missing := package.missing(frozen_row(submission, layout_of(package.campaign))):
            raise ValidationError([sentence for _, sentence in missing], code="missing")
        package.revision += 1
        package._move(PackageState.SUBMITTED, by=by, submission=submission)
        package.save()
        return submission

    @transaction.atomic
    def take_back(self, *, by):
        """撤回: its committee wants to change something before the region has looked at it."""
        package = self._locked()
        if package.state != PackageState.SUBMITTED:
            raise PackageRefused("材料现在不是“已报送”，不用撤回；请看最新的状态。")
        if package.is_closed:
            raise PackageRefused("报送已关闭，不能撤回；确需修改，请联系自治区团委。")
        return package._decide(PackageState.IN_PROGRESS, by=by)

    @transaction.atomic
    def send_back(self, *, by, reason, parts, seen_submission_id=None):
        """退回修改, with what is wrong and which parts it concerns; only what was looked at, where that is given."""
        package = self._locked()
        if package.state != PackageState.SUBMITTED:
            raise PackageRefused(f"材料现在是“{package.get_state_display()}”，不能退回；请看最新的状态。")
        if seen_submission_id not in (None, package.last_submission().pk):
            raise ChangedMeanwhile
        return package._decide(PackageState.RETURNED, by=by, reason=reason, parts=parts)

    @transaction.atomic
    def accept(self, *, by, seen_submission_id):
        """确认 what was looked at; a newer submission has to be looked at first."""
        package = self._locked()
        if package.state != PackageState.SUBMITTED:
            raise PackageRefused(f"材料现在是“{package.get_state_display()}”，不能确认；请看最新的状态。")
        if package.last_submission().pk != seen_submission_id:
            raise ChangedMeanwhile
        return package._decide(PackageState.ACCEPTED, by=by)

    @transaction.atomic
    def reopen(self, *, by, reason, parts=()):
        """Open what was accepted once more, with a reason: it is then as after a return."""
        package = self._locked()
        if package.state != PackageState.ACCEPTED:
            raise PackageRefused("只有“已确认”的材料才能重新打开；请看最新的状态。")
        return package._decide(PackageState.RETURNED, by=by, reason=reason, parts=parts)

    def _decide(self, state, *, by, reason="", parts=()):
        self.revision += 1
        self._move(state, by=by, reason=reason, parts=parts, submission=self.last_submission())
        self.save()
        return self

    @transaction.atomic
    def extend(self, *, until, reason):
        """Another last day for this committee alone; None takes it back."""
        package = self._locked()
        due_on = package.campaign.package_due_on
        if until and not due_on < until <= due_on + LONGEST_EXTENSION:
            raise ValidationError({"extended_to": f"延期应晚于统一的报送截止日期 {due_on}，不超过一年。"})
        package.extended_to, package.extension_reason = until, reason if until else ""
        package.save(update_fields=["extended_to", "extension_reason"])
        return package

    @property
    def is_editable(self):
        return self.state in EDITABLE_STATES and not self.refusal
