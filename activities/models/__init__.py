from activities.models.activity import (
    OPTIONAL_COLUMNS,
    PROXIES,
    REQUIRED_COLUMNS,
    Activity,
    Lecture,
    Letter,
    Symposium,
    Tour,
    Visit,
)
from activities.models.activity_import import ActivityImport
from activities.models.zero_report import ZeroReport

__all__ = [
    "OPTIONAL_COLUMNS",
    "PROXIES",
    "REQUIRED_COLUMNS",
    "Activity",
    "ActivityImport",
    "Lecture",
    "Letter",
    "Symposium",
    "Tour",
    "Visit",
    "ZeroReport",
]
