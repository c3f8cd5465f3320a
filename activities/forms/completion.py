from django import forms

from organization.text import LineField


class HandBackForm(forms.Form):
    reason = LineField(
        label="退回原因",
        max_length=200,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        error_messages={"required": "请写一句还缺什么、要改什么。"},
    )
