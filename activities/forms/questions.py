"""What the form of an entry asks before it saves. Every question is answered on the page itself, and blocks nothing.

An answer is a text of the form's field `answers`. It names what was asked about, so that it holds for that alone, and
is sent on with the page until the entry is saved.
"""

import uuid
from dataclasses import dataclass

from django.utils.html import format_html

from activities.equal_entries import Happening, Match, match_of
from activities.models import Activity

ANSWERS = "answers"
# Of what a client sends, what is looked at.
MOST_ANSWERS, LONGEST_ANSWER = 100, 200
SAME, CHANGE, ANOTHER, DISTINCT = "same", "change", "another", "distinct"


# Buttons that save, and where an answer's button has the one that was pressed before the question.
BUTTONS, THEN = ("_save", "_addanother", "_continue"), "then"


def pressed_button(data) -> str:
    """The button that was pressed: an answer's goes on with the one before the question. Empty where there is none."""
    pressed = next((name for name in BUTTONS if name in data), "")
    then = data.get(THEN, "")
    return pressed or (then if then in BUTTONS else "")


class Answers:
    """What was answered so far, the latest last."""

    def __init__(self, data):
        sent = data.getlist(ANSWERS) if hasattr(data, "getlist") else []
        self.texts = [text for text in sent if len(text) <= LONGEST_ANSWER][-MOST_ANSWERS:]

    def latest(self, act):
        """What follows the name of the act in the last of its answers; empty where there is none."""
        named = (text.partition(":") for text in reversed(self.texts))
        return next((rest for name, _, rest in named if name == act), "")

    @property
    def carried(self) -> list[str]:
        """What the next page sends again; which entry is meant is answered for one sending only."""
        return [text for text in dict.fromkeys(self.texts) if not text.startswith((f"{SAME}:", f"{CHANGE}:"))]

    @property
    def another(self) -> tuple[uuid.UUID, str] | None:
        """The number of the further entry that is meant, and the key of the entry that it is not."""
        number, _, pk = self.latest(ANOTHER).partition(":")
        try:
            return uuid.UUID(number), pk
        except ValueError:
            return None

    def are_distinct(self, match: Match, happening: Happening) -> bool:
        if self.another and self.another[1] == str(match.pk):
            return True
        said = (text.split(":") for text in self.texts)
        return any(
            len(parts) == 3
            and parts[0] == DISTINCT
            and parts[1] == happening.digest
            and str(match.pk) in parts[2].split(",")
            for parts in said
        )


def form_number(data) -> uuid.UUID | None:
    """The number of the entry that a form makes, however often it is sent; None where it has none that can be read."""
    answers = Answers(data)
    if answers.another:
        return answers.another[0]
    try:
        return uuid.UUID(data.get("form_uuid") or "")
    except ValueError:
        return None


@dataclass(frozen=True)
class EqualQuestion:
    """与 HD… 相同，是同一场吗？"""

    matches: list[Match]
    happening: Happening

    @property
    def is_same(self):
        """The answers that it is one of them, each with what its button says."""
        is_one = len(self.matches) == 1
        labels = ["是同一场，不再记" if is_one else f"是 {match.name}，不再记" for match in self.matches]
        return [(f"{SAME}:{match.pk}", label) for match, label in zip(self.matches, labels, strict=True)]

    @property
    def is_distinct(self):
        pks = ",".join(str(match.pk) for match in self.matches)
        return f"{DISTINCT}:{self.happening.digest}:{pks}"


@dataclass(frozen=True)
class TwinQuestion:
    """您刚才已记下 HD…：改它，还是另记一条？"""

    # The entry that this very form has made already; None where the account may not see it.
    twin: Activity | None
    # Whether it is there, and the account may change it.
    can_change: bool

    @property
    def match(self):
        return match_of(self.twin)

    @property
    def change(self):
        return change_answer(self.twin)

    @property
    def another(self):
        return another_answer(self.twin.pk if self.twin else "")


def change_answer(twin: Activity) -> str:
    """Holds for the entry as it was when the question was asked."""
    return f"{CHANGE}:{twin.pk}:{twin.updated_at.timestamp()}"


def another_answer(pk="") -> str:
    """Numbers the further entry, so that it too is stored once; `pk` is the entry that it is not."""
    return f"{ANOTHER}:{uuid.uuid4()}:{pk}"


def odd_figure_error(odd):
    """The question with its tick."""
    return format_html(
        '{} <label class="tick"><input type="checkbox" name="{}" value="{}"> 数字无误</label>',
        odd.sentence,
        ANSWERS,
        odd.token,
    )
