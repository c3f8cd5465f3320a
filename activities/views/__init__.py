from activities.views.completion import completion, hand_back
from activities.views.deleted import deleted_activities
from activities.views.phone import entry_phone, entry_upload, service_phone, service_upload
from activities.views.photos import photo

__all__ = [
    "completion",
    "deleted_activities",
    "entry_phone",
    "entry_upload",
    "hand_back",
    "photo",
    "service_phone",
    "service_upload",
]
