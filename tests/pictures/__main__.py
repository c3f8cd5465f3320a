"""`python3 dev.py pictures [name …]`: takes the manual's pictures from the demo, all of them or those named."""

import os
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

import dev
from benchmarks.server import free_port
from tests.pictures.shots import SHOTS, Shot

FOLDER = dev.ROOT / "docs/manual/pictures"
# Of the few colours of a page, a palette has enough; its file is a third of the size.
COLOURS = 64
START_SECONDS = 180
FRAME = "element => { element.style.outline = '3px solid #c8102e'; element.style.outlineOffset = '3px'; }"

# What stays in sight at the foot of a window would cover what a picture is about.
UNSTICK = "for (const row of document.querySelectorAll('.submit-row')) row.style.position = 'static';"
# What floats in it, too: the buttons beside a title.
BOX = """element => {
  const {x, y, width, height} = element.getBoundingClientRect();
  return {x: x + scrollX, y: y + scrollY, width, height: Math.max(height, element.scrollHeight)};
}"""


@contextmanager
def demo():
    """The demo as anybody starts it, on a state of its own; its address and its passwords."""
    with TemporaryDirectory(prefix="guichao-pictures-", ignore_cleanup_errors=True) as folder:
        port = free_port()
        env = os.environ | {"GUICHAO_VAR": folder, "PORT": str(port), "HOST": "127.0.0.1"}
        env.pop("PUBLIC_URL", None)
        process = subprocess.Popen(
            [sys.executable, "dev.py", "demo"],
            cwd=dev.ROOT,
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            await_answer(process, port)
            lines = (Path(folder) / "demo-accounts.txt").read_text(encoding="ascii").splitlines()
            yield f"http://127.0.0.1:{port}", dict(line.split() for line in lines)
        finally:
            dev.end(process)


def await_answer(process: subprocess.Popen, port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not dev.answers("127.0.0.1", port):
        if process.poll() is not None or time.monotonic() > deadline:
            raise SystemExit("✗ 演示没有启动成功，先试 python3 dev.py demo")
        time.sleep(0.2)


class Photographer:
    def __init__(self, browser: Browser, address: str, passwords: dict[str, str]):
        self.browser, self.address, self.passwords = browser, address, passwords
        self.cookies = {}

    def open(self, shot: Shot) -> Page:
        # Tall enough for the part, so that what sticks to the window's edge covers nothing.
        viewport = {"width": shot.width, "height": shot.height + 120}
        context = self.browser.new_context(viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai")
        if shot.account:
            context.add_cookies(self.cookies_of(shot.account))
        page = context.new_page()
        page.goto(self.address + shot.path)
        for part in shot.follow:
            address = page.locator(f"main a[href*='{part}'], body.public a[href*='{part}'], .column a[href*='{part}']")
            page.goto(self.address + address.first.get_attribute("href").replace(self.address, ""))
        if shot.then:
            page.goto(page.url + shot.then)
        return page

    def cookies_of(self, account: str) -> list:
        if account not in self.cookies:
            context = self.browser.new_context(locale="zh-CN")
            page = context.new_page()
            page.goto(f"{self.address}/admin/login/")
            page.fill("[name=username]", account)
            page.fill("[name=password]", self.passwords[account])
            page.click("[type=submit]")
            page.wait_for_url(f"{self.address}/admin/")
            self.cookies[account] = context.cookies()
            context.close()
        return self.cookies[account]

    def take(self, shot: Shot) -> Path:
        page = self.open(shot)
        page.evaluate(UNSTICK)
        if shot.framed:
            page.locator(shot.framed).first.evaluate(FRAME)
        clip = page.locator(shot.part).first.evaluate(BOX)
        clip["height"] = min(clip["height"], shot.height)
        picture = Image.open(BytesIO(page.screenshot(clip=clip, full_page=True, animations="disabled")))
        path = FOLDER / f"{shot.name}.png"
        picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
        page.context.close()
        return path


def main(names: list[str]) -> None:
    chosen = [shot for shot in SHOTS if not names or shot.name in names]
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, dev.BROWSERS)), None)
    FOLDER.mkdir(exist_ok=True)
    with demo() as (address, passwords), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--lang=zh-CN"])
        photographer = Photographer(browser, address, passwords)
        for shot in chosen:
            path = photographer.take(shot)
            print(f"{path.relative_to(dev.ROOT)}  {path.stat().st_size // 1024} KB", flush=True)
        browser.close()
    if not names:
        for path in FOLDER.iterdir():
            if path.stem not in {shot.name for shot in SHOTS}:
                path.unlink()


if __name__ == "__main__":
    main(sys.argv[1:])
