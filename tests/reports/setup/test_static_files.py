"""A start collects the static files where that would make others, and only there."""

import json

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import override_settings

from reports.setup import static_files
from reports.setup.static_files import MANIFEST, STAMP, collect_static_files

COLLECTING = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.staticfiles.StaticFilesStorage"},
}


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "source"
    folder.mkdir()
    (folder / "one.css").write_text("a { color: red }")
    return folder


@pytest.fixture
def root(tmp_path, source):
    """Where they are collected, from one folder that is no other's."""
    finders = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    with override_settings(
        STATIC_ROOT=tmp_path / "root", STATICFILES_DIRS=[source], STATICFILES_FINDERS=finders, STORAGES=COLLECTING
    ):
        collect_static_files()
        yield tmp_path / "root"


@pytest.fixture
def collections(monkeypatch):
    """The commands that were called."""
    called = []

    def call(name, **options):
        called.append(name)
        call_command(name, **options)

    monkeypatch.setattr(static_files, "call_command", call)
    return called


def names_collected(root):
    return json.loads((root / MANIFEST).read_text())["paths"]


def test_what_has_not_changed_is_left(root, collections):
    collect_static_files()
    assert not collections
    assert staticfiles_storage.exists(names_collected(root)["one.css"])


def test_what_has_changed_is_collected(root, source, collections):
    before = names_collected(root)["one.css"]
    (source / "one.css").write_text("a { color: blue }")
    (source / "two.css").write_text("b { color: red }")
    collect_static_files()
    assert collections == ["collectstatic"]
    assert names_collected(root).keys() == {"one.css", "two.css"}
    assert names_collected(root)["one.css"] != before


@pytest.mark.parametrize("lost", ["one.css", MANIFEST, STAMP])
def test_what_was_lost_comes_back(root, collections, lost):
    (root / lost).unlink()
    collect_static_files()
    assert collections == ["collectstatic"]
    assert (root / lost).exists()


def test_what_another_program_collected_meanwhile_is_collected_anew(root, collections):
    (root / MANIFEST).write_text('{"paths": {}, "version": "1.1", "hash": ""}')
    collect_static_files()
    assert names_collected(root).keys() == {"one.css"}


def test_a_broken_collection_is_not_taken_for_a_whole_one(root, source, monkeypatch, collections):
    before = (source / "one.css").read_text()
    (source / "one.css").write_text("a { color: blue }")
    monkeypatch.setattr(static_files, "call_command", lambda name, **options: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        collect_static_files()
    (source / "one.css").write_text(before)
    assert not (root / STAMP).exists()
