"""The storms. Each lets a crowd of phones answer while something breaks, and says what came of it."""

import random
import time
from contextlib import ExitStack
from dataclasses import dataclass

from tests.storm.databases import filled_up, postgresql_on, small_disk
from tests.storm.phones import BROKEN, Crowd, Phone, Record, missing_and_double
from tests.storm.site import Site, standing
from tests.storm.slow_clients import crowd as slow_crowd
from tests.storm.slow_clients import kinds

UNTRIED, DISK = "未试", "磁盘写满，再腾出"
# Seconds by which a busy machine may be late.
SPARE = 4


@dataclass(frozen=True)
class Measure:
    """How long a storm is: the full form, and the short one of every change."""

    phones: int
    answers: int
    restarts: int
    deaths: int
    slow_clients: int
    # Seconds for which a database refuses, or is held; and for which the site waits for what another holds.
    refusal: float
    lock_seconds: int
    limit: float

    def of(self, share: float) -> int:
        return max(1, int(self.answers * share))


FULL = Measure(phones=8, answers=500, restarts=3, deaths=2, slow_clients=200, refusal=25, lock_seconds=5, limit=240)
SHORT = Measure(phones=5, answers=30, restarts=1, deaths=1, slow_clients=24, refusal=2, lock_seconds=1, limit=60)


@dataclass
class Outcome:
    storm: str
    database: str
    record: Record
    stored: list[str]
    seconds: float
    note: str = ""

    @property
    def faults(self) -> list[str]:
        missing, double = missing_and_double(self.record, self.stored)
        found = sorted(set(self.record.faults))
        return found + [f"{missing} missing"] * bool(missing) + [f"{double} double"] * bool(double)

    @property
    def is_untried(self) -> bool:
        return self.note.startswith(UNTRIED)


