"""How fast pages are, against floors measured in the same run. Exit status 1: a promised ratio is missed."""

import json
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path

import dev
from benchmarks.annex2 import measure_annex2
from benchmarks.audit import measure_audit
from benchmarks.costs import answer_costs_table, costs_beside
from benchmarks.databases import DATABASES
from benchmarks.exports import measure_exports
from benchmarks.floor import floor_of
from benchmarks.inputs import costs_table, measure_inputs
from benchmarks.lists import measure_lists
from benchmarks.load import request
from benchmarks.overview import measure_overview
from benchmarks.pages import get_rounds
from benchmarks.partitions import measure_partitions
from benchmarks.report import get_notes, limit_note, machine_note, post_notes, table
from benchmarks.respondents import measure_respondents
from benchmarks.rounds import FloorComparison, Plan, post_rounds
from benchmarks.server import running, site_environment

FULL = Plan(rounds=7, seconds=1.2, posts=1500, entrances=100_000, unseen_entrances=14_000)
QUICK = Plan(rounds=3, seconds=0.4, posts=500, entrances=10_000, unseen_entrances=3_000)


def posts_to(path: str, answers: Path) -> Iterator[bytes]:
    with open(answers, "rb") as file:
        for line in file:
            yield request("POST", path, line.rstrip(b"\n"))


def measure(kind: str, plan: Plan) -> tuple[list[FloorComparison], list[str]]:
    with tempfile.TemporaryDirectory(prefix="guichao-bench-") as name, DATABASES[kind](Path(name)) as database:
        folder = Path(name)
        env = site_environment(folder, database.url)
        with running(env) as server:
            counts = [str(plan.answer_count), str(plan.entrances + plan.unseen_entrances)]
            prepare = [sys.executable, "-m", "benchmarks.answers", name, *counts]
            subprocess.run(prepare, cwd=dev.ROOT, env=env, check=True, timeout=120)
            site = json.loads((folder / "site.json").read_text())
            gets = get_rounds(server, site["path"], site["other_paths"], plan)
            floor = floor_of(database, site, folder)
            posts = post_rounds(server, database, floor, posts_to(site["path"], folder / "answers.txt"), plan)
            notes = [*get_notes(gets), *post_notes(posts, len(site["statements"]))]
    comparisons = gets.comparisons(database.name) + posts.comparisons(database.name)
    return comparisons, [f"{database.name}: {note}" for note in notes]


def main() -> int:
    parser = ArgumentParser(prog="python3 dev.py bench", description=__doc__)
    parser.add_argument("what", nargs="?", choices=WHAT, default="questionnaire")
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds, fewer entrances")
    parser.add_argument("--database", choices=DATABASES, action="append", help="only this one (default: both)")
    parser.add_argument("--tree", type=int, default=0, metavar="N", help="lists: over a tree of N committees")
    parser.add_argument("--against", default="HEAD", metavar="REVISION", help="respondents: of git, to compare with")
    options = parser.parse_args()
    dev.catch_signals()
    return WHAT[options.what](options)


def lists(options: Namespace) -> int:
    """The staff's pages over full tables: at most three times what they take over small ones."""
    comparisons = [
        comparison
        for kind in options.database or DATABASES
        for comparison in measure_lists(kind, is_quick=options.quick, committee_count=options.tree)
    ]
    print(table(comparisons), "", machine_note(), sep="\n")
    return int(any(comparison.is_missed for comparison in comparisons))


def overview(options: Namespace) -> int:
    """Desk, board, statistics over a full campaign: on PostgreSQL at most three times the same over a small one."""
    comparisons = [
        comparison
        for kind in options.database or DATABASES
        for comparison in measure_overview(kind, is_quick=options.quick)
    ]
    print(table(comparisons), "", machine_note(), sep="\n")
    return int(any(comparison.is_missed for comparison in comparisons))


def annex2(options: Namespace) -> int:
    """The table over a full log: at most six times, with its channels ten times, a sequential count."""
    measured = [measure_annex2(kind, is_quick=options.quick) for kind in options.database or DATABASES]
    comparisons = [comparison for one, _, _ in measured for comparison in one]
    notes = [note for _, texts, _ in measured for note in texts]
    print(table(comparisons), "", *notes, machine_note(), sep="\n")
    return int(any(comparison.is_missed for comparison in comparisons) or any(grows for _, _, grows in measured))


def export(options: Namespace) -> int:
    """All records out: at least 25 times as fast as django-import-export, at most 12 times as slow as COPY."""
    measured = [measure_exports(kind, is_quick=options.quick) for kind in options.database or DATABASES]
    comparisons = [comparison for of_kind, _, _ in measured for comparison in of_kind]
    limits = [limit for _, of_kind, _ in measured for limit in of_kind]
    notes = [*map(limit_note, limits), *(note for _, _, texts in measured for note in texts)]
    print(table(comparisons), "", *notes, machine_note(), sep="\n")
    return int(any(promise.is_missed for promise in (*comparisons, *limits)))


def questionnaire(options: Namespace) -> int:
    plan, began = QUICK if options.quick else FULL, time.monotonic()
    comparisons, notes = [], [machine_note()]
    for kind in options.database or DATABASES:
        print(f"measuring on {kind} ...", file=sys.stderr, flush=True)
        measured, noted = measure(kind, plan)
        comparisons += measured
        notes += noted
    print(table(comparisons), "", *notes, "", sep="\n")
    print(
        f"{plan.rounds} rounds of {plan.seconds} s each, in turn with their floor; all figures are medians of rounds,"
    )
    print(f"a ratio that of the rounds' own ratios. {time.monotonic() - began:.0f} s in all.")
    return int(any(comparison.is_missed for comparison in comparisons))


def inputs(options: Namespace) -> int:
    """Files made to cost much: what is let in or refused stays within what its door promises."""
    costs = measure_inputs(is_quick=options.quick)
    print(costs_table(costs), "", machine_note(), sep="\n")
    return int(any(cost.is_missed for cost in costs))


def audit(options: Namespace) -> int:
    """Acts with their event, by many at once: on PostgreSQL at least eight times as many as with a locked chain."""
    comparisons = [
        comparison
        for kind in options.database or DATABASES
        for comparison in measure_audit(kind, is_quick=options.quick)
    ]
    print(table(comparisons), "", machine_note(), sep="\n")
    return int(any(comparison.is_missed for comparison in comparisons))


def respondents(options: Namespace) -> int:
    """Whole respondents a second: at least twice as many as the other revision, in turn with it."""
    comparisons = [
        measure_respondents(kind, options.against, is_quick=options.quick) for kind in options.database or DATABASES
    ]
    costs = answer_costs_table(costs_beside(options.against)) if "postgresql" in (options.database or DATABASES) else ""
    print(table(comparisons), "", costs, "", machine_note(), sep="\n")
    return int(any(comparison.is_missed for comparison in comparisons))


def partitions(options: Namespace) -> int:
    """Nothing is promised: the same statements over the tables of today and over a copy partitioned by campaign."""
    if options.database not in (None, ["postgresql"]):
        raise SystemExit("only PostgreSQL has partitions")
    measure_partitions(is_quick=options.quick)
    print(machine_note())
    return 0


WHAT = {
    "questionnaire": questionnaire,
    "respondents": respondents,
    "lists": lists,
    "overview": overview,
    "annex2": annex2,
    "export": export,
    "inputs": inputs,
    "audit": audit,
    "partitions": partitions,
}


if __name__ == "__main__":
    sys.exit(main())
