"""The age rule: youth is 14–35 (中长期青年发展规划), for those who start a business it is stretched to 45."""

from datetime import date

YOUNGEST = 14
OLDEST_YOUTH = 35
OLDEST = 45
ADULT = 18


def age_on(birth_year: int, birth_month: int, day: date) -> int:
    """Full years completed at the end of the month before `day`; only year and month of birth are known."""
    months = (day.year * 12 + day.month - 1) - (birth_year * 12 + birth_month)
    return months // 12


def birth_years(day: date) -> range:
    """The years of birth to offer on `day`, latest first; a little wider than the rule, so that it can be explained."""
    return range(day.year - YOUNGEST + 1, day.year - OLDEST - 3, -1)
