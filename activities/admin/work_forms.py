import uuid

from django import forms

from activities.choices import LoanBand, LoanStatus, PartnerDepartment, ServiceKind, TrainingTag


class CodesField(forms.MultipleChoiceField):
    """Several choices, stored as one text of their codes in the order of the list."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, choices, empty_value="", **options):
        super().__init__(choices=choices.choices, required=False, **options)
        self.empty_value = empty_value

    def prepare_value(self, value):
        return value.split(",") if isinstance(value, str) else value

    def clean(self, value):
        chosen = set(super().clean(value))
        return ",".join(code for code, _ in self.choices if code in chosen) or self.empty_value

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)


class FormOfACampaign(forms.Form):
    """Says of which campaign it was shown, and which form it is: sent twice, it is the same one."""

    shown_for = forms.IntegerField(required=False, widget=forms.HiddenInput)
    form_uuid = forms.UUIDField(required=False, widget=forms.HiddenInput)

    campaign = None

    def __init__(self, *args, campaign=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.campaign = campaign or self.campaign
        self.initial |= {"shown_for": self.campaign.year, "form_uuid": uuid.uuid4()}

    def clean_form_uuid(self):
        return self.cleaned_data["form_uuid"] or uuid.uuid4()


class WorkEntryForm(FormOfACampaign, forms.ModelForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            # Only what is new can be sent twice, or into another campaign.
            del self.fields["shown_for"], self.fields["form_uuid"]
        day = self._meta.model.DAY
        if day in self.fields:
            self.instance.campaign = self.campaign
            limits = {"min": self.instance.earliest_day().isoformat(), "max": self.instance.latest_day().isoformat()}
            self.fields[day].widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", **limits})


class ServiceForm(WorkEntryForm):
    partner_departments = CodesField(
        label="合作部门", choices=PartnerDepartment, help_text="可多选；没有就不选。选“其他”的，请在备注里写明。"
    )
    training_tags = CodesField(
        label="培训内容", choices=TrainingTag, empty_value=None, help_text="培训才选，至少一项。"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        only_for = {
            "loan_status": (ServiceKind.LOAN_REFERRAL, [("", "请选择（青创易贷推荐才选）"), *LoanStatus.choices]),
            "loan_band": (ServiceKind.LOAN_REFERRAL, [("", "未定"), *LoanBand.choices]),
            "training_tags": (ServiceKind.TRAINING, TrainingTag.choices),
        }
        for name, (kind, choices) in only_for.items():
            if name in self.fields:
                self.fields[name].choices = choices
                self.fields[name].widget.attrs["data-only-for"] = kind


class PublicityForm(WorkEntryForm):
    link = forms.CharField(
        label="链接",
        max_length=500,
        required=False,
        widget=forms.URLInput(attrs={"class": "vTextField"}),
        help_text="以 http:// 或 https:// 开头的网址；报纸、电视、广播没有链接的留空。",
    )
