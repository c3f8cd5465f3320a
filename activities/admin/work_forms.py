import uuid

from django import forms

from activities.choices import LoanBand, LoanStatus, PartnerDepartment, ServiceKind, TrainingTag
from activities.forms import CodesField
from organization.text import LineField

SAVED_BEFORE = "这一页刚才已经保存过（{}）。要改那一条，请到列表里打开它；这确实是另一条的话，请再点一次保存。"


def uuid_of_account(form_uuid, account):
    """Derive the form's uuid from the account, so that nobody else's form can have the same."""
    return uuid.uuid5(form_uuid, str(account.pk))


class FormOfACampaign(forms.Form):
    """Carries the campaign that it was rendered for and its own uuid, by which a resend is recognised."""

    shown_for = LineField(required=False, widget=forms.HiddenInput)
    # The script carries it on when the browser goes back to the page.
    form_uuid = forms.UUIDField(required=False, widget=forms.HiddenInput(attrs={"data-carried": ""}))

    campaign = None

    def __init__(self, *args, campaign=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.campaign = campaign or self.campaign
        self.initial |= {"shown_for": self.campaign.key, "form_uuid": uuid.uuid4()}

    def clean_form_uuid(self):
        return self.cleaned_data["form_uuid"] or uuid.uuid4()


class WorkEntryForm(FormOfACampaign, forms.ModelForm):
    account = None

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

    def clean_form_uuid(self):
        """An unchanged resend was answered earlier: what arrives here differs from the stored entry."""
        form_uuid = super().clean_form_uuid()
        entries = self._meta.model.with_deleted.select_related("campaign")
        if earlier := entries.filter(entry_uuid=uuid_of_account(form_uuid, self.account)).first():
            # Sent once more, it is meant.
            self.data = self.data.copy()
            self.data["form_uuid"] = str(uuid.uuid4())
            self.add_error(None, SAVED_BEFORE.format(earlier.number))
        return form_uuid


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
    class Meta:
        widgets = {"link": forms.URLInput(attrs={"class": "vTextField"})}
        help_texts = {"link": "以 http:// 或 https:// 开头的网址；报纸、电视、广播没有链接的留空。"}
