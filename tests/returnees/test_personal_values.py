"""Every column of the youth's side is declared: what becomes of it when a campaign is anonymised."""

from itertools import chain

import pytest
from django.apps import apps
from django.db import models

from returnees.models import Returnee
from returnees.models.personal_values import ERASED, KEPT, REDUCED_TO_DAY, REDUCED_TO_GROUP, REPLACED, WITHOUT_YOUTHS
from returnees.questions import QUESTIONS

MODELS = {model.__name__: model for model in apps.get_app_config("returnees").get_models()}
DECLARATIONS = (ERASED, REPLACED, REDUCED_TO_DAY, REDUCED_TO_GROUP, KEPT)


def declared_columns(name):
    return list(chain.from_iterable(declaration.get(name, ()) for declaration in DECLARATIONS))


def test_every_model_is_declared_once():
    declared = [name for name in MODELS if any(name in declaration for declaration in DECLARATIONS)]
    assert sorted([*declared, *WITHOUT_YOUTHS]) == sorted(MODELS)


@pytest.mark.parametrize("name", sorted(set(MODELS) - WITHOUT_YOUTHS))
def test_every_column_is_declared_once(name):
    columns = [field.name for field in MODELS[name]._meta.concrete_fields]
    assert sorted(declared_columns(name)) == sorted(columns)


def test_a_column_that_is_declared_nowhere_is_found():
    """The control."""
    columns = [field.name for field in Returnee._meta.concrete_fields]
    assert sorted(declared_columns("Returnee")) != sorted([*columns, "shoe_size"])


def test_free_text_of_the_youths_side_is_erased():
    """Whatever has no codes and is no number can hold what was typed."""
    typed = {
        f"{name}.{field.name}"
        for name in set(MODELS) - WITHOUT_YOUTHS
        for field in MODELS[name]._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and not field.choices
    }
    erased = {f"{name}.{column}" for name, columns in ERASED.items() for column in columns}
    assert typed - erased == {
        # Keys and codes of questions, and the digest by which a receipt is found.
        "Correction.question",
        "FollowUpCase.reasons",
        "Returnee.consent_version",
        "Returnee.receipt_digest",
        "ReturneeAnswer.code",
        "ReturneeAnswer.question",
        # The office to which something was passed on.
        "FollowUpNote.recipient",
    }


def test_what_a_withdrawal_erases_is_erased_too():
    questions = [question for question in QUESTIONS if question.is_erased_on_withdrawal]
    columns = {column.name for question in questions for column in question.columns}
    assert columns <= set(ERASED["Returnee"])
    assert {"ethnicity", "political_status"} <= columns
