"""The ways into the questionnaire, as a desk shows them."""

from dataclasses import dataclass

from django.db.models import Sum

from returnees.choices import EntranceChannel, EntranceState
from returnees.models import Entrance, EntranceDay

# Behind these stands no poster that a committee would pass on.
_OF_NOBODY = (EntranceChannel.HOMEPAGE, EntranceChannel.STAFF_FILLED)


@dataclass(frozen=True)
class EntranceOnDesk:
    # With its counts.
    entrance: Entrance
    # All that the committee and those below it have.
    count: int


@dataclass(frozen=True)
class EntrancesOfRegion:
    # The one of the whole region; None before the campaign is opened.
    homepage: Entrance | None
    count: int
    open_count: int


def own_entrance(account, campaign) -> EntranceOnDesk | None:
    """The one that most have used, of those that the committee itself has in use; None where it has none."""
    entrances = Entrance.objects.in_campaign(campaign).visible_to(account)
    own = entrances.filter(committee=account.committee).exclude(channel__in=_OF_NOBODY)
    in_use = own.in_state(EntranceState.IN_USE).with_counts().order_by("-submissions", "pk")
    entrance = in_use.select_related("committee").first()
    return EntranceOnDesk(entrance, entrances.count()) if entrance else None


def region_entrances(account, campaign) -> EntrancesOfRegion:
    entrances = Entrance.objects.in_campaign(campaign).visible_to(account).order_by()
    opened = EntranceDay.objects.filter(entrance__in=entrances).aggregate(Sum("open_count"))
    return EntrancesOfRegion(Entrance.objects.homepage_of(campaign), entrances.count(), opened["open_count__sum"] or 0)
