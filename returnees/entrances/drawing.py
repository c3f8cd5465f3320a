"""What the pictures of posters are drawn with: type, the QR code on its card, and the ground with the site's waves.

The font is a subset (fonts/README.md): a character that it lacks is drawn as □.
"""

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from organization.qr import qr_image
from returnees.entrances.poster import drawable

WIDTH, MARGIN = 1080, 60
WAVE_HEIGHT = 108
LINE_HEIGHT = 1.38
QR_CARD_MARGIN = 14
# Shapes are drawn this many times as large, then reduced: Pillow itself draws hard edges.
SMOOTHING = 3

# As declared for the public pages.
RED, DEEP, GOLD, GROUND, SOFT, HEAD_TOP, HEAD_BOTTOM, HEAD_TEXT, LIGHT_GOLD, WHITE = map(
    settings.PUBLIC_COLOURS.get,
    ("red", "deep", "gold", "ground", "soft", "light", "dark", "cream", "bright", "white"),
)
POSTER_FONT = Path(__file__).parent / "fonts" / "poster.otf"


@dataclass(frozen=True)
class Box:
    """Where lines may stand, in pixels."""

    top: int
    height: int
    left: int = MARGIN
    width: int = WIDTH - 2 * MARGIN


@cache
def _font_file() -> bytes:
    return POSTER_FONT.read_bytes()


def poster_font(size: int) -> ImageFont.FreeTypeFont:
    # Made anew each time: a face of FreeType must not be shared between threads.
    return ImageFont.truetype(BytesIO(_font_file()), size, layout_engine=ImageFont.Layout.BASIC)


def text_width(lines: list[str], size: int) -> float:
    font = poster_font(size)
    return max((font.getlength(line) for line in lines), default=0)


def fitting_size(lines: list[str], *, width: float, height: float, size: int) -> int:
    if not any(lines):
        return size
    return max(1, int(size * min(1, width / text_width(lines, size), height / (len(lines) * size * LINE_HEIGHT))))


def draw_lines(
    draw: ImageDraw.ImageDraw, lines: list[str], box: Box, *, size: int, colour: str, is_centred: bool = True
) -> None:
    """At most as large as `size`, and smaller where the box is: nothing leaves it."""
    lines = [drawable(line) for line in lines]
    if not any(lines):
        return
    size = fitting_size(lines, width=box.width, height=box.height, size=size)
    font, step = poster_font(size), size * LINE_HEIGHT
    middle = box.top + (box.height - (len(lines) - 1) * step) / 2
    x, anchor = (box.left + box.width / 2, "mm") if is_centred else (box.left, "lm")
    for number, line in enumerate(lines):
        draw.text((x, middle + number * step), line, fill=colour, font=font, anchor=anchor)


def draw_code(image: Image.Image, draw: ImageDraw.ImageDraw, address: str, *, middle: tuple[int, int], largest: int):
    code = qr_image(address, largest=largest)
    left, top = middle[0] - code.width // 2, middle[1] - code.height // 2
    card = (left - QR_CARD_MARGIN, top - QR_CARD_MARGIN)
    opposite = (left + code.width + QR_CARD_MARGIN, top + code.height + QR_CARD_MARGIN)
    draw.rounded_rectangle((card, opposite), radius=20, fill=WHITE, outline=LIGHT_GOLD, width=3)
    image.paste(code, (left, top))


def as_png(image: Image.Image) -> bytes:
    stream = BytesIO()
    image.save(stream, "PNG", compress_level=6)
    return stream.getvalue()


@cache
def background(height: int, head_height: int, brand_middle: int) -> Image.Image:
    """The ground with its head; of whoever draws on it, each takes a copy."""
    image = Image.new("RGB", (WIDTH, height), GROUND)
    head = (WIDTH, head_height)
    shade = Image.linear_gradient("L").resize(head)
    image.paste(Image.composite(Image.new("RGB", head, HEAD_BOTTOM), Image.new("RGB", head, HEAD_TOP), shade))
    image.paste(LIGHT_GOLD, (0, 0), _wave(_GOLD_WAVE, head_height, opacity=77))
    image.paste(GROUND, (0, 0), _wave(_GROUND_WAVE, head_height, opacity=255))
    image.paste(LIGHT_GOLD, (0, 0), _birds(head_height, brand_middle - 46))
    draw = ImageDraw.Draw(image)
    draw.text((MARGIN, brand_middle), "归巢", fill=WHITE, font=poster_font(50), anchor="lm")
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


def _wave(curves: list[list[tuple[int, int]]], head_height: int, *, opacity: int) -> Image.Image:
    mask = Image.new("L", (WIDTH * SMOOTHING, head_height * SMOOTHING))
    scale = WIDTH / 360 * SMOOTHING
    top = (head_height - WAVE_HEIGHT) * SMOOTHING
    edge = [(x * scale, top + y * scale) for curve in curves for x, y in _points(curve)]
    bottom = head_height * SMOOTHING
    ImageDraw.Draw(mask).polygon([*edge, (WIDTH * SMOOTHING, bottom), (0, bottom)], fill=opacity)
    return mask.reduce(SMOOTHING)


def _birds(head_height: int, top: int) -> Image.Image:
    mask = Image.new("L", (WIDTH * SMOOTHING, head_height * SMOOTHING))
    draw = ImageDraw.Draw(mask)
    scale = 2 * SMOOTHING
    left, top = (WIDTH - MARGIN - 184) * SMOOTHING, top * SMOOTHING
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
