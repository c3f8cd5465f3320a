"""How a sheet that is fitted to one page comes out of the printer: on which paper, and how large its text is."""

from dataclasses import dataclass

INCH, MILLIMETRE = 72, 72 / 25.4  # in points
# Inches. The page number stands in the bottom one: without the difference there is no room for it.
MARGINS = {"left": 0.5, "right": 0.5, "top": 0.5, "bottom": 0.7, "header": 0.3, "footer": 0.3}
# Text below this many points is not readable on paper.
SMALLEST_TEXT = 8

# A column is as many units wide as it has characters of the default font, and a few pixels of 96 per inch.
UNIT_PIXELS, PADDING_PIXELS, PIXEL = 7, 5, INCH / 96


@dataclass(frozen=True)
class Paper:
    name: str
    # In the file format.
    number: int
    # In millimetres, lying on its long side.
    width: float
    height: float

    @property
    def printable(self) -> tuple[float, float]:
        """Width and height within the margins, in points."""
        return (
            self.width * MILLIMETRE - (MARGINS["left"] + MARGINS["right"]) * INCH,
            self.height * MILLIMETRE - (MARGINS["top"] + MARGINS["bottom"]) * INCH,
        )


A4 = Paper("A4", 9, 297, 210)
A3 = Paper("A3", 8, 420, 297)


@dataclass(frozen=True)
class PrintOut:
    paper: Paper
    # Of the text of a row as it comes out, in points, to the nearest half: the heights of rows are estimates.
    text_size: float

    def __str__(self) -> str:
        return f"{self.paper.name} 横向，一页，字号约 {self.text_size:g} 磅"


def columns_width(widths: list[float]) -> float:
    """In points."""
    return sum(width * UNIT_PIXELS + PADDING_PIXELS for width in widths) * PIXEL


def choose_paper(width: float, height: float, text_size: float) -> PrintOut:
    """A4 as long as the text stays large enough, else A3; everything in points."""
    print_outs = [PrintOut(paper, _printed_size(paper, width, height, text_size)) for paper in (A4, A3)]
    return next((one for one in print_outs if one.text_size >= SMALLEST_TEXT), print_outs[-1])


def _printed_size(paper: Paper, width: float, height: float, text_size: float) -> float:
    printable_width, printable_height = paper.printable
    # A page is never filled by making it larger.
    scale = min(1, printable_width / width, printable_height / height)
    return round(text_size * scale * 2) / 2
