from activities.models.activity import PROXIES, Activity, Lecture, Letter, Symposium, Tour, Visit
from activities.models.zero_report import ZeroReport

__all__ = ["PROXIES", "Activity", "Lecture", "Letter", "Symposium", "Tour", "Visit", "ZeroReport"]
