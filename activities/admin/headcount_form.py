"""The form in which a county reports how many youths it has of each category."""

import uuid

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse

from activities.admin.work_forms import FormOfACampaign
from activities.choices import HeadcountCategory
from activities.models import Headcount
from activities.models.activity import LARGEST_COUNT
from organization.campaign_choice import viewed_campaign
from organization.choices import Level
from organization.clock import today
from organization.id_numbers import reject_id_and_card_numbers
from organization.models import Committee
from organization.text import LineField

REMARK = Headcount._meta.get_field("remark")


class HeadcountForm(FormOfACampaign):
    required_css_class = "required"

    committee = forms.ModelChoiceField(queryset=Committee.objects.none(), label="旗县市区", empty_label="请选择旗县")
    counted_on = forms.DateField(label="截至日期", help_text="这些人数是哪一天的。")
    remark = LineField(
        label="备注",
        max_length=REMARK.max_length,
        required=False,
        validators=[reject_id_and_card_numbers],
        help_text="如数字的来源。不写身份证号和银行卡号。",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def __init__(self, *args, account, **kwargs):
        super().__init__(*args, **kwargs)
        counties = Committee.objects.visible_to(account).standing().at_level(Level.COUNTY)
        self.fields["committee"].queryset = counties
        if account.committee.level == Level.COUNTY:
            self.fields["committee"].initial, self.fields["committee"].disabled = account.committee, True
        self.initial["counted_on"] = today()
        limits = {"min": f"{self.campaign.year - 1}-01-01", "max": today().isoformat()}
        self.fields["counted_on"].widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", **limits})
        for category in HeadcountCategory:
            self.fields[category] = forms.IntegerField(
                label=category.label,
                required=False,
                min_value=0,
                validators=[MaxValueValidator(LARGEST_COUNT)],
                widget=forms.NumberInput(attrs={"class": "vIntegerField"}),
            )

    def numbers(self):
        return [self[category] for category in HeadcountCategory]

    def clean(self):
        answers = super().clean()
        counts = {category: answers.get(category) for category in HeadcountCategory}
        answers["counts"] = {category: count for category, count in counts.items() if count is not None}
        if not answers["counts"] and not self.errors:
            raise ValidationError("请至少填一个人数；不知道的不填，确实没有的填 0。")
        return answers

    def store(self, *, by):
        """Return the stored counts, or None with the reasons among the form's errors."""
        answers = self.cleaned_data
        try:
            return Headcount.objects.report(
                campaign=self.campaign,
                committee=answers["committee"],
                counted_on=answers["counted_on"],
                counts=answers["counts"],
                remark=answers["remark"],
                form_uuid=uuid.uuid5(answers["form_uuid"], str(by.pk)),
                by=by,
            )
        except ValidationError as error:
            self.add_error(None, error)
            return None


def report_headcounts(model_admin, request):
    form = HeadcountForm(request.POST or None, account=request.user, campaign=viewed_campaign(request))
    stored = form.store(by=request.user) if form.is_valid() else None
    if stored is not None:
        for headcount in stored:
            model_admin.log_addition(request, headcount, [{"added": {}}])
        message = f"已记下 {len(stored)} 个人数。" if stored else "这些人数刚才已经记下，没有重复记录。"
        messages.success(request, message)
        return HttpResponseRedirect(model_admin.list_address())
    context = model_admin.admin_site.each_context(request) | {
        "title": "填报青年人数",
        "opts": model_admin.opts,
        "form": form,
        "media": model_admin.media + form.media,
    }
    return TemplateResponse(request, "activities/headcount_form.html", context)
