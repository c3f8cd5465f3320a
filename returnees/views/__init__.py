from returnees.views.after_sending import after_sending
from returnees.views.campaign import guide, home, letter, passed_on_letter, privacy, robots
from returnees.views.lost_receipt import lost_receipt
from returnees.views.own_consent import consent_paper, own_consent
from returnees.views.questionnaire import passed_on, questionnaire
from returnees.views.receipt import receipt

__all__ = [
    "after_sending",
    "consent_paper",
    "guide",
    "home",
    "letter",
    "lost_receipt",
    "own_consent",
    "passed_on",
    "passed_on_letter",
    "privacy",
    "questionnaire",
    "receipt",
    "robots",
]
