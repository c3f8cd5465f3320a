"""清单.txt: the digest of every file of an archive, and a seal over all of it that only this site can have made.

The form is that of sha256sum, so that `sha256sum -c 清单.txt` checks the files without this program too; the seal is
an HMAC of the bytes before its line.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from django.conf import settings

from organization.zip_stream import readable

NAME = "清单.txt"
FIRST_LINE = "# 归巢年度归档清单，格式 1"
SEAL = "# 封条（HMAC-SHA256）："
_LINE = re.compile(r"([0-9a-f]{64})  ([^\n]+)")


class MadeFile(NamedTuple):
    """A file of the archive with its content."""

    name: str
    content: bytes

    def read(self) -> bytes:
        return self.content


@dataclass
class ArchiveManifest:
    # Shown at its head.
    about: list[str]
    digests: dict[str, str] = field(default_factory=dict)
    # Files that the site has lost; in place of each there is a text that says so.
    missing: list[str] = field(default_factory=list)

    def as_bytes(self) -> bytes:
        missing = [f"缺少：{name}（服务器上找不到）" for name in self.missing] or ["没有缺少的文件。"]
        lines = [FIRST_LINE, *(f"# {line}" for line in [*self.about, *missing])]
        lines += [f"{digest}  {name}" for name, digest in self.digests.items()]
        content = "".join(f"{line}\n" for line in lines)
        return f"{content}{SEAL}{compute_seal(content)}\n".encode()


def compute_seal(content: str) -> str:
    key = hashlib.sha256(b"annual archive" + settings.AUDIT_KEY.encode()).digest()
    return hmac.new(key, content.encode(), hashlib.sha256).hexdigest()


def with_manifest(files: Iterable, about: list[str]) -> Iterator[MadeFile]:
    """The files, one at a time in memory, and last the manifest of what they turned out to be."""
    manifest = ArchiveManifest(about)
    for file in files:
        made = MadeFile(*readable(file))
        manifest.digests[made.name] = hashlib.sha256(made.content).hexdigest()
        if made.name != file.name:
            manifest.missing.append(file.name)
        yield made
    yield MadeFile(NAME, manifest.as_bytes())


class ForeignManifest(Exception):
    """No manifest of an archive, or not one that this site has sealed."""


def read_digests(content: bytes) -> dict[str, str]:
    """The digests by the names of the files; raises ForeignManifest for what this site has not written like that."""
    text = content.decode(errors="replace")
    sealed, _, seal = text.rpartition(SEAL)
    if not sealed.startswith(f"{FIRST_LINE}\n"):
        raise ForeignManifest("清单不是年度归档的清单")
    if not hmac.compare_digest(compute_seal(sealed).encode(), seal.removesuffix("\n").encode()):
        raise ForeignManifest("清单的封条对不上：不是本站所封，或清单被改动过")
    return {name: digest for digest, name in _LINE.findall(sealed)}
