"""交接: somebody leaves, and what the account still had to do passes to another one of its committee in one act.

What they did stays under their name. To-do counts, reminders and returned packages reach every account of a committee
by themselves, so nothing of them has to pass.
"""

from collections import Counter
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from organization.audit import append_audit_event
from organization.choices import Act, CampaignState
from organization.models import Account, Campaign, Responsible
from organization.models.responsible import clean_office_phone
from reports.models import Package
from reports.packages import life_cycle
from returnees.models import FollowUpCase
from returnees.models.follow_up_queries import WORKING_ROLES

# Cases that are assigned by one statement.
AT_ONCE = 1_000
SUCCESSOR_GONE = "接手的账号刚刚停用了，或换了单位，请重新选择。"


@dataclass(frozen=True)
class Holdings:
    """What an account still has: its open cases, and where its name stands as that of somebody to be called."""

    cases: list[FollowUpCase]
    # Cases of committees to which the account belongs no more: no colleague can take them over.
    stray_cases: list[FollowUpCase]
    responsibles: list[Responsible]
    packages: list[Package]

    @property
    def is_empty(self) -> bool:
        return not (self.cases or self.stray_cases or self.has_contacts)

    @property
    def has_contacts(self) -> bool:
        return bool(self.responsibles or self.packages)

    def __str__(self):
        counts = {
            "跟进个案": self.cases,
            "改为未指派的个案": self.stray_cases,
            "负责人": self.responsibles,
            "填表人": self.packages,
        }
        return "，".join(f"{label} {len(rows)}" for label, rows in counts.items() if rows)


@dataclass(frozen=True)
class Contact:
    """Who is called from now on, where the one who leaves was."""

    name: str = ""
    phone: str = ""


def accounts_to_hand_over(by: Account):
    """Those that `by` may hand over: the ones it manages, and its own."""
    managed = Account.objects.manageable_by(by)
    if not by.has_perm("organization.change_account"):
        managed = managed.none()
    return Account.objects.filter(Q(pk=by.pk) | Q(pk__in=managed.values("pk")))


def possible_successors(account: Account):
    """Active colleagues of the same committee: nobody else may have all the cases that its account may have."""
    colleagues = Account.objects.active().filter(role__in=WORKING_ROLES).exclude(pk=account.pk)
    return colleagues.filter(committee=account.committee_id) if account.committee_id else colleagues.none()


def find_holdings(account: Account) -> Holdings:
    held = FollowUpCase.objects.open_of(account).select_related("committee", "campaign").order_by("due_on", "pk")
    own, strays = [], []
    for case in held:
        (own if is_within(account, case.committee) else strays).append(case)
    contacts = named_as_contact(Responsible, "name", account).exclude(campaign__state=CampaignState.CLOSED)
    packages = named_as_contact(Package, "filled_by_name", account).select_related("campaign", "committee")
    return Holdings(own, strays, list(contacts), [package for package in packages if package.is_editable])


def is_within(account: Account, committee) -> bool:
    return account.committee is not None and account.committee.path.startswith(committee.path)


def named_as_contact(model, column, account: Account):
    """The rows of its committee that name it; without a name of its own, none does."""
    rows = model.objects.filter(committee=account.committee_id, **{column: account.full_name})
    rows = rows if account.full_name and account.committee_id else rows.none()
    return rows.select_related("campaign", "committee").order_by("campaign", "pk")


def open_case_counts(accounts) -> dict[int, int]:
    """Of these accounts those with open cases: OPEN_WORK_COUNTS."""
    held = FollowUpCase.objects.open_of_any(accounts).order_by()
    return dict(Counter(held.values_list("assigned_to", flat=True)))


@transaction.atomic
def hand_over_account(request, *, account: Account, successor: Account | None, contact: Contact, deactivate=False):
    """Returns the Holdings that passed. Raises a ValidationError where the successor is one no more."""
    pks = sorted({account.pk, successor.pk if successor else account.pk})
    locked = {one.pk: one for one in Account.objects.select_for_update(of=("self",)).filter(pk__in=pks).order_by("pk")}
    account = locked[account.pk]
    holdings = find_holdings(account)
    if successor and not possible_successors(account).filter(pk=successor.pk).exists():
        raise ValidationError(SUCCESSOR_GONE)
    if successor:
        pass_cases(holdings, to=successor, by=request.user)
        pass_contacts(request, holdings, contact)
    passed = holdings if successor else Holdings([], [], [], [])
    is_deactivated = deactivate and account.is_active
    if is_deactivated:
        account.is_active = False
        account.save(update_fields=["is_active"])
        append_audit_event(request, Act.ACCOUNT_DEACTIVATE, account, detail=account.get_role_display())
    if not passed.is_empty:
        detail = f"交给账号编号 {successor.pk}：{passed}"
        append_audit_event(request, Act.ACCOUNT_HAND_OVER, account, detail=detail)
    return passed


def pass_cases(holdings: Holdings, *, to: Account, by: Account) -> None:
    keys = [case.pk for case in holdings.cases]
    for start in range(0, len(keys), AT_ONCE):
        FollowUpCase.objects.filter(pk__in=keys[start : start + AT_ONCE]).assign(to=to, by=by)
    for case in holdings.stray_cases:
        FollowUpCase.objects.filter(pk=case.pk).update(assigned_to=None)


def pass_contacts(request, holdings: Holdings, contact: Contact) -> None:
    for responsible in holdings.responsibles:
        was_public = responsible.is_public
        responsible.name, responsible.phone = contact.name, clean_office_phone(contact.phone)
        # Whoever takes over decides anew whether youths may call.
        responsible.is_public = False
        responsible.save(update_fields=["name", "phone", "is_public"])
        detail = f"{responsible.campaign} {responsible.committee}"
        append_audit_event(request, Act.RESPONSIBLE_CHANGE, responsible, detail=detail)
        if was_public:
            append_audit_event(request, Act.RESPONSIBLE_HIDE, responsible, detail=detail)
            Campaign.objects.filter(pk=responsible.campaign_id).revise_questionnaires()
    for package in holdings.packages:
        life_cycle.write_contact(
            package=package,
            name=contact.name,
            phone=contact.phone,
            seen_revision=package.contact_revision,
            by=request.user,
        )
