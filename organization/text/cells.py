"""What stands in the XML of a spreadsheet for a text (ECMA-376 part 1, 22.9.2.19, ST_Xstring).

A character that XML cannot hold, or that a program chose to code, is written `_xHHHH_`, and a text that truly has
such letters has its underscore coded: `_x005F_x000D_`. openpyxl does neither; python-calamine decodes by itself.
"""

import re

_CODED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LIKE_A_CODE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def decode_cell_text(raw: str) -> str:
    """The text that is meant, once: applied to its own result, it would change what was typed."""
    decoded = _CODED.sub(lambda code: chr(int(code[1], 16)), raw)
    # Beyond the basic plane, two codes are one character.
    return decoded.encode("utf-16", "surrogatepass").decode("utf-16", "ignore") if decoded != raw else raw


def encode_cell_text(text: str) -> str:
    return _LIKE_A_CODE.sub("_x005F_", text)
