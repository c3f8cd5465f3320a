"""The demo's follow-up: a case per returnee with a reason for one, and what has been done for some of them."""

from datetime import timedelta
from random import Random

from django.utils.timezone import localdate

from demo.accounts import Recorders
from demo.season import Season
from organization.choices import Level
from returnees.choices import AllianceWish, FollowUpState, NoteKind, ReturneeState
from returnees.follow_up_reasons import follow_up_reasons, unpack
from returnees.models import AllianceMembership, FollowUpCase, FollowUpNote, HandOver
from returnees.models.follow_up import CONTACT_WITHIN

CONTACTED_SHARE, REACHED_SHARE, HELPED_SHARE, DONE_SHARE = 0.55, 0.88, 0.6, 0.5
ASSIGNED_SHARE, MEMBER_SHARE, HANDED_OVER_SHARE = 0.5, 0.2, 0.01
REACHED_TEXTS = ("电话联系，介绍了返乡创业政策。", "已加微信，约好见面细谈。", "本人在外地，节后回来办理。")
NOT_REACHED_TEXTS = ("电话无人接听，改天再打。", "号码停机，请嘎查村团支部代为打听。")
HELP = {
    "needs:training": (NoteKind.TRAINING, "已报名线上创业培训班。"),
    "needs:skills": (NoteKind.TRAINING, "已报名农牧业实用技术培训。"),
    "needs:ecommerce": (NoteKind.TRAINING, "已报名青年电商培训。"),
    "needs:mentoring": (NoteKind.GUIDANCE, "请本地致富带头人结对指导。"),
    "needs:policy": (NoteKind.GUIDANCE, "逐条讲解返乡创业扶持政策。"),
    "needs:legal": (NoteKind.GUIDANCE, "介绍到法律援助中心的免费咨询。"),
    "needs:loan": (NoteKind.LOAN_REFERRED, "已推荐青创易贷，等待回复。"),
    "needs:job": (NoteKind.JOB, "推送了本地企业用工信息。"),
    "needs:ticket": (NoteKind.TICKET, "协助查询返程班次。"),
    "difficulty:funds": (NoteKind.PARTLY_SOLVED, "先用小额资金周转，贷款另行申请。"),
    "difficulty:technology": (NoteKind.SOLVED, "技术员已上门指导。"),
    "difficulty:market": (NoteKind.PARTLY_SOLVED, "已帮助对接本地网店代销。"),
    "difficulty:permits": (NoteKind.SOLVED, "陪同到政务大厅办好手续。"),
    "difficulty:land": (NoteKind.UNSOLVED, "园区暂时没有空余场地，有了再通知。"),
}
BANK = "本地农村信用联社"
HAND_OVER_REASON = "本人已迁到那里创业，由当地联系更方便。"


class FollowUpLog:
    """Writes what the committees did, day after day up to the demo day, to be stored at once."""

    def __init__(self, rng: Random, season: Season):
        self.rng, self.season, self.recorders = rng, season, Recorders()
        self.cases, self.notes, self.hand_overs, self.memberships = [], [], [], []

    def help(self, returnee, reasons):
        case = FollowUpCase.opened(returnee, reasons, at=returnee.submitted_at, on=localdate(returnee.submitted_at))
        case.committee = returnee.home_committee
        by = self.recorders.of(case.committee)
        if by.committee == case.committee and self.rng.random() < ASSIGNED_SHARE:
            case.assigned_to = by
        day = case.waiting_since + timedelta(days=self.rng.randint(1, 6))
        if self.rng.random() < CONTACTED_SHARE and day <= self.season.today:
            self.contact(case, by, day)
        elif self.rng.random() < HANDED_OVER_SHARE:
            self.hand_over(case, by)
        self.cases.append(case)

    def contact(self, case, by, day):
        if self.rng.random() > REACHED_SHARE:
            self.write(case, by, day, NoteKind.NOT_REACHED, self.rng.choice(NOT_REACHED_TEXTS), "unreachable")
            return
        self.write(case, by, day, NoteKind.REACHED, self.rng.choice(REACHED_TEXTS), FollowUpState.CONTACTED)
        helps = [HELP[reason] for reason in unpack(case.reasons) if reason in HELP]
        day += timedelta(days=self.rng.randint(1, 6))
        if helps and self.rng.random() < HELPED_SHARE and day <= self.season.today:
            is_done = self.rng.random() < DONE_SHARE
            kind, text = self.rng.choice(helps)
            self.write(case, by, day, kind, text, FollowUpState.DONE if is_done else FollowUpState.IN_PROGRESS)
        if case.returnee.alliance_wish == AllianceWish.WILLING and self.rng.random() < MEMBER_SHARE:
            self.confirm(case, by, day)

    def write(self, case, by, day, kind, text, state):
        is_dated = state in (FollowUpState.CONTACTED, FollowUpState.IN_PROGRESS)
        next_contact_on = day + timedelta(days=self.rng.randint(5, 20)) if is_dated else None
        recipient = BANK if kind == NoteKind.LOAN_REFERRED else ""
        note = self.note(case, by, day, kind, state, text=text, recipient=recipient)
        note.has_recipient_consent, note.next_contact_on = bool(recipient), next_contact_on
        case.state, case.next_contact_on, case.due_on = state, next_contact_on, next_contact_on

    def note(self, case, by, day, kind, state, **fields):
        note = FollowUpNote(
            case=case,
            campaign_id=case.campaign_id,
            committee_id=case.committee_id,
            kind=kind,
            happened_on=day,
            state_before=case.state,
            state_after=state,
            written_by=by,
            written_at=self.season.entry_moment(self.rng, day),
            **fields,
        )
        self.notes.append(note)
        return note

    def confirm(self, case, by, day):
        day = min(day, self.season.today)
        membership = AllianceMembership(
            returnee=case.returnee,
            campaign_id=case.campaign_id,
            committee_id=case.committee_id,
            member_since=day,
            confirmed_by=by,
            confirmed_at=self.season.entry_moment(self.rng, day),
        )
        self.memberships.append(membership)
        self.note(case, by, day, NoteKind.MEMBERSHIP, case.state)

    def hand_over(self, case, by):
        neighbours = case.committee.parent.children.filter(level=Level.COUNTY).exclude(pk=case.committee.pk)
        to = neighbours.order_by("path").first()
        at = self.season.entry_moment(self.rng, case.waiting_since + timedelta(days=1))
        hand_over = HandOver(
            case=case,
            campaign_id=case.campaign_id,
            from_committee=case.committee,
            to_committee=to,
            reason=HAND_OVER_REASON,
            state_before=case.state,
            handed_over_by=by,
            handed_over_at=at,
        )
        self.hand_overs.append(hand_over)
        case.committee, case.assigned_to, case.waiting_since = to, None, localdate(at)
        case.due_on = case.waiting_since + CONTACT_WITHIN

    def save(self):
        for rows in (self.cases, self.notes, self.hand_overs, self.memberships):
            if rows:
                type(rows[0]).objects.bulk_create(rows)


def help_youths(rng: Random, *, answered, season: Season) -> None:
    log = FollowUpLog(rng, season)
    for returnee, selections in answered:
        reasons = follow_up_reasons(returnee.status, selections, returnee.difficulty_text)
        if reasons and returnee.state == ReturneeState.ACCEPTED:
            log.help(returnee, reasons)
    log.save()
