from django import forms

from activities.choices import ActivityState, LetterChannel


class ActivityForm(forms.ModelForm):
    """An entry of one kind: the model of the form is the kind's proxy."""

    campaign = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.kind = self._meta.model.KIND
        limits = {"min": self.campaign.starts_on.isoformat(), "max": self.campaign.ends_on.isoformat()}
        for name in {"held_on", "held_until"} & self.fields.keys():
            self.fields[name].widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", **limits})
        if "held_on" in self.fields:
            self.fields["held_on"].help_text = f"在活动时间内：{limits['min']} 至 {limits['max']}。"


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
        self.initial["letter_channels"] = self.instance.channels

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
