"""Who sees which rows, declared once: an account sees the rows of its own committee and of those below it.

Every list, form, export, file and count goes through `visible_to`; an account without a committee sees nothing.
"""

from django.db import models

# Of the largest primary key that both databases can hold, less one.
KEY_DIGITS = 18


def is_key(text: str) -> bool:
    """Whether a text from an address or a form can be a row's primary key, written as we write it."""
    return text.isascii() and text.isdecimal() and len(text) <= KEY_DIGITS


class CampaignScopedQuerySet(models.QuerySet):
    """Rows that belong to a campaign. A subclass may name another way to the campaign."""

    campaign_lookup = "campaign"

    def in_campaign(self, campaign):
        return self.filter(**{self.campaign_lookup: campaign})


class CommitteeScopedQuerySet(models.QuerySet):
    """Rows that belong to a committee. A subclass may name another way to the committee."""

    committee_lookup = "committee"

    def visible_to(self, account):
        committee = getattr(account, "committee", None)
        if committee is None or not account.is_active:
            return self.none()
        return self.within(committee)

    def within(self, committee):
        return self.filter(**{f"{self.committee_lookup}__path__startswith": committee.path})


class LargeTableQuerySet(CommitteeScopedQuerySet):
    """Of a table that may hold a million rows, each with a committee in a column of its own.

    By the few committees themselves, not by a join over their paths: a database then knows how many rows to expect.
    """

    def within(self, committee):
        if committee.parent_id is None:
            return self.all()
        committees = self.model._meta.get_field(self.committee_lookup).related_model.objects.within(committee)
        return self.filter(**{f"{self.committee_lookup}__in": list(committees.values_list("pk", flat=True))})
