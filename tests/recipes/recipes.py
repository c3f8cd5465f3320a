"""What somebody who follows a recipe writes: by file of the project, the text that goes before another one."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Insertion:
    path: str
    text: str
    before: str


@dataclass(frozen=True)
class Recipe:
    # As its section of CONTRIBUTING.md is headed.
    title: str
    insertions: list[Insertion]
    new_files: dict[str, str] = field(default_factory=dict)
    # The app that gets a migration.
    migrated: str = ""

    @property
    def files(self) -> set[str]:
        return {one.path for one in self.insertions} | self.new_files.keys()

    def follow(self, project: Path) -> None:
        for name, text in self.new_files.items():
            (project / name).write_text(text, encoding="utf-8")
        for one in self.insertions:
            path = project / one.path
            content = path.read_text(encoding="utf-8")
            assert one.before in content, f"{one.path}: {one.before}"
            path.write_text(content.replace(one.before, one.text + one.before, 1), encoding="utf-8")


CHOICES, QUESTIONS = "returnees/choices.py", "returnees/questions.py"
ROLES = "organization/roles.py"
SHEET, CONTENTS = "reports/exports/consolidated/cases.py", "reports/exports/consolidated/contents.py"
SECTIONS = "reports/overview/statistics/sections.py"

A_QUESTION = Recipe(
    "A question",
    [
        Insertion(
            CHOICES,
            'class DrivingLicence(models.TextChoices):\n    YES = "yes", "有"\n    NO = "no", "没有"\n\n\n',
            before="class FollowUpState(",
        ),
        Insertion(
            QUESTIONS,
            'Question(\n                "driving_licence",\n                "有没有驾驶证",\n'
            "                Kind.RADIO,\n                asked=WORKERS,\n                required=WORKERS,\n"
            "                choices=code_list(choices.DrivingLicence),\n            ),\n            ",
            before='Question(\n                "school_major"',
        ),
        Insertion(
            "returnees/models/returnee.py",
            'driving_licence = answer_column("driving_licence", max_length=3)\n    ',
            before="school_major = ",
        ),
    ],
    migrated="returnees",
)

A_ROLE = Recipe(
    "A role",
    [
        Insertion(ROLES, 'LEAGUE_CITY_VIEWER = "league_city_viewer"\n', before="COUNTY_STAFF = "),
        Insertion(ROLES, "LEAGUE_CITY_VIEWER, ", before="COUNTY_STAFF})\n\nROLES"),
        Insertion(
            ROLES,
            'Role(LEAGUE_CITY_VIEWER, "盟市查看员", frozenset({Level.LEAGUE_CITY}), _SEE_WORK),\n        ',
            before="Role(\n            COUNTY_STAFF,",
        ),
    ],
    migrated="organization",
)

RETURNEE_EXPORT = "reports/exports/all_records/returnees.py"
A_COLUMN_OF_AN_EXPORT = Recipe(
    "A column of an export",
    [
        Insertion(
            RETURNEE_EXPORT,
            '"personal_erased_at": (20, "撤回或到期后清除个人信息的时间。"),\n',
            before='}\nLEADING = ("pk"',
        ),
        Insertion(RETURNEE_EXPORT, '    "personal_erased_at",\n', before=")\n# Columns of the table."),
    ],
)

ACTIVITY_EXPORT = "reports/exports/all_records/activities.py"
A_COLUMN_OF_THE_LOG = Recipe(
    "A column of an export",
    [
        Insertion(ACTIVITY_EXPORT, '    "own_number": 12,\n', before='    "created_at": 20,'),
        Insertion(
            ACTIVITY_EXPORT,
            '            "own_number": lambda _: [\n'
            '                column("own_number", "序号", lambda batch: batch["pk"], Cells.NUMBER)\n            ],\n',
            before='            "photos": lambda _',
        ),
    ],
)

A_SHEET = Recipe(
    "A sheet",
    [
        Insertion(
            CONTENTS,
            "    cases.TITLE: lambda basis: cases.case_sheet(basis.blocks, basis.layout, basis.live_origin),\n",
            before="}\n\n\ndef build_contents",
        ),
        Insertion(CONTENTS, "cases, ", before="counties, needs"),
    ],
    {
        SHEET: '''"""个案情况: how many cases a place has to follow up. Always live."""

from collections import Counter

from reports.annex2.layout import Layout
from reports.annex2.sources import Block, BranchLine
from reports.exports.consolidated.sheets import FurtherColumn, FurtherSheet, Value, numbers_by_place, place_columns
from returnees.models import FollowUpCase

TITLE = "个案情况"
COLUMNS = (FurtherColumn("个案", 7),)


def case_sheet(blocks: list[Block], layout: Layout, origin: str) -> FurtherSheet:
    counts = Counter(FollowUpCase.objects.values_list("committee_id", flat=True))

    def numbers_of(block: Block, line: BranchLine) -> list[Value]:
        return [sum(counts[committee_id] for committee_id in line.row.committee_ids)]

    lines = numbers_by_place(blocks, len(COLUMNS), numbers_of)
    return FurtherSheet(TITLE, origin, (*place_columns(layout), *COLUMNS), lines)
'''
    },
)

A_CHART = Recipe(
    "A chart",
    [
        Insertion(SECTIONS, "        _genders(statistics),\n", before="        _channels(statistics),"),
        Insertion(
            SECTIONS,
            """def _genders(statistics: Statistics) -> StatisticsSection:
    returnees = Returnee.objects.in_campaign(statistics.campaign).accepted().order_by()
    counts = Counter(returnees.filter(home_committee__in=statistics.place_of).values_list("gender", flat=True))
    bars = [BarLine(one.label, (counts[one],), str(counts[one])) for one in Gender]
    chart = bar_chart("genders", "性别（份问卷）", f"共 {counts.total()} 份。", bars)
    lines = [StatisticsLine(one.label, [number(counts[one])]) for one in Gender]
    return StatisticsSection("genders", "性别", "", [Figure([chart], StatisticsTable("性别", ["性别", "份数"], lines))])


""",
            before="def _asked(",
        ),
        Insertion(SECTIONS, "from returnees.choices import Gender\n", before="from returnees.choices import Ret"),
        Insertion(SECTIONS, "from returnees.models import Returnee\n", before="from returnees.question_types import"),
    ],
)

A_CHART_OF_A_QUESTION = Recipe(
    "A chart",
    [Insertion(QUESTIONS, 'statistics_title="学历",\n                ', before="choices=code_list(choices.Education)")],
)

A_WORDING = Recipe(
    "A wording",
    [Insertion("templates/organization/roles.html", "（示例）", before="本页由系统实际使用的权限表生成")],
)

A_COLOUR = Recipe("A colour", [Insertion("static/colours.css", "#a0a0a1; --was: ", before="#84909b;")])
A_PUBLIC_COLOUR = Recipe(
    "A colour", [Insertion("templates/public/style.css", "#010203;\n  --was: ", before="#8c8077;\n  --ink")]
)

A_SECURITY_HEADER = Recipe(
    "A security header",
    [
        Insertion(
            "config/settings.py",
            '"Cross-Origin-Resource-Policy": "same-origin", ',
            before='"Permissions-Policy"',
        )
    ],
)

RECIPES = [
    *(A_QUESTION, A_ROLE, A_COLUMN_OF_AN_EXPORT, A_COLUMN_OF_THE_LOG, A_SHEET, A_CHART, A_CHART_OF_A_QUESTION),
    *(A_WORDING, A_COLOUR, A_PUBLIC_COLOUR, A_SECURITY_HEADER),
]
