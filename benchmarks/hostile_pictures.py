"""Pictures of little weight that want much memory, as large as they are let in, and some beyond it."""

import base64
import struct
import zlib
from collections.abc import Callable
from io import BytesIO

from PIL import Image

from benchmarks.hostile_workbooks import Input

# Of an entry: one photo, and four people with one each at the same time.
DOORS = ("photo", "four photos")
COLOUR = (120, 80, 60)
# 39.9 million pixels of one colour each, packed by zlib: what is installed reads HEIC and writes none.
SINGLE_HEIC = (
    "eNrt1j1oFEEUB/A3u2dcNB8nRhJUjpg0ESEQsbBQWGIQJIXaaSHmsnfLjdzeze2tekGEU/GjEkGIsRMs7PxoI4FEEFJZ2FnaiCiEoM2B0fPN3a"
    "mQUsK/CO/tsDPz9u3+2FkWhoj2h8msKeR1QByRDsftONLZkEidj/JJltpxoJArxp0xGR0ktCGGdbHcesikT4oPDnW93RON3LEnrUtha2qze3iS"
    "dzqzwpVg3A57jU6ivyUftIkN9wvaBGXur3HZCeXa1INW0eIarf9sNIj63Gm+Y9BX3arZtAWurXBtW1xw/CxfHJtQasOVJ/TNozO3576cOvi85O"
    "zt9mx2xZ48f4Zv2T6pluOXMz5Lu4NyMS4FxRqne6irzql+XTX59utluKR/iAdpo2vaZlzP46fRgDbRnxXkRUndcNwUL8T9KJflBRy5OapepNKj"
    "925drlbjSqViTPlflP4/6uuzR782G7tOP1XHlvf9SH1Krjrz5x7XOy+OaKH/7PNq1/Tb40DTJefkw54jS1CSdqzcxYLcppbgZCaNJt33aHFwDS"
    "0a9IdUU2DQuYQFt+Ww3s4a1uub39r//aEhrDcB/gMvgr2aj/Ue1bHea7D3EeupASx3Fstht07qFZb7jt38DoP32lgOu49w5rDcGyz3DsutYrlf"
    "W5lze7FcRjjhhINzh4UTTjjhhBNOOOGEE0444YQTTrhN4dSF31govjs="
)
TILED_HEIC = (
    "eNrt2olT1MkVB/AeBhCRU1FRELlUBBFR8UZuPFBBQeUQuY9RBkZEwHtEVMQLxftERfAWklRimbKi7sYya+0R10oZU6mNrmVZbu5jy8TdmJ7XD/"
    "LcevsHJNXU+t2vH37w4De1090zK4TwLa1ZaykvMRUJ+WE2lUbautlUUCpEUIS5pKZAqI+A8uKKauzCYiqqEd/58DAVF0h0dveL9fIXwvWFqaKq"
    "yCA/kRgruoVBGPC6nn87CTtVgtJ7zSKMaB8Qs1cleAIxB7TzxBxVGTGAWB+0rcSc0P5GrK8qI4uIOaN9TqyfKqMSiLmg/ZCYqyohQcTc0FqJua"
    "sy2kjMA201MU+0L3utTvRXJTSbXDcA7SNiXqqETSM2EO0ysUGqjBlKbDBaMzFvtH8RG6JK+ApiQ9GeEvNRZexcYr5ot4gNUyUilJgf2nFiw1UZ"
    "50zMH20dsQC01+T+BaoSWUCuC0L7JbFgVcbHERuB1k1spCoTAoiNQttPLESViQZio9FWEQtFe0YsTJWohcTGoN0lFq7KpEhiY9HOEotQZbInsX"
    "FoW4hFov2F3L/xqkwpJ9dNQHtCbKIqU2cTi0K7SWySKtNCiE1GO0psiirTnYhNRasnNg3tFbHpqszIJDYD7QGxaFWipxCbiXaRWIwqM72JxaI1"
    "EYtDe0PuX7wqMVXkugS0L4glqhKbSiwJ7WfEklWJiyA2C+0MsdmqxLsTm4O2mdhctD8RS1ElIY/YPLRPic1XJTGG2AK0G8RSVUkaTiwNbR+xhW"
    "jvyP1bpEpyLbkuHe0lsQxVZi0hthjtPrElqsyeRGwpWgexTFXmDCKWhbadWDba18RyVJlbSmwZ2q+I5aqSkkxsOdqPieWpMm8ksXy0w8RwGZ/v"
    "SO5fIdpGcl0R2h+IFauyIJdYCdrHxEpVSY0mVoZ2jVi5KmnDiJnQ9hBbgfYtsZWqLDQTq0D7LTGzKovmE6tEu02sSpX0cGIWtFPEVqmS4UruH2"
    "6HMhrJdavR/k4Mt0qLi4mtQXtMrFaVJYnE6tB+RKxelaXBxNaiHSS2TpVMe2Lr0WqIbUB7QWyjKlkZxDahfUhssyrZE4lZ0dqJbVElx4vcvwa0"
    "XeS6rWhviTWqsmwlsW1ovyG2XZXcFGI70H5KrEmV5WHEdqKdINasSl4/YrvQ1hPbjfYVsT2q5OcQ24v2kNg+VQqmE2tBu0JsvyqFPuT+HUA7QK"
    "5rVaXIjthBtGpih9CeEzusSvEiYkfQ7hE7qkrJeGLH0M4RO65KaX9iJ9AaiJ1E+yuxU6qUFRI7jfaI2BlVyuOJtaH9gNhZVUyB5P6dQzvWa+vF"
    "eVVWeBFrR9tH7IIqK52JdaBtI9apSoUgdhFtPbFLaF8Tu6yKeRWxK2i/J3ZVlcoyYtfQnhO7rkpVLrEbaE+IdeFNSyfWjfZJr8n/Ut1aTaZK9a"
    "xv+/xA+ZcSOzzjlVWbYN3oQYPtuFdeWxT5Pho5tOfQgUNHDvtw6MRhXw6dOezHoQuHrhy6cejOoQeHnhz253AAh14cDuRwEIeDOfTmcAiHQzn0"
    "4dCXw2Ec+nE4nEN/DgM4DOQwiMNgDkdwOJLDURyGcDiaw1AOwzgcw2E4h2M5jOBwHIeRHI7ncAKHEzmM4nASh5M5nMLhVA6ncTidwxkcRnM4k8"
    "MYDmM5jOMwnsMEDhM5TOIwmcNZHM7mcA6HczlM4XAeh/M5XMBhKodpHC7kcBGH6RxmcLiYwyUcLuUwk8MsDrM5zOFwGYe5HC7nMI/DfA4LOCzk"
    "sIjDYg5LOCzlsIzDcg5NHK7gcCWHFRyaOazksIpDC4erOKzmcDWHNRyu4bCWwzoO6zlcy+E6DtdzuIHDjRxu4nAzh1YOt3DYwOFWDhs53Mbhdg"
    "53cNjE4U4OmzncxeFuDvdwuJfDfRy2cLifwwMctnJ4kMNDHB7m8AiHRzk8xuFxDk9weJLDUxye5vAMh20cnuXwHIfnOWzn8AKHHRx2cniRw0sc"
    "XubwCodXObzG4XUOb3DYxWH3f9HNYqox97zRaP8Pk6Xa9nLeTZOlyPZSn5dptQVfuvSTOy/bG5WiXn5pgsFou0y98pL9Z/HNt2/eCOFuzLeddG"
    "INLoZ372wXGG1XGG3/ZN+yi7W9bxQWbzB85zNt9nbCmlXZfuD4y98FtN2RT1AuVtsnGm2vZfRJNNyt7iqMff9nscM/wsNiqoeXQo1OTvLEah9l"
    "sph73oHtFgY7Q6OwMzYY7YUR0h7SAdIRsg+kE2RfSGfIfpAukK6QbpDukB6QnpD9IQdAekEOhBwEORjSG3II5FBIH0hfyGGQfpDDIf0hAyADIY"
    "MggyFHQI6EHAUZAjkaMhQyDHIMZDjkWMgIyHGQkZDjISdAToSMgpwEORlyCuRUyGmQ0yFnQEZDzoSMgYyFjIOMh0yATIRMgkyGnAU5G3IO5FzI"
    "FMh5kPMhF0CmQqZBLoRcBJkOmQG5GHIJ5FLITMgsyGzIHMhlkLmQyyHzIPMhCyALIYsgiyFLIEshyyDLIU2QKyBXQlZAmiErIasgLZCrIKshV0"
    "PWQK6BrIWsg6yHXAu5DnI95AbIjZCbIDdDWiG3QDZAboVshNwGuR1yB2QT5E7IZshdkLsh90DuhdwH2QK5H/IAZCvkQchDkIchj0AehTwGeRzy"
    "BORJyFOQpyHPQLZBnoU8B3kesh3yAmQHZCfkRchLkJchr0BehbwGeR3yBmQXZDekMNSbqkvwvRhDRbHJXAZPm3byKUg+VwhH0Uc4ib7CWfQTLs"
    "JVuAl34SE8RX8xQHiJgWKQGCy8xRAxVPgIXzFM+Inhwl8EiEARJILFCDFSjBIhYrQIFWFijAgXY0WEGCci5XF/gjzIR8kj+mR5+J4qj9XT5YE5"
    "Wh6FY+QhN04eXxPkwTRJHjlnycPkHHlMTJEHwPnyaJcqD20L5XEsXR60Fssj1FJ5OMqSx54ceaDJlUeVPHkIKZDHiyJ5cCiRR4Iyudk3yW38Sr"
    "lBN8utdxW8P1Mt98Y1ctdbK/ez9XKnuk7uQTfI3eUmuW+0yh1hg9zrNcpd3Ha5P2uSO69muafaLXdLe+U+qEXucA7IvctBuSs5LPcbR+VO4rjc"
    "I5yUq/9pua63yRX7nFyL2+Uq2yHXz4tyZbws17yrcjW7LtepLtsKtMDRDP8HjKgIMdyw93T4wKv9rMc3a6d89e6NZ+p5w4y7Pm/tX9bU2R3NPG"
    "b1+qzz1R8d838ebVsYnllbXSfegeWjNnYHLiPiS2tP8/fHZjiBxXE3Fo80PU/P0/P0PD1Pz/ueeathnmPjvZ3+Df50oK/r83evfzIt/3bS434P"
    "Pu+a5/DPWvHAeimw+0hRwtXn8uvtCo/cHHQKBjk1tcx8Dd/VLdM9DMj42uvYMlsZ7+9dCWegX1t9rU9kMXyqH0Y9T8/T8/Q8PU8vg/ph1PP0PD"
    "1Pz9Pz9DKoH0Y9T8/T8/Q8PU8vg/ph1PP0PD1Pz9Pz9DKoH0Y9T8/T8/Q8PU8vg/ph1PP0PD1Pz9Pz9DKoH0Y9T8/T8/Q8PU8vg/ph1PP0PD1P"
    "z9Pz9DKoH0Y9T8/T8/Q8Pe//YxmsU2Ob7jUHvzf23pAv/h1S4z/54c5PQlqbwzLKb3c8etK3q6Xz2f24ZX6dtu/jaWl1+sVjmBbY1vsbb+v9jf"
    "0+6/mNS3p+YxcsbvV6tB6tR+vRerQe/T83erMa3f7o+0e/TXn7Kk34Pfn4o4cjntp7Rya32M/o9IlqSze+uGX7Pk+trQ5d9+GbOr/q/RGS7/Q0"
    "r7SeHyEci8OHWFwe/AdphVMl"
)


