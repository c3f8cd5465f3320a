"""Runs inside the site's environment, for one file: `inputs_worker DOOR ORDINARY FILE`. Prints what FILE cost, as JSON.

Before it, the file ORDINARY goes through the same door, so that what is loaded only once is not counted.
"""

import json
import re
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import django

TOGETHER = 4
# What the photo's own part of an entry's form complains of; the rest of it is left empty.
COMPLAINT = {"photo": r'errorlist" id="id_activity_photos-0-upload_error"><li>([^<]*)'}
COMPLAINT["four photos"] = COMPLAINT["photo"]


def send(client, door: str, content: bytes):
    """The response of the door's page to the file."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    from organization.models import Campaign

    if door == "four photos":
        return send_together(content)
    if door == "photo":
        return send_photo(client, content)
    file = SimpleUploadedFile("file", content)
    if door == "import":
        fields = {"campaign": Campaign.objects.current().key, "workbook": file}
        return client.post("/admin/activities/symposium/import/", fields)
    return client.post("/admin/organization/account/list/", {"file": file})


def send_photo(client, content: bytes):
    """With an entry that lacks its day: the photo is stored, the entry is not."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    fields = {"activity_photos-TOTAL_FORMS": "1", "activity_photos-INITIAL_FORMS": "0"}
    fields["activity_photos-0-upload"] = SimpleUploadedFile("photo", content)
    return client.post("/admin/activities/tour/add/", fields)


def send_together(content: bytes):
    from benchmarks.lists_worker import sign_in

    clients = [sign_in() for _ in range(TOGETHER)]
    with ThreadPoolExecutor(TOGETHER) as people:
        return list(people.map(lambda client: send_photo(client, content), clients))[-1]


def forget_peak() -> None:
    """proc(5): from now on `VmHWM` is counted anew."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def answer_of(door: str, response) -> str:
    if response.status_code != 200:
        raise SystemExit(f"the page answered {response.status_code}")
    complaint = re.search(COMPLAINT.get(door, r'<ul class="errorlist[^>]*><li>([^<]*)'), response.content.decode())
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
    print(json.dumps({"answer": answer_of(door, response), "seconds": seconds, "growth": peak and peak - before}))


if __name__ == "__main__":
    django.setup()
    main(*sys.argv[1:])
