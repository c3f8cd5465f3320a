from returnees.views.campaign import home, letter, privacy
from returnees.views.questionnaire import questionnaire

__all__ = ["home", "letter", "privacy", "questionnaire"]
