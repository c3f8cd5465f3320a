from returnees.views.campaign import home, letter, privacy
from returnees.views.questionnaire import questionnaire
from returnees.views.receipt import receipt

__all__ = ["home", "letter", "privacy", "questionnaire", "receipt"]
