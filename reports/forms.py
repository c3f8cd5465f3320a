from django import forms
from django.db.models import Q

from activities.models import Activity
from organization.models import Campaign


class CampaignForm(forms.ModelForm):
    class Meta:
        model = Campaign
        fields = ("starts_on", "ends_on")

    def clean(self):
        """Held entries lie within the activity period, so the period cannot be moved away from them."""
        answers = super().clean()
        period = (answers.get("starts_on"), answers.get("ends_on"))
        if self.instance.pk and all(period):
            within = Q(held_on__range=period) & (Q(held_until=None) | Q(held_until__lte=period[1]))
            outside = Activity.objects.in_campaign(self.instance).exclude(within).count()
            if outside:
                self.add_error("starts_on", f"有 {outside} 条活动记录的日期在这段时间之外，请先改正那些记录。")
        return answers
