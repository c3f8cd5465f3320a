import hashlib
import json

from django import forms

from organization.models.responsible import clean_office_phone
from organization.moments import INVALID_DAY
from organization.text import CleanedField, LineField, ParagraphsField, PersonField
from reports.choices import PackagePart
from reports.packages.parts import parts_of
from reports.packages.summary_text import clean_summary

# Characters of a summary that can be saved, however far that is from what may go up.
LONGEST_TEXT = 20_000


class SeenField(forms.IntegerField):
    """What the page showed when it was filled in: a revision or the key of a row. Nothing readable is nothing seen."""

    def __init__(self, **options):
        # A browser that restores what was typed must not restore the revision of a page that is gone.
        widget = forms.HiddenInput(attrs={"autocomplete": "off", "data-seen": True})
        super().__init__(required=False, widget=widget, **options)

    def clean(self, value):
        try:
            return super().clean(value)
        except forms.ValidationError:
            return None


class PartForm(forms.Form):
    """A part of a package as its page shows it.

    Without a script all parts are sent together; the digest says which of them were left as they were, so that an older
    page does not bring back what somebody else has replaced meanwhile.
    """

    seen_revision = SeenField()
    seen_digest = LineField(required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))

    def __init__(self, *arguments, stored=None, **options):
        """`stored` is what is saved, by field; the initial values, which may suggest more, are shown."""
        if stored is not None:
            initial = stored | options.pop("initial", {})
            options["initial"] = initial | {"seen_digest": digest_of(stored)}
        super().__init__(*arguments, **options)

    @property
    def text_names(self):
        hidden = {"seen_revision", "seen_digest", "upload"}
        return [name for name in self.fields if name not in hidden]

    @property
    def is_untouched(self):
        if not self.is_valid() or self.cleaned_data.get("upload"):
            return False
        typed = {name: self.cleaned_data[name] for name in self.text_names}
        return digest_of(typed) == self.cleaned_data["seen_digest"]


def digest_of(values) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


class ContactForm(PartForm):
    name = PersonField(label="填表人", max_length=50, required=False)
    phone = LineField(label="联系电话", max_length=30, required=False, help_text="手机号，或带区号的座机。")

    def clean_phone(self):
        typed = self.cleaned_data["phone"]
        return clean_office_phone(typed) if typed else ""


class SummaryField(CleanedField):
    clean_text = staticmethod(clean_summary)


class SummaryForm(PartForm):
    text = SummaryField(
        label="文字总结",
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 22}),
        error_messages={"max_length": f"太长了，最多保存 {LONGEST_TEXT} 个字符；您的文字还在框里，请删减后再保存。"},
    )


class PackagePhotoForm(PartForm):
    upload = forms.FileField(
        label="照片", required=False, allow_empty_file=True, widget=forms.FileInput(attrs={"accept": "image/*"})
    )
    caption = LineField(
        label="说明",
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "时间、地点、内容"}),
        help_text="写明时间、地点、内容，如“1月20日，东河区青年之家，返乡青年交流会”。",
    )


class ScanForm(forms.Form):
    upload = forms.FileField(
        label="盖章扫描件",
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": "image/*,application/pdf"}),
    )
    # The key of the scan: a new one is another row.
    seen_revision = SeenField()


class ReasonForm(forms.Form):
    reason = ParagraphsField(
        label="原因",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明原因，对方会看到。"},
    )
    parts = forms.MultipleChoiceField(
        label="涉及哪几部分",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="请对方改的；再报送时，会写明这几部分改了没有。",
    )
    wanted_on = forms.DateField(
        label="请于哪天前重新报送（可以不填）",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages=INVALID_DAY,
        help_text="含当天，到 24:00 止；比报送截止晚的，以这一天为准，不算逾期。",
    )

    def __init__(self, *arguments, campaign, **options):
        super().__init__(*arguments, **options)
        self.fields["parts"].choices = [(part.value, part.label) for part in parts_of(campaign)]


class ReturnForm(ReasonForm):
    seen_submission = SeenField()

    def __init__(self, *arguments, campaign, **options):
        super().__init__(*arguments, campaign=campaign, **options)
        self.fields["parts"].required = True
        self.fields["parts"].error_messages["required"] = "请勾选涉及哪几部分。"


EXPLANATION = "explanation"


class ExplanationForm(forms.Form):
    """Why parts that were returned have not changed: a field for each of them, by its key. All may stay empty."""

    def __init__(self, *arguments, parts, **options):
        super().__init__(*arguments, prefix=EXPLANATION, **options)
        for part in parts:
            self.fields[part] = LineField(label=PackagePart(part).label, max_length=200, required=False)


class ExtensionForm(forms.Form):
    extended_to = forms.DateField(
        label="延期至",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="含当天，到 24:00 止。",
        error_messages=INVALID_DAY | {"required": "请填延期到哪一天。"},
    )
    extension_reason = LineField(label="延期原因", max_length=200, error_messages={"required": "请写明延期的原因。"})
