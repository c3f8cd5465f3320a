"""The official form of Annex 2 (附件2) as data: the notice 内团办发﹝2020﹞1号, 附件 2. No queries, no Excel."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    letter: str
    heading: str
    key: str
    """The figure of a row that stands in this column."""
    kind: str
    """The kind of activity behind it."""
    width: int
    """In characters of the sheet's default font."""
    meaning: str
    """The counting rule, as staff read it beside the table."""
    is_text: bool = False

    @property
    def source(self) -> str:
        """The column of the activity log that is summed; the kinds with sessions share theirs."""
        shared = ("session_count", "participant_count")
        return next((name for name in shared if self.key == f"{self.kind}_{name}"), self.key)


@dataclass(frozen=True)
class Group:
    heading: str
    columns: tuple[Column, ...]


GROUPS = (
    Group(
        "慰问信发放",
        (
            Column(
                "B",
                "发放渠道",
                "letter_channels",
                "letter",
                38,
                "已开展的慰问信发放用过的渠道，按固定次序，不重复。",
                is_text=True,
            ),
            Column(
                "C",
                "发放次数",
                "distribution_count",
                "letter",
                9,
                "发放的次数：一次推送、一次群发、一次现场发放各算 1 次；份数另记，不计入。",
            ),
        ),
    ),
    Group(
        "走进青年",
        (
            Column(
                "D",
                "联系走访青年人数",
                "visited_count",
                "visit",
                12,
                "每次联系、走访到的青年人数之和；填写问卷不算。",
            ),
            Column(
                "E",
                "青创联盟新增会员数",
                "new_member_count",
                "visit",
                12,
                "走访中新吸收的会员之和；问卷里愿意加入的只是申请，不算。",
            ),
        ),
    ),
    Group(
        "返乡创业座谈会",
        (
            Column(
                "F",
                "活动场次",
                "symposium_session_count",
                "symposium",
                9,
                "座谈会场次之和；联合举办的由一家记录，只算一次。",
            ),
            Column("G", "参与人数", "symposium_participant_count", "symposium", 9, "各场参与人次之和。"),
        ),
    ),
    Group(
        "宣讲活动",
        (
            Column(
                "H",
                "活动场次",
                "lecture_session_count",
                "lecture",
                9,
                "政策宣讲场次之和；联合举办的只算一次。",
            ),
            Column("I", "参与人数", "lecture_participant_count", "lecture", 9, "各场参与人次之和。"),
        ),
    ),
    Group(
        "考察活动",
        (
            Column("J", "活动场次", "tour_session_count", "tour", 9, "参观考察场次之和；联合举办的只算一次。"),
            Column("K", "参与人数", "tour_participant_count", "tour", 9, "各次参与人次之和。"),
        ),
    ),
)

COLUMNS = tuple(column for group in GROUPS for column in group.columns)
NUMBER_COLUMNS = tuple(column for column in COLUMNS if not column.is_text)

NAME_HEADING = "盟市"
NAME_WIDTH = 14
TOTAL_NAME = "合计"
OWN_NAME = "本级"
"""In a breakdown: the entries of the committee itself."""
TEXT_TOTAL = "—"
"""Stands in the total row below a column of text."""
NO_CHANNEL = "无"
"""Stands in 发放渠道 where a zero report says that no letter was handed out."""

FILLED_BY = "填表人："
PHONE = "联系电话："
LEAGUE_CITY_SEAL = "盟市团委盖章："
REGION_SEAL = "自治区团委盖章："
