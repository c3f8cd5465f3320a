"""Runs inside the site's environment, each time as a process of its own: `export_worker WHAT ROWS FOLDER`.

`fill` makes so many records. `ours`, `library` and `floor` write the first so many of them into a file and print, as
JSON, its size, the seconds, the bytes of memory that this took and the most that the process ever had. `compare` counts
differing cells.
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from itertools import zip_longest
from pathlib import Path

import django

STATUS = Path("/proc/self/status")
KIBIBYTE = 1024
NUMBER_OF_ROW, MOMENTS = "pk", ("submitted_at", "sensitive_consented_at")


def memory(kind: str) -> int | None:
    """Resident bytes: `VmRSS` now, `VmHWM` at the most since this program began. Elsewhere than on Linux, None."""
    if not STATUS.exists():
        return None
    line = next(line for line in STATUS.read_text().splitlines() if line.startswith(f"{kind}:"))
    return int(line.split()[1]) * KIBIBYTE


def fill(row_count: int) -> None:
    from benchmarks.fill import fill_answers, fill_cases, fill_returnees, refresh_statistics
    from organization.models import Account, Campaign

    campaign, account = Campaign.objects.current(), Account.objects.get(username="region")
    fill_returnees(row_count, campaign, account)
    fill_answers()
    fill_cases(campaign, account)
    refresh_statistics()


def first(row_count: int):
    from organization.models import Campaign
    from returnees.models import Returnee

    returnees = Returnee.objects.in_campaign(Campaign.objects.current()).order_by("pk")
    last = returnees.values_list("pk", flat=True)[row_count - 1]
    return returnees.filter(pk__lte=last)


def ours(row_count: int) -> Iterator[bytes]:
    from organization.models import Account, Campaign
    from reports.exports.all_records.batches import read_rows
    from reports.exports.all_records.returnees import ReturneeExport
    from xlsx_stream.workbook import stream_workbook

    export = ReturneeExport(Campaign.objects.current(), Account.objects.get(username="region"))
    batches = (read_rows(batch, export.columns) for batch in export.batches(first(row_count)))
    return stream_workbook("返乡青年", [column.column for column in export.columns], batches)


def library(row_count: int) -> Iterator[bytes]:
    from benchmarks.export_resource import ReturneeResource, with_all_that_is_read
    from organization.models import Campaign

    dataset = ReturneeResource(Campaign.objects.current()).export(with_all_that_is_read(first(row_count)))
    yield dataset.export("xlsx")


WORKBOOKS = {"ours": ours, "library": library}


def write_workbook(write, row_count: int, path: Path) -> None:
    with open(path, "wb") as file:
        for piece in write(row_count):
            file.write(piece)


def measure(write: Callable[[int, Path], None], row_count: int, path: Path) -> dict:
    before, began = memory("VmRSS"), time.perf_counter()
    write(row_count, path)
    seconds, peak = time.perf_counter() - began, memory("VmHWM")
    return {"seconds": seconds, "size": path.stat().st_size, "peak": peak, "growth": peak and peak - before}


def compare(row_count: int) -> int:
    from openpyxl import load_workbook

    grids = [
        list(load_workbook(BytesIO(b"".join(write(row_count)))).active.iter_rows(min_row=2, values_only=True))
        for write in WORKBOOKS.values()
    ]
    cells = [[str(cell or "") for row in grid for cell in row] for grid in grids]
    return sum(one != other for one, other in zip_longest(*cells))


def main(what: str, row_count: int, folder: Path) -> None:
    match what:
        case "fill":
            fill(row_count)
        case "compare":
            print(json.dumps(compare(row_count)))
        case "floor":
            from benchmarks.export_floor import write_floor

            print(json.dumps(measure(write_floor, row_count, folder / "export.csv")))
        case _:
            print(json.dumps(measure(partial(write_workbook, WORKBOOKS[what]), row_count, folder / "export.xlsx")))


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
