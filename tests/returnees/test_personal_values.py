"""Every column of the youth's side is declared: what becomes of it when a campaign is anonymised."""

from itertools import chain

import pytest
from django.apps import apps
from django.db import models

from returnees.models import Returnee
from returnees.models.personal_values import (
    DELETED,
    ERASED,
    ERASED_WHERE_GIVEN,
    KEPT,
    REDUCED_TO_DAY,
    REDUCED_TO_GROUP,
    REPLACED,
    WITHOUT_YOUTHS,
)
from returnees.questions import QUESTIONS

MODELS = {model.__name__: model for model in apps.get_app_config("returnees").get_models()}
DECLARATIONS = (ERASED, ERASED_WHERE_GIVEN, REPLACED, REDUCED_TO_DAY, REDUCED_TO_GROUP, KEPT)


def declared_columns(name):
    return list(chain.from_iterable(declaration.get(name, ()) for declaration in DECLARATIONS))


def test_every_model_is_declared_once():
    declared = [name for name in MODELS if any(name in declaration for declaration in DECLARATIONS)]
    assert sorted([*declared, *DELETED, *WITHOUT_YOUTHS]) == sorted(MODELS)


@pytest.mark.parametrize("name", sorted(set(MODELS) - DELETED - WITHOUT_YOUTHS))
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
        for name in set(MODELS) - DELETED - WITHOUT_YOUTHS
        for field in MODELS[name]._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField) and not field.choices
    }
    gone = [*ERASED.items(), *ERASED_WHERE_GIVEN.items()]
    erased = {f"{name}.{column}" for name, columns in gone for column in columns}
    assert typed - erased == {
        # Keys and codes of questions, and the digest by which a receipt is found.
        "Correction.question",
        "FollowUpCase.reasons",
        "Returnee.consent_version",
        "Returnee.receipt_digest",
        "ReturneeAnswer.code",
        "ReturneeAnswer.question",
    }


def test_moments_of_the_youths_side_become_days():
    """But for those that say when somebody erased or deleted a record, which is on record anyway."""
    moments = {
        f"{name}.{field.name}"
        for name in set(MODELS) - DELETED - WITHOUT_YOUTHS
        for field in MODELS[name]._meta.concrete_fields
        if isinstance(field, models.DateTimeField)
    }
    reduced = {f"{name}.{column}" for name, columns in REDUCED_TO_DAY.items() for column in columns}
    erased = {f"{name}.{column}" for name, columns in ERASED.items() for column in columns}
    assert moments - reduced - erased == {"Returnee.personal_erased_at", "Returnee.deleted_at"}


def test_what_a_withdrawal_erases_is_erased_too():
    questions = [question for question in QUESTIONS if question.is_erased_on_withdrawal]
    columns = {column.name for question in questions for column in question.columns}
    assert columns <= set(ERASED["Returnee"])
    assert {"ethnicity", "political_status"} <= columns
