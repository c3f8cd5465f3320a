"""What staff fill in on a case: a note with what follows from it, a hand-over, an assignment, a membership."""

import uuid
from datetime import timedelta

from django import forms

from organization.clock import today
from organization.id_numbers import PlainLineField, PlainParagraphField
from organization.models import Committee
from organization.region import EXAMPLE_YEAR
from organization.staff_site.edit_conflict import THEIRS, EditConflict
from organization.text import LineField
from returnees.choices import (
    AUTOMATIC_NOTE_KINDS,
    EXPLAINED_NOTE_KINDS,
    PROVIDING_NOTE_KINDS,
    STATES_WITH_DATE,
    FollowUpState,
    NoteKind,
)
from returnees.models import FollowUpNote
from returnees.models.follow_up import JUST_CHANGED
from returnees.models.follow_up_queries import possible_assignees

LATEST_NEXT_DATE = timedelta(days=366)
NO_NUMBERS = "请勿填写身份证号、银行卡号。"


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **attrs):
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day, between `earliest` and `latest` (both may be None)."""

    def __init__(self, *, earliest=None, latest=None, **options):
        self.earliest, self.latest = earliest, latest
        limits = {"min": earliest, "max": latest}
        attrs = {name: day.isoformat() for name, day in limits.items() if day}
        messages = {"invalid": f"请按 {EXAMPLE_YEAR}-02-14 的样子填写日期。", "required": "请填写日期。"}
        super().__init__(widget=DayInput(**attrs), error_messages=messages, **options)

    def validate(self, value):
        super().validate(value)
        if value and self.earliest and value < self.earliest:
            raise forms.ValidationError(f"不能早于 {self.earliest:%Y-%m-%d}。", code="too_early")
        if value and self.latest and value > self.latest:
            raise forms.ValidationError(f"不能晚于 {self.latest:%Y-%m-%d}。", code="too_late")


def with_kept(data, case):
    """The posted answers, with what is stored in the place of what was given up for it."""
    data = data.copy()
    if data.get("keep_state") == THEIRS:
        data["state"] = case.state
    if data.get("keep_next_contact_on") == THEIRS:
        data["next_contact_on"] = case.next_contact_on or ""
    return data


class NoteForm(forms.ModelForm):
    """One thing that was done, the state that it led to and the next date, in one save."""

    kind = forms.ChoiceField(
        label="做了什么",
        help_text="一次做了几件事的，每件记一次。",
        choices=[("", "请选择"), *(kind for kind in NoteKind.choices if kind[0] not in AUTOMATIC_NOTE_KINDS)],
        error_messages={"required": "请选择做了什么。", "invalid_choice": "请从列表中选择。"},
    )
    text = PlainParagraphField(
        label="情况",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=f"选填，没有办成的要写明原因。{NO_NUMBERS}",
    )
    recipient = PlainLineField(
        label="信息提供给",
        max_length=60,
        required=False,
        help_text="把青年的信息提供给别的部门或银行时填写，如：某旗农村信用联社。贷款推荐、转办必填。",
    )
    has_recipient_consent = forms.BooleanField(label="已告知本人接收方、目的和内容，本人单独同意提供", required=False)
    state = forms.ChoiceField(
        label="现在的状态",
        help_text="办完了选“已办结”；试了几次都打不通，选“无法联系”。",
        error_messages={"invalid_choice": JUST_CHANGED},
    )
    submission_uuid = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": JUST_CHANGED})
    # The state and next date that the page showed: whoever has not seen what somebody else has set since is asked.
    seen = LineField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = FollowUpNote
        fields = ("kind", "happened_on", "text", "recipient", "has_recipient_consent")

    def __init__(self, data=None, *, case):
        initial = {"happened_on": today(), "state": case.state, "submission_uuid": uuid.uuid4(), "seen": case.step}
        super().__init__(None if data is None else with_kept(data, case), initial=initial)
        self.case = case
        self.conflicts = []
        earliest = min(case.campaign.starts_on, today())
        self.fields["happened_on"] = DayField(label="日期", earliest=earliest, latest=today())
        self.fields["next_contact_on"] = DayField(
            label="下次联系日期",
            required=False,
            earliest=today(),
            latest=today() + LATEST_NEXT_DATE,
            help_text="已联系、办理中的必填。",
        )
        self.fields["state"].choices = [(state, state.label) for state in case.allowed_states]

    def clean(self):
        answers = super().clean()
        self.check_recipient(answers)
        self.check_state(answers)
        if answers.get("kind") in EXPLAINED_NOTE_KINDS and not answers.get("text") and "text" not in self.errors:
            self.add_error("text", "没有办成的，请写明原因。")
        return answers

    def check_recipient(self, answers):
        if "recipient" in self.errors:
            return
        recipient, has_consent = answers.get("recipient"), answers.get("has_recipient_consent")
        if recipient and not has_consent:
            self.add_error("has_recipient_consent", "向别的部门提供信息前，须征得本人单独同意，并在这里勾选。")
        elif not recipient and answers.get("kind") in PROVIDING_NOTE_KINDS:
            self.add_error("recipient", "请写明信息提供给哪个部门或银行。")
        elif not recipient and has_consent:
            self.add_error("recipient", "勾选了本人同意提供，请写明提供给谁。")

    def check_state(self, answers):
        kind, state, next_contact_on = (answers.get(name) for name in ("kind", "state", "next_contact_on"))
        if kind == NoteKind.REACHED and state == FollowUpState.TO_CONTACT:
            self.add_error("state", "已经联系上了，请改为“已联系”或以后的状态。")
        if kind == NoteKind.NOT_REACHED and state == FollowUpState.CONTACTED != self.case.state:
            self.add_error("state", "没有联系上，不能改为“已联系”。")
        if "next_contact_on" in self.errors:
            return
        if state in STATES_WITH_DATE and not next_contact_on:
            self.add_error("next_contact_on", "已联系、办理中的，请定下次联系日期。")
        if state == FollowUpState.DONE and next_contact_on:
            self.add_error("next_contact_on", "已办结的不再约下次联系日期，请清空。")

    def ask_which(self):
        """The case has moved on since the page was opened: show what is stored beside what was chosen."""
        self.conflicts = [
            EditConflict(self.fields[name].label, *map(self.display_step, (mine, theirs)), f"keep_{name}")
            for name, mine, theirs in (
                ("state", self.cleaned_data["state"], self.case.state),
                ("next_contact_on", self.cleaned_data["next_contact_on"], self.case.next_contact_on),
            )
            if mine != theirs
        ]
        self.data["seen"] = self.case.step

    @staticmethod
    def display_step(value) -> str:
        return str(FollowUpState(value).label if value in FollowUpState.values else value or "（不约）")

    def note(self, by):
        """What was typed, as a note to be stored by `FollowUpCase.record`."""
        self.instance.submission_uuid = self.cleaned_data["submission_uuid"]
        self.instance.written_by = by
        return self.instance


class CommitteeChoice(forms.ModelChoiceField):
    def label_from_instance(self, committee):
        return "　" * committee.depth + committee.short_name


class HandOverForm(forms.Form):
    to = CommitteeChoice(
        queryset=Committee.objects.none(),
        label="移交给",
        empty_label="请选择团委",
        error_messages={"required": "请选择移交给哪个团委。", "invalid_choice": "请从列表中选择团委。"},
    )
    reason = PlainLineField(
        label="原因",
        max_length=200,
        help_text=f"双方团委都能看到。{NO_NUMBERS}",
        error_messages={"required": "请写明为什么移交。"},
    )
    submission_uuid = forms.UUIDField(widget=forms.HiddenInput, error_messages={"invalid": JUST_CHANGED})

    def __init__(self, data=None, *, case):
        super().__init__(data, initial={"submission_uuid": uuid.uuid4()})
        self.fields["to"].queryset = Committee.objects.standing().exclude(pk=case.committee_id)


class AssigneeChoice(forms.ModelChoiceField):
    def label_from_instance(self, account):
        return f"{account.committee} · {account.get_full_name()}"


class AssignForm(forms.Form):
    assignee = AssigneeChoice(
        queryset=None,
        label="经办人",
        help_text="同一团委里由谁联系这位青年。",
        empty_label="请选择人员",
        error_messages={"required": "请选择人员。", "invalid_choice": "请从列表中选择人员。"},
    )

    def __init__(self, data=None, *, account, committee):
        super().__init__(data)
        self.fields["assignee"].queryset = possible_assignees(account, committee)


class MembershipForm(forms.Form):
    number = PlainLineField(label="会员编号", max_length=20, required=False, help_text="选填。")

    def __init__(self, data=None):
        super().__init__(data, initial={"member_since": today()})
        self.fields = {
            "member_since": DayField(label="入会日期", latest=today(), help_text="本人加入的那一天。"),
            **self.fields,
        }
