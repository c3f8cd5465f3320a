"""A campaign of any size, copied in the database from one model row of each kind; runs in the site's environment."""

from datetime import date, timedelta

from django.db import connection

KINDS = ("letter", "visit", "symposium", "lecture", "tour")
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚"

NUMBERS = {
    "postgresql": "SELECT generate_series(1, {count}) AS n",
    "sqlite": "WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < {count}) "
    "SELECT n FROM counted",
}
EXPRESSIONS = {
    "postgresql": {
        "uuid": "gen_random_uuid()",
        "receipt": "md5(gen_random_uuid()::text)",
        "phone": "'139' || lpad((n - CASE WHEN n % 100 = 0 THEN 1 ELSE 0 END)::text, 8, '0')",
        "moment": "{column} - (n % 40) * interval '1 day' - (n % 86400) * interval '1 second'",
        "day": "{column} - (n % 40)::int",
        "apart": "{column} - ({count} - n) * interval '3 seconds'",
        "address": "CAST('192.0.2.' || (n % 250) AS inet)",
    },
    "sqlite": {
        "uuid": "lower(hex(randomblob(16)))",
        "receipt": "lower(hex(randomblob(16)))",
        "phone": "'139' || printf('%08d', n - (n % 100 = 0))",
        "moment": "strftime('%Y-%m-%d %H:%M:%f', {column}, '-' || (n % 40) || ' days', "
        "'-' || (n % 86400) || ' seconds')",
        "day": "date({column}, '-' || (n % 40) || ' days')",
        "apart": "strftime('%Y-%m-%d %H:%M:%f', {column}, '-' || (({count} - n) * 3) || ' seconds')",
        "address": "'192.0.2.' || (n % 250)",
    },
}


# Columns of a kind in which its entries differ, in SQL.
VARIED = {
    "letter": {
        "channels": "CASE n % 7 WHEN 0 THEN 'wechat_group' WHEN 1 THEN 'wechat_account,wechat_group' "
        "WHEN 2 THEN 'household' WHEN 3 THEN 'sms' WHEN 4 THEN 'household,on_site,notice_board' "
        "WHEN 5 THEN 'wechat_group,other' ELSE 'weibo,broadcast_press' END",
        "channel_other": "CASE n % 7 WHEN 5 THEN '渠道' || (n % 21) END",
    },
    "visit": {"visited_count": "n % 40", "new_member_count": "n % 3"},
}


def numbers(count: int) -> str:
    return NUMBERS[connection.vendor].format(count=count)


def copy(model_row, source: str, **changes: str) -> None:
    """Insert a copy of `model_row` per row of `source`, a query that yields a number `n`.

    `changes` are SQL expressions over the columns of `source`, of `model` (the copied row) and of `county.id`.
    """
    quote = connection.ops.quote_name
    fields = model_row._meta.concrete_fields
    columns = [field.column for field in fields if not (field.primary_key or field.generated)]
    values = [changes.get(column, f"model.{quote(column)}") for column in columns]
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(model_row._meta.db_table)} ({', '.join(map(quote, columns))}) "
            f"SELECT {', '.join(values)} FROM ({source}) AS source "
            f"JOIN (SELECT id, row_number() OVER (ORDER BY path) - 1 AS place FROM organization_committee "
            f"WHERE level = 'county') AS county ON county.place = n % 103 "
            f"JOIN {quote(model_row._meta.db_table)} AS model ON model.id = {model_row.pk}".replace("%", "%%"),
            [],
        )


def expression(name: str, column: str = "", **values: int) -> str:
    return EXPRESSIONS[connection.vendor][name].format(column=f'model."{column}"', **values)


def fill_returnees(count: int, campaign, by) -> None:
    from organization.models import Committee
    from returnees.models import Entrance
    from tests.factories import make_returnee

    model_row = make_returnee(
        entrance=Entrance.objects.homepage_of(campaign), home_committee=Committee.objects.get(gb_code="150202")
    )
    copy(
        model_row,
        numbers(count - 1),
        submission_uuid=expression("uuid"),
        receipt_digest=expression("receipt"),
        phone=expression("phone"),
        name=f"substr('{SURNAMES}', n % 10 + 1, 1) || substr('{GIVEN}', n / 10 % 20 + 1, 1) "
        f"|| substr('{GIVEN}', n / 200 % 20 + 1, 1)",
        status="substr('CDEF', n % 4 + 1, 1)",
        age="14 + n % 32",
        home_committee_id="county.id",
        submitted_at=expression("moment", "submitted_at"),
    )


