"""Whether phones reach the site where the codes on paper lead to: PUBLIC_URL."""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings


def is_local(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def unfit_for_paper() -> str:
    """Why no code should be printed or passed on yet; empty where phones reach it safely."""
    if is_local(settings.PUBLIC_URL):
        return "只有这台服务器自己打得开，手机扫了打不开"
    if is_within_a_network(settings.PUBLIC_URL):
        return "只有同一个内部网络里打得开"
    return "" if settings.IS_HTTPS else "不是 https，填写的内容在网络上不加密，有的手机会提示不安全"


def is_within_a_network(url: str) -> bool:
    try:
        return ipaddress.ip_address(urlsplit(url).hostname or "").is_private
    except ValueError:
        return False
