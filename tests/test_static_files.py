"""Style sheets and scripts follow the names that the pages have."""

import re
from pathlib import Path

import pytest
from django.contrib import admin

SHEETS = sorted(Path("static").glob("*.css"))
PAGES = [
    *Path("templates").rglob("*.html"),
    *(path for app in ("returnees", "activities", "reports") for path in Path(app).rglob("*.py")),
]


def test_a_column_that_a_sheet_styles_is_one_of_a_list():
    styled = {name for sheet in SHEETS for name in re.findall(r"\.field-(\w+)", sheet.read_text(encoding="utf-8"))}
    lists = admin.site._registry.values()
    assert [name for name in styled if not any(hasattr(model_admin, name) for model_admin in lists)] == []


@pytest.mark.parametrize("file", sorted(Path("static").iterdir()), ids=lambda file: file.name)
def test_every_static_file_is_on_a_page(file):
    assert any(file.name in page.read_text(encoding="utf-8") for page in PAGES)
