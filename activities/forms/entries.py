from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.html import format_html

from activities.choices import OTHER_CHOICE, ActivityState, LoggedList
from activities.equal_entries import EqualEntries, Happening
from activities.forms.listed_choices import offer_choices
from activities.forms.questions import Answers, EqualQuestion, TwinQuestion, form_number, odd_figure_error
from activities.models import Activity
from activities.models.activity import MISSING_FIGURE
from activities.models.activity_columns import LARGEST_COUNT
from organization.named_locks import acquire_named_lock
from organization.text import LineField
from organization.whole_numbers import StaffNumberInput, WholeNumberField

QUESTION = "question"

# After the label of what may be left open only while an entry is planned.
ONCE_HELD = format_html('<span class="once-held" aria-hidden="true">{}</span>', "*")


def figure_field_name(figure) -> str:
    """The name in a form of one of a kind's own figures: its key alone may be a column's some day."""
    return f"figure_{figure.key}"


def figure_field(figure):
    return WholeNumberField(
        label=figure.label,
        help_text=figure.help_text,
        required=False,
        min_value=0,
        max_value=LARGEST_COUNT,
        widget=StaffNumberInput,
        unit=figure.unit,
    )


class ActivityForm(forms.ModelForm):
    """An entry of one kind, which has been given to the class together with the fields that the kind asks for."""

    campaign = None
    account = None
    kind = None
    # The FigureCheck of the kind.
    check = None

    # Becomes the `entry_uuid` of a new entry; the script carries it on when the browser goes back to the page.
    form_uuid = LineField(required=False, widget=forms.HiddenInput(attrs={"data-carried": ""}))

    # What the page asks besides the numbers that it marks.
    twin_question = equal_question = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.answers = Answers(self.data)
        self.own = {
            key: figure for figure in self.kind.figures.all() if (key := figure_field_name(figure)) in self.fields
        }
        if self.instance.pk:
            del self.fields["form_uuid"]
            offer_choices(self.fields, self.kind, self.instance)
            recorded = self.instance.own_figures if self.own else {}
            self.initial |= {name: recorded.get(figure.key) for name, figure in self.own.items()}
        else:
            self.instance.kind, self.instance.shape = self.kind, self.kind.shape
            self.initial["form_uuid"] = self.instance.entry_uuid
        self.explain_days()
        self.mark_required()
        if "channel_other" in self.fields:
            self.fields["channel_other"].help_text = f"选了“{self.other_channel}”才填。"

    def explain_days(self):
        limits = {"min": self.campaign.starts_on.isoformat(), "max": self.campaign.ends_on.isoformat()}
        for name in {"held_on", "held_until"} & self.fields.keys():
            self.fields[name].widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", **limits})
        if "held_on" in self.fields:
            self.fields["held_on"].help_text = f"{limits['min']} 至 {limits['max']}。"
        if "held_until" in self.fields:
            self.fields["held_until"].help_text = "平时不填。只知道一段时间的合计时，日期填第一天，这里填最后一天。"

    def mark_required(self):
        required = {asked.name for asked in self.kind.asked_columns if asked.is_required}
        required |= {name for name, figure in self.own.items() if figure.is_required}
        for name in required & self.fields.keys():
            self.fields[name].label_suffix = ONCE_HELD

    def clean_form_uuid(self):
        """The number of this very form: however often it is sent, it makes one entry."""
        self.instance.entry_uuid = form_number(self.data) or self.instance.entry_uuid
        return self.instance.entry_uuid

    def clean(self):
        answers = super().clean()
        is_held = answers.get("state") == ActivityState.HELD
        if "channels" in self.fields:
            self.check_channels(answers, is_held)
        if is_held and answers.get("distribution_count") == 0:
            self.add_error("distribution_count", "已开展的发放至少是 1 次；没有发放请用零报告。")
        for name, figure in self.own.items():
            if is_held and figure.is_required and name not in self.errors and answers.get(name) is None:
                self.add_error(name, MISSING_FIGURE)
        return answers

    @property
    def other_channel(self) -> str:
        return self.kind.lists[LoggedList.CHANNELS].label_of(OTHER_CHOICE)

    def check_channels(self, answers, is_held):
        is_other = OTHER_CHOICE in (answers.get("channels") or "").split(",")
        if answers.get("channel_other") and not is_other:
            self.add_error("channel_other", f"写了其他渠道，请在上面同时勾选“{self.other_channel}”。")
        if is_held and is_other and not answers.get("channel_other"):
            self.add_error("channel_other", "请写明是什么渠道。")

    @property
    def own_figures(self) -> dict[str, int | None]:
        """What was entered for the kind's own figures, by key: as `Activity.record` takes it."""
        return {figure.key: self.cleaned_data.get(name) for name, figure in self.own.items()}

    def _post_clean(self):
        if self.own:
            self.instance.own_figures = {key: value for key, value in self.own_figures.items() if value is not None}
        elif self.instance._state.adding:
            self.instance.own_figures = {}
        super()._post_clean()
        if not self.errors:
            self.ask()

    def ask(self):
        """Last, for an entry without errors, and everything at once."""
        odd = self.find_odd_figures()
        answered = {*self.answers.texts, *self.instance.confirmed_tokens}
        for figure in odd:
            if figure.token not in answered:
                self.question_figure(figure)
        if self.instance._state.adding:
            self.ask_whether_it_is_there()
        if not self.errors:
            self.instance.confirm_figures({figure.token for figure in odd}, by=self.account)

    def find_odd_figures(self):
        return self.check.find_in(self.instance) if self.instance.state == ActivityState.HELD else []

    def question_figure(self, odd):
        names = {figure.key: name for name, figure in self.own.items()}
        name = names.get(odd.figure, odd.figure)
        self.add_error(name, ValidationError(odd_figure_error(odd), code=QUESTION))
        self.errors[name].error_class += " question"

    def ask_whether_it_is_there(self):
        """An unchanged resend was answered earlier: a twin of the form that is met here differs from it."""
        twin = Activity.with_deleted.filter(entry_uuid=self.instance.entry_uuid).first()
        if twin is not None:
            self.twin_question = self.question_twin(twin)
        elif self.instance.state != ActivityState.CANCELLED:
            self.equal_question = self.question_equal()
        if self.twin_question or self.equal_question:
            self.add_error(None, ValidationError("请先回答下面的问题。", code=QUESTION))

    def question_twin(self, twin):
        visible = Activity.with_deleted.visible_to(self.account).select_related("campaign", "committee", "kind")
        own = visible.filter(pk=twin.pk).first()
        may_change = self.account.has_perm("activities.change_activity")
        is_there = own is not None and own.deleted_at is None and own.kind_id == self.kind.pk
        return TwinQuestion(own, can_change=is_there and may_change)

    def question_equal(self):
        # Two who log the same at the same moment: the second is asked.
        acquire_named_lock(f"entries of {self.kind.pk} at {self.instance.committee_id}")
        equals = EqualEntries(self.kind, self.account)
        equals.load([self.instance.committee_id], [self.instance.held_on])
        happening = Happening.of(self.instance)
        matches = [one for one in equals.find(self.instance) if not self.answers.are_distinct(one, happening)]
        return EqualQuestion(matches, happening) if matches else None

    @property
    def has_odd_figures(self):
        return self.asks and any(name != NON_FIELD_ERRORS for name in self.errors)

    @property
    def asks(self):
        codes = {error.code for errors in self.errors.as_data().values() for error in errors}
        return codes == {QUESTION}
