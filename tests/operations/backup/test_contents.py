"""What a backup holds besides the database: nothing that is stored may be forgotten when a model is added."""

from django.apps import apps

from activities.models import ActivityImport
from operations.backup.contents import STORED_FILES, parse_version

# Uploaded for an import that nobody has confirmed: it lives for a day, and the page asks for it again.
NOT_BACKED_UP = {ActivityImport}


def test_every_model_that_names_a_stored_file_is_known():
    naming = {model for model in apps.get_models() if isinstance(getattr(model, "path", None), property)}
    assert naming - NOT_BACKED_UP == {model for model, *_ in STORED_FILES}


def test_every_path_of_such_a_model_is_known():
    for model, _, paths in STORED_FILES:
        declared = {
            name for name, value in vars(model).items() if name.endswith("path") and isinstance(value, property)
        }
        assert declared == set(paths)


def test_versions_are_compared_by_number():
    assert parse_version("0.10.0") > parse_version("0.9.1")
