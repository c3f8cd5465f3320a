"""A draft of the summary from the committee's own figures and entries, in the order of the campaign's kinds.

Every number and every topic comes from the log; what the log cannot know is left to the committee as 【请补充：…】.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from activities.models import ActivityKind
from activities.shapes import Shape
from reports.models import Package
from reports.packages.documents import sentences
from reports.packages.documents.facts import Facts, gather
from reports.packages.documents.kind_sentences import sentence
from reports.packages.documents.phrases import ordinal
from reports.packages.text_and_table.drafted_text import DraftedText, unmarked

# Kinds follow each other in this order. Those of one group share a section unless one begins its own, and its heading.
GROUPS = (
    (Shape.CONTACT, "联系青年"),
    (Shape.OUTREACH, "联系青年"),
    (Shape.MEETING, "组织活动"),
    (Shape.TALLY, "其他工作"),
)
REACHING = (Shape.CONTACT, Shape.OUTREACH)


@dataclass
class DraftSection:
    heading: str
    group: str
    kinds: list[ActivityKind] = field(default_factory=list)
    # Paragraphs below those of the kinds.
    further: list[str] = field(default_factory=list)

    def has(self, *shapes: str) -> bool:
        return any(kind.shape in shapes for kind in self.kinds)


def draft_summary(package: Package) -> DraftedText:
    return unmarked("\n".join(filter(None, _lines(gather(package)))))


def _lines(facts: Facts) -> Iterator[str]:
    yield "一、总体情况"
    yield from sentences.overview(facts)
    yield "二、主要做法"
    for number, section in enumerate(_sections(facts), start=1):
        yield f"（{ordinal(number)}）{section.heading}"
        yield from (sentence(facts, kind) for kind in section.kinds)
        yield from section.further
    yield sentences.publicity_heading(facts)
    yield from sentences.publicity_and_members(facts)
    yield "四、存在问题和下一步打算"
    yield from sentences.outlook(facts)


def _sections(facts: Facts) -> list[DraftSection]:
    sections: list[DraftSection] = []
    for shape, group in GROUPS:
        for kind in sentences.of(facts, shape):
            heading = kind.pattern.heading
            if heading or not sections or sections[-1].group != group:
                sections.append(DraftSection(heading or group, group))
            sections[-1].kinds.append(kind)
    services = DraftSection("服务青年创业就业", "", further=sentences.services(facts))
    sections.append(services)
    _last(sections, *REACHING).further += sentences.youths(facts)
    _first(sections, Shape.MEETING).further += sentences.help_given(facts)
    return sections


def _last(sections: list[DraftSection], *shapes: str) -> DraftSection:
    return next((section for section in reversed(sections) if section.has(*shapes)), sections[0])


def _first(sections: list[DraftSection], *shapes: str) -> DraftSection:
    return next((section for section in sections if section.has(*shapes)), sections[0])
