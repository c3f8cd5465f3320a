"""CONTRIBUTING.md as the tests read it."""

import re
from pathlib import Path

from django.conf import settings

TEXT = (Path(settings.BASE_DIR) / "CONTRIBUTING.md").read_text(encoding="utf-8")


def section(title):
    [text] = re.findall(rf"^### {title}\n(.*?)(?=^### |\Z)", TEXT, re.MULTILINE | re.DOTALL)
    return text


def toml_of(title):
    [lines] = re.findall(r"```toml\n(.*?)```", section(title), re.DOTALL)
    return lines


def promised_counts():
    """The number of source files of each recipe, by its title in the table."""
    return {title: int(count) for title, count in re.findall(r"^\| \[(.*?)\]\(.*?\) \| (\d+) \|", TEXT, re.MULTILINE)}
