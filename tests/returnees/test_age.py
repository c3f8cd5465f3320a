from datetime import date

import pytest

from returnees.age import age_on

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
