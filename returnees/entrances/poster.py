"""Posters: their wording, and a picture of 1080 × 1680 pixels made to be forwarded in WeChat groups.

Knows texts and numbers only. The font is a subset (fonts/README.md): a character that it lacks is drawn as □.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import pairwise
from math import ceil
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from organization.qr import qr_image
from organization.text import clauses
from returnees.entrances.mongolian import columns_mask

WIDTH, HEIGHT = 1080, 1680
MARGIN = 60
HEAD_HEIGHT = 540
WAVE_HEIGHT = 108
TITLE_TOP, TITLE_HEIGHT = 122, 248
MONGOLIAN_TOP, MONGOLIAN_HEIGHT, MONGOLIAN_GAP = 144, 222, 44
QR_LARGEST, QR_CARD_MARGIN, QR_CARD_MIDDLE = 636, 14, 1066
LINE_HEIGHT = 1.38
# Shapes are drawn this many times as large, then reduced: Pillow itself draws hard edges.
SMOOTHING = 3

# As declared for the public pages.
RED, DEEP, GOLD, GROUND, SOFT, HEAD_TOP, HEAD_BOTTOM, HEAD_TEXT, LIGHT_GOLD, WHITE = map(
    settings.PUBLIC_COLOURS.get,
    ("red", "deep", "gold", "ground", "soft", "light", "dark", "cream", "bright", "white"),
)

FONTS = Path(__file__).parent / "fonts"
MISSING = "□"
# The longest line of each; a longer text is divided into lines of equal length.
THEME_CHARACTERS, ACTIVITY_CHARACTERS, SIGNATURE_CHARACTERS, GREETING_CHARACTERS = 14, 28, 36, 20


@dataclass(frozen=True)
class Poster:
    """What stands on one poster, on paper and as a picture."""

    theme: str
    # The campaign's name as in the notice; a quoted theme at its beginning is not repeated.
    activity: str
    place: str
    committee: str
    centre: str
    address: str
    # What follows the product's name, and the campaign's invitation.
    brand: str
    invitation: str
    # Who may answer, like 14–45.
    ages: str
    is_staff_filled: bool = False
    # The reviewed title in traditional Mongolian, as the region entered it.
    mongolian: str = ""

    @property
    def theme_lines(self) -> list[str]:
        halves = f"“{self.theme}”".split("·")
        return [line for half in halves for line in _divided(half.strip(), THEME_CHARACTERS)]

    @property
    def activity_lines(self) -> list[str]:
        rest = self.activity.removeprefix(f"“{self.theme}”").strip()
        first, joint, second = rest.partition("暨")
        return [line for half in (first, joint + second) for line in _divided(half, ACTIVITY_CHARACTERS)]

    @property
    def mongolian_mask(self) -> Image.Image | None:
        return columns_mask(self.mongolian, height=MONGOLIAN_HEIGHT)

    @property
    def address_text(self) -> str:
        return self.address.partition("://")[2]

    @property
    def greeting(self) -> str:
        """As much of the invitation as fits on one line."""
        if self.is_staff_filled:
            return "由工作人员为返乡青年代为填写"
        parts = [part.rstrip("。，！？；") for part in clauses(self.invitation)]
        lines = ("，".join(parts[:count]) for count in range(len(parts), 0, -1))
        return next((line for line in lines if len(line) <= GREETING_CHARACTERS), "")

    @property
    def call(self) -> str:
        return "工作人员代填专用" if self.is_staff_filled else "微信扫一扫，填写问卷"

    @property
    def hint(self) -> str:
        if self.is_staff_filled:
            return f"须征得本人同意 · {self.ages} 周岁 · 请勿张贴、转发"
        return f"{self.ages} 周岁，自愿填写，大约 2 分钟"

    @property
    def signature_lines(self) -> list[str]:
        names = [name for name in dict.fromkeys((self.committee, self.centre)) if name]
        line = "　".join(names)
        return [line] if len(line) <= SIGNATURE_CHARACTERS else names


def missing_characters(text: str) -> str:
    return "".join(dict.fromkeys(character for character in _visible(text) if character not in _covered()))


def drawable(text: str) -> str:
    """The text with □ for missing characters; marks that only join or vary others are dropped."""
    return "".join(character if character in _covered() else MISSING for character in _visible(text))


def poster_png(poster: Poster) -> bytes:
    image = _background().copy()
    draw = ImageDraw.Draw(image)
    draw.text((MARGIN + 122, 88), drawable(poster.brand), fill=HEAD_TEXT, font=_font(34), anchor="lm")
    _draw_title(image, draw, poster)
    _draw_texts(draw, poster)
    _draw_code(image, draw, poster.address)
    stream = BytesIO()
    image.save(stream, "PNG", compress_level=6)
    return stream.getvalue()


def _visible(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    return "".join(character for character in text if unicodedata.category(character) not in _UNSEEN)


_UNSEEN = {"Mn", "Me", "Cf", "Cc", "Sk"}


@cache
def _covered() -> frozenset[str]:
    return frozenset((FONTS / "characters.txt").read_text(encoding="utf-8")) - {"\n"}


@cache
def _font_file() -> bytes:
    return (FONTS / "poster.otf").read_bytes()


def _font(size: int) -> ImageFont.FreeTypeFont:
    # Made anew each time: a face of FreeType must not be shared between threads.
    return ImageFont.truetype(BytesIO(_font_file()), size, layout_engine=ImageFont.Layout.BASIC)


def _divided(text: str, most: int) -> list[str]:
    count = ceil(len(text) / most)
    length = ceil(len(text) / count) if count else 1
    return [text[start : start + length] for start in range(0, len(text), length)]


def _draw_title(image: Image.Image, draw: ImageDraw.ImageDraw, poster: Poster) -> None:
    box = {"top": TITLE_TOP, "height": TITLE_HEIGHT, "size": 88}
    mask = poster.mongolian_mask
    if mask is None:
        _draw_lines(draw, poster.theme_lines, **box, colour=WHITE)
        return
    room = WIDTH - 2 * MARGIN - mask.width - MONGOLIAN_GAP
    lines = [drawable(line) for line in poster.theme_lines]
    size = _fitting_size(lines, width=room, height=TITLE_HEIGHT, size=box["size"])
    title_width = ceil(_width(lines, size))
    left = MARGIN + (room - title_width) // 2
    image.paste(WHITE, (left, MONGOLIAN_TOP + (MONGOLIAN_HEIGHT - mask.height) // 2), mask)
    left += mask.width + MONGOLIAN_GAP
    _draw_lines(draw, poster.theme_lines, **box, colour=WHITE, left=left, width=title_width)


def _draw_texts(draw: ImageDraw.ImageDraw, poster: Poster) -> None:
    _draw_lines(draw, poster.activity_lines, top=378, height=96, size=33, colour=HEAD_TEXT)
    _draw_lines(draw, [poster.place], top=542, height=124, size=86, colour=DEEP)
    _draw_lines(draw, [poster.greeting], top=664, height=56, size=36, colour=SOFT)
    _draw_lines(draw, [poster.call], top=1408, height=88, size=60, colour=RED)
    _draw_lines(draw, [poster.hint], top=1494, height=48, size=33, colour=SOFT)
    _draw_lines(draw, [poster.address_text], top=1542, height=48, size=33, colour=DEEP)
    _draw_lines(draw, poster.signature_lines, top=1594, height=76, size=27, colour=SOFT)


def _draw_lines(
    draw: ImageDraw.ImageDraw,
    lines: list[str],
    *,
    top: int,
    height: int,
    size: int,
    colour: str,
    left: int = MARGIN,
    width: int = WIDTH - 2 * MARGIN,
) -> None:
    lines = [drawable(line) for line in lines]
    if not any(lines):
        return
    size = _fitting_size(lines, width=width, height=height, size=size)
    step = size * LINE_HEIGHT
    middle = top + (height - (len(lines) - 1) * step) / 2
    for number, line in enumerate(lines):
        draw.text((left + width / 2, middle + number * step), line, fill=colour, font=_font(size), anchor="mm")


def _fitting_size(lines: list[str], *, width: int, height: int, size: int) -> int:
    if not any(lines):
        return size
    return max(1, int(size * min(1, width / _width(lines, size), height / (len(lines) * size * LINE_HEIGHT))))


def _width(lines: list[str], size: int) -> float:
    return max((_font(size).getlength(line) for line in lines), default=0)


def _draw_code(image: Image.Image, draw: ImageDraw.ImageDraw, address: str) -> None:
    code = qr_image(address, largest=QR_LARGEST)
    left, top = (WIDTH - code.width) // 2, QR_CARD_MIDDLE - code.height // 2
    card = (left - QR_CARD_MARGIN, top - QR_CARD_MARGIN)
    opposite = (left + code.width + QR_CARD_MARGIN, top + code.height + QR_CARD_MARGIN)
    draw.rounded_rectangle((card, opposite), radius=20, fill=WHITE, outline=LIGHT_GOLD, width=3)
    image.paste(code, (left, top))


@cache
def _background() -> Image.Image:
    image = Image.new("RGB", (WIDTH, HEIGHT), GROUND)
    head = (WIDTH, HEAD_HEIGHT)
    shade = Image.linear_gradient("L").resize(head)
    image.paste(Image.composite(Image.new("RGB", head, HEAD_BOTTOM), Image.new("RGB", head, HEAD_TOP), shade))
    image.paste(LIGHT_GOLD, (0, 0), _wave(_GOLD_WAVE, opacity=77))
    image.paste(GROUND, (0, 0), _wave(_GROUND_WAVE, opacity=255))
    image.paste(LIGHT_GOLD, (0, 0), _birds())
    draw = ImageDraw.Draw(image)
    draw.text((MARGIN, 86), "归巢", fill=WHITE, font=_font(50), anchor="lm")
    return image


# Control points of the site's two curves, in a drawing of 360 × 36.
_GOLD_WAVE = [
    [(0, 18), (50, -2), (104, 4), (168, 17)],
    [(168, 17), (232, 30), (298, 29), (360, 6)],
]
_GROUND_WAVE = [
    [(0, 29), (66, 13), (124, 35), (196, 27)],
    [(196, 27), (268, 19), (308, 8), (360, 22)],
]
# Left end, height, span of a wing and its lift, in a drawing of 92 × 46.
_BIRDS = [(40, 30, 14, 9), (12, 18, 9, 6), (64, 10, 7, 5)]


def _wave(curves: list[list[tuple[int, int]]], *, opacity: int) -> Image.Image:
    mask = Image.new("L", (WIDTH * SMOOTHING, HEAD_HEIGHT * SMOOTHING))
    scale = WIDTH / 360 * SMOOTHING
    top = (HEAD_HEIGHT - WAVE_HEIGHT) * SMOOTHING
    edge = [(x * scale, top + y * scale) for curve in curves for x, y in _points(curve)]
    bottom = HEAD_HEIGHT * SMOOTHING
    ImageDraw.Draw(mask).polygon([*edge, (WIDTH * SMOOTHING, bottom), (0, bottom)], fill=opacity)
    return mask.reduce(SMOOTHING)


def _birds() -> Image.Image:
    mask = Image.new("L", (WIDTH * SMOOTHING, HEAD_HEIGHT * SMOOTHING))
    draw = ImageDraw.Draw(mask)
    scale = 2 * SMOOTHING
    left, top = (WIDTH - MARGIN - 184) * SMOOTHING, 40 * SMOOTHING
    for x, y, span, lift in _BIRDS:
        for start in (x, x + span):
            wing = _points([(start, y), (start + span * 0.55, y - lift), (start + span, y)])
            draw.line([(left + px * scale, top + py * scale) for px, py in wing], fill=255, width=2 * scale)
    return mask.reduce(SMOOTHING)


def _points(controls: list[tuple[float, float]], steps: int = 48) -> list[tuple[float, float]]:
    points = []
    for step in range(steps + 1):
        t, level = step / steps, controls
        while len(level) > 1:
            level = [(x + (next_x - x) * t, y + (next_y - y) * t) for (x, y), (next_x, next_y) in pairwise(level)]
        points.append(level[0])
    return points
