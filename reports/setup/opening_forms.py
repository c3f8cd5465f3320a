"""What is asked when a campaign is opened or closed: above all where the codes of an earlier one lead."""

from django import forms
from django.db import models

from organization.choices import CampaignState
from organization.models import Campaign
from reports.setup.opening import possible_followers


class Earlier(models.TextChoices):
    """What becomes of a campaign that is open when another is opened."""

    STAYS = "stays", "先不结束，两个年度同时收"
    LEADS_ON = "leads_on", "结束；它的二维码转到新的：同一团委、同一渠道的入口，没有的到首页入口，家乡已选好"
    IS_OVER = "is_over", "结束；它的二维码打开后写明已经截止"


class OpeningForm(forms.Form):
    required_css_class = "required"

    is_shown = forms.BooleanField(label="首页换成这个年度", required=False, initial=True)
    is_confirmed = forms.BooleanField(
        label="已核对公众会看到的内容，确认开启", error_messages={"required": "请核对以后勾选，再开启。"}
    )

    def __init__(self, *args, campaign: Campaign, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.earlier = list(possible_followers(campaign))
        for one in self.earlier:
            self.fields[self.name_of(one)] = forms.ChoiceField(
                label=f"{one}（{one.name}）",
                choices=Earlier.choices,
                widget=forms.RadioSelect,
                initial=Earlier.STAYS,
                error_messages={"required": "请选一种。"},
            )
        if not Campaign.objects.filter(is_current=True, is_trial=False).exists():
            del self.fields["is_shown"]

    @staticmethod
    def name_of(campaign: Campaign) -> str:
        return f"earlier_{campaign.key}"

    @property
    def earlier_fields(self):
        return [self[self.name_of(one)] for one in self.earlier]

    @property
    def shows(self) -> bool:
        """Nothing but a trial is on the home page: then there is no question."""
        return self.cleaned_data.get("is_shown", True)

    @property
    def closed(self) -> dict[Campaign, bool]:
        answers = {one: self.cleaned_data[self.name_of(one)] for one in self.earlier}
        return {one: answer == Earlier.LEADS_ON for one, answer in answers.items() if answer != Earlier.STAYS}


class FollowerChoice(forms.ModelChoiceField):
    def label_from_instance(self, campaign):
        return f"{campaign}的入口：同一团委、同一渠道的，没有的到首页入口，家乡已选好"


class ClosingForm(forms.Form):
    required_css_class = "required"

    followed_by = FollowerChoice(
        queryset=Campaign.objects.none(),
        to_field_name="key",
        label="旧二维码转到",
        required=False,
        blank=True,
        empty_label="不转：打开后写明已经截止",
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "这个年度不在进行中，不能转过去。"},
    )
    is_confirmed = forms.BooleanField(
        label="已核对，确认结束。结束以后不能再开启", error_messages={"required": "请核对以后勾选，再结束。"}
    )

    def __init__(self, *args, campaign: Campaign, **kwargs):
        initial = {"followed_by": campaign.followed_by.key if campaign.followed_by else ""}
        super().__init__(*args, label_suffix="", initial=initial, **kwargs)
        self.fields["followed_by"].queryset = possible_followers(campaign)
        if campaign.state == CampaignState.CLOSED:
            del self.fields["is_confirmed"]
