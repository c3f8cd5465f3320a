"""The QR code of a receipt's address, for the page's own script to draw: in microseconds for each answer.

The error correction of a QR code is linear over GF(2), and the mask is chosen once: the modules of an address are those
of one base, changed by what each bit of each character changes. ISO/IEC 18004 leaves the mask to whoever encodes.
"""

import base64
from functools import lru_cache
from threading import Lock
from typing import NamedTuple

import qrcode
from django.conf import settings
from django.urls import reverse
from qrcode.constants import ERROR_CORRECT_M
from qrcode.util import MODE_8BIT_BYTE, QRData

from returnees.receipt_codes import RECEIPT_LENGTH

MASK = 3
BASE = b"A"
# Of base32 (RFC 4648).
ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
# In which its characters differ.
BITS = 7
# The first answer after a start draws some hundred symbols; those beside it wait, and do not all draw them too.
_drawing = Lock()


class Symbol(NamedTuple):
    # Modules along an edge.
    size: int
    # One bit per module, row by row.
    modules: int
    # For each position of the code, what each character changes there.
    changes: tuple[dict[int, int], ...]


def receipt_address(code: str) -> str:
    """The code stands behind the #, which no browser sends."""
    return f"{_page(settings.PUBLIC_URL)}#{code}"


@lru_cache(maxsize=8)
def _page(public_url: str) -> str:
    return f"{public_url}{reverse('receipt')}"


def receipt_qr(code: str) -> str:
    """The edge and the modules in base64: `33.AbC…`."""
    with _drawing:
        symbol = _symbol(receipt_address(""))
    modules = symbol.modules
    for changes, character in zip(symbol.changes, code.encode(), strict=True):
        modules ^= changes[character]
    content = modules.to_bytes((symbol.size**2 + 7) // 8, "big")
    return f"{symbol.size}.{base64.b64encode(content).decode()}"


@lru_cache(maxsize=8)
def _symbol(address: str) -> Symbol:
    base = BASE * RECEIPT_LENGTH
    size, modules = _draw(address.encode() + base)
    changes = []
    for position in range(RECEIPT_LENGTH):
        bits = []
        for bit in range(BITS):
            changed = bytearray(base)
            changed[position] ^= 1 << bit
            bits.append(_draw(address.encode() + bytes(changed))[1] ^ modules)
        changes.append({character: change_of(character, bits) for character in ALPHABET})
    return Symbol(size, modules, tuple(changes))


def change_of(character: int, bits: list[int]) -> int:
    changed = 0
    for bit, modules in enumerate(bits):
        if (character ^ BASE[0]) >> bit & 1:
            changed ^= modules
    return changed


def _draw(content: bytes) -> tuple[int, int]:
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=MASK)
    code.add_data(QRData(content, mode=MODE_8BIT_BYTE))
    code.make(fit=True)
    rows = code.get_matrix()
    bits = "".join("1" if is_dark else "0" for row in rows for is_dark in row)
    # Padded to whole bytes at the end.
    return len(rows), int(bits.ljust((len(bits) + 7) // 8 * 8, "0"), 2)
