from django import forms

from organization.campaign_choice import READABLE_KEY
from organization.models import Committee


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

    def clean_sort_order(self):
        given = self.cleaned_data["sort_order"]
        return given or Committee.objects.next_order(self.cleaned_data.get("parent"))


class CampaignChoiceForm(forms.Form):
    """The header's choice of the campaign to look at."""

    campaign = forms.RegexField(READABLE_KEY)
    next = forms.CharField(required=False)
