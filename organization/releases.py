"""Of which release a database is, told from the migrations that it has."""

from dataclasses import dataclass
from itertools import takewhile

from django.db import connection
from django.db.migrations.loader import MigrationLoader

# The last migrations of each release, of our own apps. A new release has its line here.
RELEASES = {
    "0.1.0": (
        *("activities.0005_lists_and_exports", "organization.0004_acts_of_sending_up"),
        *("reports.0002_packages_go_up", "returnees.0004_lists_and_exports"),
    ),
    "0.2.0": (
        *("activities.0008_log_by_kind", "organization.0009_public_words"),
        *("reports.0004_columns_of_campaigns", "returnees.0007_letters_of_any_campaign"),
    ),
    "0.3.0": (
        *("activities.0010_confirmed_figures", "organization.0010_names_in_one_spelling"),
        *("reports.0009_summary_versions", "returnees.0008_names_in_one_spelling"),
    ),
    "0.4.0": (
        *("activities.0013_trainings_have_titles_and_photos", "organization.0014_password_changed_at"),
        *("reports.0009_summary_versions", "returnees.0008_names_in_one_spelling"),
    ),
    "0.5.0": (
        *("activities.0014_one_text_to_search", "organization.0022_own_acts_by_committee"),
        *("reports.0009_summary_versions", "returnees.0008_names_in_one_spelling"),
    ),
    "0.6.0": (
        *("activities.0014_one_text_to_search", "organization.0031_mongolian_blocks"),
        *("reports.0009_summary_versions", "returnees.0016_erased_records_keep_no_moment"),
    ),
}


@dataclass(frozen=True)
class DatabaseStanding:
    """`release` is the last one of which the database has everything; empty before the first."""

    release: str
    # Of this program, which the database has not; and of a newer one, which this program does not know.
    pending: list[str]
    unknown: list[str]


def find_standing() -> DatabaseStanding:
    loader = MigrationLoader(connection)
    applied = {f"{app}.{name}" for app, name in loader.applied_migrations}
    known = known_migrations(loader)
    complete = list(takewhile(lambda release: applied.issuperset(RELEASES[release]), RELEASES))
    pending = [f"{app}.{name}" for app, name in loader.graph.nodes if f"{app}.{name}" not in applied]
    return DatabaseStanding(complete[-1] if complete else "", sorted(pending), find_unknown(applied, known))


def known_migrations(loader: MigrationLoader) -> set[str]:
    """Those that there are, and those that they replace."""
    replaced = [key for migration in loader.disk_migrations.values() for key in migration.replaces]
    return {f"{app}.{name}" for app, name in [*loader.disk_migrations, *replaced]}


def find_unknown(applied: set[str], known: set[str]) -> list[str]:
    """Those of an app that is no more were applied long ago; a squashed one is recorded beside all that it replaces."""
    apps = {name.partition(".")[0] for name in known}
    others = (name for name in applied - known if "_squashed_" not in name)
    return sorted(name for name in others if name.partition(".")[0] in apps)
