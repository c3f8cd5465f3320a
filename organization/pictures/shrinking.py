"""A picture made smaller while it is decoded, so that it is never whole in memory. No ORM, no request."""

from math import ceil

from PIL import Image

from organization.pictures.source import result_size

# PictureSource pixels on each side that the bicubic filter looks at, for each pixel of the result's step.
SUPPORT = 2


class Shrinking:
    """Takes bands from the top down; equals one resize of the whole."""

    def __init__(self, width: int, height: int, longest_side: int):
        self.width, self.height = width, height
        self.size = result_size(width, height, longest_side)
        self.step = height / self.size[1]
        self.margin = ceil(SUPPORT * max(1, self.step)) + 1
        self.picture: Image.Image | None = None
        # The rows of the source that are still needed, and the number of the first.
        self.window: Image.Image | None = None
        self.top = 0
        # Finished rows of the result.
        self.done = 0

    @property
    def is_complete(self) -> bool:
        return self.done == self.size[1]

    def add(self, band: Image.Image) -> None:
        if self.picture is None:
            self.picture = Image.new(band.mode, self.size)
        self.window = band if self.window is None else _stacked(self.window, band)
        bottom = self.top + self.window.height
        ready = self.size[1] if bottom >= self.height else int((bottom - self.margin) / self.step)
        if ready > self.done:
            self._resize_until(ready)

    def _resize_until(self, ready: int) -> None:
        box = (0, self.done * self.step - self.top, self.width, min(ready * self.step - self.top, self.window.height))
        piece = self.window.resize((self.size[0], ready - self.done), Image.Resampling.BICUBIC, box)
        self.picture.paste(piece, (0, self.done))
        self.done = ready
        passed = max(0, int(ready * self.step) - self.margin - self.top)
        self.window = self.window.crop((0, passed, self.width, self.window.height))
        self.top += passed


def _stacked(upper: Image.Image, lower: Image.Image) -> Image.Image:
    both = Image.new(upper.mode, (upper.width, upper.height + lower.height))
    both.paste(upper, (0, 0))
    both.paste(lower, (0, upper.height))
    return both
