from activities.views.completion import completion, hand_back
from activities.views.deleted import deleted_activities
from activities.views.photos import photo

__all__ = ["completion", "deleted_activities", "hand_back", "photo"]
