"""One sentence beside a field: what the row says of a value that the form has refused already speaks of no value."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError


class FirstErrorsMixin:
    """For a ModelForm: without it, `50-60` is no number, and beside that the number is missing."""

    def add_error(self, field, error):
        by_field = None if field else getattr(error, "error_dict", None)
        if by_field is None:
            return super().add_error(field, error)
        refused = self._errors.keys() - {NON_FIELD_ERRORS}
        rest = {name: errors for name, errors in by_field.items() if name not in refused}
        return super().add_error(None, ValidationError(rest)) if rest else None
