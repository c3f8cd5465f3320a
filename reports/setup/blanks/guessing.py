"""From headings to what their columns probably count. A guess is only offered: a person confirms or corrects it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from activities.shapes import SHAPES, Shape
from reports.choices import ColumnContent
from reports.setup.blanks.choices import CHANNELS, OWN, KindOffer, join, new_offer
from reports.setup.blanks.recognising import BlankColumn, split_unit

SERIAL = re.compile(r"序号?|编号|No\.?", re.IGNORECASE)
NAME = re.compile(
    r"盟市|地市|市州|州市|地州市?|旗县(?:市?区)?|县市区?|区县|县区|县|市|团委|地区|区域|所在地|名称"
    r"|(?:填报|报送|上报|参加|责任|所属)?(?:单位|团委|团组织)(?:名称)?"
)
BLANK = re.compile(
    r"备\s*注|说明|.{0,4}(?:联系)?电话|手机号?码?|.{0,4}(?:联系|负责|填表|经办|责任)人|.{0,4}(?:时间|日期|地点|地址)"
    r"|主要内容|活动内容|活动名称|活动主题|主题|典型.{0,4}|亮点.{0,4}|照片"
)
# What is no whole number, or no number at all.
UNCOUNTABLE = re.compile(r"率\Z|比例|占比|百分比|[%％]|是否|情况\Z|效果|类型\Z|形式\Z|名单")

CHANNEL_WORDS = re.compile(r"渠道|平台\Z|途径|方式\Z")
COPY_WORDS = re.compile(r"份数|份\Z|册数|张数|封数")
DISTRIBUTION_WORDS = re.compile(r"次数|次\Z|批次")
SESSION_WORDS = re.compile(r"场次|场数|场\Z|期数|班次|(?:活动|举办|开展|组织|培训|服务|宣讲)?次数|场（")
PEOPLE_WORDS = re.compile(r"人数|人次|参加|参与|参训|到场|观看|听众")
MEMBER_WORDS = re.compile(r"会员")
OUTREACH_GROUP = re.compile(r"信\Z|短信|发放|推送|群发|宣传品|倡议书|寄送")
CONTACT_GROUP = re.compile(r"走访|走进|联系|慰问|结对|看望|谈心")

# By shape: the figure and the words of the heading that mean it.
FIGURE_WORDS = {
    Shape.OUTREACH: (("distribution_count", DISTRIBUTION_WORDS), ("copy_count", COPY_WORDS)),
    Shape.CONTACT: (("new_member_count", MEMBER_WORDS), ("visited_count", PEOPLE_WORDS)),
    Shape.MEETING: (("session_count", SESSION_WORDS), ("participant_count", PEOPLE_WORDS)),
    Shape.TALLY: (),
}
# Names of existing kinds are looked for inside a heading, and the other way round, only from this length on.
SHORTEST_NAME = 2
LONGEST_LABEL = 20


@dataclass
class Guess:
    # Empty where there is none.
    choice: str = ""
    # Of a number, as its kind would call it; its measure word.
    label: str = ""
    unit: str = ""


@dataclass
class Guesses:
    """For each column one; and the kinds that would have to be made."""

    columns: list[Guess]
    new_kinds: list[KindOffer] = field(default_factory=list)


def guess(columns: Sequence[BlankColumn], offers: Sequence[KindOffer]) -> Guesses:
    guesses = Guesses([Guess() for _ in columns])
    name = name_place(columns)
    groups: dict[str, list[int]] = {}
    for place, column in enumerate(columns):
        if plain := plain_content(column, is_name=place == name):
            guesses.columns[place].choice = plain
        elif not UNCOUNTABLE.search(column.leaf):
            groups.setdefault(kind_name(column), []).append(place)
    for group, places in groups.items():
        guess_group(group, places, columns, offers, guesses)
    return guesses


def name_place(columns: Sequence[BlankColumn]) -> int | None:
    """Which column names the rows: the first whose heading says so, else the first that is no serial number."""
    single = [place for place, column in enumerate(columns) if len(column.headings) == 1]
    named = [place for place in single if NAME.fullmatch(bare(columns[place].leaf))]
    others = [place for place in single if not SERIAL.fullmatch(columns[place].leaf)]
    return next(iter(named or others[:1]), None)


def bare(text: str) -> str:
    """县（市、区） is 县."""
    return re.sub(r"[（(][^（）()]*[）)]|[\s:：]", "", text)


def plain_content(column: BlankColumn, *, is_name: bool) -> str:
    leaf = bare(column.headings[-1])
    if is_name:
        return ColumnContent.NAME
    if SERIAL.fullmatch(leaf):
        return ColumnContent.SERIAL
    return ColumnContent.BLANK if BLANK.fullmatch(leaf) else ""


def kind_name(column: BlankColumn) -> str:
    """What a kind would be called that the column counts: its group, or its only heading."""
    return split_unit(column.headings[0])[0]


def guess_group(group: str, places: list[int], columns, offers: Sequence[KindOffer], guesses: Guesses) -> None:
    headings = [columns[place] for place in places]
    kind = find_kind(group, offers)
    if kind is None:
        shape = guess_shape(group, [column.headings[-1] for column in headings])
        kind = new_offer(f"new-{len(guesses.new_kinds) + 1}", group[:40], shape)
        guesses.new_kinds.append(kind)
    used: set[str] = set()
    for place, column in zip(places, headings, strict=True):
        figure = guess_figure(column, kind, used)
        used.add(figure)
        label = own_label(column) if figure == OWN or kind.is_new else ""
        if figure != OWN and len(label) <= SHORTEST_NAME:
            # 人数, 场次: the shape has a longer word for them.
            label = ""
        guesses.columns[place] = Guess(join(kind.key, figure), label, column.unit)


def find_kind(group: str, offers: Sequence[KindOffer]) -> KindOffer | None:
    """The kind that is called so; else one whose name is part of the heading, or the other way round."""
    name = bare(group)
    for offer in offers:
        if name in map(bare, offer.names):
            return offer
    for offer in offers:
        for other in map(bare, offer.names):
            if min(len(name), len(other)) >= SHORTEST_NAME and (name in other or other in name):
                return offer
    return None


def guess_shape(group: str, leaves: Iterable[str]) -> Shape:
    leaves = list(leaves)
    is_outreach = OUTREACH_GROUP.search(group) and any(DISTRIBUTION_WORDS.search(split_unit(one)[0]) for one in leaves)
    if is_outreach or any(CHANNEL_WORDS.search(leaf) for leaf in leaves):
        return Shape.OUTREACH
    if any(SESSION_WORDS.search(leaf) for leaf in leaves):
        return Shape.MEETING
    has_people = any(re.search("人[数次]|会员", leaf) for leaf in leaves)
    return Shape.CONTACT if CONTACT_GROUP.search(group) and has_people else Shape.TALLY


def guess_figure(column: BlankColumn, kind: KindOffer, used: set[str]) -> str:
    leaf = column.leaf
    if kind.has_channels and CHANNEL_WORDS.search(leaf):
        return CHANNELS
    called = {bare(leaf), bare(own_label(column))}
    for figure, label in kind.numbers.items():
        if bare(label) in called and figure not in used:
            return figure
    own = SHAPES[kind.shape].figures
    for figure, words in FIGURE_WORDS[Shape(kind.shape)]:
        if figure in kind.numbers and figure in own and figure not in used and words.search(leaf):
            return figure
    return OWN


def own_label(column: BlankColumn) -> str:
    """As its kind would call the number: the headings below the group, without the unit."""
    return "".join([*column.headings[1:-1], column.leaf])[:LONGEST_LABEL]
