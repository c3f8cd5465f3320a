"""QR codes of addresses: level M, the quiet zone of four modules that ISO/IEC 18004 asks for."""

from io import BytesIO

import qrcode
from PIL import Image
from qrcode.constants import ERROR_CORRECT_M

QUIET_ZONE_MODULES = 4
PNG_PIXELS_PER_MODULE = 16  # some 600 pixels in all: 5 cm at 300 dpi


def _code(text: str) -> qrcode.QRCode:
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=QUIET_ZONE_MODULES, box_size=PNG_PIXELS_PER_MODULE)
    code.add_data(text)
    code.make(fit=True)
    return code


def qr_png(text: str) -> bytes:
    stream = BytesIO()
    _code(text).make_image().save(stream, "PNG")
    return stream.getvalue()


def qr_image(text: str, *, largest: int) -> Image.Image:
    matrix = _code(text).get_matrix()
    size = len(matrix)
    image = Image.new("L", (size, size))
    image.putdata([0 if is_dark else 255 for row in matrix for is_dark in row])
    return image.resize((largest // size * size,) * 2, Image.Resampling.NEAREST)


def qr_svg(text: str) -> str:
    matrix = _code(text).get_matrix()
    size = len(matrix)
    path = "".join(
        f"M{start} {y}h{length}v1h-{length}z" for y, row in enumerate(matrix) for start, length in _runs(row)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path d="{path}"/></svg>'
    )


def _runs(row: list[bool]) -> list[tuple[int, int]]:
    runs, start = [], None
    for x, is_dark in enumerate([*row, False]):
        if is_dark and start is None:
            start = x
        elif not is_dark and start is not None:
            runs.append((start, x - start))
            start = None
    return runs
