"""Which statements change the site: what is not known to read, or to write logins and the trail, does."""

import pytest

from organization.changing_statements import may_change

# {t}: a table of the campaign; {s}: one that goes on.
CHANGING = [
    'WITH gone AS (DELETE FROM "{t}" RETURNING id) SELECT * FROM gone',
    "WITH x AS (SELECT 1) UPDATE {t} SET id = 1",
    "WITH x AS (SELECT 1) MERGE INTO {t} USING x ON true WHEN MATCHED THEN DELETE",
    "with x as (select 1)\n insert\ninto {t} select * from x",
    "REPLACE INTO {t} VALUES (1)",
    "SELECT 1; DELETE FROM {t}",
    'INSERT INTO "{s}" VALUES (1); DELETE FROM {t}',
    'WITH x AS (DELETE FROM {t} RETURNING *) INSERT INTO "{s}" SELECT * FROM x',
    'INSERT INTO "{s}" WITH x AS (DELETE FROM {t} RETURNING *) SELECT * FROM x',
    "EXPLAIN ANALYZE DELETE FROM {t}",
    "EXPLAIN (ANALYZE) INSERT INTO {t} VALUES (1)",
    "/* SELECT */ DELETE FROM {t}",
    "/* /* SELECT */ DELETE FROM {t}",
    "-- SELECT\nDELETE FROM {t}",
    "SELECT '--'; DELETE FROM {t}",
    "SELECT '/*'; DELETE FROM {t} WHERE '*/' = ''",
    "SELECT E'\\''; DELETE FROM {t} --'",
    "SELECT $a$ ' $a$; DELETE FROM {t} --'",
    "SELECT * INTO {t}_copy FROM {t}",
    "SELECT setval('x', 1)",
    "SELECT lo_unlink(1)",
    "COPY {t} FROM STDIN",
    "EXECUTE prepared",
    "CALL act()",
    "DO $$ BEGIN DELETE FROM {t}; END $$",
    "PREPARE p AS DELETE FROM {t}",
    "MERGE INTO {t} USING {s} ON true WHEN MATCHED THEN DELETE",
    "TRUNCATE {t}",
    "LOCK TABLE {t}",
    "ALTER TABLE {s} ADD x integer",
    "DECLARE c CURSOR FOR WITH x AS (DELETE FROM {t} RETURNING *) SELECT * FROM x",
    "",
]
LEAVING = [
    'SELECT "{t}"."name" FROM "{t}" WHERE "{t}"."needs" = %s FOR NO KEY UPDATE OF "{t}"',
    "/* why */ SELECT 1",
    "SELECT 'DELETE FROM x; DROP TABLE y' AS said",
    'SELECT 1 AS "DELETE", "a;b" FROM {t};',
    "(SELECT 1) UNION (SELECT 2)",
    "WITH x AS (SELECT 1) SELECT REPLACE(name, 'a', 'b') FROM {t}",
    "SELECT nextval(pg_get_serial_sequence(%s, 'id'))",  # numbers of the trail
    "SAVEPOINT x",
    "DECLARE c NO SCROLL CURSOR FOR SELECT 1",
    "SET lock_timeout = 5",
    "PRAGMA busy_timeout = 5",
    'INSERT INTO "{s}" ("a") VALUES (%s) ON CONFLICT ("a") DO UPDATE SET "a" = EXCLUDED."a" RETURNING "a"',
    'DELETE FROM "{s}" WHERE "a" IN (SELECT 1 FROM {t})',
    "SELECT updated_at, deleted FROM {t} WHERE insert_count > 1",
]


def filled(sql):
    return sql.replace("{t}", "returnees_returnee").replace("{s}", "django_session")


@pytest.mark.parametrize("sql", CHANGING)
def test_a_statement_that_changes_is_known_as_one(sql):
    assert may_change(filled(sql))


@pytest.mark.parametrize("sql", LEAVING)
def test_one_that_reads_is_left_alone(sql):
    assert not may_change(filled(sql))


@pytest.mark.parametrize(
    ("sql", "goes"),
    [
        ('UPDATE "organization_account" SET "last_login" = %s WHERE "organization_account"."id" = %s', True),
        ('UPDATE "organization_account" SET "role" = %s WHERE "organization_account"."id" = %s', False),
        ('UPDATE "organization_account" SET "last_login" = %s, "role" = %s WHERE "id" = %s', False),
    ],
)
def test_of_an_account_only_what_a_login_writes_goes_on(sql, goes):
    assert may_change(sql) != goes
