"""Where the codes of a campaign that is over lead: to the entrances of the campaign that follows it."""

from django.db.models import Case, IntegerField, Value, When
from django.urls import reverse

from returnees.choices import EntranceState
from returnees.models import Entrance


def successor_address(entrance: Entrance, place: str) -> str:
    """That of the same committee and channel, of the same label before any other; else the home page's entrance.

    `place` is the code of the home that the entrance stands for, which the home page's entrance is given.
    """
    following = Entrance.objects.filter(campaign=entrance.campaign.followed_by_id)
    in_use = following.in_state(EntranceState.IN_USE).filter(
        committee=entrance.committee.in_charge, channel=entrance.channel
    )
    is_alike = Case(
        When(label=entrance.label, then=Value(0)),
        When(label="", then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    if same := in_use.order_by(is_alike, "pk").first():
        return same.get_absolute_url()
    homepage = Entrance.objects.homepage_of(entrance.campaign.followed_by_id)
    if homepage is None:
        return reverse("home")
    return homepage.get_absolute_url() + (f"?place={place}" if place else "")
