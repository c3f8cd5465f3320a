"""Runs inside the site's environment: makes entrances and answers beforehand, and records what storing one takes.

`python -m benchmarks.answers FOLDER ANSWERS ENTRANCES` writes `site.json` and `answers.txt` (one posted body a line).
"""

import json
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import django
from django.core.management.color import no_style
from django.db import connection

# Stand in the recorded statements for what is new in each answer.
UUID_MARK, RECEIPT_MARK, PK_MARK = "{uuid}", "{receipt}", "{pk}"
# The key of the recorded answer: no other number in its statements is the same.
MARKED_PK = 987_654_321


def answer_body(entrance, submission_uuid: uuid.UUID) -> bytes:
    """As the page of today sends it, of a founder: the longest path before 提交."""
    from organization.clock import now
    from returnees.form_token import sign_token

    began_at = now() - timedelta(minutes=1)
    answers = {
        "submission_uuid": str(submission_uuid),
        "form_token": sign_token(entrance, submission_uuid, notice_version="2020-1", began_at=began_at),
        "consent": "on",
        "name": "乌云其其格",
        "birth_year": str(began_at.year - 25),
        "birth_month": "6",
        "phone": "13900000001",
        "home_city": "150200",
        "home_county": "150202",
        "status": "A",
        "business_name": "草原牧歌合作社",
        "industry": "A-livestock",
        "difficulty": ["funds", "market"],
        "alliance_wish": "willing",
        "needs": ["loan", "training", "policy", "ecommerce"],
    }
    return urlencode(answers_to_the_rest(answers) | answers, doseq=True).encode()


def answers_to_the_rest(answers: dict) -> dict[str, str]:
    """To questions declared since this body was written."""
    from returnees.questions import QUESTIONS

    asked = [question for question in QUESTIONS if "A" in question.statuses_before_sending]
    unanswered = [question for question in asked if not answers.keys() & set(question.field_names)]
    return {question.key: question.choices[0][0] if question.choices else "7" for question in unanswered}


def store_one(entrance):
    from django.test import Client

    from returnees.models import Returnee

    submission_uuid = uuid.uuid4()
    body, form = answer_body(entrance, submission_uuid), "application/x-www-form-urlencoded"
    response = Client(SERVER_NAME="127.0.0.1").post(entrance.get_absolute_url(), body, form)
    returnee = Returnee.objects.filter(submission_uuid=submission_uuid).first()
    if response.status_code != 200 or returnee is None or returnee.state != "accepted":
        raise SystemExit(f"the answer was not accepted (status {response.status_code}): is it still complete?")
    return returnee


def move_keys_to(pk: int, returnee) -> None:
    returnee.pk, returnee.submission_uuid, returnee.receipt_digest = pk, uuid.uuid4(), "BENCH-KEYS"
    returnee.save(force_insert=True)
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), [type(returnee)]):
            cursor.execute(sql)


@contextmanager
def recorded() -> Iterator[list[tuple[str, Any]]]:
    statements: list[tuple[str, Any]] = []

    def record(execute, sql, params, many, context):
        # On SQLite, Django begins a transaction by a statement; the floor has its own.
        if not sql.startswith("BEGIN"):
            statements.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(record):
        yield statements


def record_statements(entrance) -> list[dict[str, Any]]:
    first = store_one(entrance)
    # The keys of a database may have been moved before.
    move_keys_to(max(MARKED_PK - 1, first.pk + 1), first)
    with recorded() as statements:
        returnee = store_one(entrance)
    if returnee.pk < MARKED_PK:
        raise SystemExit(f"expected a key from {MARKED_PK} on, not {returnee.pk}")
    # The last one is our own query for the row.
    return [marked(sql, params, returnee) for sql, params in statements[:-1]]


def marked(sql: str, params: Any, returnee) -> dict[str, Any]:
    """As the driver gets it: with `?` and parameters on SQLite, as one text on PostgreSQL (psycopg2 binds here)."""
    marks = {
        str(returnee.submission_uuid): UUID_MARK,
        returnee.submission_uuid.hex: UUID_MARK,
        returnee.receipt_digest: RECEIPT_MARK,
        str(returnee.pk): PK_MARK,
    }
    if connection.vendor == "sqlite":
        return {"sql": sql.replace("%s", "?"), "params": [marks.get(str(value), value) for value in params or ()]}
    with connection.cursor() as cursor:
        text = cursor.mogrify(sql, params)
    text = text.decode() if isinstance(text, bytes) else text
    for value, mark in marks.items():
        text = text.replace(value, mark)
    return {"sql": text, "params": []}


def make_entrances(campaign, count: int) -> list[str]:
    """The addresses of so many, of all committees in turn."""
    from organization.models import Committee
    from returnees.choices import EntranceChannel
    from returnees.models import Entrance

    committees = list(Committee.objects.all())
    made = [
        Entrance(
            campaign=campaign,
            committee=committees[number % len(committees)],
            channel=EntranceChannel.OTHER,
            label=str(number),
        )
        for number in range(count)
    ]
    Entrance.objects.bulk_create(made, batch_size=1000)
    return [entrance.get_absolute_url() for entrance in made]


def main(folder: Path, answer_count: int, entrance_count: int) -> None:
    from organization.models import Campaign
    from returnees.models import Entrance

    campaign = Campaign.objects.current()
    entrance = Entrance.objects.homepage_of(campaign)
    site = {
        "path": entrance.get_absolute_url(),
        "other_paths": make_entrances(campaign, entrance_count),
        "init_command": connection.settings_dict["OPTIONS"].get("init_command", ""),
        "statements": record_statements(entrance),
    }
    (folder / "site.json").write_text(json.dumps(site))
    with open(folder / "answers.txt", "wb") as file:
        for _ in range(answer_count):
            file.write(answer_body(entrance, uuid.uuid4()) + b"\n")


if __name__ == "__main__":
    django.setup()
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
