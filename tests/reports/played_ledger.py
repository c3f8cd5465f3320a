"""What is written down while a campaign is played, and what must come of it: plain data and plain loops.

Nothing of the code under test counts anything here.
"""

from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date

from organization.models import Account, Campaign, Committee
from reports.models import Package

SOURCES = ("submitted", "accepted", "live")
KINDS = ("letter", "visit", "symposium", "lecture", "tour")
PLACES = {
    "呼和浩特市": ("新城区", "托克托县"),
    "包头市": ("东河区", "达尔罕茂明安联合旗"),
    "呼伦贝尔市": ("海拉尔区", "扎赉诺尔区", "满洲里市"),
    "兴安盟": ("乌兰浩特市", "科尔沁右翼前旗"),
    "通辽市": ("科尔沁区", "奈曼旗"),
    "赤峰市": ("红山区", "敖汉旗"),
    "锡林郭勒盟": ("二连浩特市", "锡林浩特市"),
    "乌兰察布市": ("集宁区", "四子王旗"),
    "鄂尔多斯市": ("东胜区", "鄂托克旗"),
    "巴彦淖尔市": ("临河区", "乌拉特后旗"),
    "乌海市": ("海勃湾区", "乌达区"),
    "阿拉善盟": ("阿拉善左旗", "额济纳旗"),
}
SEPARATE = ("满洲里市", "二连浩特市")
ADMINISTERED = {"扎赉诺尔区": "满洲里市"}
# Nothing ever happens there.
SILENT = {"二连浩特市", "锡林浩特市", "锡林郭勒盟", "阿拉善盟", "阿拉善左旗", "额济纳旗", "乌拉特后旗"}
# In the order of Annex 2.
CHANNELS = {"wechat_account": "微信公众号", "wechat_group": "微信群", "sms": "短信", "other": "其他"}
# Of each kind: the figure of Annex 2, and the column of an entry that it sums.
NUMBERS = {
    "letter": {"distribution_count": "distribution_count"},
    "visit": {"visited_count": "visited_count", "new_member_count": "new_member_count"},
    **{
        kind: {f"{kind}_session_count": "session_count", f"{kind}_participant_count": "participant_count"}
        for kind in ("symposium", "lecture", "tour")
    },
}


@dataclass
class Work:
    """One held entry."""

    kind: str
    columns: dict
    pk: int


@dataclass
class Youth:
    status: str
    age: int
    industry: str = ""
    needs: tuple = ()
    difficulties: tuple = ()
    state: str = "accepted"


@dataclass
class Place:
    """What one committee has logged and how many youths have answered there."""

    works: list[Work] = field(default_factory=list)
    zeros: set[str] = field(default_factory=set)
    youths: list[Youth] = field(default_factory=list)
    # By the keys of the page 服务与工作汇总.
    other_work: Counter = field(default_factory=Counter)


@dataclass
class Expected:
    """Of one reporting committee at the end of the campaign."""

    name: str
    # Its own name first, then what counts in its row, in the order of the table.
    places: list[str]
    state: str = "not_started"
    state_label: str = "未开始"
    submitted_on: date | None = None
    due_on: date = date(2020, 2, 16)
    is_extended: bool = False
    is_late: bool = False
    submission_count: int = 0
    returned_count: int = 0
    filled_by: str = ""
    phone: str = ""
    is_changed: bool = False
    # Its places as they were when it last sent up.
    frozen: dict[str, Place] | None = None
    counts_in: dict[str, bool] = field(default_factory=dict)
    # By source and place: the figures of Annex 2.
    lines: dict[str, dict[str, dict]] = field(default_factory=dict)
    # By source: the row of Annex 2; every figure None where it does not count.
    figures: dict[str, dict] = field(default_factory=dict)


@dataclass
class Played:
    campaign: Campaign
    region: Committee
    manager: Account
    is_separate: bool
    # By the name of the row, in the order of the table.
    expected: dict[str, Expected]
    # As they are at the end; the region's and the direct committee's too.
    places: dict[str, Place]
    committees: dict[str, Committee]
    staff: dict[str, Account]

    def package(self, name):
        return Package.objects.get(campaign=self.campaign, printed_name=name)

    def places_in(self, name, source) -> dict[str, Place] | None:
        """The places of a row as a source sees them; None where the row does not count."""
        row = self.expected[name]
        if source == "live":
            return {place: self.places[place] for place in row.places}
        return row.frozen if row.counts_in[source] else None

    def totals(self, source) -> dict:
        """Of the numbers of Annex 2, over the rows that have one."""
        totals = {}
        for key in (key for numbers in NUMBERS.values() for key in numbers):
            reported = [row.figures[source][key] for row in self.expected.values()]
            reported = [number for number in reported if number is not None]
            totals[key] = sum(reported) if reported else None
        return totals


def count_figures(places: list[Place]) -> dict:
    """The figures of Annex 2 that these places make together."""
    works = [work for place in places for work in place.works]
    zeros = {kind for place in places for kind in place.zeros}
    figures = {"letter_channels": channels_of(works) or ("无" if "letter" in zeros else None)}
    for kind, numbers in NUMBERS.items():
        of_kind = [work.columns for work in works if work.kind == kind]
        for key, column in numbers.items():
            figures[key] = sum(columns[column] for columns in of_kind) if of_kind else (0 if kind in zeros else None)
    return figures


def channels_of(works) -> str:
    letters = [work.columns for work in works if work.kind == "letter"]
    used = {code for columns in letters for code in columns["channels"].split(",")}
    others = sorted({columns["channel_other"] for columns in letters if columns.get("channel_other")})
    names = [name for code, name in CHANNELS.items() if code in used]
    if others:
        names[-1] = f"其他（{'，'.join(others)}）"
    return "、".join(names)


def as_they_are(places: dict[str, Place]) -> dict[str, Place]:
    """As they are now, without the rows of the database."""
    copied = {}
    for name, place in places.items():
        youths = [
            Youth(youth.status, youth.age, youth.industry, youth.needs, youth.difficulties, youth.state)
            for youth in place.youths
        ]
        copied[name] = Place(deepcopy(place.works), set(place.zeros), youths, Counter(place.other_work))
    return copied
