"""The demo's photos: invented landscapes, drawn. Nobody is on them."""

from math import sin
from random import Random

from PIL import Image, ImageDraw, ImageOps

from organization.pictures.rewriting import Rewritten, encode

WIDTH, HEIGHT = 1600, 1200  # pixels
HORIZON = 640
SKIES = (("#7fa8d1", "#eaf1f7"), ("#d98f5c", "#f8e3c6"), ("#9fb6c9", "#f4f6f7"))
# Snow, dry grass, early green: the far colour and the near one.
GROUNDS = (("#e9edf1", "#c8d2da"), ("#cdb98a", "#a38f5e"), ("#b9c48d", "#8a9a5b"))
WALLS = ("#f3efe6", "#e3c9a8", "#c4574a")


def draw_picture(rng: Random) -> Rewritten:
    picture = shaded(*rng.choice(SKIES))
    pen = ImageDraw.Draw(picture)
    sun = rng.randint(200, WIDTH - 200)
    pen.ellipse((sun - 60, 150, sun + 60, 270), fill="#fff6da")
    far, near = rng.choice(GROUNDS)
    for depth, colour in ((0, "#8fa0ad"), (90, far), (210, near)):
        pen.polygon(ridge(rng, HORIZON + depth, 110 - depth // 3), fill=colour)
    draw_dwelling = rng.choice((draw_house, draw_yurt))
    for number in range(rng.randint(2, 5)):
        draw_dwelling(pen, 140 + number * 290 + rng.randint(-50, 50), HORIZON + 250 + rng.randint(0, 160), rng)
    return encode(picture)


def shaded(top: str, bottom: str) -> Image.Image:
    shade = Image.linear_gradient("L").resize((WIDTH, HEIGHT))
    return ImageOps.colorize(shade, top, bottom)


def ridge(rng: Random, base: int, height: int) -> list[tuple[float, float]]:
    shift, length = rng.uniform(0, 6), rng.uniform(150, 300)
    line = [(x, base - height * (sin(x / length + shift) + 0.4 * sin(x / 61 + shift))) for x in range(0, WIDTH + 1, 20)]
    return [(0, HEIGHT), *line, (WIDTH, HEIGHT)]


def draw_yurt(pen: ImageDraw.ImageDraw, x: int, y: int, rng: Random) -> None:
    pen.rectangle((x, y, x + 150, y + 80), fill="#fbfaf5", outline="#7d7468", width=2)
    pen.polygon([(x - 8, y), (x + 55, y - 55), (x + 95, y - 55), (x + 158, y)], fill="#f3efe2", outline="#7d7468")
    pen.line((x, y + 26, x + 150, y + 26), fill=rng.choice(("#2f66a5", "#a63d2f")), width=8)
    pen.rectangle((x + 58, y + 26, x + 92, y + 80), fill="#a63d2f")


def draw_house(pen: ImageDraw.ImageDraw, x: int, y: int, rng: Random) -> None:
    pen.rectangle((x, y - 20, x + 180, y + 80), fill=rng.choice(WALLS), outline="#6d655b", width=2)
    pen.polygon([(x - 16, y - 20), (x + 30, y - 80), (x + 150, y - 80), (x + 196, y - 20)], fill="#9b4a3c")
    for left in (20, 115):
        pen.rectangle((x + left, y + 5, x + left + 45, y + 45), fill="#bcd4e6", outline="#6d655b", width=3)
    pen.rectangle((x + 74, y + 10, x + 106, y + 80), fill="#5f4a3a")
