import argparse
import secrets
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.storm import failover
from tests.storm.databases import DATABASES
from tests.storm.site import Site
from tests.storm.storms import FULL, SHORT, STORMS, Outcome, Storm

DESCRIPTION = "风暴：两种数据库上，边出故障边答问卷，再核对一份不少、一份不重。"
HEAD = "| 风暴 | 数据库 | 其中 | 收到回执 | 503 | 断开 | 其他 | 秒 | 结果 |"


def read_arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="dev.py storm", description=DESCRIPTION)
    parser.add_argument("--short", action="store_true", help="短的一遍，每次提交都跑")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="重复某一次")
    parser.add_argument("--database", choices=DATABASES, help="只在一种数据库上")
    parser.add_argument(
        "--failover", action="store_true", help="改为：两个节点、连接池、同步备库，逐个重启，再故障切换一次"
    )
    parser.add_argument("--only", choices=STORMS, help="只一种风暴")
    return parser.parse_args(arguments)


def run_on(name: str, asked: argparse.Namespace):
    measure = SHORT if asked.short else FULL
    chosen = [one for one in STORMS if asked.only in (None, one)]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="guichao-storm-", ignore_cleanup_errors=True)))
        site = Site(folder, stack.enter_context(DATABASES[name](folder)))
        site.env["LOCK_SECONDS"] = str(measure.lock_seconds)
        stack.callback(site.stop)
        site.start()
        for storm in chosen:
            site.ensure_running()
            yield getattr(Storm(site, measure, asked.seed), storm)()


def line(outcome: Outcome) -> str:
    record = outcome.record
    other = sum(count for status, count in record.statuses.items() if status not in (200, 503))
    result = "未试" if outcome.is_untried else "；".join(outcome.faults) or "一份不少，一份不重"
    cells = (
        outcome.storm,
        outcome.database,
        outcome.note,
        len(record.thanked),
        record.statuses[503],
        record.broken,
        other,
        f"{outcome.seconds:.0f}",
        result,
    )
    return f"| {' | '.join(map(str, cells))} |"


def main(arguments: list[str]) -> int:
    asked, began, faults = read_arguments(arguments), time.monotonic(), 0
    if asked.failover:
        return failover.main(short=asked.short, seed=asked.seed)
    print(f"种子 {asked.seed}，{'短' if asked.short else '全'}\n")
    print(f"{HEAD}\n|{' --- |' * 9}")
    for name in [asked.database] if asked.database else DATABASES:
        for outcome in run_on(name, asked):
            print(line(outcome), flush=True)
            faults += bool(outcome.faults)
    print(f"\n{time.monotonic() - began:.0f} 秒，{'没有通过：' + str(faults) + ' 项' if faults else '全部通过'}。")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
