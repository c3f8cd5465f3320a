from django import forms


class CodesField(forms.MultipleChoiceField):
    """Several choices, stored as one text of their codes in the order of the list."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, choices, empty_value="", **options):
        """`choices`: an enumeration, or codes with their labels."""
        super().__init__(choices=getattr(choices, "choices", choices), required=False, **options)
        self.empty_value = empty_value

    def prepare_value(self, value):
        return [code for code in value.split(",") if code] if isinstance(value, str) else value

    def clean(self, value):
        chosen = set(super().clean(value))
        return ",".join(code for code, _ in self.choices if code in chosen) or self.empty_value

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)
