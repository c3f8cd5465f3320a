from django import forms

from organization.campaign_choice import READABLE_KEY
from organization.empty_choices import CHOOSE
from organization.id_numbers import PlainLineField
from organization.models import Campaign, Committee
from organization.region import words
from organization.text import LineField


class CommitteeForm(forms.ModelForm):
    """A committee; without an order it comes last among its siblings."""

    class Meta:
        model = Committee
        fields = ("parent", "level", "place_name", "name", "short_name", "gb_code", "sort_order")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "sort_order" in self.fields:
            self.fields["sort_order"].required = False
            self.fields["sort_order"].help_text = "在同一上级之下的次序，1–999；留空则排在最后。"

        if "parent" in self.fields:
            self.fields["parent"].empty_label = CHOOSE
            self.fields["parent"].help_text = f"{words.region_committee}没有上级；其他团委必填。"

    def clean_sort_order(self):
        given = self.cleaned_data["sort_order"]
        return given or Committee.objects.next_order(self.cleaned_data.get("parent"))


class CampaignChoiceForm(forms.Form):
    """The header's choice of the campaign to look at."""

    campaign = forms.RegexField(READABLE_KEY)
    next = LineField(required=False)


class ExportPurposeForm(forms.Form):
    """What an export is for, which is recorded."""

    required_css_class = "required"

    # Of the campaign that the page was shown for, whatever another tab switched to since.
    campaign = forms.ModelChoiceField(
        Campaign.objects,
        to_field_name="key",
        widget=forms.HiddenInput,
        error_messages={"invalid_choice": "没有这个年度。", "required": "没有年度，请重新打开本页。"},
    )
    purpose = PlainLineField(
        label="用途",
        max_length=100,
        help_text="谁要用、做什么用。会记入审计记录，请勿填写姓名、手机号等个人信息。",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        error_messages={"required": "请填写用途。"},
    )


def is_with_hidden_rows(request) -> bool:
    """What was chosen on the preview of a workbook (`organization/hidden_rows.html`); nothing yet is no."""
    return request.POST.get("look", request.POST.get("hidden_rows")) == "import"
