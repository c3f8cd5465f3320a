"""Runs inside the site's environment, for one file: `inputs_worker DOOR ORDINARY FILE`. Prints what FILE cost, as JSON.

Before it, the file ORDINARY goes through the same door, so that what is loaded only once is not counted.
"""

import json
import re
import sys
import time
from contextlib import suppress
from pathlib import Path

import django


def send(client, door: str, content: bytes):
    """The response of the door's page to the file."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from organization.models import Campaign

    file = SimpleUploadedFile("file", content)
    if door == "import":
        fields = {"campaign": Campaign.objects.current().key, "workbook": file}
        return client.post("/admin/activities/symposium/import/", fields)
    return client.post("/admin/organization/account/list/", {"file": file})


def forget_peak() -> None:
    """proc(5): from now on `VmHWM` is counted anew."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def answer_of(response) -> str:
    if response.status_code != 200:
        raise SystemExit(f"the page answered {response.status_code}")
    complaint = re.search(r'<ul class="errorlist[^>]*><li>([^<]*)', response.content.decode())
    return complaint[1] if complaint else "accepted"


def main(door: str, ordinary: str, file: str) -> None:
    from benchmarks.export_worker import memory
    from benchmarks.lists_worker import account_of_the_region, sign_in

    account_of_the_region()
    client, content = sign_in(), Path(file).read_bytes()
    send(client, door, Path(ordinary).read_bytes())
    forget_peak()
    before, began = memory("VmRSS"), time.process_time()
    response = send(client, door, content)
    seconds, peak = time.process_time() - began, memory("VmHWM")
    print(json.dumps({"answer": answer_of(response), "seconds": seconds, "growth": peak and peak - before}))


if __name__ == "__main__":
    django.setup()
    main(*sys.argv[1:])
