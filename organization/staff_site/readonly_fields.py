"""Fields that are only shown: as text, where the stock ones are links to the rows that they name.

Those may be rows that the reader does not see, on pages that are closed to them.
"""

import re

from django.contrib.admin import helpers
from django.utils.safestring import mark_safe

from organization.models import Account
from organization.staff_names import name_for

# What the admin draws of a yes or no: a picture whose name is an English word.
BOOLEAN = re.compile(r'<img src="[^"]*/icon-(yes|no|unknown)\b[^"]*" alt="\w+">')
WORDS = {"yes": "是", "no": "否", "unknown": "—"}


def name_booleans(contents: str) -> str:
    """The contents of a field that is only shown, escaped already, with words for the pictures of yes and no."""
    named = BOOLEAN.sub(lambda found: WORDS[found[1]], contents)
    return mark_safe(named)  # nosec B308 B703 # escaped by the admin before, and words of ours


class TextReadonlyField(helpers.AdminReadonlyField):
    def get_admin_url(self, remote_field, remote_obj):
        return name_for(self.form.viewer, remote_obj) if isinstance(remote_obj, Account) else str(remote_obj)

    def contents(self):
        return name_booleans(super().contents())


class StaffFieldline(helpers.Fieldline):
    def __iter__(self):
        for field in super().__iter__():
            if field.is_readonly:
                field = TextReadonlyField(self.form, field.field["field"], field.is_first, self.model_admin)
            yield field


class StaffFieldset(helpers.Fieldset):
    def __iter__(self):
        for field in self.fields:
            yield StaffFieldline(self.form, field, self.readonly_fields, model_admin=self.model_admin)


class StaffAdminForm(helpers.AdminForm):
    def __iter__(self):
        for name, options in self.fieldsets:
            yield StaffFieldset(
                self.form, name, readonly_fields=self.readonly_fields, model_admin=self.model_admin, **options
            )
