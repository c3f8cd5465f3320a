"""MEDIA_STORE: where photos and scans are in an S3-compatible store, and how it is reached."""

import importlib.util
import re
from urllib.parse import parse_qsl, urlsplit

from django.core.exceptions import ImproperlyConfigured

EXAMPLE = "s3://存储桶?endpoint=https://s3.example.org"
BUCKET = r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"
PREFIX = r"[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*"
PARAMETERS = {"endpoint", "region", "addressing"}
ADDRESSING = ("path", "virtual")


def read_media_store(value: str, key_id: str, secret: str) -> dict[str, str]:
    """Options of organization.object_store.ObjectStorage; raises ImproperlyConfigured with a sentence."""
    parts = urlsplit(value)
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    given, prefix = dict(pairs), parts.path.strip("/")
    is_address = parts.scheme == "s3" and re.fullmatch(BUCKET, parts.netloc) and not parts.fragment
    if not is_address or (prefix and not re.fullmatch(PREFIX, prefix)) or len(given) < len(pairs):
        raise ImproperlyConfigured(f"环境变量 MEDIA_STORE 应形如 {EXAMPLE}，现为“{value}”。")
    if unknown := sorted(given.keys() - PARAMETERS):
        raise ImproperlyConfigured(f"环境变量 MEDIA_STORE 中只能有 endpoint、region、addressing，没有“{unknown[0]}”。")
    addressing = given.get("addressing", ADDRESSING[0])
    if addressing not in ADDRESSING:
        raise ImproperlyConfigured(f"环境变量 MEDIA_STORE 中的 addressing 应为 path 或 virtual，现为“{addressing}”。")
    endpoint = given.get("endpoint", "")
    if endpoint and not re.fullmatch(r"https?://[^/@?#\s]+", endpoint):
        raise ImproperlyConfigured(
            f"环境变量 MEDIA_STORE 中的 endpoint 应形如 https://s3.example.org，现为“{endpoint}”。"
        )
    if not (key_id and secret):
        raise ImproperlyConfigured("有 MEDIA_STORE 时，环境变量 AWS_ACCESS_KEY_ID 和 AWS_SECRET_ACCESS_KEY 也要写。")
    if not importlib.util.find_spec("storages"):
        raise ImproperlyConfigured(
            "MEDIA_STORE 要用的依赖没有装，请用 requirements-s3.lock 安装（见 docs/deploying.md）。"
        )
    return {
        "bucket_name": parts.netloc,
        "location": prefix,
        "endpoint_url": endpoint or None,
        "region_name": given.get("region", "us-east-1"),
        "addressing_style": addressing,
        "access_key": key_id,
        "secret_key": secret,
    }
