from returnees.views.campaign import home, letter, passed_on_letter, privacy
from returnees.views.questionnaire import passed_on, questionnaire
from returnees.views.receipt import receipt

__all__ = ["home", "letter", "passed_on", "passed_on_letter", "privacy", "questionnaire", "receipt"]
