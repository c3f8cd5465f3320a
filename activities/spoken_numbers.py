"""How a text speaks of the numbers of a kind of activity: by which words, and with which measure word. No queries of
its own beyond what the kind asks."""

from dataclasses import dataclass

from activities.models import ActivityKind
from activities.models.kind import listed_names
from activities.shapes import FIGURES_NAMED_BY_KIND


@dataclass(frozen=True)
class SpokenNumber:
    # The keys of the kind and of the figure; a figure without a key is the kind as such, of which nothing is counted.
    kind: str
    figure: str
    # Any of them; three dots within one stand for what may be between its parts.
    words: tuple[str, ...]
    # Empty where none is known.
    unit: str


def spoken_numbers(kind: ActivityKind) -> list[SpokenNumber]:
    own_words = {one.column: one.other_names for one in kind.details.all()}
    own_words |= {one.key: one.other_names for one in kind.figures.all()}
    numbers = [SpokenNumber(kind.key, "", tuple(kind.names), "")]
    for figure, label in kind.number_labels.items():
        names = kind.names if figure in FIGURES_NAMED_BY_KIND else [counted(label)]
        words = (*names, *listed_names(own_words.get(figure, "")))
        numbers.append(SpokenNumber(kind.key, figure, words, kind.unit_of(figure) or unit_in(label)))
    return numbers


def counted(label: str) -> str:
    """What a number counts, from its label: 提供岗位数 → 提供岗位."""
    return label.removesuffix("人数").removesuffix("数") or label


def unit_in(label: str) -> str:
    return "人" if label.endswith("人数") else ""
