"""The form in which a county reports how many youths it has of each category."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from activities.admin.work_forms import FormOfACampaign, link_to, uuid_of_account
from activities.choices import HeadcountCategory
from activities.forms.questions import CHANGE, another_answer
from activities.models import Headcount
from activities.models.activity_columns import LARGEST_COUNT
from organization.audit import append_audit_event
from organization.campaign_choice import viewed_campaign
from organization.choices import Act, Level
from organization.clock import today
from organization.id_numbers import reject_id_and_card_numbers
from organization.models import Committee
from organization.moments import INVALID_DAY
from organization.region import words
from organization.text import LineField
from organization.whole_numbers import StaffNumberInput, WholeNumberField

REMARK = Headcount._meta.get_field("remark")
WHAT_ANSWERS_DO = (
    "改它：刚才填错了。刚才的数删去不算，以这次填的为准；这次空着的，也不再算。",
    "另记一条：人数后来变了。这次的数替换刚才的，刚才的留在“已被替换”里；这次空着的，仍是原来的数。",
)


class HeadcountForm(FormOfACampaign):
    required_css_class = "required"

    committee = forms.ModelChoiceField(
        queryset=Committee.objects.none(), label=words.county, empty_label=f"请选择{words.county_short}"
    )
    counted_on = forms.DateField(label="截至日期", error_messages=INVALID_DAY, help_text="这些人数是哪一天的。")
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
            self.fields[category] = WholeNumberField(
                label=category.label,
                required=False,
                min_value=0,
                max_value=LARGEST_COUNT,
                widget=StaffNumberInput,
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

    @transaction.atomic
    def store(self, *, by, may_delete):
        """Return what became of the form, or None with the reasons among its errors or in its question."""
        number = uuid_of_account(self.cleaned_data["form_uuid"], by)
        self.lock(number)
        earlier = self.earlier_counts(number)
        if earlier and self.says_the_same(earlier):
            return HeadcountOutcome(deleted_since=any(count.deleted_at for count in earlier))
        try:
            if not earlier:
                return HeadcountOutcome(Headcount.objects.report(form_uuid=number, by=by, **self.columns))
            present = [count for count in earlier if not count.deleted_at] if may_delete else []
            change = change_of_counts(present)
            if present and change == f"{CHANGE}:{self.answers.latest(CHANGE)}":
                wrong = [count for count in earlier if count.deleted_at or not self.has(count)]
                return HeadcountOutcome(*Headcount.objects.correct(wrong, form_uuid=number, by=by, **self.columns))
            self.ask_about_earlier(present)
        except ValidationError as error:
            self.add_error(None, error)
        return None

    def ask_about_earlier(self, present):
        """`present` has the counts that this form stored and that the account may still change."""
        if not present:
            return self.ask(
                "这一页刚才已经记下人数，后来被删除了。这确实是另一次吗？", (another_answer(), "是，另记一条")
            )
        counts = format_html_join("、", "{}", ((describe_count(count),) for count in present))
        self.ask(
            format_html("您刚才已记下 {}：改它，还是另记一条？", counts),
            (change_of_counts(present), "改刚才记下的"),
            (another_answer(), "另记一条"),
            notes=WHAT_ANSWERS_DO,
        )

    @property
    def columns(self):
        names = ("committee", "counted_on", "counts", "remark")
        return {"campaign": self.campaign} | {name: self.cleaned_data[name] for name in names}

    def lock(self, number):
        """From here on nobody else stores or deletes counts that this form is about."""
        pks = {count.committee_id for count in self.earlier_counts(number)}
        Headcount.objects.lock_committees(self.cleaned_data["committee"].pk, *pks)

    def earlier_counts(self, number):
        """What this very form has stored already."""
        counties = self.fields["committee"].queryset.values_list("pk", flat=True)
        counts = Headcount.with_deleted.of_form(number, counties).select_related("committee", "campaign")
        return list(counts.order_by("pk"))

    def says_the_same(self, earlier):
        """Counts that were current already were not stored a second time."""
        stored = {count.category for count in earlier}
        others = [count for count in self.build_counts() if count.category not in stored]
        return all(map(self.has, earlier)) and all(count.is_current_already() for count in others)

    def has(self, count):
        """Whether a count that was stored is what the form says."""
        told = {one.category: one for one in self.build_counts() if one.committee_id == count.committee_id}
        return count.category in told and told[count.category].content == count.content

    def build_counts(self):
        return Headcount.objects.build(**self.columns)


@dataclass(frozen=True)
class HeadcountOutcome:
    """What became of a form that was stored."""

    stored: Sequence[Headcount] = ()
    deleted: Sequence[Headcount] = ()
    # Nothing was stored, because it had been before; and somebody has deleted it since.
    deleted_since: bool = False

    @property
    def message(self):
        if self.deleted_since:
            return "这些人数之前已经记下，后来被删除了。要用它们，请在列表右侧的筛选“显示：已删除”里恢复。"
        if self.deleted:
            return f"已改：删去刚才记下的 {len(self.deleted)} 个人数，记下 {len(self.stored)} 个。"
        return f"已记下 {len(self.stored)} 个人数。" if self.stored else "这些人数刚才已经记下，没有重复记录。"


def change_of_counts(counts) -> str:
    """Holds for the counts as they were when the question was asked."""
    return f"{CHANGE}:{'-'.join(str(count.pk) for count in counts)}"


def describe_count(count):
    return format_html(
        "{}（{}，{} {} 人，截至 {}）",
        link_to(count),
        count.committee,
        count.get_category_display(),
        count.youth_count,
        count.counted_on.isoformat(),
    )


def report_headcounts(model_admin, request):
    form = HeadcountForm(request.POST or None, account=request.user, campaign=viewed_campaign(request), label_suffix="")
    outcome = save(model_admin, request, form) if form.is_valid() else None
    if outcome is not None:
        messages.success(request, outcome.message)
        return HttpResponseRedirect(reverse(model_admin.list_name))
    context = model_admin.admin_site.each_context(request) | {
        "title": "填报青年人数",
        "opts": model_admin.opts,
        "form": form,
        "media": model_admin.media + form.media,
    }
    return TemplateResponse(request, "activities/headcount_form.html", context)


@transaction.atomic
def save(model_admin, request, form):
    outcome = form.store(by=request.user, may_delete=model_admin.has_delete_permission(request))
    if outcome is not None:
        for headcount in outcome.stored:
            model_admin.log_addition(request, headcount, [{"added": {}}])
        for headcount in outcome.deleted:
            append_audit_event(request, Act.ENTRY_DELETE, headcount)
    return outcome
