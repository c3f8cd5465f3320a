"""A sentence of the draft for each kind of activity: that of its pattern, or one of its shape. No queries."""

from activities.choices import OTHER_CHOICE, LoggedList
from activities.models import ActivityKind
from activities.shapes import Shape
from activities.spoken_numbers import counted
from organization.text_places import fill_in
from reports.annex2.rows import Row
from reports.packages.documents.facts import Course, Facts
from reports.packages.documents.phrases import gap, listed, quoted_list, span
from reports.packages.text_and_table.drafted_text import marked

# Of kinds that have no pattern of their own; what a kind does not ask leaves no trace in its sentence.
SENTENCES = {
    Shape.OUTREACH: "{period}，通过{channels}，发放{name}{distribution_count}次{copies}{figures}。",
    Shape.CONTACT: "{period}，{name}{visited_count}人{most}{figures}。",
    Shape.MEETING: "{period}，开展{name}{session_count}场{online}{participants}{most}{figures}。{sites}",
    Shape.TALLY: "{period}，开展{name}{entries}次{figures}。{topics}",
}
ZERO_SENTENCES = {Shape.OUTREACH: "本次没有发放{name}。"}
ZERO_SENTENCE = "本次没有开展{name}。"

TOPIC_ENDINGS = "。，；、 "


def sentence(facts: Facts, kind: ActivityKind) -> str:
    """Of what was held; of nothing, where zero was reported; a gap, where nothing was."""
    pattern = kind.pattern
    if facts.row.entry_counts[kind.key]:
        return fill_in(pattern.sentence or SENTENCES[kind.shape], held_values(facts, kind))
    if facts.row.has_kind(kind.key):
        zero_sentence = pattern.zero_sentence or ZERO_SENTENCES.get(kind.shape, ZERO_SENTENCE)
        return fill_in(zero_sentence, {"name": kind.spoken_name, "letter_title": facts.campaign.letter_title})
    return gap(f"{kind.label}没有记录，也没有零报告")


def held_values(facts: Facts, kind: ActivityKind) -> dict[str, str]:
    """What stands in the places of a pattern."""
    course = facts.courses[kind.key]
    topics = topics_sentence(facts, kind)
    values = {
        "name": kind.spoken_name,
        "period": span(course.first_on, course.last_on),
        "most": most(facts, kind),
        "figures": own_figures(facts, kind),
        "online": f"（线上{course.online_session_count}场）" if course.online_session_count else "",
        "participants": participants(facts, kind),
        "entries": str(facts.row.entry_counts[kind.key]),
        "topics": topics,
        "sites": sites_sentence(facts, kind) or topics,
        "channels": channels(facts.row, kind),
        "copies": copies(course),
        "letter_title": facts.campaign.letter_title,
    }
    return values | {figure: shown_number(facts, kind, figure) for figure in kind.number_labels}


def shown_number(facts: Facts, kind: ActivityKind, figure: str) -> str:
    number = facts.number(kind, figure)
    return gap(kind.label_of(figure)) if number is None else marked(number, kind.key, figure)


def participants(facts: Facts, kind: ActivityKind) -> str:
    return f"，{shown_number(facts, kind, 'participant_count')}人次参加" if kind.asks("participant_count") else ""


def own_figures(facts: Facts, kind: ActivityKind) -> str:
    return "".join(
        f"，{counted(figure.label)}{shown_number(facts, kind, figure.key)}{figure.unit}"
        for figure in kind.figures.all()
        if figure.is_required or facts.number(kind, figure.key) is not None
    )


def leading_figure(kind: ActivityKind) -> str | None:
    """The figure that best shows how much of a kind there was: the first of its shape, else the first of its own."""
    return kind.shape_columns.counted or next((figure.key for figure in kind.figures.all()), None)


def measure(kind: ActivityKind) -> str:
    """The measure word of its leading figure."""
    return kind.unit_of(leading_figure(kind) or "")


def most(facts: Facts, kind: ActivityKind) -> str:
    """The county with the most; empty if there is nothing to compare or a tie."""
    figure = leading_figure(kind)
    if figure is None:
        return ""
    numbers = [(facts.number(kind, figure, county) or 0, county.name) for county in facts.counties]
    (first, name), (second, _) = sorted([*numbers, (0, ""), (0, "")], reverse=True)[:2]
    return f"，其中{name}最多，{first}{measure(kind)}" if first > second > 0 else ""


def topics_sentence(facts: Facts, kind: ActivityKind) -> str:
    """As they were entered, without the kind's own name before them."""
    named = [without_name(topic, kind).rstrip(TOPIC_ENDINGS) for topic in facts.topics.get(kind.key, [])]
    named = list(dict.fromkeys(filter(None, named)))
    if not named:
        return ""
    return f"主题{'是' if len(named) == 1 else '有'}{quoted_list(named)}{'等' if len(named) > 1 else ''}。"


def without_name(topic: str, kind: ActivityKind) -> str:
    for name in kind.names:
        topic = topic.removeprefix(f"{name}：")
    return topic


def sites_sentence(facts: Facts, kind: ActivityKind) -> str:
    visited = facts.site_kinds.get(kind.key, set()) - {OTHER_CHOICE}
    named = listed(facts.lists[LoggedList.SITES].names(",".join(visited))) if visited else ""
    return f"{kind.label_of('site_kind')}有{named}。" if named else ""


def copies(course: Course) -> str:
    if not course.copy_count:
        return ""
    return f"、{course.copy_count}份" if course.is_copy_count_whole else f"，有份数记录的共{course.copy_count}份"


def channels(row: Row, kind: ActivityKind) -> str:
    used = row.channels[kind.key]
    named = row.channel_list.names(",".join(used - {OTHER_CHOICE}))
    others = sorted(row.other_channels[kind.key]) if OTHER_CHOICE in used else []
    return f"{listed([*named, *others])}等渠道" if named or others else "其他渠道"
