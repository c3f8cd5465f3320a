"""Writes django.mo, which is what is read, from django.po, which is what is edited: no gettext tools are needed.

Only what our file has: one msgid and one msgstr on a line each, and plurals of one form.
"""

import ast
import struct
from pathlib import Path

FOLDER = Path(__file__).parent / "locale" / "zh_Hans" / "LC_MESSAGES"
MAGIC, HEADER_SIZE = 0x950412DE, 28


def read_messages(text: str) -> dict[str, str]:
    messages = {}
    for block in text.split("\n\n"):
        parts, name = {}, ""
        for line in block.splitlines():
            if line.startswith("#"):
                continue
            beginning, _, quoted = line.partition('"')
            name = beginning.strip() or name
            parts[name] = parts.get(name, "") + ast.literal_eval(f'"{quoted}')
        key = "\0".join(parts[name] for name in ("msgid", "msgid_plural") if name in parts)
        messages[key] = parts.get("msgstr", parts.get("msgstr[0]"))
    return messages


def compiled(messages: dict[str, str]) -> bytes:
    """The format of GNU gettext: two tables of lengths and offsets, then the texts."""
    pairs = sorted((key.encode(), value.encode()) for key, value in messages.items())
    texts, offset = b"", HEADER_SIZE + 16 * len(pairs)
    tables = []
    for column in (0, 1):
        for pair in pairs:
            tables += [len(pair[column]), offset + len(texts)]
            texts += pair[column] + b"\0"
    numbers = [MAGIC, 0, len(pairs), HEADER_SIZE, HEADER_SIZE + 8 * len(pairs), 0, 0, *tables]
    return struct.pack(f"<{len(numbers)}I", *numbers) + texts


def main() -> None:
    messages = read_messages((FOLDER / "django.po").read_text(encoding="utf-8").strip())
    (FOLDER / "django.mo").write_bytes(compiled(messages))


if __name__ == "__main__":
    main()
