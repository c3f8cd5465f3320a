"""What the walk goes through of the admin: a list with the pages of its rows per class, of the log one per kind."""

from dataclasses import dataclass

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from activities.admin.kind_layout import listed_columns, searched_columns
from activities.models import Activity
from organization.models import Campaign

KINDS_OF_2020 = ("letter", "visit", "symposium", "lecture", "tour")


@dataclass(frozen=True)
class Section:
    model_admin: ModelAdmin
    # The key of the kind, for a section of the log.
    kind: str = ""

    def __str__(self):
        return f"{type(self.model_admin).__name__}{f'-{self.kind}' if self.kind else ''}"

    @property
    def model(self):
        return self.model_admin.model

    @property
    def opts(self):
        return self.model_admin.opts

    @property
    def beginning(self):
        """Of the names of its addresses."""
        return "activities_kind" if self.kind else f"{self.opts.app_label}_{self.opts.model_name}"

    def address(self, view, *arguments):
        return reverse(f"admin:{self.beginning}_{view}", args=[*filter(None, [self.kind]), *arguments])

    def fits(self, row):
        return not self.kind or row.kind.key == self.kind

    @property
    def search_fields(self):
        return searched_columns(kinds_of_walk()[self.kind]) if self.kind else self.model_admin.search_fields

    @property
    def column_count(self):
        """Of its list."""
        return len(listed_columns(kinds_of_walk()[self.kind]) if self.kind else self.model_admin.list_display)

    @property
    def content_type(self):
        return ContentType.objects.get_for_model(self.model, for_concrete_model=False)


def sections() -> list[Section]:
    made = []
    for model, model_admin in admin.site._registry.items():
        kinds = KINDS_OF_2020 if model is Activity else ("",)
        made += [Section(model_admin, kind) for kind in kinds]
    return made


def kinds_of_walk():
    """The rows of the kinds by key, of the campaign that is walked."""
    return {kind.key: kind for kind in Campaign.objects.current().kinds.all()}
