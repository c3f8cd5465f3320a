"""Damage to a backup: cut, flipped, overwritten, chunks exchanged, or a wrong key."""

import random

CHUNK = 65536 + 16


def cut(content, chance):
    return content[: chance.randrange(len(content))]


def flip_bit(content, chance):
    damaged = bytearray(content)
    damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
    return bytes(damaged)


def overwrite(content, chance):
    start = chance.randrange(len(content))
    damaged = bytearray(content)
    damaged[start : start + 64] = chance.randbytes(len(damaged[start : start + 64]))
    return bytes(damaged)


def leave_out(content, chance):
    start = chance.randrange(len(content))
    return content[:start] + content[start + chance.randint(1, CHUNK) :]


def repeat(content, chance):
    start = chance.randrange(len(content))
    return content[:start] + content[max(0, start - CHUNK) :]


def append(content, chance):
    return content + chance.randbytes(chance.randint(1, 200))


DAMAGES = (cut, flip_bit, overwrite, leave_out, repeat, append)


def damage(content: bytes, chance: random.Random) -> tuple[str, bytes]:
    """What was done, and what came of it: never the content itself."""
    act = chance.choice(DAMAGES)
    damaged = content
    while damaged == content:
        damaged = act(content, chance)
    return act.__name__, damaged