class Storm:
    def __init__(self, site: Site, measure: Measure, seed: int):
        self.site, self.measure, self.seed = site, measure, seed
        self.chance = random.Random(seed)

    def crowd(self, share: float = 1, phones: int = 0) -> Crowd:
        answers, at_once = self.measure.of(share), phones or self.measure.phones
        return Crowd(self.site, answers=answers, at_once=at_once, seed=self.seed, seconds=self.measure.limit)

    def outcome(self, name: str, crowd: Crowd, began: float, note: str = "") -> Outcome:
        database = self.site.database
        if not database.is_sound():
            crowd.record.faults.append("the database is damaged")
        seconds = time.monotonic() - began
        return Outcome(name, database.name, crowd.record, database.stored(), seconds, note)

    # Workers and servers

    def workers_killed(self) -> Outcome:
        began, kills = time.monotonic(), 0
        with self.crowd() as crowd:
            while crowd.is_short:
                kills += self.site.kill_a_worker(self.chance)
                time.sleep(0.12)
        return self.outcome("每 120 毫秒杀死一个工作进程", crowd, began, f"杀死 {kills} 次")

    def server_restarted(self) -> Outcome:
        began = time.monotonic()
        with self.crowd(share=2) as crowd:
            for _ in range(self.measure.restarts):
                time.sleep(self.chance.uniform(0.5, 1.5))
                self.site.restart()
        return self.outcome("重启服务", crowd, began, f"重启 {self.measure.restarts} 次")

    def slow_clients(self) -> Outcome:
        began = time.monotonic()
        slow = kinds(self.site.path, "/static/frame.css")
        each = self.measure.slow_clients // len(slow)
        with ExitStack() as stack:
            for kind in slow.values():
                stack.enter_context(slow_crowd(self.site.address, kind, each))
            with self.crowd(share=0.5) as crowd:
                time.sleep(self.measure.refusal)
        note = f"{each * len(slow)} 个慢连接，最慢的回答 {crowd.record.slowest:.1f} 秒"
        if crowd.record.broken or set(crowd.record.statuses) != {200}:
            crowd.record.faults.append("the slow ones changed something for the honest")
        return self.outcome("慢的提交与下载在旁边", crowd, began, note)

    # Databases

    def database_killed(self) -> Outcome:
        """PostgreSQL by its server; SQLite by all processes that hold it."""
        began, database = time.monotonic(), self.site.database
        with self.crowd() as crowd:
            for _ in range(self.measure.deaths):
                time.sleep(self.chance.uniform(0.5, 1.5))
                if database.name == "SQLite":
                    self.site.crash()
                    self.site.start()
                else:
                    database.kill()
                    time.sleep(1)
                    database.start()
        return self.outcome("数据库被杀死", crowd, began, f"{self.measure.deaths} 次")

    def database_read_only(self) -> Outcome:
        """PostgreSQL as after a change-over; SQLite by the site's own switch."""
        began, database = time.monotonic(), self.site.database
        with self.crowd(share=0.5) as crowd:
            time.sleep(0.5)
            if database.name == "SQLite":
                self.site.manage("read_only", "on", "--reason", "storm")
                self.refused_for(crowd)
                self.site.manage("read_only", "off")
            else:
                database.set_read_only("on")
                self.refused_for(crowd)
                database.set_read_only("off")
        name = "网站设为只读" if database.name == "SQLite" else "数据库只读"
        return self.outcome(name, crowd, began, f"{self.measure.refusal:.0f} 秒")

    def disk_full(self) -> Outcome:
        """Of SQLite by a limit of pages for new workers; of PostgreSQL another server, on a small disk."""
        database = self.site.database
        if database.name != "SQLite":
            self.site.stop()
            return disk_full_postgresql(self.measure, self.seed)
        began = time.monotonic()
        with self.crowd(share=0.5) as crowd, self.site.page_limit(database.page_count() + 2):
            await_refusals(crowd)
        return self.outcome(DISK, crowd, began, "按页数限制")

    def refused_for(self, crowd: Crowd) -> None:
        before = crowd.record.statuses[503]
        time.sleep(self.measure.refusal)
        if crowd.record.statuses[503] == before:
            crowd.record.faults.append("nothing was refused")

    def foreign_lock(self) -> Outcome:
        """Whoever only reads is answered meanwhile; on PostgreSQL after the first wait, which all threads may share."""
        began, database = time.monotonic(), self.site.database
        readers = Record()
        with self.crowd(share=0.5, phones=8) as crowd:  # as many as threads
            time.sleep(0.5)
            before = crowd.record.statuses[503]
            with database.held():
                self.read_for(self.measure.refusal, readers)
            if crowd.record.statuses[503] == before:
                crowd.record.faults.append("nothing was refused")
        if readers.broken or set(readers.statuses) != {200} or readers.slowest > self.measure.lock_seconds + SPARE:
            crowd.record.faults.append("readers waited for the writers")
        note = f"{self.measure.refusal:.0f} 秒，其间 {readers.statuses[200]} 次打开问卷，最慢 {readers.slowest:.1f} 秒"
        name = "别的进程锁住数据库" if database.name == "SQLite" else "别的进程锁住一张表"
        return self.outcome(name, crowd, began, note)

    def read_for(self, seconds: float, readers: Record) -> None:
        end = time.monotonic() + seconds
        reader = Phone(self.site.address, self.site.path, readers, self.seed, end)
        while time.monotonic() < end:
            began = time.monotonic()
            try:
                readers.statuses[reader.send("GET", "")[0]] += 1
            except BROKEN:
                readers.broken += 1
            readers.slowest = max(readers.slowest, time.monotonic() - began)
            time.sleep(0.1)


def disk_full_postgresql(measure: Measure, seed: int) -> Outcome:
    with small_disk() as disk:
        if disk is None:
            return Outcome(DISK, "PostgreSQL", Record(), [], 0, f"{UNTRIED}：这里不能挂载 tmpfs")
        with postgresql_on(disk) as database, standing(database) as site:
            began, storm = time.monotonic(), Storm(site, measure, seed)
            with storm.crowd(share=0.5) as crowd:
                with filled_up(disk):
                    await_refusals(crowd)
                database.start()
            return storm.outcome(DISK, crowd, began, "tmpfs")


def await_refusals(crowd: Crowd, count: int = 8) -> None:
    while crowd.record.statuses[503] < count:
        if time.monotonic() > crowd.deadline:
            crowd.record.faults.append("nothing was refused")
            return
        time.sleep(0.1)


STORMS = (
    "workers_killed",
    "database_killed",
    "server_restarted",
    "slow_clients",
    "database_read_only",
    "foreign_lock",
    "disk_full",
)
