from django import forms

from organization.text import ParagraphsField

TEXT_LIMIT = 2000


class ReminderForm(forms.Form):
    """What went to the work group, and about whom."""

    text = ParagraphsField(
        label="催报内容",
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": "请写催报内容。", "max_length": f"催报内容不超过 {TEXT_LIMIT} 字。"},
    )
    form_uuid = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args, packages, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["packages"] = forms.ModelMultipleChoiceField(
            packages,
            widget=forms.MultipleHiddenInput,
            error_messages={
                "required": "没有要催报的单位。",
                "invalid_choice": "催报的单位不在这个年度的表中，请回到一览表重新生成。",
                "invalid_pk_value": "催报的单位不在这个年度的表中，请回到一览表重新生成。",
            },
        )