def fill_answers() -> None:
    with connection.cursor() as cursor:
        for need, condition in (("loan", "id > 0"), ("training", "id % 2 = 0")):
            cursor.execute(
                "INSERT INTO returnees_returneeanswer (returnee_id, question, code, text) "
                f"SELECT id, 'needs', '{need}', '' FROM returnees_returnee WHERE {condition}"
            )


def fill_activities(count: int, campaign, by) -> None:
    from organization.models import Committee
    from tests.factories import make_activity

    for kind in KINDS:
        model_row = make_activity(
            kind,
            campaign=campaign,
            committee=Committee.objects.get(gb_code="150202"),
            held_on=date(campaign.year, 2, 10),
            place="某苏木",
            by=by,
        )
        copy(
            model_row,
            numbers(count // len(KINDS) - 1),
            entry_uuid=expression("uuid"),
            committee_id="county.id",
            held_on=expression("day", "held_on"),
            created_at=expression("moment", "created_at"),
            place="'地点' || n",
            **VARIED.get(kind, {}),
        )


def fill_cases(campaign, by) -> None:
    from organization.models import Committee
    from returnees.models import Entrance
    from tests.factories import make_follow_up_case

    model_row = make_follow_up_case(
        entrance=Entrance.objects.homepage_of(campaign), home_committee=Committee.objects.get(gb_code="150202")
    )
    copy(
        model_row,
        f"SELECT id AS n, home_committee_id FROM returnees_returnee WHERE id % 2 = 1 "
        f"AND campaign_id = {campaign.pk} AND id <> {model_row.returnee_id}",
        returnee_id="source.n",
        committee_id="source.home_committee_id",
        due_on=expression("day", "due_on"),
    )


def fill_events(count: int, region) -> None:
    """Three seconds apart, of a hundred accounts; sealed long ago, so that a look at them has nothing to seal."""
    from organization.choices import Act
    from organization.models import AuditEvent

    first = make_acting_accounts(region)
    model_row = AuditEvent.objects.append(
        act=Act.RECORD_OPEN, actor=first, committee=region, address="192.0.2.1", subject=first
    )
    AuditEvent.objects.filter(pk=model_row.pk).update(object_type="returnees.returnee")
    copy(
        model_row,
        numbers(count - 1),
        sequence=f"{model_row.sequence} + n",
        at=expression("apart", "at", count=count),
        actor_id=f"{first.pk} + n % 100",
        committee_id="county.id",
        act="CASE n % 4 WHEN 0 THEN 'phone_shown' WHEN 1 THEN 'activity_add' ELSE 'record_open' END",
        object_id="CAST(n % 50000 AS varchar)",
        address=expression("address"),
    )
    seal_as_of_old(model_row.sequence, count)


def make_acting_accounts(region):
    """A hundred with keys that follow one another; the first."""
    from organization.models import Account

    made = Account.objects.bulk_create(
        Account(username=f"bench-{number}", committee=region, role="region_viewer", password="!")
        for number in range(100)
    )
    return made[0]


def seal_as_of_old(first: int, count: int) -> None:
    from django.utils import timezone

    from organization.models import AuditSeal
    from organization.models.audit_digests import FIRST_DIGEST, compute_seal_digest

    last = first + count - 1
    seal = AuditSeal(number=1, first_event=first, last_event=last, reach=last, event_count=count, members=b"")
    seal.sealed_at, seal.previous_digest = timezone.now() - timedelta(days=2), FIRST_DIGEST
    seal.digest = compute_seal_digest(seal)
    AuditSeal.objects.all().delete()
    seal.save()


def refresh_statistics() -> None:
    """What a database at work for a while has done by itself."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
