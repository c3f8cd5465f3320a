"""A second node with a state of its own, as on a second server, and what both of them answer without the gateway."""

import shutil
import urllib.parse
from pathlib import Path

import people
from browser import ADDRESS, Browser, LoadedPage
from steps import run, wait_for

STATE, SECOND = Path("/var/lib/guichao"), Path("/var/lib/guichao/second")
NODES = (8001, 8002)
KEYS = ("audit_key", "receipt_key", "factor_key")


def separate_states() -> None:
    """The second node keeps its own state from now on; the keys are copied, photos lie where both see them."""
    run("install", "-d", "-m", "700", "-o", "guichao", "-g", "guichao", SECOND)
    for name in KEYS:
        run("cp", "-p", STATE / name, SECOND / name)
    run("cp", "-rp", STATE / "static", SECOND)
    with open("/etc/guichao/guichao.env", "a") as settings:
        settings.write(f"MEDIA_ROOT={STATE}/media\n")
    Path("/etc/guichao/node-8002.env").write_text(f"GUICHAO_VAR={SECOND}\n")
    run("guichao", "restart")


def join_states() -> None:
    Path("/etc/guichao/node-8002.env").unlink()
    run("systemctl", "restart", "guichao-web@8002")
    wait_until_ready()
    shutil.rmtree(SECOND)


def ask(node: int, path: str, browser: Browser) -> LoadedPage:
    """As the gateway would pass it on."""
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies)
    host = urllib.parse.urlsplit(ADDRESS).hostname
    headers = {"Host": host, "X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.1", "Cookie": cookies}
    return Browser(f"http://127.0.0.1:{node}").open(path, **headers)


def wait_until_ready() -> None:
    for node in NODES:
        wait_for(lambda node=node: is_ready(node), f"节点 {node} 准备好")


def is_ready(node: int) -> bool:
    try:
        return Browser(f"http://127.0.0.1:{node}").open("/readyz").status == 200
    except OSError:
        return False


def see_photo_from_both(county: Browser) -> None:
    """One that was uploaded through the gateway, that is, through either of them; and a page that lists it."""
    photo = people.log_symposium(county, 18)
    seen = [ask(node, photo, county) for node in NODES]
    assert [answer.status for answer in seen] == [200, 200], seen
    assert seen[0].body == seen[1].body
    assert seen[0].headers["Content-Type"] == "image/jpeg"
    assert len(seen[0].body) > 1000
