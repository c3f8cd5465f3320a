"""Kinds that no notice of ours knows, one of each shape, and what their forms send."""

from tests.activities.entries import COMMON
from tests.factories import make_kind

OTHER_KINDS = {
    "job_fair": {
        "label": "招聘会",
        "shape": "tally",
        "details": ("topic", "place"),
        "figures": (
            {"key": "job_count", "label": "提供岗位数", "is_required": True, "help_text": "各单位岗位之和。"},
            {"key": "hired_count", "label": "现场签约人数"},
        ),
    },
    "poster": {
        "label": "张贴海报",
        "shape": "outreach",
        "details": ({"column": "distribution_count", "label": "张贴次数"},),
    },
    "phone_call": {
        "label": "电话联系",
        "shape": "contact",
        "details": ({"column": "co_hosts", "is_required": True, "label": "配合单位"},),
        "figures": ({"key": "answered_count", "label": "接通人数"},),
    },
    "workshop": {
        "label": "技能/手艺 班",
        "shape": "meeting",
        "details": (
            {"column": "topic", "is_required": True, "label": "课程"},
            {"column": "session_count", "label": "期数"},
            {"column": "participant_count", "label": "学员人数", "help_text": "只数结业的。"},
            "is_online",
        ),
        "figures": ({"key": "certificate_count", "label": "学员人数", "is_required": True},),
    },
}
# What a valid form sends, what a valid row of a workbook holds, and what is then recorded.
SENT = {
    "job_fair": {"topic": "春风行动", "figure_job_count": "120", "figure_hired_count": ""},
    "poster": {"distribution_count": "4"},
    "phone_call": {"visited_count": "9", "co_hosts": "农牧局", "figure_answered_count": "0"},
    "workshop": {"topic": "电焊", "session_count": "1", "participant_count": "", "figure_certificate_count": "7"},
}
CELLS = {
    "job_fair": {"主题": "春风行动", "提供岗位数": 120},
    "poster": {"张贴次数": 4},
    "phone_call": {"联系走访人数": 9, "配合单位": "农牧局", "接通人数": 0},
    "workshop": {"课程": "电焊", "期数": 1, "学员人数（2）": 7},
}
OWN_FIGURES = {
    "job_fair": {"job_count": 120},
    "poster": {},
    "phone_call": {"answered_count": 0},
    "workshop": {"certificate_count": 7},
}


def make_other_kinds(campaign):
    return {key: make_kind(campaign=campaign, key=key, **described) for key, described in OTHER_KINDS.items()}


def sent(key, **changes):
    answers = COMMON | SENT[key] | changes
    return {name: value for name, value in answers.items() if value is not None}


def cells(key, **changes):
    return {"开展单位": "东河区团委", "状态": "已开展", "日期": "2020-01-20"} | CELLS[key] | changes
