"""How the form and the list of a kind are laid out: all of it follows from what the kind asks."""

from django.contrib import admin
from django.template.defaultfilters import truncatechars

from activities.choices import LoggedList
from activities.forms import figure_field_name
from activities.models.activity_columns import SEARCHED
from activities.queries import asked_figures
from activities.shapes import COMPANIONS, INITIAL_FIGURES
from organization.staff_site.staff_list import figure

# What the next of several entries is likely to share with the one before, of every kind; figures never are.
ALWAYS_REPEATED = ("committee", "state", "held_on")

# Where an entry was and with whom: the last rows of the form.
WHERE = ("place", "is_online", "co_hosts")

ALWAYS_SEARCHED = ("remark",)


def asked_details(kind) -> list[str]:
    """The columns of the log that a kind asks for besides its figures, each with what is asked along with it."""
    details = [asked.name for asked in kind.asked_columns if not asked.is_figure]
    return [column for name in details for column in (name, *filter(None, [COMPANIONS.get(name)]))]


def fieldsets_of(kind, *, hidden, own_figures, channels="channels"):
    """The form of an entry. `own_figures` and `channels` are fields, or the columns that are shown in their place."""
    details = asked_details(kind)
    where = tuple(name for name in WHERE if name in details)
    content = content_rows(details, asked_figures(kind), own_figures, channels)
    entry = {"classes": ["entry"]}
    title = "渠道与数字" if "channels" in details else "内容与数字"
    place = [(*where, "remark")] if len(where) < 2 else [where, "remark"]
    return [
        ("单位与日期", entry | {"fields": [hidden, ("committee", "state", "held_on", "held_until")]}),
        *([(title, entry | {"fields": content})] if content else []),
        ("地点与备注" if where else "备注", entry | {"fields": place}),
    ]


def content_rows(details, figures, own_figures, channels):
    content = [name for name in details if name not in WHERE]
    rows = [tuple(content), tuple(figures), tuple(own_figures)]
    if "channels" in content:
        content.remove("channels")
        # The channels fill a row of their own; the name of another channel fits beside the figures.
        rows = [(channels,), (*content, *figures), tuple(own_figures)]
    return [row for row in rows if row]


def searched_columns(kind) -> list[str]:
    """Those that it asks for; of all kinds together (None), every one."""
    if kind is None:
        return list(SEARCHED)
    details = {*asked_details(kind), *ALWAYS_SEARCHED}
    return [name for name in SEARCHED if name in details]


def repeated_columns(kind) -> list[str]:
    """What the next entry is likely to share with this one."""
    details = asked_details(kind)
    if "site_kind" in details:
        # The next visit goes to another site.
        details = [name for name in details if name not in ("site_kind", "place", "is_online")]
    return [*ALWAYS_REPEATED, *details]


def initial_figures(kind) -> dict[str, int]:
    return {name: number for name, number in INITIAL_FIGURES.items() if kind.asks(name)}


# Columns of the list, and of the page of an entry that may not be changed: under the labels of their kind.


def number_column(kind, name):
    @figure
    @admin.display(description=kind.label_of(name), ordering=name)
    def number(entry):
        return getattr(entry, name)

    number.__name__ = name
    return number


def own_figure_column(asked):
    @figure
    @admin.display(description=asked.label)
    def own_figure(entry):
        return entry.own_figures.get(asked.key)

    own_figure.__name__ = figure_field_name(asked)
    return own_figure


def channels_column(kind):
    @admin.display(description=kind.label_of("channels"))
    def channel_names(entry):
        return "、".join(kind.lists[LoggedList.CHANNELS].names(entry.channels))

    return channel_names


def topic_column(kind):
    @admin.display(description=kind.label_of("topic"), ordering="topic")
    def short_topic(entry):
        return truncatechars(entry.topic or "", 20)

    return short_topic


def place_column(kind):
    @admin.display(description=kind.label_of("place"), ordering="place")
    def place(entry):
        return entry.place

    return place


def distinguishing_columns(kind):
    """The first column that the kind asks for by which entries of one day differ."""
    columns = {"channels": channels_column, "topic": topic_column, "place": place_column}
    return [column(kind) for name, column in columns.items() if kind.asks(name)][:1]


@figure
@admin.display(description="照片")
def photo_count(entry):
    return entry.photo_count


def listed_columns(kind):
    if kind is None:
        return ("number", "days", "committee", "state")
    figures = [number_column(kind, name) for name in asked_figures(kind)]
    own_figures = [own_figure_column(figure) for figure in kind.figures.all()]
    what = distinguishing_columns(kind)
    return ("days", *what, "committee", *figures, *own_figures, photo_count, "state", "number")
