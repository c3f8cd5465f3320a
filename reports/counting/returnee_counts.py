from collections import defaultdict

from django.db.models import Count

from returnees.age import age_limits
from returnees.choices import ReturneeState
from returnees.models import Returnee


def count_returnees(campaign, branch_of) -> list[dict]:
    """Answered questionnaires by branch of the home, state, status, age group and industry, without quarantined ones.

    Possible duplicates count until they are merged; of withdrawn ones only the number remains.
    """
    counted = (
        Returnee.objects.in_campaign(campaign)
        .filter(home_committee__in=branch_of, state__in=(ReturneeState.ACCEPTED, ReturneeState.WITHDRAWN))
        .order_by()
        .with_age_group(age_limits(campaign))
        .values_list("home_committee", "state", "status", "age_group", "industry")
        .annotate(Count("home_committee"))
    )
    sums: dict[tuple, int] = defaultdict(int)
    for home, state, status, age_group, industry, count in counted:
        is_withdrawn = state == ReturneeState.WITHDRAWN
        key = (branch_of[home], state, *(("", "", "") if is_withdrawn else (status, age_group, industry)))
        sums[key] += count
    names = ("branch", "state", "status", "age_group", "industry")
    return [dict(zip(names, key, strict=True)) | {"count": count} for key, count in sorted(sums.items())]
