"""What the questionnaire behind an entrance asks, in memory: shown and checked also while the database is away."""

from dataclasses import dataclass
from functools import cached_property

from organization.choices import Level
from organization.models import Campaign, Committee, PrivacyNotice
from returnees.age import AgeLimits, age_limits
from returnees.estimated_time import minutes_before_sending
from returnees.models import Entrance
from returnees.question_types import Kind, Question, QuestionSection
from returnees.questions import adapted_sections

EARLIEST_START_YEAR = 1990


# By identity: it is a key of the form's cache, and two that were loaded apart may differ.
@dataclass(frozen=True, eq=False)
class QuestionnaireDesign:
    """What all entrances of a campaign ask alike."""

    campaign: Campaign
    notice: PrivacyNotice
    sections: tuple[QuestionSection, ...]
    cities: tuple[Committee, ...]
    # The counties to choose from, by their GB/T 2260 code, each with its league-city.
    homes: dict[str, Committee]

    @property
    def places(self) -> tuple[Committee, ...]:
        return (*self.cities, *self.homes.values())

    @property
    def age_limits(self) -> AgeLimits:
        return age_limits(self.campaign)

    @property
    def questions(self) -> list[Question]:
        return [question for section in self.sections for question in section.questions]

    @cached_property
    def minutes(self) -> int:
        """As `minutes_of`."""
        return minutes_before_sending(self.questions)

    def choices_of(self, question: Question) -> tuple[tuple[str, str], ...]:
        """Code and label of each; for a year, the latest first."""
        if question.kind is Kind.YEAR:
            years = range(self.campaign.year, EARLIEST_START_YEAR - 1, -1)
            return tuple((str(year), f"{year} 年") for year in years)
        return question.choices


@dataclass(frozen=True, eq=False)
class Questionnaire:
    entrance: Entrance
    design: QuestionnaireDesign

    @property
    def campaign(self) -> Campaign:
        """As it was read with the entrance: whether it is open may have changed since its design was loaded."""
        return self.entrance.campaign

    @property
    def notice(self) -> PrivacyNotice:
        return self.design.notice

    @property
    def questions(self) -> list[Question]:
        return self.design.questions


def asked_sections(campaign: Campaign) -> tuple[QuestionSection, ...]:
    """What the campaign's questionnaire asks, its own questions included."""
    own = campaign.own_questions.filter(is_active=True).with_all_that_is_asked()
    return adapted_sections(campaign.question_settings.changes(), [question.as_question() for question in own])


def minutes_of(campaign: Campaign) -> int:
    """How long the campaign's questionnaire takes before the sending, as its pages and posters promise."""
    return minutes_before_sending(question for section in asked_sections(campaign) for question in section.questions)


def load_questionnaire(entrance: Entrance) -> Questionnaire | None:
    """The questionnaire behind an entrance; None while its campaign has no privacy notice to consent to."""
    design = load_design(entrance.campaign)
    return design and Questionnaire(entrance, design)


def load_design(campaign: Campaign) -> QuestionnaireDesign | None:
    notice = campaign.privacy_notice()
    if notice is None:
        return None
    return QuestionnaireDesign(
        campaign=campaign,
        notice=notice,
        sections=asked_sections(campaign),
        cities=tuple(Committee.objects.at_level(Level.LEAGUE_CITY).standing().exclude(gb_code=None)),
        homes={home.gb_code: home for home in Committee.objects.homes().select_related("parent")},
    )
