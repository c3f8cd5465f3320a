from collections import Counter
from datetime import date

import pytest

from reports.overview.statistics.weeks import Weeks

WEEKS = Weeks(date(2020, 1, 1), date(2020, 2, 29))


@pytest.mark.parametrize(
    ("day", "number"),
    [
        (date(2019, 12, 31), 0),
        (date(2020, 1, 1), 1),
        (date(2020, 1, 7), 1),
        (date(2020, 1, 8), 2),
        (date(2020, 2, 26), 9),
        (date(2020, 2, 29), 9),
        (date(2020, 3, 1), 10),
    ],
)
def test_counts_seven_days_from_the_first_one(day, number):
    assert WEEKS.number_of(day) == number


def test_the_last_week_ends_with_the_campaign():
    assert (WEEKS.last, WEEKS.days(9)) == (9, "02-26 至 02-29")
    assert [WEEKS.name(number) for number in (0, 1, 9, 10)] == ["开始前", "第 1 周", "第 9 周", "结束后"]


def test_a_campaign_of_one_day_has_one_week():
    weeks = Weeks(date(2020, 1, 1), date(2020, 1, 1))
    assert (weeks.last, weeks.number_of(date(2020, 1, 2)), weeks.days(1)) == (1, 2, "01-01 至 01-01")


def test_shows_what_has_begun_and_what_has_something():
    assert WEEKS.shown(date(2020, 1, 16), Counter()) == [1, 2, 3]
    assert WEEKS.shown(date(2020, 1, 16), Counter({0: 1, 5: 0})) == [0, 1, 2, 3]
    assert WEEKS.shown(date(2020, 4, 1), Counter({10: 2})) == [*range(1, 11)]
    assert WEEKS.shown(date(2019, 12, 1), Counter()) == []
