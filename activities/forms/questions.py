"""Figures that may be true and are more likely a slip: whoever writes a remark has been asked, and goes on."""

from activities.choices import ActivityState
from activities.queries import count_columns

SURPRISING_TIMES = 10
ANSWER = "数字无误的话，请在备注里说明一句，再保存。"


def questions_about(activity, usual):
    """Yield `(field, question)` for each implausible figure of a held entry."""
    if activity.state != ActivityState.HELD:
        return
    if activity.session_count == 0 and activity.participant_count:
        yield "session_count", f"有参与人数，活动场次却是 0？{ANSWER}"
    if (activity.new_member_count or 0) > (activity.visited_count or 0):
        yield "new_member_count", f"新增会员比走访到的青年还多？{ANSWER}"
    medians = usual.of(activity.committee, is_total=activity.is_total, but=activity.pk)
    for name in count_columns(activity.kind):
        figure, middle = getattr(activity, name) or 0, medians.get(name, 0)
        if middle >= 1 and figure >= SURPRISING_TIMES * middle:
            yield name, f"是本单位平时（约 {middle:.0f}）的 {figure / middle:.0f} 倍？{ANSWER}"
