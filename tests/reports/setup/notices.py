"""A small notice, to change one thing of it at a time."""

import copy
import json
from datetime import date

NOTICE = {
    "key": "2031",
    "year": 2031,
    "name": "返乡青年行动",
    "theme": "青春返乡",
    "questionnaire_title": "返乡青年信息收录",
    "annex2_title": "2031返乡青年行动开展情况统计表",
    "starts_on": date(2031, 1, 1),
    "ends_on": date(2031, 2, 28),
    "package_due_on": date(2031, 2, 20),
    "centre_name": "青年创业就业服务中心",
    "privacy_notice": {"version": "2031-1", "text": "谁在处理您的信息\n自治区团委。"},
    "kinds": [
        {"key": "visit", "label": "走访", "shape": "contact", "details": [{"column": "new_member_count"}]},
        {
            "key": "job_fair",
            "label": "招聘会",
            "shape": "tally",
            "sentence_pattern": "{period}，提供岗位{job_count}个。",
            "figures": [{"key": "job_count", "label": "提供岗位数", "unit": "个", "is_required": True}],
        },
    ],
    "lists": [
        {
            "key": "channels",
            "items": [
                {"code": "short_video", "label": "短视频"},
                {"code": "weibo", "label": "微博", "is_active": False},
                {"code": "other", "label": "别的渠道"},
            ],
        },
    ],
    "columns": [
        {"key": "name", "content": "name", "headings": ["盟市"]},
        {"key": "job_count", "headings": ["招聘会", "提供岗位数"], "kind": "job_fair", "figure": "job_count"},
    ],
    "question_settings": [{"key": "ethnicity", "usage": "off"}],
    "questions": [{"label": "您想参加招聘会吗", "kind": "single", "choices": ["想", "不想"]}],
}


def notice(**changes):
    return copy.deepcopy(NOTICE) | changes


def write_value(value):
    """A value as TOML writes it."""
    match value:
        case dict():
            inner = ", ".join(f"{name} = {write_value(one)}" for name, one in value.items())
            return "{" + inner + "}"
        case list():
            return "[" + ", ".join(map(write_value, value)) + "]"
        case bool():
            return str(value).lower()
        case str():
            return json.dumps(value, ensure_ascii=False)
        case date():
            return value.isoformat()
        case _:
            return str(value)


def write_notice(path, content):
    path.write_text("".join(f"{name} = {write_value(value)}\n" for name, value in content.items()), encoding="utf-8")
    return path
