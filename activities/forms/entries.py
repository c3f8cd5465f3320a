import uuid

from django import forms
from django.core.exceptions import ValidationError

from activities.choices import ActivityState, LetterChannel
from activities.forms.questions import questions_about
from activities.models import Activity, Letter

SAVED_BEFORE = "这一页刚才已经保存过（{}）。要改那一条，请到列表里打开它；这确实是另一条的话，请再点一次保存。"


class ActivityForm(forms.ModelForm):
    """An entry of one kind: the model of the form is the kind's proxy."""

    campaign = None
    account = None
    usual = None
    """The UsualFigures that implausible numbers are measured by; none are where it is None."""

    form_uuid = forms.CharField(required=False, widget=forms.HiddenInput)
    """Becomes the `entry_uuid` of a new entry."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.kind = self._meta.model.KIND
        if self.instance.pk:
            del self.fields["form_uuid"]
        else:
            self.initial["form_uuid"] = self.instance.entry_uuid
        limits = {"min": self.campaign.starts_on.isoformat(), "max": self.campaign.ends_on.isoformat()}
        for name in {"held_on", "held_until"} & self.fields.keys():
            self.fields[name].widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", **limits})
        if "held_on" in self.fields:
            self.fields["held_on"].help_text = f"{limits['min']} 至 {limits['max']}。"
        if "held_until" in self.fields:
            self.fields["held_until"].help_text = "平时不填。只知道一段时间的合计时，日期填第一天，这里填最后一天。"

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
        """A form sent again unchanged was answered before it came here, so this one says something else."""
        earlier = Activity.with_deleted.filter(entry_uuid=number).first()
        if earlier is None:
            return
        # Sent once more, it is meant.
        self.data = self.data.copy()
        self.data[self.add_prefix("form_uuid")] = str(uuid.uuid4())
        is_own = Activity.with_deleted.visible_to(self.account).filter(pk=earlier.pk).exists()
        self.add_error(None, SAVED_BEFORE.format(earlier.number if is_own else "编号不在本单位"))

    def _post_clean(self):
        super()._post_clean()
        # Last, of an entry without errors: a question is put only once, with everything that is to be asked.
        if self.errors or self.usual is None or self.instance.remark:
            return
        for name, question in questions_about(self.instance, self.usual):
            self.add_error(name, ValidationError(question, code="question"))
            self.errors[name].error_class += " question"

    @property
    def asks(self):
        """Whether nothing but questions stands between the entry and its saving."""
        codes = {error.code for errors in self.errors.as_data().values() for error in errors}
        return codes == {"question"}


class LetterForm(ActivityForm):
    letter_channels = forms.MultipleChoiceField(
        label="发放渠道",
        choices=LetterChannel.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="可多选；这次用了哪几种就选哪几种。",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # As kept: of the entry itself, or of the one that it is to be like.
        kept = self.initial.get("letter_channels") or ""
        self.initial["letter_channels"] = Letter(letter_channels=kept).channels
        if "letter_channel_other" in self.fields:
            self.fields["letter_channel_other"].help_text = "选了“其他”才填。"

    def clean_letter_channels(self):
        """One text in the order of Annex 2: entries with the same channels then group together."""
        chosen = set(self.cleaned_data["letter_channels"])
        return ",".join(channel for channel in LetterChannel if channel in chosen) or None

    def clean(self):
        answers = super().clean()
        channels = (answers.get("letter_channels") or "").split(",")
        if answers.get("letter_channel_other") and LetterChannel.OTHER not in channels:
            self.add_error("letter_channel_other", "写了其他渠道，请在上面同时勾选“其他”。")
        is_held = answers.get("state") == ActivityState.HELD
        if is_held and LetterChannel.OTHER in channels and not answers.get("letter_channel_other"):
            self.add_error("letter_channel_other", "请写明是什么渠道。")
        if is_held and answers.get("distribution_count") == 0:
            self.add_error("distribution_count", "已开展的发放至少是 1 次；没有发放请用零报告。")
        return answers
