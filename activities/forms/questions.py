"""Implausible figures, which may be true: a remark confirms them."""

from activities.choices import ActivityState
from activities.queries import asked_figures

SURPRISING_TIMES = 10
ANSWER = "数字无误的话，请在备注里说明一句，再保存。"


def questions_about(activity, usual):
    """Yield `(key of the number, question)` for each implausible figure of a held entry."""
    if activity.state != ActivityState.HELD:
        return
    label = activity.kind.label_of
    if activity.session_count == 0 and activity.participant_count:
        yield "session_count", f"有{label('participant_count')}，{label('session_count')}却是 0？{ANSWER}"
    if (activity.new_member_count or 0) > (activity.visited_count or 0):
        yield "new_member_count", f"{label('new_member_count')}比{label('visited_count')}还多？{ANSWER}"
    medians = usual.of(activity.committee, is_total=activity.is_total, but=activity.pk)
    numbers = {name: getattr(activity, name) for name in asked_figures(activity.kind)} | activity.own_figures
    for key, number in numbers.items():
        figure, middle = number or 0, medians.get(key, 0)
        if middle >= 1 and figure >= SURPRISING_TIMES * middle:
            yield key, f"是本单位平时（约 {middle:.0f}）的 {figure / middle:.0f} 倍？{ANSWER}"
