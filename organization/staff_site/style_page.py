"""Every element of the frame in all its states: where to look before drawing a page."""

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.http import Http404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_safe

from organization.moments import INVALID_DAY
from organization.region import EXAMPLE_YEAR
from organization.text import LineField, ParagraphsField
from organization.whole_numbers import WholeNumberField


class SampleForm(forms.Form):
    topic = LineField(label="主题", max_length=60, help_text="一句话说明这场活动讲什么。")
    people = WholeNumberField(label="参与人数", min_value=0, help_text="没有填 0。")
    held_on = forms.DateField(label="日期", error_messages=INVALID_DAY, widget=forms.DateInput(attrs={"type": "date"}))
    site = forms.ChoiceField(
        label="地点", choices=[("", "请选择"), ("hall", "会议室"), ("online", "线上")], required=False
    )
    note = ParagraphsField(label="备注", required=False)
    is_joint = forms.BooleanField(label="联合举办", required=False)


# Each of its values breaks a rule of its field, but for the last.
WRONG = {"topic": "", "people": "-1", "held_on": "昨天", "note": "写过的内容还在。"}


@require_safe
def style_page(request):
    """Of developers' use, so only where the day is fixed (demo, tests) or with DEBUG."""
    if not (settings.DEBUG or settings.GUICHAO_TODAY):
        raise Http404
    context = admin.site.each_context(request) | {
        "title": "样式一览",
        "samples": [(SampleForm(auto_id="id_%s"), "表单"), (SampleForm(WRONG, auto_id="wrong_%s"), "填错了的表单")],
        "sample_messages": [
            (messages.DEFAULT_TAGS[level], sentence)
            for level, sentence in (
                (messages.SUCCESS, f"已保存 HD{EXAMPLE_YEAR}-001234。"),
                (messages.WARNING, "有 2 条没有恢复。"),
                (messages.ERROR, "没有保存，请看标出的地方。"),
                (messages.INFO, "正在导出，请稍候。"),
            )
        ],
        "states": [
            ("idle", "未开始"),
            ("begun", "填写中"),
            ("waiting", "待审核"),
            ("returned", "退回修改中"),
            ("done", "已确认"),
        ],
        "long_name": "达尔罕茂明安联合旗百灵庙镇呼和点素社区返乡青年创业联络站",
    }
    return TemplateResponse(request, "staff/style.html", context)
