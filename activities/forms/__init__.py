from activities.forms.codes import CodesField
from activities.forms.completion import HandBackForm
from activities.forms.entries import SAVED_BEFORE, ActivityForm, figure_field, figure_field_name
from activities.forms.photos import PhotoForm, PhotoFormSet, decode_uploads

__all__ = [
    "SAVED_BEFORE",
    "ActivityForm",
    "CodesField",
    "HandBackForm",
    "PhotoForm",
    "PhotoFormSet",
    "decode_uploads",
    "figure_field",
    "figure_field_name",
]
