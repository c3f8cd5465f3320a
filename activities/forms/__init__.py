from activities.forms.completion import HandBackForm
from activities.forms.entries import ActivityForm, LetterForm
from activities.forms.photos import PhotoForm, PhotoFormSet, decode_uploads

__all__ = ["ActivityForm", "HandBackForm", "LetterForm", "PhotoForm", "PhotoFormSet", "decode_uploads"]
