"""Whether a statement of SQL could change the campaign's data, by its text: what is not known to leave them is refused.

The databases' own switches know no tables that go on. Comments, strings and quoted names are left out of what is looked
at, so that a word in them neither hides a change nor makes one.
"""

import re

# Logins go on, with what counts their tries, and so do the record of what is done and the cache of what is counted;
# nothing of it is the campaign's.
GOES_ON = {
    "django_session",
    "organization_logintry",
    "organization_failedlogins",
    "organization_auditevent",
    "organization_auditseal",
    "organization_operationrun",
    "organization_readonlyswitch",
    "reports_cachedcounts",
    "returnees_receiptfailure",
    "otp_totp_totpdevice",
    "otp_static_staticdevice",
    "otp_static_statictoken",
}
# Left out or shortened, in this order: comments; strings, PostgreSQL's with escapes and with dollars too.
COMMENT = r"--[^\n]*|/\*.*?\*/"
STRING = r"\b[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|\$(?P<tag>\w*)\$.*?\$(?P=tag)\$"
BESIDE = re.compile(rf'{COMMENT}|{STRING}|(?P<name>"(?:[^"]|"")*")', re.DOTALL)
READING = re.compile(
    r"\s*(?:\(\s*)*(?:SELECT|WITH|VALUES|TABLE|EXPLAIN|SHOW|PRAGMA|BEGIN|START|COMMIT|END|ROLLBACK|SAVEPOINT|RELEASE|SET"
    r"|DECLARE|FETCH|MOVE|CLOSE)\b",
    re.IGNORECASE,
)
WRITE = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
# What a login writes of an account, and what ends its other sessions: one column, and no other beside it.
OF_A_LOGIN = re.compile(r'\s*UPDATE "organization_account" SET "(?:last_login|password|session_generation)" = %s WHERE')
# These words lock rows, and say what becomes of a row that is there already.
HARMLESS = re.compile(r"\bFOR\s+(?:NO\s+KEY\s+)?UPDATE\b|\bDO\s+UPDATE\s+SET\b", re.IGNORECASE)
WRITING = re.compile(
    r"\b(?:INSERT|UPDATE|DELETE|MERGE|INTO|CREATE|DROP|ALTER|TRUNCATE|COPY|CALL|EXECUTE|GRANT|REVOKE|writable_schema)\b"
    r"|\b(?:setval|lo_\w+|dblink\w*|pg_file_\w+|load_extension)\s*\(",
    re.IGNORECASE,
)


def may_change(sql: str) -> bool:
    with_names, bare = strip(sql, names=True), strip(sql, names=False)
    if ";" in bare.strip().rstrip(";"):
        return True
    if READING.match(bare):
        return has_writing_word(bare)
    written = WRITE.match(with_names)
    if not (written and written[1] in GOES_ON) and not OF_A_LOGIN.match(with_names):
        return True
    # Past the words by which it begins; what it goes by may be read from anywhere.
    rest = re.sub(r"\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\b", "", bare, count=1, flags=re.IGNORECASE)
    return has_writing_word(rest)


def only_reads(sql: str) -> bool:
    """Whether it writes into no table at all, not even into those of GOES_ON."""
    return bool(READING.match(sql)) and not has_writing_word(strip(sql, names=False))


def has_writing_word(bare: str) -> bool:
    return bool(WRITING.search(HARMLESS.sub(" ", bare)))


def strip(sql: str, *, names: bool) -> str:
    def shorten(found):
        if found["name"]:
            return found["name"] if names else '""'
        return "''" if "'" in found[0][:2] or found[0].startswith("$") else " "

    return BESIDE.sub(shorten, sql)
