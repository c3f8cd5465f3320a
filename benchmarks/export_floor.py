"""The floor of all records out: the database hands over the same columns of the same records, codes as they are.

On PostgreSQL that is COPY; on SQLite, which has none, a bare SELECT through the driver into the `csv` module.
"""

import csv
from pathlib import Path

from benchmarks.export_resource import SELECTIONS, exported_names

# Of what is not in the table's own row.
EXPRESSIONS = {
    "pk": "record.id",
    "city": "city.place_name",
    "home_committee": "home.place_name",
    "age_group": "record.age > 35",
    "is_minor": "record.age < 18",
    "case": "followed.state",
    "entrance__channel": "entrance.channel",
} | {question: f"chosen.{question}" for question in SELECTIONS}
JOINED = {"postgresql": "string_agg", "sqlite": "group_concat"}


def select_first(row_count: int, vendor: str) -> str:
    """The answers in one pass over their table: looked up record by record they would take longer."""
    columns = ", ".join(EXPRESSIONS.get(name, f"record.{name}") for name in exported_names())
    chosen = ", ".join(
        f"{JOINED[vendor]}(code, ',') FILTER (WHERE question = '{question}') AS {question}" for question in SELECTIONS
    )
    return (
        f"SELECT {columns} FROM returnees_returnee AS record "
        "JOIN organization_committee AS home ON home.id = record.home_committee_id "
        "JOIN organization_committee AS city ON city.id = home.parent_id "
        "LEFT JOIN returnees_entrance AS entrance ON entrance.id = record.entrance_id "
        "LEFT JOIN returnees_followupcase AS followed ON followed.returnee_id = record.id "
        f"LEFT JOIN (SELECT returnee_id, {chosen} FROM returnees_returneeanswer GROUP BY returnee_id) AS chosen "
        f"ON chosen.returnee_id = record.id ORDER BY record.id LIMIT {row_count:d}"
    )


def write_floor(row_count: int, path: Path) -> None:
    from django.db import connection

    select = select_first(row_count, connection.vendor)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with open(path, "wb") as file:
                cursor.copy_expert(f"COPY ({select}) TO STDOUT (FORMAT csv)", file)
        else:
            with open(path, "w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(cursor.connection.execute(select))
