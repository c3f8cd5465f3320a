import uuid

from django import forms
from django.contrib.admin.widgets import AdminIntegerFieldWidget
from django.core.exceptions import ValidationError
from django.utils.safestring import mark_safe

from activities.choices import ActivityState, Channel
from activities.forms.questions import questions_about
from activities.models import Activity
from activities.models.activity import LARGEST_COUNT, MISSING_FIGURE
from organization.text import LineField

SAVED_BEFORE = "这一页刚才已经保存过（{}）。要改那一条，请到列表里打开它；这确实是另一条的话，请再点一次保存。"

# After the label of what may be left open only while an entry is planned.
ONCE_HELD = mark_safe(':<span class="once-held" aria-hidden="true">*</span>')


def figure_field_name(figure) -> str:
    """The name in a form of one of a kind's own figures: its key alone may be a column's some day."""
    return f"figure_{figure.key}"


def figure_field(figure):
    return forms.IntegerField(
        label=figure.label,
        help_text=figure.help_text,
        required=False,
        min_value=0,
        max_value=LARGEST_COUNT,
        widget=AdminIntegerFieldWidget,
    )


class ActivityForm(forms.ModelForm):
    """An entry of one kind, which has been given to the class together with the fields that the kind asks for."""

    campaign = None
    account = None
    kind = None
    # The UsualFigures that implausible numbers are measured by; none are where it is None.
    usual = None

    # Becomes the `entry_uuid` of a new entry.
    form_uuid = LineField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.own = {
            key: figure for figure in self.kind.figures.all() if (key := figure_field_name(figure)) in self.fields
        }
        if self.instance.pk:
            del self.fields["form_uuid"]
            recorded = self.instance.own_figures if self.own else {}
            self.initial |= {name: recorded.get(figure.key) for name, figure in self.own.items()}
        else:
            self.instance.kind, self.instance.shape = self.kind, self.kind.shape
            self.initial["form_uuid"] = self.instance.entry_uuid
        self.explain_days()
        self.mark_required()
        if "channel_other" in self.fields:
            self.fields["channel_other"].help_text = "选了“其他”才填。"

    def explain_days(self):
        limits = {"min": self.campaign.starts_on.isoformat(), "max": self.campaign.ends_on.isoformat()}
        for name in {"held_on", "held_until"} & self.fields.keys():
            self.fields[name].widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", **limits})
        if "held_on" in self.fields:
            self.fields["held_on"].help_text = f"{limits['min']} 至 {limits['max']}。"
        if "held_until" in self.fields:
            self.fields["held_until"].help_text = "平时不填。只知道一段时间的合计时，日期填第一天，这里填最后一天。"

    def mark_required(self):
        required = {asked.name for asked in self.kind.asked_columns if asked.is_required}
        required |= {name for name, figure in self.own.items() if figure.is_required}
        for name in required & self.fields.keys():
            self.fields[name].label_suffix = ONCE_HELD

    def clean_form_uuid(self):
        """The number of this very form: however often it is sent, it makes one entry."""
        try:
            number = uuid.UUID(self.cleaned_data["form_uuid"])
        except ValueError:
            return self.instance.entry_uuid
        self.refuse_second_entry(number)
        self.instance.entry_uuid = number
        return number

    def refuse_second_entry(self, number):
        """An unchanged resend was answered earlier: what arrives here differs from the stored entry."""
        earlier = Activity.with_deleted.filter(entry_uuid=number).first()
        if earlier is None:
            return
        # Sent once more, it is meant.
        self.data = self.data.copy()
        self.data[self.add_prefix("form_uuid")] = str(uuid.uuid4())
        is_own = Activity.with_deleted.visible_to(self.account).filter(pk=earlier.pk).exists()
        self.add_error(None, SAVED_BEFORE.format(earlier.number if is_own else "编号不在本单位"))

    def clean(self):
        answers = super().clean()
        is_held = answers.get("state") == ActivityState.HELD
        if "channels" in self.fields:
            self.check_channels(answers, is_held)
        if is_held and answers.get("distribution_count") == 0:
            self.add_error("distribution_count", "已开展的发放至少是 1 次；没有发放请用零报告。")
        for name, figure in self.own.items():
            if is_held and figure.is_required and name not in self.errors and answers.get(name) is None:
                self.add_error(name, MISSING_FIGURE)
        return answers

    def check_channels(self, answers, is_held):
        is_other = Channel.OTHER in (answers.get("channels") or "").split(",")
        if answers.get("channel_other") and not is_other:
            self.add_error("channel_other", "写了其他渠道，请在上面同时勾选“其他”。")
        if is_held and is_other and not answers.get("channel_other"):
            self.add_error("channel_other", "请写明是什么渠道。")

    @property
    def own_figures(self) -> dict[str, int | None]:
        """What was entered for the kind's own figures, by key: as `Activity.record` takes it."""
        return {figure.key: self.cleaned_data.get(name) for name, figure in self.own.items()}

    def _post_clean(self):
        if self.own:
            self.instance.own_figures = {key: value for key, value in self.own_figures.items() if value is not None}
        elif self.instance._state.adding:
            self.instance.own_figures = {}
        super()._post_clean()
        # Last, for an entry without errors: everything is asked at once.
        if self.errors or self.usual is None or self.instance.remark:
            return
        names = {figure.key: name for name, figure in self.own.items()}
        for key, question in questions_about(self.instance, self.usual):
            name = names.get(key, key)
            self.add_error(name, ValidationError(question, code="question"))
            self.errors[name].error_class += " question"

    @property
    def asks(self):
        codes = {error.code for errors in self.errors.as_data().values() for error in errors}
        return codes == {"question"}
