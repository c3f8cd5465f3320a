import uuid
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html

from activities.choices import LoanBand, LoanStatus, LoggedList, PartnerDepartment, ServiceKind, TrainingTag
from activities.forms.listed_choices import NOT_OFFERED
from activities.forms.questions import DISTINCT, SAME, Answers, another_answer, change_answer, form_number
from activities.models.log_list import lists_of
from organization.codes import CodesField
from organization.text import LineField


def uuid_of_account(form_uuid, account):
    """Derive the form's uuid from the account, so that nobody else's form can have the same."""
    return uuid.uuid5(form_uuid, str(account.pk))


class FormOfACampaign(forms.Form):
    """Carries the campaign that it was rendered for and its own uuid, by which a resend is recognised."""

    shown_for = LineField(required=False, widget=forms.HiddenInput)
    # The script carries it on when the browser goes back to the page.
    form_uuid = forms.UUIDField(required=False, widget=forms.HiddenInput(attrs={"data-carried": ""}))

    campaign = None
    # The WorkQuestion that is asked before the form is saved.
    question = None

    def __init__(self, *args, campaign=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.campaign = campaign or self.campaign
        self.initial |= {"shown_for": self.campaign.key, "form_uuid": uuid.uuid4()}

    def clean_form_uuid(self):
        return form_number(self.data) or uuid.uuid4()

    @property
    def answers(self) -> Answers:
        return Answers(self.data)

    def ask(self, sentence, *answers, notes=()):
        self.question = WorkQuestion(sentence, answers, notes)
        self.add_error(None, ValidationError(sentence, code="question"))


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

    def clean(self):
        answers = super().clean()
        if self.instance.pk is None and not self.errors:
            self.ask_about_earlier(answers)
        return answers

    def _post_clean(self):
        super()._post_clean()
        # What a constraint refuses is not asked about too.
        if self.instance.pk is None and not self.errors:
            self.ask_about_equal(self.cleaned_data)

    def ask_about_earlier(self, answers):
        """An unchanged resend was answered earlier: what arrives here differs from the stored entry."""
        entries = self._meta.model.with_deleted.select_related("campaign")
        earlier = entries.filter(entry_uuid=uuid_of_account(answers["form_uuid"], self.account)).first()
        if earlier is None:
            return
        another = (another_answer(earlier.pk), "另记一条")
        if earlier.deleted_at:
            self.ask(f"这一页刚才已经记下 {earlier.number}，后来被删除了。这确实是另一条吗？", another)
        else:
            sentence = format_html("您刚才已记下 {}：改它，还是另记一条？", link_to(earlier))
            self.ask(sentence, (change_answer(earlier), f"改 {earlier.number}"), another)

    def ask_about_equal(self, answers):
        """Without the script, a form that was gone back to has another number."""
        names = [name for name in answers if name not in ("shown_for", "form_uuid", "campaign")]
        for entry in self.entries_of_the_day(answers):
            is_equal = all(getattr(entry, name) == answers[name] for name in names)
            if is_equal and self.answers.latest(DISTINCT) != str(entry.pk):
                sentence = format_html("与 {} 相同，是同一条吗？", link_to(entry))
                same, distinct = f"{SAME}:{entry.pk}", f"{DISTINCT}:{entry.pk}"
                self.ask(sentence, (same, "是同一条，不再记"), (distinct, "不是，另记一条"))
                return

    def entries_of_the_day(self, answers):
        """The newest first: of several that are equal, who pressed again meant the last."""
        model = self._meta.model
        same = {"campaign": self.campaign, "committee": answers["committee"], model.DAY: answers[model.DAY]}
        return model.objects.visible_to(self.account).filter(**same).select_related("campaign").order_by("-pk")[:100]


@dataclass(frozen=True)
class WorkQuestion:
    """What is asked on the page before an entry is saved."""

    sentence: str
    # Each with what its button says.
    answers: tuple[tuple[str, str], ...]
    # What an answer does, where its button does not tell.
    notes: tuple[str, ...] = ()


def link_to(entry):
    name = f"{entry._meta.app_label}_{entry._meta.model_name}"
    return format_html(
        '<a href="{}" target="_blank">{}</a>', reverse(f"admin:{name}_change", args=[entry.pk]), entry.number
    )


STAR = format_html('<span class="star" aria-hidden="true">{}</span>', "*")


class ServiceForm(WorkEntryForm):
    partner_departments = CodesField(
        label="合作部门", choices=PartnerDepartment, help_text="可多选；没有就不选。选“其他”的，请在备注里写明。"
    )
    training_tags = CodesField(
        label="培训内容", choices=TrainingTag, empty_value=None, help_text="培训才选，至少一项。"
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = lists_of(self.campaign)[LoggedList.SERVICES]
        if "kind" in self.fields:
            empty = [choice for choice in self.fields["kind"].choices if not choice[0]]
            self.fields["kind"].choices = [*empty, *kinds.offered(self.instance.kind)]
            self.fields["kind"].error_messages |= NOT_OFFERED
        loans = kinds.label_of(ServiceKind.LOAN_REFERRAL)
        only_for = {
            "loan_status": (ServiceKind.LOAN_REFERRAL, [("", f"请选择（{loans}才选）"), *LoanStatus.choices]),
            "loan_band": (ServiceKind.LOAN_REFERRAL, [("", "未定"), *LoanBand.choices]),
            "training_tags": (ServiceKind.TRAINING, TrainingTag.choices),
        }
        if "title" in self.fields:
            self.fields["title"].widget.attrs["data-only-for"] = ServiceKind.TRAINING
        for name in {"title", "training_tags", "loan_status"} & self.fields.keys():
            # Asked for of one kind alone, and shown with it.
            self.fields[name].label_suffix = STAR
        for name, (kind, choices) in only_for.items():
            if name in self.fields:
                self.fields[name].choices = choices
                self.fields[name].widget.attrs["data-only-for"] = kind

    def clean(self):
        answers = super().clean()
        is_new_training = self.instance._state.adding and answers.get("kind") == ServiceKind.TRAINING
        if is_new_training and not answers.get("title") and "title" not in self.errors:
            self.add_error("title", "请填写培训的名称。")
        return answers


class PublicityForm(WorkEntryForm):
    class Meta:
        help_texts = {"link": "文章的网址，开头的 https:// 可以不写；报纸、电视、广播没有链接的留空。"}
