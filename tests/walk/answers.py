"""What the forms want to be told where it cannot be guessed, so that a forged key is what they are refused for."""

from activities.choices import LoggedList
from activities.models import LogChoice
from organization.models import Committee


def channel(walker):
    """One that the campaign offers."""
    offered = LogChoice.objects.filter(log_list__campaign=walker.world.campaign, log_list__key=LoggedList.CHANNELS)
    return [offered.filter(is_active=True).values_list("code", flat=True).first() or "household"]


ENTRY = {"held_until": [""], "channels": channel, "channel_other": [""]}


def below(walker):
    return [row.pk for key, row in walker.world.all_rows(Committee) if walker.is_own(key)][-1:]


# By the beginning of an address's name: of fields the values, or how to find them for a walker.
ANSWERS = {
    "admin:activities_kind_": ENTRY,
    "admin:activities_service_": {
        "kind": ["ticket_help"],
        "title": [""],
        "training_tags": [],
        "loan_status": [""],
        "loan_band": [""],
    },
    "admin:returnees_followupcase_change": {
        "state": ["contacted"],
        "next_contact_on": ["2020-02-20"],
        "recipient": [""],
        "has_recipient_consent": [],
    },
    "admin:returnees_followupcase_changelist": {"assignee": lambda walker: walker.account.pk},
    "admin:returnees_returnee_correct": {
        "name": ["乌云"],
        "phone": [""],
        "employee_count": ["3"],
        "birth_year": ["1990"],
    },
    "admin:organization_committee_": {"level": ["township"], "gb_code": [""], "administered_by": [""]},
    "admin:activities_publicity_": {"link": ["https://example.org/x"]},
    "admin:organization_account_": {"role": ["county_staff"]},
    "admin:organization_responsible_add": {"phone": ["13800000000"], "committee": below},
}

# Addresses of forms that need not be taken, and why.
NOT_ACCEPTED = {
    "admin:organization_campaign_": "names no row of a committee",
    "admin:activities_activitykind_": "names no row of a committee",
    "admin:activities_loglist_": "names no row of a committee",
    "admin:reports_annexcolumn_": "names no row of a committee",
    "admin:reports_setup_": "names no row of a committee",
    "table_design": "names no row of a committee",
    "table_from_blank": "names no row of a committee",
    "admin:questionnaire_design": "names no row of a committee",
    "admin:returnees_questionsetting_": "names no row of a committee",
    "admin:returnees_ownquestion_": "names no row of a committee",
    "admin:returnees_committeeletter_": "a county has no letter of its own",
    "admin:password_change": "wants the password",
    "admin:activate": "wants the secret of a link",
    "admin:second_factor_bind": "wants a code of the key that it shows",
}


def answers_for(walker, name):
    for beginning, answers in ANSWERS.items():
        if name.startswith(beginning):
            return {field: value(walker) if callable(value) else value for field, value in answers.items()}
    return {}
