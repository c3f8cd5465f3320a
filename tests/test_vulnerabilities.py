"""`dev.py audit` never calls unknown what it could not look up."""

import re
import sys

import dev
from tests.vulnerabilities import ask, read_pins, write_report

PINS = {"django": "5.2.1", "ruff": "0.14.0", "colorama": "0.4.6"}
SERVED = {"django": "5.2.1"}
CLEAN = [{"name": name, "version": version, "vulns": []} for name, version in PINS.items()]
FOUND = {"name": "django", "version": "5.2.1", "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["5.2.2"]}]}


def report(answers, error=""):
    lines, status = write_report(PINS, SERVED, answers, error)
    return "\n".join(lines), status


def test_says_when_all_was_looked_up_and_nothing_is_known():
    text, status = report(CLEAN)
    assert status == 0
    assert "锁定的 3 项依赖，查了 3 项，没能查 0 项；0 项有已知漏洞。" in text


def test_names_what_is_known_and_where_it_runs():
    text, status = report([FOUND, *CLEAN[1:]])
    assert status == 1
    assert "django 5.2.1（随系统运行）PYSEC-2026-1，修好的版本：5.2.2" in text


def test_a_package_that_the_database_does_not_know_is_not_a_safe_one():
    """pip-audit ends with 0 and “No known vulnerabilities found” where it got no answer for a single package."""
    skipped = {"name": "django", "skip_reason": "Dependency not found on PyPI"}
    text, status = report([skipped, *CLEAN[1:]])
    assert status == 2
    assert "没能查，漏洞库没有答复这个版本：django 5.2.1" in text
    assert "没能查的不等于没有漏洞" in text


def test_what_is_not_of_this_platform_was_not_looked_up():
    text, status = report(CLEAN[:2])
    assert status == 2
    assert "没能查，不用于这个系统：colorama 0.4.6" in text


def test_without_a_network_nothing_was_looked_up():
    answers, error = ask([sys.executable, "-c", "import sys; sys.exit('connection refused')"], dev.DEV_LOCK)
    text, status = report(answers, error)
    assert status == 2
    assert "没能查，查询没有成功，多半是连不上网络（connection refused）" in text
    assert "查了 0 项，没能查 3 项" in text


def test_reads_every_pin_of_a_lock():
    pins = read_pins(dev.DEV_LOCK)
    assert pins["django"].startswith("5.2.")
    lines = [line for line in dev.DEV_LOCK.read_text().splitlines() if line[0].isalnum()]
    assert set(pins) == {re.split(r"[\[=]", line)[0] for line in lines}
