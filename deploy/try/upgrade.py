"""A release that does not exist yet: this one with another number, a further column and another style sheet."""

import re
import shutil
from pathlib import Path

from steps import run

NEXT = "99.0"
MIGRATION = """from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("organization", "{leaf}")]
    operations = [migrations.RunSQL("ALTER TABLE organization_campaign ADD COLUMN next_release text NULL")]
"""


def installed_release() -> str:
    return Path("/opt/guichao/current").resolve().name


def unpacked_bundle() -> Path:
    return next(path for path in Path("/root").glob("guichao-*") if path.is_dir())


def make_next_release() -> Path:
    """As it would be unpacked beside this one."""
    tree = Path("/root/next")
    shutil.copytree(unpacked_bundle(), tree)
    project = tree / "pyproject.toml"
    project.write_text(re.sub(r'^version = ".*"$', f'version = "{NEXT}"', project.read_text(), flags=re.MULTILINE))
    migrations = tree / "organization/migrations"
    leaf = max(path.stem for path in migrations.glob("0*.py"))
    (migrations / "9999_next_release.py").write_text(MIGRATION.format(leaf=leaf))
    with open(tree / "static/frame.css", "a") as sheet:
        sheet.write("/* of the next release */\n")
    return tree


def install(tree: Path) -> None:
    run("sh", tree / "deploy/install.sh")


def columns() -> str:
    question = "SELECT column_name FROM information_schema.columns WHERE table_name = 'organization_campaign'"
    return run("runuser", "-u", "postgres", "--", "psql", "-At", "guichao", "-c", question, cwd="/")
