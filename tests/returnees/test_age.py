from datetime import date

import pytest

from returnees.age import AgeLimits, age_group_labels, age_on, birth_years

DAY = date(2020, 1, 20)


@pytest.mark.parametrize(
    ("year", "month", "age"),
    [
        (2005, 12, 14),  # turned 14 last month at the latest
        (2006, 1, 13),  # may turn 14 only later this month
        (1984, 12, 35),
        (1983, 12, 36),
        (1974, 12, 45),
        (1974, 1, 45),
        (1973, 12, 46),
    ],
)
def test_counts_full_years_completed_by_the_end_of_the_month_before(year, month, age):
    assert age_on(year, month, DAY) == age


LIMITS = AgeLimits(youngest=16, oldest=40, youth_until=30)


def test_the_labels_of_the_groups_name_the_campaign_s_ages():
    assert age_group_labels(LIMITS) == {
        "youth": "青年（16–30 周岁）",
        "stretched": "创业青年（放宽，31–40 周岁）",
    }


def test_the_years_of_birth_reach_a_little_beyond_the_limits():
    years = birth_years(date(2020, 2, 10), LIMITS)
    assert (max(years), min(years)) == (2020 - 14 + 1, 2020 - 40 - 2)
