"""What an entry of the log counts: a small closed set of shapes. The kinds that share one are rows of a campaign."""

from dataclasses import dataclass

from django.db import models


class Shape(models.TextChoices):
    OUTREACH = "outreach", "发放宣传（渠道、次数、份数）"
    CONTACT = "contact", "联系走访（人数、新增会员）"
    MEETING = "meeting", "会议活动（场次、人数、主题）"
    TALLY = "tally", "其他计数（只用自定的数字）"


@dataclass(frozen=True)
class ShapeColumns:
    """The columns of `Activity` that belong to a shape; those of other shapes are null in its entries."""

    figures: tuple[str, ...]
    details: tuple[str, ...]

    @property
    def counted(self) -> str | None:
        """The figure that a held entry must have; None of a tally, which counts only the figures of its kind."""
        return self.figures[0] if self.figures else None


SHAPES: dict[str, ShapeColumns] = {
    Shape.OUTREACH: ShapeColumns(("distribution_count", "copy_count"), ("channels",)),
    Shape.CONTACT: ShapeColumns(("visited_count", "new_member_count"), ("co_hosts",)),
    Shape.MEETING: ShapeColumns(
        ("session_count", "participant_count"), ("topic", "speaker", "speaker_post", "site_kind", "co_hosts")
    ),
    Shape.TALLY: ShapeColumns((), ("topic", "co_hosts")),
}

# What an entry of any shape may be asked for; never null.
COMMON_DETAILS = ("place", "is_online")

# A column that is asked wherever another one is.
COMPANIONS = {"channels": "channel_other"}

FIGURE_COLUMNS = tuple(dict.fromkeys(name for shape in SHAPES.values() for name in shape.figures))
DETAIL_COLUMNS = tuple(dict.fromkeys(name for shape in SHAPES.values() for name in shape.details))
SHAPE_COLUMNS = (*FIGURE_COLUMNS, *DETAIL_COLUMNS, *COMPANIONS.values())

# How a column is labelled where its kind gives it no label of its own.
LABELS = {
    "channels": "发放渠道",
    "channel_other": "其他渠道",
    "distribution_count": "发放次数",
    "copy_count": "发放份数",
    "visited_count": "联系走访人数",
    "new_member_count": "新增会员数",
    "session_count": "活动场次",
    "participant_count": "参与人数",
    "topic": "主题",
    "speaker": "主讲人",
    "speaker_post": "主讲人单位职务",
    "site_kind": "考察对象",
    "co_hosts": "联合举办单位",
    "place": "地点",
    "is_online": "线上",
}

# The measure word that follows a figure in a text, where its kind gives it none of its own.
UNITS = {
    "distribution_count": "次",
    "copy_count": "份",
    "visited_count": "人",
    "new_member_count": "名",
    "session_count": "场",
    "participant_count": "人次",
}

# A text that names a kind with a number speaks of these; of its other figures only where it names them too.
FIGURES_NAMED_BY_KIND = frozenset({"distribution_count", "visited_count", "session_count", "participant_count"})

# What a new form shows in a figure that is asked for.
INITIAL_FIGURES = {"new_member_count": 0, "session_count": 1}


def askable_columns(shape: str) -> tuple[str, ...]:
    """The columns that a kind of this shape may ask for, in the order of its form."""
    columns = SHAPES[shape]
    return (*columns.details, *columns.figures, *COMMON_DETAILS)


def columns_of_shape(shape: str) -> frozenset[str]:
    """The columns that need not be null in the entries of a shape, besides those of any shape."""
    named = (*SHAPES[shape].figures, *SHAPES[shape].details)
    return frozenset(named) | {COMPANIONS[name] for name in named if name in COMPANIONS}
