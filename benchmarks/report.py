"""The tables and notes that a run prints."""

import os
from collections.abc import Sequence
from statistics import median

from benchmarks.pages import Gets
from benchmarks.rounds import FloorComparison, Limit, Posts

HEAD = ("database", "what", "per second", "floor", "floor per second", "ratio", "of the rounds", "promised", "")
# Share of a core from which on the client may be what is measured.
BUSY_CLIENT = 0.9


def row(comparison: FloorComparison) -> tuple[str, ...]:
    promised = "" if comparison.promised is None else f">= {comparison.promised:.2f}"
    verdict = "" if comparison.promised is None else ("MISSED" if comparison.is_missed else "kept")
    return (
        comparison.database,
        comparison.name,
        f"{median(comparison.rates):,.0f}",
        comparison.floor_name,
        f"{median(comparison.floors):,.0f}",
        f"{comparison.ratio:.2f}",
        f"{min(comparison.ratios):.2f}-{max(comparison.ratios):.2f}",
        promised,
        verdict,
    )


def table(comparisons: Sequence[FloorComparison]) -> str:
    rows = [HEAD, *map(row, comparisons)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip() for cells in rows]
    return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:]])


def machine_note() -> str:
    waiting = f"; load average before the run {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{os.cpu_count()} cores, for server, database and client together{waiting}"


def get_notes(gets: Gets) -> list[str]:
    kinds = (gets.hello, gets.page, gets.hello_gzip, gets.gzip, gets.many)
    shares = [median(series.client_shares) for series in kinds]
    seen = ", ".join(f"{count:,} {size / 2**20:.0f} MiB" for count, size in gets.memory_of_worker().items())
    notes = [
        f"page {gets.page.response_bytes:,} bytes, with gzip {gets.gzip.response_bytes:,}",
        f"the client used {shares[0]:.0%} of a core at hello, {shares[1]:.0%} at the page, {shares[3]:.0%} with gzip",
        f"memory of a worker, by the entrances that it has seen: {seen or 'unknown'}",
    ]
    if max(shares) > BUSY_CLIENT:
        notes.append("THE CLIENT IS THE BOTTLENECK: the server could be faster, and no ratio is its own")
    if any(gets.hello.server_ms):
        cpu = [median(series.server_ms) for series in kinds]
        notes.append(
            f"server CPU per GET: hello {cpu[0]:.3f} ms, page {cpu[1]:.3f} ms; with gzip {cpu[2]:.3f} ms and "
            f"{cpu[3]:.3f} ms, among many entrances {cpu[4]:.3f} ms; "
            f"hello / page {cpu[2] / cpu[3]:.2f}, whatever the client costs"
        )
    return notes


def post_notes(posts: Posts, statement_count: int) -> list[str]:
    notes = [
        f"floor of POST: {posts.floor.name}, one transaction of {statement_count} statements, "
        f"{1000 / median(posts.floors):.1f} ms, each commit on disk",
        f"{posts.count:,} answers posted: every status 200, {posts.count:,} rows stored",
        f"99 of 100 answers within {posts.at_one.longest_of_99 * 1000:.0f} ms at one client, "
        f"{posts.at_many.longest_of_99 * 1000:.0f} ms at many",
    ]
    if any(posts.at_one.server_ms):
        cpu = [median(series.server_ms) for series in (posts.at_one, posts.at_many)]
        notes.append(f"server CPU per POST: {cpu[0]:.1f} ms at one client, {cpu[1]:.1f} ms at many")
    return notes


def limit_note(limit: Limit) -> str:
    verdict = "MISSED" if limit.is_missed else "kept"
    measured, at_most = limit.measured / 2**20, limit.at_most / 2**20
    return f"{limit.database}: {limit.name} {measured:.0f} MiB, promised <= {at_most:.0f} MiB: {verdict}"
