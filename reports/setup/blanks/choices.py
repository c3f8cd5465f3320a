"""What a column of the table may print, as one choice: a text such as `letter:channels`, or `blank`.

A kind is named by its key; one that is only to be made has a name with a hyphen, which no key has.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from activities.models import ActivityKind
from activities.shapes import LABELS, SHAPES, Shape
from reports.choices import ColumnContent

CHANNELS, OWN = "channels", "+"
UNCOUNTED = (ColumnContent.NAME, ColumnContent.SERIAL, ColumnContent.BLANK)
NEW_FIGURE = "一个新的数字"


@dataclass(frozen=True)
class KindOffer:
    """A kind as the columns may choose it; one that is new has no row yet."""

    key: str
    label: str
    shape: str
    # By key, the label of each number.
    numbers: dict[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    has_channels: bool = False
    is_new: bool = False

    @property
    def choices(self) -> list[tuple[str, str]]:
        found = [(join(self.key, CHANNELS), "发放渠道")] if self.has_channels else []
        found += [(join(self.key, figure), label) for figure, label in self.numbers.items()]
        return [*found, (join(self.key, OWN), NEW_FIGURE)]


def join(kind: str, figure: str) -> str:
    return f"{kind}:{figure}"


def split(choice: str) -> tuple[str, str]:
    """Kind and figure; both empty of what counts nothing."""
    kind, _, figure = choice.partition(":")
    return (kind, figure) if figure else ("", "")


def content_of(choice: str) -> ColumnContent:
    _, figure = split(choice)
    if not figure:
        return ColumnContent(choice)
    return ColumnContent.CHANNELS if figure == CHANNELS else ColumnContent.FIGURE


def offer_of(kind: ActivityKind) -> KindOffer:
    numbers, names = dict(kind.number_labels), tuple(kind.names)
    return KindOffer(kind.key, kind.label, kind.shape, numbers, names, has_channels=kind.shape == Shape.OUTREACH)


def new_offer(key: str, label: str, shape: str) -> KindOffer:
    figures = SHAPES[shape].figures if shape in SHAPES else ()
    numbers = {name: LABELS[name] for name in figures}
    return KindOffer(key, label, shape, numbers, (label,), has_channels=shape == Shape.OUTREACH, is_new=True)


def column_choices(offers: Sequence[KindOffer]) -> list:
    """For a select: what counts nothing, then each kind with its numbers."""
    plain = ("不计数", [(content.value, content.label) for content in UNCOUNTED])
    return [("", "请选择"), plain, *((group_label(offer), offer.choices) for offer in offers)]


def group_label(offer: KindOffer) -> str:
    return f"新类别：{offer.label or '还没有名称'}" if offer.is_new else offer.label


def allowed_choices(offers: Iterable[KindOffer]) -> set[str]:
    return {*UNCOUNTED, *(choice for offer in offers for choice, _ in offer.choices)}
