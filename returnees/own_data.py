"""All that is stored of one answer, as its youth takes it along: to read, and for a program."""

import json

from django.utils.timezone import localtime

from returnees.answers import answered_sections, as_posted, question_labels

MINUTE = "%Y-%m-%d %H:%M"


def as_text(returnee):
    """All of one's own data as a file; without the code, which would open it to whoever finds the file."""
    lines = [returnee.campaign.questionnaire_title, ""]
    lines += [f"{label}：{value}" for label, value in submission_facts(returnee)]
    for section in answered_sections(returnee):
        lines += ["", f"【{section.title}】"]
        lines += [f"{answer.label}：{answer.text or '未填写'}" for answer in section.answers]
    labels = question_labels(returnee)
    history = [
        f"{localtime(one.corrected_at):{MINUTE}} {labels.get(one.question, '')}："
        f"{one.old_value or '未填写'} → {one.new_value or '未填写'}"
        for one in returnee.corrections.all()
    ]
    return "\n".join(lines + (["", "【更正记录】", *history] if history else [])) + "\n"


def as_json(returnee) -> str:
    """Labels and codes; without the receipt's code, as in the text."""
    labels, posted = question_labels(returnee), as_posted(returnee)
    content = {
        "title": returnee.campaign.questionnaire_title,
        "facts": [{"label": label, "value": value} for label, value in submission_facts(returnee)],
        "answers": [
            {
                "key": answer.question.key,
                "label": answer.label,
                "values": [value for name in answer.question.field_names for value in posted.getlist(name) if value],
                "text": answer.text,
            }
            for section in answered_sections(returnee)
            for answer in section.answers
        ],
        "corrections": [
            {
                "key": one.question,
                "label": labels.get(one.question, ""),
                "old": one.old_value,
                "new": one.new_value,
                "at": localtime(one.corrected_at).isoformat(timespec="seconds"),
                "by": "staff" if one.corrected_by_id else "self",
            }
            for one in returnee.corrections.all()
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def submission_facts(returnee):
    facts = [
        ("状态", "已收到"),
        ("联系您的团委", returnee.home_committee.in_charge.name),
        ("提交时间", f"{localtime(returnee.submitted_at):{MINUTE}}"),
        ("提交时年龄", f"{returnee.age} 周岁"),
        ("填写方式", returnee.get_filled_by_display()),
        ("填写入口", f"{returnee.entrance.committee} · {returnee.entrance.get_channel_display()}"),
        ("同意的《个人信息处理说明》", f"版本 {returnee.consent_version}，与提交同时"),
        *([("同意的方式", returnee.described_consent)] if returnee.described_consent else []),
    ]
    if returnee.added_at:
        facts.append(("补充选填内容的时间", f"{localtime(returnee.added_at):{MINUTE}}"))
    if returnee.sensitive_consented_at:
        facts.append(("单独同意敏感内容", f"{localtime(returnee.sensitive_consented_at):{MINUTE}}"))
    return facts
