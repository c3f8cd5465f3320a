"""Names of places and committees in Latin letters (GB/T 28039 spells them by pinyin, without tones)."""

import json
import re
import unicodedata
from importlib.util import find_spec
from pathlib import Path

# As they are read in names of places; a dictionary has another reading first.
READ_IN_PLACES = {"都": "du", "什": "shi", "勒": "le"}
# It stands for the Mongolian r: 呼伦贝尔 is written hlbe, 巴彦淖尔 is written bynr.
MONGOLIAN_R = "尔"
# What makes of a place's name its committee's: 包头市委.
COMMITTEE = "委"
_LETTERS = re.compile(r"[a-z]+")
_UMLAUTS = str.maketrans("üǖǘǚǜ", "vvvvv")
_BETWEEN_SYLLABLES = re.compile(r"[\s'’‘`\-]+")


def spell(name: str) -> list[str]:
    """The reading of each sign; letters and digits stay as they are, other signs are left out."""
    # Not above: it needs 60 MB, and only a process that names a committee needs it.
    from pypinyin import lazy_pinyin

    readings = zip(name, lazy_pinyin(name, errors=list), strict=True)
    syllables = (READ_IN_PLACES.get(sign, reading).lower() for sign, reading in readings)
    return [syllable for syllable in syllables if syllable.isascii() and syllable.isalnum()]


def spell_initials(name: str) -> list[str]:
    """The first letters, in each of the ways in which they are written."""
    initials = "".join(syllable[0] for syllable in spell(name))
    if MONGOLIAN_R not in name:
        return [initials]
    with_r = "".join(syllable[0] for syllable in spell(name.replace(MONGOLIAN_R, "r")))
    return [initials, with_r]


def spell_committee(place_name: str, short_name: str) -> tuple[str, str]:
    """By which initials and by which whole pinyin a committee is found, each several words.

    Of 包头市 and 包头团市委: `btsw bttsw` and `baotoushi baotoutuanshiwei`.
    """
    of_place = place_name if place_name.endswith(COMMITTEE) else f"{place_name}{COMMITTEE}"
    initials = [*spell_initials(of_place), *spell_initials(short_name)]
    whole = ["".join(spell(name)) for name in (place_name, short_name)]
    return tuple(" ".join(dict.fromkeys(filter(None, words))) for words in (initials, whole))


def initials_of_place(initials: str, place_name: str) -> list[str]:
    """Those of a committee's initials that are the place's own: bts of `btsw bttsw`."""
    words = initials.split()[: 2 if MONGOLIAN_R in place_name else 1]
    return words if place_name.endswith(COMMITTEE) else [word[:-1] for word in words]


def read_letters(term: str) -> str:
    """What was typed as letters without signs between them; empty where it is more than letters."""
    letters = _BETWEEN_SYLLABLES.sub("", term.casefold().replace("ü", "v"))
    return letters if _LETTERS.fullmatch(letters) else ""


def is_abbreviation(letters: str, initials: str) -> bool:
    """Whether the letters stand in this order among the initials, from the first on: dmq for 达尔罕茂明安联合旗."""
    rest = iter(initials)
    return initials[:1] == letters[:1] and all(letter in rest for letter in letters)


def spell_person(name: str) -> list[list[str]]:
    """The readings of each sign of a person's name that a dictionary of signs knows: it has several for 曾 and 乐.

    Reads that dictionary as the file that it is. Importing its library costs a process 60 MB, and everybody who changes
    a password would have it loaded.
    """
    folder = Path(find_spec("pypinyin").origin).parent
    readings = json.loads((folder / "pinyin_dict.json").read_text(encoding="utf-8"))
    spelled = [readings.get(str(ord(sign)), "") for sign in name]
    return [list(dict.fromkeys(map(without_tone, known.split(",")))) for known in spelled if known]


def without_tone(syllable: str) -> str:
    """As one types it: lǚ is lv."""
    plain = unicodedata.normalize("NFD", unicodedata.normalize("NFC", syllable).translate(_UMLAUTS))
    return "".join(sign for sign in plain if sign.isascii() and sign.isalpha())
