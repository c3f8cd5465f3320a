"""The page that makes the accounts of many committees in one go."""

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from organization.accounts.forms import SlipForm
from organization.accounts.usernames import FreeUsernames
from organization.accounts.views.slips import issue_slips
from organization.choices import Act, Level
from organization.committee_checkboxes import CommitteeCheckboxesForm
from organization.models import Account, Committee
from organization.roles import ROLES, default_role

PRESELECTED_LEVELS = (Level.LEAGUE_CITY, Level.COUNTY, Level.DIRECT)


def committees_for_lists(manager):
    levels = [
        level for level in Level.values if (role := default_role(level)) and role.key in list_grantable_roles(manager)
    ]
    return Committee.objects.assignable_by(manager).filter(level__in=levels).select_related("parent__parent")


def list_grantable_roles(manager):
    return ROLES[manager.role].grants


def holders(committees):
    """The first active account of each committee that has one in the role of its level, by the committee's pk."""
    accounts = Account.objects.active().filter(committee__in=committees).select_related("committee").order_by("-pk")
    return {
        account.committee_id: account
        for account in accounts
        if account.role == default_role(account.committee.level).key
    }


class BulkAccountForm(SlipForm, CommitteeCheckboxesForm):
    def __init__(self, *args, manager, **kwargs):
        offered = list(committees_for_lists(manager))
        self.holders = holders(offered)
        preselected = [
            committee
            for committee in offered
            if committee.level in PRESELECTED_LEVELS and committee.pk not in self.holders
        ]
        notes = {pk: f"已有 {account}" for pk, account in self.holders.items()}
        super().__init__(*args, offered=offered, preselected=preselected, notes=notes, **kwargs)

    def new_accounts(self):
        usernames = FreeUsernames()
        return [
            Account(
                username=usernames.reserve_for(committee), committee=committee, role=default_role(committee.level).key
            )
            for committee in self.cleaned_data["committees"]
            if committee.pk not in self.holders
        ]

    def skipped(self):
        chosen = self.cleaned_data["committees"]
        return [f"{committee}已有 {self.holders[committee.pk]}" for committee in chosen if committee.pk in self.holders]


def bulk_page(request, context):
    form = BulkAccountForm(request.POST or None, manager=request.user)
    if form.is_valid():
        form_uuid, accounts = form.cleaned_data["form_uuid"], form.new_accounts()
        try:
            return issue_slips(request, accounts, Act.ACCOUNT_CREATE, form_uuid=form_uuid, skipped=form.skipped())
        except IntegrityError:
            messages.error(request, "没有新建：别人刚刚也在新建账号，请核对后再试。")
            return HttpResponseRedirect(reverse("admin:organization_account_bulk"))
    context |= {"title": "批量开账号", "form": form}
    return TemplateResponse(request, "organization/bulk_accounts.html", context)
