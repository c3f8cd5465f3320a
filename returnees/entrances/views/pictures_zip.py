"""All pictures of a list's entrances as one archive, drawn while it is sent: a folder per committee."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.utils import timezone

from organization.attachments import streamed_attachment
from organization.campaign_choice import viewed_campaign
from organization.clock import now
from organization.zip_stream import stream_zip
from returnees.entrances.pictures import square_png, tall_png
from returnees.entrances.poster import Poster
from returnees.entrances.views.posters import address_note, entrances_to_print, posters_of

# Of entrances, two pictures each: whoever waits for them holds one of the server's threads.
ENTRANCES_PER_ARCHIVE = 300
NOTE = "说明.txt"
SHAPES = {"竖图": tall_png, "方图": square_png}
# What no file may be called on Windows.
_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]|[. ]+$')


@dataclass(frozen=True)
class Picture:
    """One file of the archive: texts only, until it is read."""

    name: str
    poster: Poster
    draw: Callable[[Poster], bytes]

    def read(self) -> bytes:
        return self.draw(self.poster)


@dataclass(frozen=True)
class Note:
    text: str
    name: str = NOTE

    def read(self) -> bytes:
        return self.text.encode("utf-8-sig")


def pictures_zip(model_admin, request):
    """The database is asked before the first byte; nothing is held open while the pictures are drawn."""
    entrances = entrances_to_print(model_admin, request).select_related("campaign", "committee")
    page = Paginator(entrances, ENTRANCES_PER_ARCHIVE).get_page(request.GET.get("batch"))
    posters = posters_of(page)
    at = timezone.localtime(now())
    batch = f"_第{page.number}批" if page.paginator.num_pages > 1 else ""
    name = fit_name(f"海报图片_{viewed_campaign(request)}_{at:%m%d}{batch}")
    return streamed_attachment(stream_zip(files(posters, note_on(page)), at=at), f"{name}.zip")


def files(posters, note: str) -> Iterator[Picture | Note]:
    yield Note(note)
    for entrance, poster in posters:
        folder = fit_name(entrance.committee.short_name)
        name = fit_name(f"{entrance.get_channel_display()}{entrance.label}_{entrance.token}")
        for shape, draw in SHAPES.items():
            yield Picture(f"{folder}/{name}_{shape}.png", poster, draw)


def note_on(page: Page) -> str:
    """Which pictures these are, and which are in further archives."""
    lines = ["竖图宜发微信群，方图宜发朋友圈和公众号文章；各团委的在各自的文件夹里。"]
    if page.paginator.num_pages > 1:
        lines.append(
            f"一共 {page.paginator.count} 个入口，这是第 {page.start_index()}–{page.end_index()} 个"
            f"（第 {page.number} 批，共 {page.paginator.num_pages} 批）：其余的在下载地址后面加上 batch=2、batch=3……"
        )
    return "\r\n".join(filter(None, (*lines, address_note())))


def fit_name(text: str) -> str:
    return _UNFIT.sub("_", text) or "_"
