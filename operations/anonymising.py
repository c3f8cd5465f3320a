"""Anonymises the campaigns whose day has come: in batches, each of which is whole or not at all, and resumable."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from activities.models import ActivityImport
from operations.refusal import OperationRefused
from organization.choices import Act
from organization.clock import now, today
from organization.demo_mark import holds_demo
from organization.erased_bytes import empty_log_on_commit
from organization.models import AuditEvent, Campaign
from organization.progress import track
from organization.region import words
from organization.stored_searches import forget_searches
from returnees.anonymising import anonymise_records, find_unerased
from returnees.choices import AnonymisedBecause
from returnees.erasure_list import list_anonymisation
from returnees.models import Anonymisation, AnonymisedCount, LostReceipt, Returnee

BATCH = 500
READ = ("pk", "campaign", "personal_erased_at", "submission_uuid", "receipt_digest")
FIXED_DAY = "日期由 GUICHAO_TODAY 固定在 {day}，不是真实的日子，不作匿名化。"


class AnonymisingRefused(OperationRefused):
    pass


def anonymise_due(*, dry_run: bool, key: str = "", command: str = "daily") -> str:
    """Anonymise every campaign whose day has come, or the one of this key; a sentence about what was done."""
    check_key(key)
    due = [campaign for campaign in due_campaigns() if key in ("", campaign.key)]
    if due and is_day_pretended():
        raise AnonymisingRefused(FIXED_DAY.format(day=settings.GUICHAO_TODAY))
    if dry_run:
        return describe_due(due)
    done = (anonymise(campaign, command=command) for campaign in due)
    return "".join(describe_done(run) for run in done if run) or "没有到期的年度。"


def check_key(key: str) -> None:
    """Refuses a campaign that is not there, is a trial, or whose day has not come."""
    if not key:
        return
    campaign = Campaign.objects.filter(key=key).first()
    if campaign is None:
        raise AnonymisingRefused(f"没有代码为“{key}”的年度。")
    if campaign.is_trial:
        raise AnonymisingRefused(f"试用年度不作匿名化：{words.region}开启自己的年度 30 天后，试用内容整个清除。")
    if campaign.anonymise_on is None:
        raise AnonymisingRefused(f"{campaign}没有定匿名化日期。")
    if not campaign.is_retention_over:
        raise AnonymisingRefused(f"{campaign}的匿名化日期是 {campaign.anonymise_on}，还没有到。")


def anonymise_again(anonymised_at: dict[str, datetime]) -> int:
    """In a database that an older backup brought back: the campaigns of these keys, which were anonymised after it was
    made, and those whose day has come since. How many records it were.
    """
    for campaign in Campaign.objects.filter(key__in=anonymised_at, is_trial=False):
        if not campaign.is_retention_over:
            move_day_again(campaign, timezone.localdate(anonymised_at[campaign.key]))
    due = [one for one in due_campaigns() if one.key in anonymised_at or not is_day_pretended()]
    runs = [anonymise(one, command="restore", because=AnonymisedBecause.RESTORED) for one in due]
    return sum(run.record_count for run in runs if run)


def move_day_again(campaign: Campaign, anonymised_on: date) -> None:
    """Its day was moved forward after the backup was made, and with it perhaps its end, which lies before its day.

    What is on the list was anonymised, whatever day this machine takes it to be.
    """
    campaign.anonymise_on = min(anonymised_on, today())
    campaign.ends_on = min(campaign.ends_on, campaign.anonymise_on - timedelta(days=1))
    campaign.starts_on = min(campaign.starts_on, campaign.ends_on)
    campaign.save(update_fields=["anonymise_on", "ends_on", "starts_on"])


def is_day_pretended() -> bool:
    return settings.GUICHAO_TODAY is not None and not holds_demo()


def due_campaigns() -> Iterator[Campaign]:
    """Those whose day has come and that are not anonymised, or not whole: a record came in at the last moment."""
    for campaign in Campaign.objects.filter(is_trial=False, anonymise_on__lte=today()).order_by("pk"):
        runs = campaign.anonymisations
        if not runs.finished().exists() or runs.unfinished().exists() or find_unerased(campaign).exists():
            yield campaign


def describe_due(campaigns: list[Campaign]) -> str:
    sentences = [f"应匿名化{campaign}的 {find_unerased(campaign).count()} 份问卷" for campaign in campaigns]
    return f"{'；'.join(sentences)}，没有改动。" if sentences else "没有到期的年度。"


def describe_done(run: Anonymisation) -> str:
    return (
        f"已匿名化{run.campaign}的 {run.record_count} 份问卷（另有此前已清除的 {run.earlier_count} 份）、"
        f"{run.correction_count} 处更正、{run.note_count} 条跟进文字、{run.answer_count} 条文字回答。"
    )


def anonymise(
    campaign: Campaign,
    *,
    command: str,
    because: AnonymisedBecause | None = None,
    after_batch: Callable[[Anonymisation], None] = lambda run: None,
) -> Anonymisation | None:
    """Goes on where an earlier run was stopped. None where another process has done it meanwhile."""
    run = begin(campaign, command=command, because=because)
    if run is None:
        return None
    for _ in track(batches(run), f"匿名化{campaign}，每批 {BATCH} 份"):
        after_batch(run)
    finish(run)
    return run


@transaction.atomic
def begin(campaign: Campaign, *, command: str, because: AnonymisedBecause | None) -> Anonymisation | None:
    campaign = Campaign.objects.select_for_update().get(pk=campaign.pk)
    stopped = campaign.anonymisations.unfinished().first()
    if stopped:
        return stopped
    is_done = campaign.anonymisations.finished().exists()
    if is_done and not find_unerased(campaign).exists():
        return None
    notice = campaign.privacy_notice()
    return campaign.anonymisations.create(
        because=because or (AnonymisedBecause.LEFTOVER if is_done else AnonymisedBecause.DUE),
        due_on=campaign.anonymise_on,
        notice_version=notice.version if notice else "",
        command=command,
        started_at=now(),
    )


def batches(run: Anonymisation) -> Iterator[Anonymisation]:
    while erase_batch(run):
        yield run


@transaction.atomic
def erase_batch(run: Anonymisation) -> bool:
    """Whether there was something left behind the record that was reached; another process may be at it too."""
    run.refresh_from_db(from_queryset=Anonymisation.objects.select_for_update().select_related(None))
    if run.finished_at:
        return False
    records = Returnee.with_deleted.filter(campaign=run.campaign, pk__gt=run.reached_record).order_by("pk")
    if run.because == AnonymisedBecause.LEFTOVER:
        records = records.filter(pk__in=find_unerased(run.campaign).values("pk"))
    records = list(records.select_for_update(of=("self",)).only(*READ)[:BATCH])
    if not records:
        return False
    counts = anonymise_records(records, campaign=run.campaign, at=run.started_at)
    for name, count in counts.items():
        setattr(run, name, getattr(run, name) + count)
    run.reached_record = records[-1].pk
    run.save(update_fields=[*counts, "reached_record"])
    empty_log_on_commit()
    return True


@transaction.atomic
def finish(run: Anonymisation) -> None:
    """Store what the certificate shows, and record the act."""
    run.refresh_from_db(from_queryset=Anonymisation.objects.select_for_update())
    if run.finished_at:
        return
    campaign = run.campaign
    homes = Returnee.with_deleted.filter(campaign=campaign, personal_erased_at=run.started_at)
    homes = homes.order_by().values_list("home_committee").annotate(Count("pk"))
    AnonymisedCount.objects.bulk_create(
        AnonymisedCount(anonymisation=run, committee_id=home, record_count=count) for home, count in homes
    )
    forget_searches()
    ActivityImport.objects.delete_unconfirmed_of(campaign)
    LostReceipt.objects.in_campaign(campaign).erase()
    detail = f"{run.get_because_display()}；{run.record_count} 份问卷；匿名化日期 {run.due_on}"
    event = AuditEvent.objects.append(act=Act.CAMPAIGN_ANONYMISE, subject=campaign, detail=detail)
    run.audit_event, run.finished_at = event.sequence, max(now(), run.started_at)
    run.save(update_fields=["audit_event", "finished_at"])
    Campaign.objects.filter(pk=campaign.pk).revise_questionnaires()
    list_anonymisation(campaign, anonymised_at=run.started_at)
    empty_log_on_commit()
