"""本级已填完 in the demo: some counties declared it, one has changed something since, to one it was handed back."""

from datetime import timedelta
from random import Random

from activities.models import Activity, Completion
from demo.accounts import Recorders
from demo.season import Season
from organization.choices import Level

# 达尔罕茂明安, 土默特右.
DAMAO, TUYOU = "150223", "150221"
REASON = "宣讲活动还空着：没有开展请报零，开展了请补记。"
SHARE = 0.35


def declare_complete(rng: Random, *, campaign, committees, season: Season) -> None:
    """For counties that have logged anything; 达尔罕茂明安 has not declared it yet."""
    recorders = Recorders()
    busy = set(Activity.objects.in_campaign(campaign).held().values_list("committee_id", flat=True))
    counties = [other for other in committees if other.level == Level.COUNTY and other.pk in busy]
    for county in counties:
        is_chosen = rng.random() < SHARE or county.gb_code == TUYOU
        if not is_chosen or county.gb_code == DAMAO:
            continue
        declared_at = season.entry_moment(rng, season.today - timedelta(days=rng.randint(1, 3)))
        completion = Completion(
            campaign=campaign, committee=county, number=1, completed_by=recorders.of(county), completed_at=declared_at
        )
        if county.gb_code == TUYOU:
            completion.handed_back_by = recorders.of(county.parent)
            completion.handed_back_at, completion.handed_back_reason = season.moment, REASON
        elif rng.random() < 0.2:
            completion.changed_at = season.later_moment(rng, declared_at)
        completion.save()
