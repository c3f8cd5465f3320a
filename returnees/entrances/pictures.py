"""Pictures of posters: a tall one for chats, and a square one for moments and articles."""

from PIL import Image, ImageDraw

from returnees.entrances.drawing import (
    DEEP,
    GOLD,
    HEAD_TEXT,
    MARGIN,
    RED,
    SOFT,
    WHITE,
    WIDTH,
    Box,
    as_png,
    background,
    draw_code,
    draw_lines,
    fitting_size,
    poster_font,
    text_width,
)
from returnees.entrances.mongolian import mask_of
from returnees.entrances.poster import Poster, drawable
from returnees.entrances.titles import TitleBox, TitleLayout, lay_out

TALL_HEIGHT, TALL_HEAD, TALL_BRAND = 1920, 540, 86
TALL_TITLE = Box(top=122, height=248)
SQUARE_HEIGHT, SQUARE_HEAD, SQUARE_BRAND = 1080, 372, 62
SQUARE_TITLE = Box(top=96, height=172)
# The largest type of their titles.
TALL_LARGEST, SQUARE_LARGEST = 88, 66
MONGOLIAN_GAP = 44
BULLET = 34


def tall_png(poster: Poster) -> bytes:
    image = background(TALL_HEIGHT, TALL_HEAD, TALL_BRAND).copy()
    draw = ImageDraw.Draw(image)
    draw_brand(draw, poster, TALL_BRAND, size=34)
    draw_title(image, draw, poster, TALL_TITLE, largest=TALL_LARGEST)
    draw_lines(draw, poster.activity_lines, Box(378, 96), size=33, colour=HEAD_TEXT)
    draw_lines(draw, [poster.place], Box(542, 124), size=86, colour=DEEP)
    draw_lines(draw, [poster.greeting], Box(664, 56), size=36, colour=SOFT)
    draw_benefits(draw, poster.reasons, Box(736, 56 * len(poster.reasons)), size=40, is_centred=True)
    middle = 1250 if poster.reasons else 1160
    draw_code(image, draw, poster.address, middle=(WIDTH // 2, middle), largest=636)
    draw_lines(draw, [poster.call], Box(1590, 88), size=60, colour=RED)
    draw_lines(draw, [poster.hint], Box(1674, 48), size=33, colour=SOFT)
    draw_lines(draw, [poster.address_text], Box(1722, 48), size=33, colour=DEEP)
    draw_lines(draw, [f"{label}：{text}" for label, text in poster.facts], Box(1770, 78), size=29, colour=SOFT)
    draw_lines(draw, poster.signature_lines, Box(1848, 62), size=25, colour=SOFT)
    return as_png(image)


def square_png(poster: Poster) -> bytes:
    image = background(SQUARE_HEIGHT, SQUARE_HEAD, SQUARE_BRAND).copy()
    draw = ImageDraw.Draw(image)
    draw_brand(draw, poster, SQUARE_BRAND, size=32)
    draw_title(image, draw, poster, SQUARE_TITLE, largest=SQUARE_LARGEST)
    is_alone = not (poster.reasons or poster.facts)
    middle = WIDTH // 2 if is_alone else MARGIN + 274
    draw_lines(draw, [poster.place], Box(360, 92), size=66, colour=DEEP)
    draw_code(image, draw, poster.address, middle=(middle, 726), largest=520)
    if not is_alone:
        draw_beside_the_code(draw, poster, left=662, width=WIDTH - MARGIN - 662)
    draw_lines(
        draw, [poster.call if is_alone else poster.hint], Box(1002, 40), size=32, colour=RED if is_alone else SOFT
    )
    draw_lines(draw, [poster.address_text], Box(1036, 36), size=25, colour=DEEP)
    return as_png(image)


def draw_beside_the_code(draw: ImageDraw.ImageDraw, poster: Poster, *, left: int, width: int) -> None:
    draw_benefits(draw, poster.reasons, Box(462, 58 * len(poster.reasons), left, width), size=40)
    top = 478 + 58 * len(poster.reasons)
    for label, text in poster.facts:
        draw_lines(draw, [label], Box(top, 44, left, width), size=28, colour=SOFT, is_centred=False)
        draw_lines(draw, [text], Box(top + 40, 48, left, width), size=32, colour=DEEP, is_centred=False)
        top += 98
    draw_lines(draw, poster.call.split("，"), Box(878, 116, left, width), size=48, colour=RED, is_centred=False)


def draw_brand(draw: ImageDraw.ImageDraw, poster: Poster, middle: int, *, size: int) -> None:
    draw.text((MARGIN + 122, middle + 2), drawable(poster.brand), fill=HEAD_TEXT, font=poster_font(size), anchor="lm")


def title_layout(poster: Poster, box: Box, largest: int) -> TitleLayout:
    # The columns begin and end where the lines' letters do.
    within = TitleBox(box.width, box.height, box.height - 26, MONGOLIAN_GAP, largest)
    return lay_out(tuple(poster.theme_lines), poster.mongolian, within)


def draw_title(image: Image.Image, draw: ImageDraw.ImageDraw, poster: Poster, box: Box, *, largest: int) -> None:
    layout = title_layout(poster, box, largest)
    if not layout.columns:
        draw_lines(draw, poster.theme_lines, box, size=largest, colour=WHITE)
        return
    mask = mask_of(layout.columns, layout.size)
    width = int(text_width([drawable(line) for line in poster.theme_lines], layout.size)) + 1
    left = box.left + (box.width - width - MONGOLIAN_GAP - mask.width) // 2
    image.paste(WHITE, (left, box.top + (box.height - mask.height) // 2), mask)
    beside = Box(box.top, box.height, left + mask.width + MONGOLIAN_GAP, width)
    draw_lines(draw, poster.theme_lines, beside, size=layout.size, colour=WHITE)


def draw_benefits(
    draw: ImageDraw.ImageDraw, reasons: list[str], box: Box, *, size: int, is_centred: bool = False
) -> None:
    """A list: each with its mark at the left; as a whole in the middle of its box, if it is to be centred."""
    if not reasons:
        return
    lines = [drawable(reason) for reason in reasons]
    size = fitting_size(lines, width=box.width - BULLET, height=box.height, size=size)
    left = box.left
    if is_centred:
        left += (box.width - BULLET - text_width(lines, size)) / 2
    step = box.height / len(lines)
    for number, line in enumerate(lines):
        middle = box.top + step * (number + 0.5)
        draw.ellipse((left, middle - 7, left + 14, middle + 7), fill=GOLD)
        draw.text((left + BULLET, middle), line, fill=DEEP, font=poster_font(size), anchor="lm")
