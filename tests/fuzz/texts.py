"""Text as people, programs and attackers send it: valid or not, short or huge, as the bytes of a form's field."""

from urllib.parse import quote_from_bytes

LONGEST = 60_000
POOLS = (
    "abcXYZ 0189",
    "团委返乡青年座谈会包头东河区",
    "ᠮᠣᠩᠭᠣᠯ\u180b\u180c\u180d\u180e\u200c\u200d\u202f",
    "\u4dae\ue863\ue815\U00020000\U00031350\U0002ebf0\U000e0100\ufe00\ufe0f",
    "\x00\x01\x08\x0b\x0c\x1a\x1b\x1f\x7f\x80\x85\x9f",
    "\t\n\r\u2028\u2029\u3000\u00a0\u2003",
    "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u00ad\u061c",
    "\ud800\udbff\udc00\udfff",
    "\ufdd0\ufdef\ufffe\uffff\U0001fffe\U0010ffff\ufffd",
    "e\u0301\u0327\u20dd" + "\u0300" * 30,
    "１２３ＡＢｃ．＠％～",
    "😀👨\u200d👩\u200d👧🇨🇳",
    "'\"\\`;--<>&%_{}[]()$#",
)
PHRASES = (
    "_x000D_", "_x0000_", "_xD800_", "_x005F_x000D_", "=1+1", '=HYPERLINK("http://x")',
    "+cmd|' /C calc'!A0", "-1", "@SUM",
    "<script>alert(1)</script>", "{{ 7 }}", "{% if %}", "{name}", "%s%n", "%00", "../../etc/passwd", "' OR 1=1 --",
    "\r\n\r\n", "392", "共 3 场、25 人次；", "1e999", "NaN", "9" * 400, "-9223372036854775809", "2020-02-30", "null",
    "HD2020-000001", "HD2020-999999999999", "http://[::1", "data:text/html,x", "\ufeff", "ı", "ß", "İ", "ﬀ", "﷽", "ᅟ",
)  # fmt: skip


def make_text(chance) -> str:
    """Lone surrogates included, which no encoding has."""
    kind = chance.random()
    if kind < 0.25:
        return chance.choice(PHRASES)
    if kind < 0.75:
        return "".join(chance.choice(chance.choice(POOLS)) for _ in range(chance.randrange(1, 40)))
    if kind < 0.85:
        return "".join(map(chr, (chance.randrange(0x110000) for _ in range(chance.randrange(1, 30)))))
    if kind < 0.95:
        return "".join(chance.choice(PHRASES) for _ in range(chance.randrange(1, 6)))
    return chance.choice(chance.choice(POOLS)) * chance.randrange(1, LONGEST)


def make_bytes(chance) -> bytes:
    """Mostly UTF-8; surrogates as three bytes each, cut sequences, other encodings, and bytes of no encoding."""
    text, kind = make_text(chance), chance.random()
    if kind < 0.7:
        return text.encode("utf-8", "surrogatepass")
    if kind < 0.8:
        return text.encode("gb18030", "replace")
    if kind < 0.9:
        return text.encode("utf-8", "surrogatepass")[: -chance.randrange(1, 3)]
    return chance.randbytes(chance.randrange(1, 60))


def urlencoded(fields: dict[str, bytes | str | list]) -> bytes:
    """A form's body or query; bytes are sent as they are."""
    pairs = ((name, one) for name, value in fields.items() for one in (value if isinstance(value, list) else [value]))
    return "&".join(f"{quoted(name)}={quoted(value)}" for name, value in pairs).encode()


def quoted(value) -> str:
    return quote_from_bytes(value if isinstance(value, bytes) else str(value).encode())
