"""The page of one case: the youth's answers, what was done since, and the forms for the next step."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from organization.audit import append_audit_event, note_opening
from organization.choices import Act
from organization.clock import today
from organization.region import words
from organization.staff_site.list_memory import list_address
from returnees.admin.follow_up_forms import AssignForm, HandOverForm, MembershipForm, NoteForm
from returnees.admin.phone import show_phone
from returnees.answers import answered_sections
from returnees.choices import AllianceWish, FollowUpState
from returnees.disclosure import PHONE_OF_MINOR, mask_number, phone_refusal
from returnees.models import AllianceMembership, FollowUpCase, FollowUpNote, HandOver, Returnee
from returnees.models.follow_up import RETENTION_OVER, MovedOn

LIST = "admin:returnees_followupcase_changelist"


@dataclass(frozen=True)
class CaseEvent:
    """One line of a case's history: a note or a hand-over."""

    at: datetime
    note: FollowUpNote | None = None
    hand_over: HandOver | None = None

    def order(self):
        """Of an erased record the moments are days: those of one day stand in the order in which they were written."""
        return self.at, self.hand_over is not None, (self.note or self.hand_over).pk


class CasePage:
    def __init__(self, model_admin, request, object_id):
        self.model_admin, self.request = model_admin, request
        case = model_admin.get_object(request, object_id)
        if case is None or not model_admin.has_view_permission(request, case):
            raise Http404
        self.case: FollowUpCase = case
        self.can_change = model_admin.has_change_permission(request, case)
        self.is_over = case.campaign.is_retention_over
        self.posted_step = request.POST.get("step") if request.method == "POST" else None

    def respond(self):
        if self.request.method != "POST":
            note_opening(self.request, self.case)
            return self.show()
        if not self.can_change:
            raise PermissionDenied
        step = STEPS.get(self.posted_step)
        return step(self) if step else self.show()

    def record(self):
        form = NoteForm(self.request.POST, case=self.case)
        if not form.is_valid():
            return self.show(note_form=form)
        note = form.note(self.request.user)
        step = {name: form.cleaned_data[name] for name in ("state", "next_contact_on", "seen")}
        try:
            with transaction.atomic():
                is_new = self.case.record(note, **step)
                if is_new:
                    act = Act.DATA_PROVIDED if note.recipient else Act.FOLLOW_UP_NOTE
                    append_audit_event(self.request, act, note, detail=f"个案 编号 {self.case.pk}")
        except MovedOn:
            form.ask_which()
            return self.show(note_form=form)
        except ValidationError as error:
            form.add_error(None, error)
            return self.show(note_form=form)
        return self.done(self.recorded_message())

    def recorded_message(self):
        """Leads on, so that what is due is worked through without going back to the list."""
        recorded = f"已记录，现在的状态是“{self.case.get_state_display()}”。"
        others = FollowUpCase.objects.filter(campaign=self.case.campaign_id, committee=self.case.committee_id)
        next_due = others.visible_to(self.request.user).due(today()).exclude(pk=self.case.pk).first()
        if next_due is None:
            return recorded
        address = reverse("admin:returnees_followupcase_change", args=[next_due.pk])
        return format_html('{}<a href="{}">办下一个到期的（编号 {}）</a>', recorded, address, next_due.pk)

    def hand_over(self):
        form = HandOverForm(self.request.POST, case=self.case)
        if not form.is_valid():
            return self.show(hand_over_form=form)
        try:
            with transaction.atomic():
                self.case.hand_over(by=self.request.user, **form.cleaned_data)
                append_audit_event(self.request, Act.FOLLOW_UP_HAND_OVER, self.case)
        except ValidationError as error:
            form.add_error(None, error)
            return self.show(hand_over_form=form)
        return redirect_handed_over(self.request, form.cleaned_data["to"])

    def assign(self):
        form = self.assign_form(self.request.POST)
        if not form.is_valid():
            return self.show(assign_form=form)
        if self.is_over:
            form.add_error("assignee", RETENTION_OVER)
            return self.show(assign_form=form)
        assignee = form.cleaned_data["assignee"]
        assign_cases(self.request, FollowUpCase.objects.filter(pk=self.case.pk), assignee)
        return self.done(f"经办人是{assignee.get_full_name()}。")

    def confirm(self):
        form = MembershipForm(self.request.POST)
        if self.is_over and form.is_valid():
            form.add_error("member_since", RETENTION_OVER)
        if not (self.is_applicant and form.is_valid()):
            return self.show(membership_form=form)
        try:
            with transaction.atomic():
                if self.case.confirm_membership(by=self.request.user, **form.cleaned_data):
                    append_audit_event(self.request, Act.MEMBERSHIP_CONFIRM, self.case)
        except ValidationError as error:
            form.add_error(None, error)
            return self.show(membership_form=form)
        return self.done(f"已确认为{words.alliance}会员。")

    def assign_form(self, data=None):
        return AssignForm(data, account=self.request.user, committee=self.case.committee)

    @property
    def membership(self):
        return AllianceMembership.objects.filter(returnee=self.case.returnee_id).first()

    @property
    def is_applicant(self):
        return self.case.returnee.alliance_wish == AllianceWish.WILLING and not self.case.closed_because

    def done(self, message):
        messages.success(self.request, message)
        return HttpResponseRedirect(reverse("admin:returnees_followupcase_change", args=[self.case.pk]))

    def show(self, **forms):
        case, membership = self.case, self.membership
        context = self.model_admin.admin_site.each_context(self.request) | {
            "opts": self.model_admin.opts,
            "title": f"跟进个案 编号 {case.pk}",
            "case": case,
            "answers": list_visible_answers(case.returnee),
            "history": history(case),
            "membership": membership,
            "is_over": self.is_over,
            "phone_url": phone_url(self.request.user, case),
            "is_minor_withheld": phone_refusal(self.request.user, case.returnee) == PHONE_OF_MINOR,
        }
        if self.can_change and not case.closed_because and not self.is_over:
            context |= self.forms(membership)
        empty = dict.fromkeys(("note_form", "hand_over_form", "assign_form", "membership_form"))
        return TemplateResponse(self.request, "returnees/case.html", empty | context | forms)

    def forms(self, membership):
        forms = {"note_form": NoteForm(case=self.case), "assign_form": self.assign_form()}
        if self.case.state != FollowUpState.DONE:
            forms["hand_over_form"] = HandOverForm(case=self.case)
        if self.is_applicant and not membership:
            forms["membership_form"] = MembershipForm()
        return forms


