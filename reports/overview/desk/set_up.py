"""What leads the region from its desk to a campaign of its own: while there is none, and while one is prepared."""

from dataclasses import dataclass

from django.urls import reverse

from organization.choices import CampaignState
from organization.models import Campaign
from organization.region import SPEAKING
from organization.staff_site.navigation import may_set_up

ONLY_A_TRIAL = (
    f"现在只有试用年度，照 {SPEAKING['sample_year']} 年的通知做的样子：怎么试都行，"
    "不会带到正式年度。正式的年度从这里开始，随时可以停下。"
)


@dataclass(frozen=True)
class SetUpLead:
    sentence: str
    label: str
    url: str


def find_set_up(account) -> list[SetUpLead]:
    if not may_set_up(account):
        return []
    own = list(Campaign.objects.filter(is_trial=False))
    if not own:
        return [SetUpLead(ONLY_A_TRIAL, "筹备一个年度", reverse("admin:reports_setup_begin"))]
    return [
        SetUpLead(f"{one}在筹备，还没有开启。", "接着筹备", reverse("admin:reports_setup", args=[one.key]))
        for one in own
        if one.state == CampaignState.PREPARING
    ]
