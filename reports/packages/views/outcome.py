"""What became of a part of a package's page that was sent: for the script, or for the page that is shown again."""

import json
from dataclasses import dataclass, field
from enum import StrEnum

from django.core.exceptions import ValidationError
from django.forms import Form
from django.utils import timezone

from organization.clock import now
from reports.packages.life_cycle import ChangedMeanwhile


class PartState(StrEnum):
    UNTOUCHED = "untouched"
    SAVED = "saved"
    # Nothing of it was saved, or not all of it: the form says what is wrong.
    INVALID = "invalid"
    # Somebody else was first: `values` is what they saved.
    CHANGED = "changed"
    # Nothing can be changed now.
    REFUSED = "refused"


@dataclass(frozen=True)
class Outcome:
    # `contact`, `summary`, `photo-2`, `scan`; `photos` is a file for any free place.
    part: str
    state: PartState
    message: str = ""
    form: Form | None = None
    # As saved now.
    revision: int | None = None
    values: dict[str, str] = field(default_factory=dict)
    # Of a file for any free place: its own name.
    file_name: str = ""

    @property
    def is_saved(self) -> bool:
        return self.state in (PartState.SAVED, PartState.UNTOUCHED)

    @property
    def stored(self) -> str:
        """For the script of the page that is shown again: what is saved, apart from what was typed."""
        return json.dumps(self.values)

    @property
    def present_lines(self) -> list[str]:
        """What is saved, to be read beside what was typed."""
        if len(self.values) == 1:
            (text,) = self.values.values()
            return text.split("\n")
        return [f"{self.form.fields[name].label}：{value or '（空）'}" for name, value in self.values.items()]

    def describe(self) -> dict:
        errors = {name: messages[0] for name, messages in self.form.errors.items()} if self.form else {}
        return {
            "part": self.part,
            "state": self.state,
            "message": self.message,
            "errors": errors,
            "revision": self.revision,
            "values": self.values,
            "lines": self.present_lines if self.state == PartState.CHANGED else [],
            "at": f"{timezone.localtime(now()):%H:%M}",
        }


def report_saved(part: str, message: str, *, before: int | None, revision: int | None, values: dict) -> Outcome:
    """`before`: the revision when the request came; that of what was saved already is still the same."""
    state = PartState.UNTOUCHED if revision == before else PartState.SAVED
    return Outcome(part, state, message, revision=revision, values=values)


def refuse(part: str, form: Form, refusal: ValidationError, *, revision: int | None, values: dict) -> Outcome:
    """Nothing was written. What was typed stays in the form, which now refers to what is there."""
    form.add_error(None, refusal)
    refer_to(form, revision)
    state = PartState.CHANGED if isinstance(refusal, ChangedMeanwhile) else PartState.REFUSED
    return Outcome(part, state, refusal.messages[0], form, revision, values)


def report_errors(part: str, form: Form, *, revision: int | None, values: dict) -> Outcome:
    refer_to(form, revision)
    (message, *_), *_ = form.errors.values()
    return Outcome(part, PartState.INVALID, message, form, revision, values)


def refer_to(form: Form, revision: int | None) -> None:
    """Sent once more, the form is meant: its writer has seen what is there."""
    form.data = form.data.copy()
    form.data[form.add_prefix("seen_revision")] = "" if revision is None else revision
