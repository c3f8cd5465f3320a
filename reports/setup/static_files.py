"""The static files of a start: collected again only where that would make others than lie there."""

import hashlib
import inspect
import json
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command

MANIFEST = "staticfiles.json"
# Beside the files: whoever empties the folder takes it away, too.
STAMP = "collected-from"


def collect_static_files() -> None:
    root, sources = Path(settings.STATIC_ROOT), digest_of_sources()
    stamp = root / STAMP
    if stamp.exists() and stamp.read_text() == describe_collection(root, sources):
        return
    # Of an older program's files nothing is said any more once the first of them may be replaced.
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    if description := describe_collection(root, sources):
        stamp.write_text(description)


def describe_collection(root: Path, sources: str) -> str:
    """Of what, and with which manifest; empty where a file of the manifest is missing."""
    try:
        manifest = (root / MANIFEST).read_bytes()
        paths = json.loads(manifest)["paths"]
    except (OSError, ValueError, KeyError):
        return ""
    is_whole = all((root / name).exists() for pair in paths.items() for name in pair)
    return f"{sources} {hashlib.sha256(manifest).hexdigest()}" if is_whole else ""


def digest_of_sources() -> str:
    """Over every file that would be collected, and over what processes them."""
    digest = hashlib.sha256(f"{version('django')} {version('whitenoise')} {settings.STATIC_URL}".encode())
    digest.update(Path(inspect.getfile(staticfiles_storage.__class__)).read_bytes())
    found = ((path, storage) for finder in get_finders() for path, storage in finder.list([]))
    for path, storage in sorted(found, key=lambda pair: pair[0]):
        content = Path(storage.path(path)).read_bytes()
        digest.update(f"\n{path} {len(content)}\n".encode() + content)
    return digest.hexdigest()
