from django import forms

from organization.text import CodeField, LineField
from reports.overview.search.term import Term

LONGEST = 60


class StaffSearchForm(forms.Form):
    """The top bar's search. It is posted: nothing of what is looked for stands in an address."""

    q = LineField(
        label="搜索",
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "placeholder": "姓名、编号、单位"}),
        error_messages={
            "required": "请写要找的姓名、编号或单位。",
            "max_length": f"请写短一些，最多 {LONGEST} 个字。",
        },
    )
    # The one group of which more is asked for.
    only = CodeField(required=False, max_length=20, widget=forms.HiddenInput)

    def clean_q(self):
        term = Term(self.cleaned_data["q"])
        if term.is_too_short:
            raise forms.ValidationError("请至少写两个字；编号可以只写数字。", code="too_short")
        return term
