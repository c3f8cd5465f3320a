"""What PostgreSQL does for a statement: the nodes of its plan, the partitions and pages that it reads, its time."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from benchmarks.partitioned_copy import KEY, TABLES

EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) "
PARTITION = re.compile(r"_p(\d+)$")
COMPARED = re.compile(r'"\w+"\."(\w+)" (?:=|IN|LIKE|>|<|>=|<=|BETWEEN|IS)')
TARGET = re.compile(r'(?:FROM|INTO|UPDATE) "(\w+)"')
NODES_SHOWN = 5


@dataclass
class Runs:
    """One statement on one of the two copies, several times."""

    plan: dict[str, Any] = field(default_factory=dict)
    planning_ms: list[float] = field(default_factory=list)
    execution_ms: list[float] = field(default_factory=list)

    def add(self, explained: dict[str, Any]) -> None:
        self.plan = explained["Plan"]
        self.planning_ms.append(explained["Planning Time"])
        self.execution_ms.append(explained["Execution Time"])

    @property
    def totals(self) -> list[float]:
        """The driver prepares no statements, so each is planned anew."""
        return [sum(pair) for pair in zip(self.planning_ms, self.execution_ms, strict=True)]

    @property
    def blocks(self) -> int:
        """Pages of 8 KiB, found in memory or read."""
        return self.plan["Shared Hit Blocks"] + self.plan["Shared Read Blocks"]


@dataclass
class PlanComparison:
    act: str
    sql: str
    plain: Runs = field(default_factory=Runs)
    partitioned: Runs = field(default_factory=Runs)
    # On the copy too, with the campaign named besides; only where more than one partition was read without it.
    named: Runs = field(default_factory=Runs)
    # Of the partitioned copy, where it refuses what the tables of today answer.
    refusal: str = ""

    @property
    def ratio(self) -> float:
        pairs = zip(self.partitioned.totals, self.plain.totals, strict=True)
        return median(partitioned / plain for partitioned, plain in pairs)

    @property
    def partition_count(self) -> int:
        return len(partitions_read(self.partitioned.plan))


def executed(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The nodes that ran at least once, from the top."""
    if plan["Actual Loops"]:
        yield plan
    for child in plan.get("Plans", ()):
        yield from executed(child)


def partitions_read(plan: dict[str, Any]) -> set[str]:
    found = (PARTITION.search(node.get("Relation Name", "")) for node in executed(plan))
    return {match[1] for match in found if match}


def nodes_text(plan: dict[str, Any]) -> str:
    """The kinds of nodes from the top, each with how often it stands in the plan."""
    counts = Counter(node["Node Type"] for node in executed(plan))
    names = [f"{count} {name}" if count > 1 else name for name, count in counts.items()]
    return ", ".join(names[:NODES_SHOWN] + ["…"] * (len(names) > NODES_SHOWN))


def describe(sql: str) -> str:
    """`SELECT returneeanswer by returnee_id, question`: a statement without its values."""
    table, _, condition = sql.partition(" WHERE ")
    found = [name for name in TARGET.findall(table) if name in TABLES] or TARGET.findall(sql)
    columns = ", ".join(dict.fromkeys(COMPARED.findall(condition)))
    return f"{sql.split()[0]} {found[0].rpartition('_')[2]}" + (f" by {columns}" if columns else "")


def naming_campaign(sql: str, campaign_pk: int) -> str:
    """The same statement with one more condition on the table that it selects from."""
    table = TARGET.search(sql)[1]
    return sql.replace(" WHERE ", f' WHERE "{table}"."{KEY}" = {campaign_pk} AND ', 1)


def lines(comparison: PlanComparison) -> Iterator[str]:
    yield f"{comparison.act}: {describe(comparison.sql)}"
    plain, partitioned = comparison.plain, comparison.partitioned
    yield f"    plain        {figures(plain)}  {nodes_text(plain.plan)}"
    if comparison.refusal:
        yield f"    partitioned  REFUSED: {comparison.refusal}"
        return
    yield f"    partitioned  {figures(partitioned)}  {nodes_text(partitioned.plan)}"
    if comparison.named.plan:
        named, count = comparison.named, len(partitions_read(comparison.named.plan))
        yield f"    named        {figures(named)}  {nodes_text(named.plan)}; partitions {count}"
    yield f"    times {comparison.ratio:.2f}, partitions {comparison.partition_count or '-'}"


def summary(comparisons: Sequence[PlanComparison]) -> Iterator[str]:
    """An act a line: its statements together, in milliseconds and pages; `times`, `named`: as multiples of plain."""
    yield "act                      statements     plain partitioned  times  named     pages partitioned"
    for act in dict.fromkeys(one.act for one in comparisons):
        of_act = [one for one in comparisons if one.act == act and not one.refusal]
        plain, copy = [one.plain for one in of_act], [one.partitioned for one in of_act]
        named = [one.named if one.named.plan else one.partitioned for one in of_act]
        yield (
            f"{act:24} {len(of_act):10} {total_ms(plain):9.2f} {total_ms(copy):11.2f} "
            f"{total_ms(copy) / total_ms(plain):6.2f} {total_ms(named) / total_ms(plain):6.2f} "
            f"{sum(runs.blocks for runs in plain):9,} {sum(runs.blocks for runs in copy):11,}"
        )


def total_ms(statements: Sequence[Runs]) -> float:
    return sum(median(runs.totals) for runs in statements)


def figures(runs: Runs) -> str:
    planning, execution = median(runs.planning_ms), median(runs.execution_ms)
    return f"{execution:9.2f} ms + {planning:6.2f} planning  {runs.blocks:9,} pages"