STEPS = {
    "note": CasePage.record,
    "hand_over": CasePage.hand_over,
    "assign": CasePage.assign,
    "confirm": CasePage.confirm,
}


@transaction.atomic
def assign_cases(request, cases, assignee) -> int:
    """How many were newly assigned; one event for all of them."""
    pks = cases.assign(to=assignee, by=request.user)
    if len(pks) == 1:
        append_audit_event(request, Act.FOLLOW_UP_ASSIGN, FollowUpCase(pk=pks[0]), detail=f"账号 编号 {assignee.pk}")
    elif pks:
        numbers = "、".join(map(str, pks))
        append_audit_event(request, Act.FOLLOW_UP_ASSIGN, assignee, detail=f"{len(pks)} 个个案，编号 {numbers}")
    return len(pks)


def case_page(model_admin, request, object_id):
    repeated = find_repeated_hand_over(request)
    if repeated:
        return redirect_handed_over(request, repeated.to_committee)
    return CasePage(model_admin, request, object_id).respond()


def find_repeated_hand_over(request):
    """The hand-over that this account has just made with the same form; it may no longer see the case itself."""
    if request.method != "POST" or request.POST.get("step") != "hand_over":
        return None
    try:
        own = HandOver.objects.filter(handed_over_by=request.user.pk)
        return own.select_related("to_committee").filter(submission_uuid=request.POST.get("submission_uuid")).first()
    except ValidationError:
        return None


def redirect_handed_over(request, committee):
    messages.success(request, f"已移交给{committee}。移交了什么、现在办到哪一步，在“移交记录”里可以看到。")
    return HttpResponseRedirect(list_address(request, LIST))


def case_phone(model_admin, request, pk):
    """The number for whoever handles the case: the record may be another committee's, without a page here."""
    page = CasePage(model_admin, request, str(pk))
    if request.method != "POST":
        # After signing in one returns by GET, and has to click again.
        return HttpResponseRedirect(reverse("admin:returnees_followupcase_change", args=[pk]))
    context = model_admin.admin_site.each_context(request) | {"opts": Returnee._meta, "case": page.case}
    return show_phone(request, page.case.returnee, context)


def list_visible_answers(returnee):
    return [
        (answer.label, mask_number(answer.text, returnee))
        for section in answered_sections(returnee)
        for answer in section.answers
        if answer.text
    ]


def history(case) -> list[CaseEvent]:
    notes = case.notes.select_related("written_by__committee", "assigned_to__committee")
    hand_overs = case.hand_overs.select_related("from_committee", "to_committee", "handed_over_by__committee")
    events = [CaseEvent(note.written_at, note=note) for note in notes]
    events += [CaseEvent(hand_over.handed_over_at, hand_over=hand_over) for hand_over in hand_overs]
    return sorted(events, key=CaseEvent.order, reverse=True)


def phone_url(account, case) -> str:
    if not case.returnee.phone or phone_refusal(account, case.returnee):
        return ""
    return reverse("admin:returnees_followupcase_phone", args=[case.pk])
