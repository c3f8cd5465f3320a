"""Who may answer a campaign's questionnaire, and who of them counts as youth."""

from dataclasses import dataclass
from datetime import date

from returnees.choices import AgeGroup

# Below it a guardian would have to consent (个人信息保护法 art. 31): refused whatever a campaign says.
YOUNGEST_BY_LAW = 14
ADULT = 18


@dataclass(frozen=True)
class AgeLimits:
    youngest: int
    oldest: int
    # The last age of 青年; those above it are 创业青年（放宽） and reported apart.
    youth_until: int

    @property
    def invited(self) -> str:
        return f"{self.youngest}–{self.oldest}"

    @property
    def youth(self) -> str:
        return f"{self.youngest}–{self.youth_until}"

    @property
    def stretched(self) -> str:
        """Empty where nobody above the age of 青年 may answer."""
        return f"{self.youth_until + 1}–{self.oldest}" if self.oldest > self.youth_until else ""


def age_limits(campaign) -> AgeLimits:
    return AgeLimits(
        youngest=campaign.youngest_age,
        oldest=campaign.oldest_age,
        youth_until=campaign.youth_until_age,
    )


def age_group_labels(limits: AgeLimits) -> dict[str, str]:
    stretched = limits.stretched or f"{limits.youth_until} 以上"
    return {
        AgeGroup.YOUTH.value: f"青年（{limits.youth} 周岁）",
        AgeGroup.STRETCHED.value: f"创业青年（放宽，{stretched} 周岁）",
    }


def age_on(birth_year: int, birth_month: int, day: date) -> int:
    """Full years completed at the end of the month before `day`; only year and month of birth are known."""
    months = (day.year * 12 + day.month - 1) - (birth_year * 12 + birth_month)
    return months // 12


def birth_years(day: date, limits: AgeLimits) -> range:
    """The years of birth to offer on `day`, latest first; a little wider than the limits, to explain them."""
    return range(day.year - YOUNGEST_BY_LAW + 1, day.year - limits.oldest - 3, -1)
