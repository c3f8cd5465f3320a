"""今日通报 as a picture for the work group: a line per row. Knows texts and numbers only."""

from django.conf import settings
from PIL import Image, ImageDraw

from reports.choices import Standing
from reports.overview.board.bulletin import Bulletin, BulletinLine, signed
from returnees.entrances.drawing import (
    GOLD,
    GROUND,
    HEAD_BOTTOM,
    HEAD_TEXT,
    MARGIN,
    RED,
    SOFT,
    WHITE,
    WIDTH,
    Box,
    as_png,
    draw_lines,
)

INK = settings.PUBLIC_COLOURS["ink"]
HEAD, LINE, FOOT, SIZE = 190, 58, 40, 30
# Left end and width of each column.
COLUMNS = ((MARGIN, 330), (MARGIN + 340, 210), (MARGIN + 560, 210), (MARGIN + 780, 180))
HEADINGS = ("单位", "问卷", "活动", "报送")
COLOURS = {Standing.SENT: INK, Standing.RETURNED: RED, Standing.NOT_SENT: SOFT}


def bulletin_png(bulletin: Bulletin) -> bytes:
    total = bulletin.total.split("；")
    top = HEAD + LINE * (len(total) + 1)
    image = Image.new("RGB", (WIDTH, top + LINE * len(bulletin.lines) + FOOT), GROUND)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, WIDTH, HEAD), fill=HEAD_BOTTOM)
    draw_lines(draw, [bulletin.title], Box(26, 90), size=52, colour=WHITE)
    draw_lines(draw, [bulletin.as_of], Box(120, 50), size=28, colour=HEAD_TEXT)
    for number, sentence in enumerate(total):
        draw_lines(draw, [sentence], Box(HEAD + 8 + LINE * number, LINE), size=SIZE, colour=INK)
    _draw_row(draw, top - LINE, HEADINGS, [SOFT] * len(HEADINGS))
    for number, line in enumerate(bulletin.lines):
        y = top + LINE * number
        if number % 2 == 0:
            draw.rectangle((MARGIN // 2, y, WIDTH - MARGIN // 2, y + LINE), fill=WHITE)
        _draw_row(draw, y, _texts(number, line), [INK, INK, INK, COLOURS[line.standing]])
    draw.line((MARGIN // 2, top, WIDTH - MARGIN // 2, top), fill=GOLD, width=3)
    return as_png(image)


def _texts(number: int, line: BulletinLine) -> tuple[str, ...]:
    questionnaires = f"{line.questionnaires}（{signed(line.new_questionnaires)}）"
    return (
        f"{number + 1}. {line.name}",
        questionnaires,
        f"{line.entries}（{signed(line.new_entries)}）",
        line.standing.label,
    )


def _draw_row(draw, top: int, texts, colours) -> None:
    for (left, width), text, colour in zip(COLUMNS, texts, colours, strict=True):
        draw_lines(draw, [text], Box(top, LINE, left, width), size=SIZE, colour=colour, is_centred=left != MARGIN)
