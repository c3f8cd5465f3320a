"""A campaign begun as a copy of an earlier one: what that one is, and nothing that was entered or sent up in it."""

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from django.db import models, transaction

from organization.choices import Act, CampaignState
from organization.models import AuditEvent, Campaign, Responsible
from reports.choices import CopiedPart
from reports.models import Credit, Package
from reports.setup.beginning import begin_campaign
from reports.setup.notice_writing import first_version, notice_of
from reports.setup.renewing import moved, renewed
from returnees.choices import EntranceChannel, EntranceState
from returnees.models import CommitteeLetter, Entrance
from returnees.notice.composing import describe_day, is_standing_text

Row = TypeVar("Row", bound=models.Model)

# Parts of the notice by what of its content they are.
TABLE_NAMES = (
    *("kinds", "lists", "columns", "annex2_label", "annex2_signing_line", "committee_seal", "region_seal"),
    *("shows_theme_in_annex2", "has_total_row"),
)
NAMES_OF_PARTS = {
    CopiedPart.TABLE: TABLE_NAMES,
    CopiedPart.QUESTIONS: ("question_settings", "questions"),
    CopiedPart.LETTERS: ("has_letter", "letter_title", "letter_text", "mongolian_letter"),
    CopiedPart.PRIVACY: ("privacy_notice", "mongolian_notice"),
}


def copyable_campaigns() -> models.QuerySet:
    """The latest first, and those that are only in preparation last; no trial: it is 2020's notice."""
    campaigns = Campaign.objects.filter(is_trial=False)
    is_preparing = models.Q(state=CampaignState.PREPARING)
    return campaigns.alias(is_preparing=is_preparing).order_by("is_preparing", "-year", "-pk")


@transaction.atomic
def copy_campaign(*, source: Campaign, values: dict, parts: Iterable[str], by, address=None) -> Campaign:
    """`values`: key, year, name and days of the copy; its days count as not checked yet. Raises NoticeRefused."""
    chosen = [part for part in CopiedPart if part in set(parts)]
    campaign = begin_campaign(copied_notice(source, values, chosen), dates_are_checked=False)
    for part in chosen:
        if part in FURTHER_ROWS:
            FURTHER_ROWS[part](source, campaign)
    detail = f"照 {source} 复制：{'、'.join(part.label for part in chosen) or '只有名称和设置'}"
    AuditEvent.objects.append(act=Act.CAMPAIGN_CREATE, actor=by, address=address, subject=campaign, detail=detail)
    return campaign


def copied_notice(source: Campaign, values: dict, chosen: list[CopiedPart]) -> dict:
    content = notice_of(source)
    left_out = {name for part, names in NAMES_OF_PARTS.items() if part not in chosen for name in names}
    if source.privacy_notice() is None:
        left_out.add("privacy_notice")
    content = {name: value for name, value in renewed(content, values["year"]).items() if name not in left_out}
    content |= values
    if "privacy_notice" in content:
        content["privacy_notice"] = next_notice(source, content)
    return content


def next_notice(source: Campaign, content: dict) -> dict:
    """The first version of the copy: the standing text composed anew, or a text of one's own with the new day."""
    notice = content["privacy_notice"] | {"version": first_version(content["key"])}
    if is_standing_text(notice.get("text", "")):
        return {"version": notice["version"]}
    before, after = describe_day(source.anonymise_on), describe_day(content.get("anonymise_on"))
    if before and after and "text" in notice:
        notice["text"] = notice["text"].replace(before, after)
    return notice


def in_charge_once(rows: Iterable[Row], part_of_key: Callable[[Row], Hashable] = lambda row: None) -> list[tuple]:
    """Each row with the committee that has its work today; a committee's own row before one that it took over."""
    found: dict[Hashable, tuple] = {}
    for row in sorted(rows, key=lambda row: row.committee.ended_on is not None):
        committee = row.committee.in_charge
        found.setdefault((committee.pk, part_of_key(row)), (committee, row))
    return list(found.values())


def copy_letters(source: Campaign, campaign: Campaign) -> None:
    letters = CommitteeLetter.objects.in_campaign(source).select_related("committee")
    for committee, letter in in_charge_once(letters):
        CommitteeLetter.objects.create(campaign=campaign, committee=committee, title=letter.title, text=letter.text)


def copy_rows(source: Campaign, campaign: Campaign) -> None:
    """Names, places and subtrees. What a league-city has no row for, the preparation adds."""
    made = {}
    for committee, row in in_charge_once(Package.objects.in_campaign(source).select_related("committee")):
        printed_name = row.printed_name if committee == row.committee else committee.place_name
        made[committee.pk] = Package.objects.create(
            campaign=campaign, committee=committee, printed_name=printed_name, position=row.position
        )
    credits = Credit.objects.filter(campaign=source).select_related("committee", "package__committee")
    for committee, credit in in_charge_once(credits):
        package = made[credit.package.committee.in_charge.pk]
        Credit.objects.create(package=package, campaign=campaign, committee=committee)


def copy_responsibles(source: Campaign, campaign: Campaign) -> None:
    """To be public is agreed to anew each time, by the person's own committee."""
    responsibles = Responsible.objects.in_campaign(source).select_related("committee")
    for committee, one in in_charge_once(responsibles):
        Responsible.objects.create(campaign=campaign, committee=committee, name=one.name, phone=one.phone)


def copy_entrances(source: Campaign, campaign: Campaign) -> None:
    """Those in use, each with a code of its own; the home page's is made when the campaign is prepared."""
    entrances = Entrance.objects.in_campaign(source).in_state(EntranceState.IN_USE).select_related("committee")
    years = campaign.year - source.year
    Entrance.objects.bulk_create(
        Entrance(
            campaign=campaign,
            committee=committee,
            channel=entrance.channel,
            label=entrance.label,
            expires_at=moved(entrance.expires_at, years),
        )
        for committee, entrance in in_charge_once(
            entrances.exclude(channel=EntranceChannel.HOMEPAGE), lambda one: (one.channel, one.label)
        )
    )


FURTHER_ROWS = {
    CopiedPart.LETTERS: copy_letters,
    CopiedPart.ROWS: copy_rows,
    CopiedPart.RESPONSIBLES: copy_responsibles,
    CopiedPart.ENTRANCES: copy_entrances,
}
