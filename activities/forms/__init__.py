from activities.forms.completion import HandBackForm
from activities.forms.entries import ActivityForm, figure_field, figure_field_name
from activities.forms.photos import PhotoForm, PhotoFormSet, ServicePhotoForm, brings_new_photos, decode_uploads

__all__ = [
    "ActivityForm",
    "HandBackForm",
    "PhotoForm",
    "PhotoFormSet",
    "ServicePhotoForm",
    "brings_new_photos",
    "decode_uploads",
    "figure_field",
    "figure_field_name",
]