def flat(mode: str, size: tuple[int, int], kind: str, **options) -> bytes:
    stream = BytesIO()
    Image.new("RGB", size, COLOUR).convert(mode).save(stream, kind, **options)
    return stream.getvalue()


def png(size: tuple[int, int], depth: int, colour: int, *further: bytes, interlaced: int = 0) -> bytes:
    """Rows of zeroes, whatever the size."""
    samples = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    stride = (size[0] * samples * depth + 7) // 8 + 1
    packer, packed = zlib.compressobj(9), []
    rows = size[1] * 15 // 8 + 8 if interlaced else size[1]
    for _ in range(rows):
        packed.append(packer.compress(bytes(stride)))
    content = b"".join([*packed, packer.flush()])
    header = struct.pack(">IIBBBBB", *size, depth, colour, 0, 0, interlaced)
    chunks = (chunk(b"IHDR", header), *further, chunk(b"IDAT", content), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def bomb(length: int) -> bytes:
    packer = zlib.compressobj(9)
    return b"".join([*(packer.compress(bytes(2**20)) for _ in range(length // 2**20)), packer.flush()])


def tags(*, copies: int, length: int) -> bytes:
    """A TIFF whose tags all point at the same piece of the file."""
    entries = [(256, 3, 1, 8), (257, 3, 1, 8), *((1000 + number, 1, length, 8) for number in range(copies))]
    directory = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    place = 8 + length
    return b"II*\0" + struct.pack("<I", place) + bytes(length) + struct.pack("<H", len(entries)) + directory + bytes(4)


def claiming(content: bytes, start: int, claim: bytes) -> bytes:
    return content[:start] + claim + content[start + len(claim) :]


def canvas_webp() -> bytes:
    """A canvas of 268 million pixels around a picture of 64."""
    still = flat("RGB", (8, 8), "WEBP", lossless=True)[12:]
    body = b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4) + b"\xff\x3f\0" * 2 + still
    return b"RIFF" + struct.pack("<I", len(body)) + body


def scans(count: int) -> bytes:
    """A progressive JPEG whose last scan comes again and again."""
    content = flat("RGB", (4000, 4000), "JPEG", progressive=True)
    start = content.rindex(b"\xff\xda")
    return content[:-2] + content[start:-2] * count + content[-2:]


def wide_profile(length: int) -> bytes:
    return png((8, 8), 8, 2, chunk(b"iCCP", b"x\0\0" + bomb(length)))


HEIC_SIZE = struct.pack(">II", 7744, 5152)
MAKERS: dict[str, Callable[[], bytes]] = {
    "JPEG, 120 MP": lambda: flat("RGB", (12_640, 9_480), "JPEG"),
    "JPEG, 120 MP, a strip": lambda: flat("RGB", (65_000, 1_840), "JPEG"),
    "JPEG, 26 MP, square": lambda: flat("RGB", (5_100, 5_100), "JPEG"),
    "JPEG, 25 MP, inks": lambda: flat("CMYK", (5_000, 5_000), "JPEG"),
    "JPEG, 121 MP": lambda: flat("RGB", (11_000, 11_001), "JPEG"),
    "JPEG, 36 MP, progressive": lambda: flat("RGB", (6_000, 6_000), "JPEG", progressive=True),
    "JPEG, 100 MP, progressive": lambda: flat("RGB", (10_000, 10_000), "JPEG", progressive=True),
    "JPEG, 16 MP, 2,000 scans": lambda: scans(2_000),
    "PNG, 40 MP, RGBA": lambda: png((8_000, 5_000), 8, 6),
    "PNG, 40 MP, RGBA of 16 bits": lambda: png((8_000, 5_000), 16, 6),
    "PNG, 40 MP, RGBA, interlaced": lambda: png((8_000, 5_000), 8, 6, interlaced=1),
    "PNG, 40 MP, RGB, interlaced": lambda: png((8_000, 5_000), 8, 2, interlaced=1),
    "PNG, 40 MP, 1 bit": lambda: png((8_000, 5_000), 1, 0),
    "PNG, 40 MP, wide": lambda: png((65_535, 610), 8, 6),
    "PNG, 40 MP, high": lambda: png((610, 65_535), 8, 6),
    "PNG, 41 MP": lambda: png((8_200, 5_000), 8, 6),
    "PNG, 4,000 MP claimed": lambda: claiming(png((8, 8), 8, 6), 16, struct.pack(">II", 65_535, 65_535)),
    "PNG, a profile of 1 GB": lambda: wide_profile(2**30),
    "PNG, a text of 1 GB": lambda: png((8, 8), 8, 2, chunk(b"iTXt", b"x\0\1\0\0\0" + bomb(2**30))),
    "WebP, 40 MP": lambda: flat("RGB", (8_000, 5_000), "WEBP", method=0),
    "WebP, 25 MP, lossless": lambda: flat("RGB", (5_000, 5_000), "WEBP", lossless=True, method=0),
    "WebP, 30 MP, lossless": lambda: flat("RGB", (6_000, 5_000), "WEBP", lossless=True, method=0),
    "WebP, 20 MP, transparent": lambda: flat("RGBA", (5_000, 4_000), "WEBP", method=0),
    "WebP, 268 MP claimed": canvas_webp,
    "TIFF, 40 MP, strips": lambda: flat("RGB", (8_000, 5_000), "TIFF", compression="tiff_adobe_deflate"),
    "TIFF, 40 MP, inks": lambda: flat("CMYK", (8_000, 5_000), "TIFF", compression="tiff_lzw"),
    "TIFF, 40 MP, one strip of 1 bit": lambda: flat(
        "1", (8_000, 5_000), "TIFF", compression="group4", strip_size=2**30
    ),
    "TIFF, 20 MP, one strip": lambda: flat("RGB", (5_000, 4_000), "TIFF", compression="tiff_lzw", strip_size=2**30),
    "TIFF, 40 MP, one strip": lambda: flat("RGB", (8_000, 5_000), "TIFF", compression="tiff_lzw", strip_size=2**30),
    "TIFF, tags of 20 GB": lambda: tags(copies=1_000, length=19_000_000),
    "HEIC, 40 MP": lambda: zlib.decompress(base64.b64decode(SINGLE_HEIC)),
    "HEIC, 40 MP, tiles": lambda: zlib.decompress(base64.b64decode(TILED_HEIC)),
    "HEIC, 40 MP, 4 kB claimed": lambda: zlib.decompress(base64.b64decode(SINGLE_HEIC)).replace(
        HEIC_SIZE, struct.pack(">II", 64, 64)
    ),
    "HEIC, 30 MP claimed of 40": lambda: zlib.decompress(base64.b64decode(SINGLE_HEIC)).replace(
        HEIC_SIZE, struct.pack(">II", 7744, 3872)
    ),
    "GIF, 40 MP": lambda: flat("P", (8_000, 5_000), "GIF"),
    "BMP, 40 MP claimed": lambda: claiming(flat("RGB", (8, 8), "BMP"), 18, struct.pack("<II", 8_000, 5_000)),
    "BMP, 6 MP": lambda: flat("RGB", (3_000, 2_000), "BMP"),
}
# What several at once could add up to.
TOGETHER = (
    "JPEG, 120 MP",
    "JPEG, 36 MP, progressive",
    "PNG, 40 MP, RGB, interlaced",
    "WebP, 30 MP, lossless",
    "HEIC, 40 MP",
)
ORDINARY_PICTURES = {door: lambda: flat("RGB", (64, 48), "JPEG") for door in DOORS}
PICTURES = [Input(f"{name} (photo)", "photo", make) for name, make in MAKERS.items()]
PICTURES += [Input(f"{name} (four photos)", "four photos", MAKERS[name]) for name in TOGETHER]
