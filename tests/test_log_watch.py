"""The watch over the log finds persons; the fixture itself fails a run whose log has one (tests/conftest.py)."""

import logging

import pytest


@pytest.fixture
def caught(log_watch):
    """What a test causes is not held against the run."""
    before = len(log_watch.found)
    caught = []
    yield lambda: caught or caught.extend(log_watch.found[before:]) or caught
    del log_watch.found[before:]


@pytest.mark.parametrize("logger", ["returnees.erasure_list", "django.request", "access"])
def test_a_phone_in_a_line_is_found(caught, caplog, logger):
    logging.getLogger(logger).warning("nobody", extra={"request_id": "-"})
    assert caught() == []
    logging.getLogger(logger).warning("a record of %s", "13900000001", extra={"request_id": "-"})
    (line,) = caught()
    assert line.startswith(f"13900000001 in a line of {logger}: tests/test_log_watch.py::")


def test_a_number_by_chance_in_the_name_of_a_file_is_none(caught):
    name = "a0b1c2d3e4f5" + "13900000001" + "a0b1c2d3e"
    assert len(name) == 32
    logging.getLogger("reports").warning("photos/%s.jpg", name)
    assert caught() == []


def test_our_own_loggers_are_looked_through_from_debug_on(caught):
    logging.getLogger("organization.audit").debug("乌云其其格")
    assert len(caught()) == 1


@pytest.mark.parametrize("is_hidden", [True, False])
def test_a_name_in_an_error_is_left_out(caught, caplog, monkeypatch, is_hidden):
    if not is_hidden:
        monkeypatch.setattr("operations.logs.hide_persons", lambda trace: trace)
    name = "乌云" + "其其格"  # a traceback shows the line of code
    try:
        raise ValueError(name)
    except ValueError:
        logging.getLogger("reports").exception("failed")
    assert bool(caught()) is not is_hidden


@pytest.mark.django_db
@pytest.mark.parametrize("is_masked", [True, False])
def test_a_person_in_an_address_is_left_out(client, caught, caplog, monkeypatch, is_masked):
    if not is_masked:
        monkeypatch.setattr("operations.logs.logged_path", lambda request: request.path)
    client.get("/13900000001/张三")
    assert bool(caught()) is not is_masked
