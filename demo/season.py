"""The days of the 2020 campaign, and when in them things were done and written down."""

from datetime import date, datetime, time, timedelta
from random import Random

from django.utils import timezone

LOG_STARTS_ON = date(2020, 1, 16)
QUESTIONNAIRES_START_ON = date(2020, 1, 18)
ONLINE_FROM = date(2020, 1, 27)
# How far beyond the demo day anything is planned.
LOG_HORIZON = timedelta(days=10)
PLANNED_SHARE = 0.4

# From a day on: the weight of a gathering's day, and of the day of a letter, a visit or a questionnaire.
STAGES = (
    (date(2020, 1, 16), 2, 2),
    (date(2020, 1, 17), 6, 6),  # 小年
    (date(2020, 1, 23), 1, 3),
    (date(2020, 1, 24), 0.1, 1),  # 除夕 to 初二
    (date(2020, 1, 27), 2, 3),
    (date(2020, 1, 31), 5, 5),
    (date(2020, 2, 9), 2, 2),  # after 正月十五
    (date(2020, 2, 17), 1, 1),
)


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _weight(day: date, is_gathering: bool) -> float:
    _, gathering, other = max(stage for stage in STAGES if stage[0] <= day)
    return gathering if is_gathering else other


class Season:
    """The campaign as it looks at `moment`, on the demo day."""

    def __init__(self, campaign, moment: datetime):
        self.moment, self.today = moment, moment.date()
        last = min(campaign.ends_on, self.today)
        self.log_days = _days(LOG_STARTS_ON, min(campaign.ends_on, self.today + LOG_HORIZON))
        self.questionnaire_days = _days(QUESTIONNAIRES_START_ON, last)

    def log_day(self, rng: Random, *, is_gathering: bool) -> date:
        weights = [_weight(day, is_gathering) * (PLANNED_SHARE if day > self.today else 1) for day in self.log_days]
        return rng.choices(self.log_days, weights)[0]

    def entry_moment(self, rng: Random, day: date) -> datetime:
        """When staff recorded what was done on `day`: soon after it, or some days before for a planned entry."""
        if day > self.today:
            written_on = self.today - timedelta(days=rng.randint(1, 6))
        else:
            written_on = day + timedelta(days=rng.choices((0, 1, 2, 4), (6, 3, 1, 1))[0])
        return self._at(rng, max(LOG_STARTS_ON, min(written_on, self.today)), range(8, 20))

    def later_moment(self, rng: Random, moment: datetime) -> datetime:
        return min(moment + timedelta(minutes=rng.randint(5, 3000)), self.moment)

    def questionnaire_moment(self, rng: Random) -> datetime:
        weights = [_weight(day, is_gathering=False) for day in self.questionnaire_days]
        return self._at(rng, rng.choices(self.questionnaire_days, weights)[0], range(7, 23))

    def early_moment(self, rng: Random) -> datetime:
        return self._at(rng, LOG_STARTS_ON + timedelta(days=rng.randint(0, 2)), range(9, 18))

    def _at(self, rng: Random, day: date, hours: range) -> datetime:
        clock = time(rng.choice(hours), rng.randrange(60), rng.randrange(60))
        return min(datetime.combine(day, clock, timezone.get_current_timezone()), self.moment)
