"""What became of an answer, for the youth: how far the case has come and on which day; no notes, no names of staff."""

from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from returnees.choices import AUTOMATIC_NOTE_KINDS, FollowUpState, NoteKind
from returnees.follow_up_reasons import follow_up_reasons
from returnees.models import FollowUpCase
from returnees.models.follow_up_queries import chosen_codes

STATES = (FollowUpState.CONTACTED, FollowUpState.IN_PROGRESS, FollowUpState.DONE)
NO_NEED = "您没有选需要的帮助，所以不会专门与您联系。以后有需要，可以更正内容，加上需要的帮助。"
UNREACHABLE = "我们联系过您，没有联系上。请留意来电；手机号变了的，请更正。"


@dataclass(frozen=True)
class ProgressStep:
    label: str
    # None where it is not reached, or where no day is known.
    day: date | None = None
    is_reached: bool = False


@dataclass(frozen=True)
class CaseProgress:
    steps: list[ProgressStep]
    # By whom, once it is not the home's own committee any more.
    committee: str
    # What to expect, where the steps do not say it.
    sentence: str = ""
    # When the youth said last that nobody had called; None once somebody has been in touch.
    reminded_on: date | None = None
    can_remind: bool = False


def case_progress(returnee) -> CaseProgress:
    """What staff decided about a record shows in nothing: one under review looks as an accepted one does, and one that
    was merged as far as the one that counts.
    """
    received = ProgressStep("已收到", localdate(returnee.submitted_at), is_reached=True)
    case = find_case(returnee)
    if case is None or case.closed_because:
        committee = returnee.home_committee.in_charge.name
        if not has_reasons(returnee):
            return CaseProgress([received], committee, NO_NEED)
        return CaseProgress([received, *(ProgressStep(state.label) for state in STATES)], committee, expected(returnee))
    return CaseProgress(
        [received, *reached_steps(case)],
        case.committee.name,
        sentence_of(case, returnee),
        case.reminded_on,
        case.can_be_reminded,
    )


def find_case(returnee) -> FollowUpCase | None:
    counted = returnee
    while counted.merged_into_id:
        counted = counted.merged_into
    return FollowUpCase.objects.select_related("committee", "campaign").filter(returnee=counted).first()


def has_reasons(returnee) -> bool:
    return bool(follow_up_reasons(returnee.status, chosen_codes(returnee), returnee.difficulty_text))


def expected(returnee) -> str:
    return f"{returnee.campaign.contact_days} 天内会有人与您联系，请留意来电。"


def sentence_of(case, returnee) -> str:
    if case.state == FollowUpState.UNREACHABLE:
        return UNREACHABLE
    # Not once more to whom it was promised in vain.
    is_promised = not case.can_be_reminded and not case.reminded_on
    return expected(returnee) if case.state == FollowUpState.TO_CONTACT and is_promised else ""


def reached_steps(case) -> list[ProgressStep]:
    """已联系, 办理中 and 已办结 up to where it stands now: a case that was begun anew has not come so far any more."""
    days = days_of_states(case)
    last = STATES.index(case.state) if case.state in STATES else -1
    return [
        ProgressStep(state.label, days.get(state) if position <= last else None, position <= last)
        for position, state in enumerate(STATES)
    ]


def days_of_states(case) -> dict[str, date]:
    """The first contact, and when each later state was last reached."""
    notes = case.notes.exclude(kind__in=AUTOMATIC_NOTE_KINDS).order_by("pk")
    days: dict[str, date] = {}
    for kind, before, after, day in notes.values_list("kind", "state_before", "state_after", "happened_on"):
        if kind != NoteKind.NOT_REACHED:
            days.setdefault(FollowUpState.CONTACTED, day)
        if after != before and after != FollowUpState.CONTACTED:
            days[after] = day
    return days
