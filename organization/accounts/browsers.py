"""What the owner of a session needs to recognise it by, and no more: a browser's name, the network it came from."""

import ipaddress

# What stands in the User-Agent, and whose it is; the first that fits. Most name others besides: Edge names Chrome.
BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Edg", "Edge"),
    ("360", "360 浏览器"),
    ("QQBrowser", "QQ 浏览器"),
    ("Firefox", "火狐"),
    ("FxiOS", "火狐"),
    ("Chrome", "Chrome 内核的浏览器"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", "鸿蒙"),
    ("Android", "安卓手机"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows 电脑"),
    ("Macintosh", "苹果电脑"),
    ("Linux", "Linux 电脑"),
)


def describe_browser(user_agent: str) -> str:
    """As `Edge，Windows 电脑`; empty where nothing is known."""
    return "，".join(filter(None, (find_name(user_agent, BROWSERS), find_name(user_agent, SYSTEMS))))


def find_name(user_agent: str, names: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in names if mark in user_agent), "")


def shorten_address(address: str | None) -> str:
    """Of IPv4 the first three numbers, of IPv6 the first three groups: enough to tell the office from elsewhere."""
    if address is None:
        return ""
    parsed = ipaddress.ip_address(address)
    if parsed.version == 4:
        return ".".join([*str(parsed).split(".")[:3], "*"])
    return ":".join([*(f"{int(group, 16):x}" for group in parsed.exploded.split(":")[:3]), "*"])
