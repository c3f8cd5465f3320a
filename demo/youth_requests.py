"""What the demo's youths ask of the staff: lost codes, and that somebody calls at last. No figure counts them."""

from datetime import timedelta
from random import Random

from django.utils.timezone import localdate

from demo.accounts import DARHAN_MUMINGGAN
from demo.people import Phones
from demo.season import Season
from returnees.choices import FollowUpState, RequestKind
from returnees.models import EndedRequest, FollowUpCase, LostReceipt, Returnee
from returnees.models.ended_request import WORKING_DAYS, working_days_after

REMINDED_COUNT, ELSEWHERE_COUNT, ENDED_COUNT = 8, 4, 14


def ask_of_staff(rng: Random, *, campaign, committees, season: Season) -> None:
    remind(campaign)
    counties = {committee.gb_code: committee for committee in committees}
    ask_for_codes(rng, campaign=campaign, county=counties[DARHAN_MUMINGGAN], season=season)
    end_requests(rng, campaign=campaign, season=season)


def remind(campaign) -> None:
    """Of those that wait longest, first in the county whose account the demo prints."""
    waiting = FollowUpCase.objects.in_campaign(campaign).filter(state=FollowUpState.TO_CONTACT, closed_because="")
    own = waiting.filter(committee__gb_code=DARHAN_MUMINGGAN).order_by("waiting_since", "pk")[:2]
    others = waiting.exclude(committee__gb_code=DARHAN_MUMINGGAN).order_by("waiting_since", "pk")
    for case in [*own, *others[: REMINDED_COUNT - len(own)]]:
        case.remind()


def ask_for_codes(rng: Random, *, campaign, county, season: Season) -> None:
    """Of some youths, one of them in time no more, and of a number that nobody has filled in."""
    youths = Returnee.objects.in_campaign(campaign).order_by("pk")
    own = [
        (county, youth.phone, days)
        for youth, days in zip(youths.filter(home_committee=county)[:2], (1, 24), strict=True)
    ]
    own.append((county, Phones(rng, shared_share=0).next(), 3))
    others = [
        (youth.home_committee, youth.phone, 2) for youth in youths.exclude(home_committee=county)[:ELSEWHERE_COUNT]
    ]
    known = set()
    for committee, phone, days in own + others:
        if phone not in known:
            known.add(phone)
            requested_at = season.moment - timedelta(days=days)
            LostReceipt.objects.create(
                campaign=campaign,
                committee=committee,
                phone=phone,
                requested_at=requested_at,
                due_on=working_days_after(localdate(requested_at), WORKING_DAYS),
            )


def end_requests(rng: Random, *, campaign, season: Season) -> None:
    homes = list(Returnee.objects.in_campaign(campaign).order_by("pk").values_list("home_committee", flat=True))
    for _ in range(ENDED_COUNT):
        received_on = season.today - timedelta(days=rng.randint(4, 25))
        EndedRequest.objects.create(
            campaign=campaign,
            committee_id=rng.choice(homes),
            kind=rng.choice(RequestKind.values),
            received_on=received_on,
            due_on=working_days_after(received_on, WORKING_DAYS),
            ended_on=min(season.today, received_on + timedelta(days=rng.choice((1, 1, 2, 4, 24)))),
            is_handled=True,
        )
