"""What an import asks before it stores: for the file, or for single rows. Nothing is merged or dropped unasked."""

import hashlib
from dataclasses import dataclass

ADD, SKIP = "add", "skip"
ROW_PREFIX = "row_"
SHOWN_ROWS = 200


@dataclass(frozen=True)
class RowChoices:
    """What was chosen on the preview, or what it begins with."""

    # For the rows that are there already in every column, and for those that may be the same happening as something
    # that is there. Empty is no choice yet.
    exact: str = SKIP
    similar: str = ""
    # By number of the row in the sheet, where it was chosen for that row.
    rows: tuple[tuple[str, str], ...] = ()
    are_figures_confirmed: bool = False

    @classmethod
    def sent(cls, data) -> "RowChoices":
        chosen = {name: value for name, value in data.items() if value in (ADD, SKIP)}
        rows = tuple(
            (name.removeprefix(ROW_PREFIX), one) for name, one in chosen.items() if name.startswith(ROW_PREFIX)
        )
        return cls(chosen.get("exact", SKIP), chosen.get("similar", ""), rows, bool(data.get("figures")))

    def of_row(self, line) -> str:
        return dict(self.rows).get(str(line.number), "")

    def of(self, line) -> str:
        """What is done with a row that equals something: ADD, SKIP, or empty while nobody has said."""
        return self.of_row(line) or (self.exact if line.is_exact else self.similar)


class RowQuestions:
    def __init__(self, lines, choices: RowChoices):
        self.choices = choices
        self.exact = [line for line in lines if line.is_exact]
        self.similar = [line for line in lines if line.matches and not line.is_exact]
        self.odd = [line for line in lines if line.odd and not (line.matches and choices.of(line) == SKIP)]
        asked = [(line.number, [one.name for one in line.matches], [one.token for one in line.odd]) for line in lines]
        # Of what was asked: an answer to something else does not count.
        self.digest = hashlib.sha256(repr([one for one in asked if any(one[1:])]).encode()).hexdigest()

    def __bool__(self):
        return bool(self.exact or self.similar or self.odd)

    @property
    def open_similar(self):
        return [line for line in self.similar if not self.choices.of(line)]

    @property
    def is_open(self) -> bool:
        return bool(self.open_similar or (self.odd and not self.choices.are_figures_confirmed))

    @property
    def shown_odd(self):
        return self.odd[:SHOWN_ROWS]

    @property
    def unshown_odd_count(self) -> int:
        return max(0, len(self.odd) - SHOWN_ROWS)

    @property
    def groups(self) -> list["EqualRows"]:
        groups = [
            EqualRows("similar", self.similar, self.choices.similar, self.choices),
            EqualRows("exact", self.exact, self.choices.exact, self.choices),
        ]
        return [group for group in groups if group.lines]


@dataclass(frozen=True)
class EqualRows:
    """Rows that are asked about together."""

    # The field in which it is chosen for all of them.
    name: str
    lines: list
    choice: str
    choices: RowChoices

    @property
    def shown_rows(self):
        """Each with the field for it alone, and what was chosen there."""
        return [(one, f"{ROW_PREFIX}{one.number}", self.choices.of_row(one)) for one in self.lines[:SHOWN_ROWS]]

    @property
    def unshown_count(self) -> int:
        return max(0, len(self.lines) - SHOWN_ROWS)
