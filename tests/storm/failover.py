"""Two nodes, PgBouncer, PostgreSQL with a synchronous standby: answered while all of it is restarted or fails.

Each node is restarted in turn, several times, and once the first server of PostgreSQL is killed, the standby promoted
and PgBouncer pointed to it. Afterwards every answer that was thanked for is in the second server, and there once.
"""

import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.request import urlopen
from uuid import UUID

from django.conf import settings

from deploy import guichao
from tests import pgbouncer
from tests.storm import gateway
from tests.storm.databases import Postgresql, postgresql
from tests.storm.nodes import Node, make_nodes
from tests.storm.phones import Crowd, PatientPhone, Record, missing_and_double
from tests.storm.site import ENTRANCE
from tests.storm.standby import Promoted, Standby, socket_of, synchronous_standby

# Seconds until somebody is sure that the first server is gone.
UNTIL_SURE = 3
# Told at once, and asked again a second later: what PgBouncer does while no server answers.
POOL = {"server_login_retry": 1, "server_connect_timeout": 2, "log_connections": 0, "log_disconnections": 0}


@dataclass(frozen=True)
class Scale:
    answers: int
    rounds: int
    seconds: float


FULL, SHORT = Scale(answers=1000, rounds=3, seconds=170), Scale(answers=100, rounds=1, seconds=120)


@dataclass
class Landscape:
    """What stands between a phone and the disk."""

    nodes: list[Node]
    pool: pgbouncer.Pool
    primary: Postgresql
    standby: Standby
    address: tuple[str, int]
    # The questionnaire's.
    path: str = ""

    def restart_nodes(self) -> None:
        for node in self.nodes:
            node.stop()
            node.start()
            time.sleep(guichao.PAUSE)

    def fail_over(self) -> float:
        """Returns the seconds from the order to promote until the pool has the new address."""
        self.primary.kill()
        time.sleep(UNTIL_SURE)
        began = time.monotonic()
        self.standby.promote()
        self.pool.point_to(socket_of(self.standby.url))
        return time.monotonic() - began


@contextmanager
def landscape(folder: Path):
    with ExitStack() as stack:
        primary = stack.enter_context(postgresql(folder))
        # What cannot be asked for by a connection through the pool.
        primary.run("ALTER ROLE postgres SET synchronous_commit = on", "ALTER ROLE postgres SET lock_timeout = '5s'")
        pool = pgbouncer.Pool(make_folder(folder / "pool"), POOL)
        stack.callback(pool.stop)
        pool.start(socket_of(primary.url))
        pooled = f"postgres://postgres@127.0.0.1:{pool.port}/postgres?pgbouncer=1"
        nodes = make_nodes(folder, pooled, primary.url)
        standby = stack.enter_context(synchronous_standby(primary))
        for node in nodes:
            stack.callback(node.stop)
            node.start()
        place = make_folder(folder / "gateway")
        port = stack.enter_context(gateway.gateway(place, [node.port for node in nodes], nodes[0].folder / "static"))
        found = Landscape(nodes, pool, primary, standby, ("127.0.0.1", port))
        with urlopen(f"http://127.0.0.1:{port}/") as page:
            found.path = ENTRANCE.search(page.read().decode())[1]
        yield found


def make_folder(path: Path) -> Path:
    path.mkdir()
    return path


@dataclass
class Result:
    # Of those who wait as the page says, and of those who press again at once.
    patient: Record
    impatient: Record
    # Digests of receipts by uuid, as the second server has them.
    stored: list[tuple[str, str]]
    promoting: float
    # How often the gateway asked the other node, because the first was stopping.
    passed_on: int
    seconds: float
    faults: list[str] = field(default_factory=list)

    @property
    def records(self) -> tuple[Record, Record]:
        return self.patient, self.impatient

    @property
    def thanked(self) -> int:
        return sum(len(record.thanked) for record in self.records)

    def count(self, *statuses: int) -> int:
        return sum(record.statuses[status] for record in self.records for status in statuses)

    @property
    def others(self) -> int:
        return sum(record.statuses.total() for record in self.records) - self.count(200, 503)


def run(scale: Scale, seed: int) -> Result:
    began = time.monotonic()
    with (
        TemporaryDirectory(prefix="guichao-failover-", ignore_cleanup_errors=True) as name,
        landscape(Path(name)) as found,
    ):
        shared = {"seed": seed, "seconds": scale.seconds}
        patient = Crowd(found, answers=scale.answers * 3 // 4, at_once=6, kind=PatientPhone, **shared)
        impatient = Crowd(found, answers=scale.answers // 4, at_once=2, **shared | {"seed": seed + 1})
        with patient, impatient:
            promoting = break_things(found, scale)
        stored, passed_on = receipts_of(Promoted(found.standby)), gateway.count_passed_on(Path(name) / "gateway")
        key = (found.nodes[0].folder / "receipt_key").read_text().strip()
        seconds = time.monotonic() - began
    result = Result(patient.record, impatient.record, stored, promoting, passed_on, seconds)
    result.faults = find_faults(result, key)
    return result


def break_things(found: Landscape, scale: Scale) -> float:
    time.sleep(1)
    for _ in range(scale.rounds - 1):
        found.restart_nodes()
    promoting = found.fail_over()
    time.sleep(2)
    found.restart_nodes()
    return promoting


def receipts_of(database: Postgresql) -> list[tuple[str, str]]:
    rows = database.run("SELECT submission_uuid, receipt_digest FROM returnees_returnee")
    return [(str(key), digest) for key, digest in rows]


def find_faults(result: Result, receipt_key: str) -> list[str]:
    settings.configure(RECEIPT_KEY=receipt_key)
    from returnees.receipt_codes import receipt_digest

    digests = {UUID(key).hex: digest for key, digest in result.stored}
    faults = [] if result.count(503) else ["nothing was refused"]
    for record in result.records:
        missing, double = missing_and_double(record, [key for key, _ in result.stored])
        shown = [(UUID(key).hex, code) for key, codes in record.receipts.items() for code in codes]
        counts = {
            "missing": missing,
            "double": double,
            "receipts of others": sum(receipt_digest(code) != digests.get(key) for key, code in shown),
            "requests without an answer": record.broken,
        }
        faults += [*sorted(set(record.faults)), *(f"{count} {fault}" for fault, count in counts.items() if count)]
    return faults


def describe(scale: Scale, result: Result) -> list[str]:
    return [
        f"收到回执 {result.thanked} 份：{'；'.join(result.faults) or '都在接替的数据库里，各一份'}",
        f"其间：两个节点逐个重启 {scale.rounds} 轮，主数据库被杀死 1 次；网关改问另一个节点 {result.passed_on} 次",
        f"应答：200 {result.count(200)} 次，503 {result.count(503)} 次（填的内容都在），其他 {result.others} 次，"
        f"没有应答 {sum(record.broken for record in result.records)} 次",
        f"故障切换：发现用了 {UNTIL_SURE} 秒（写定的），提升备库、连接池改指 {result.promoting:.1f} 秒",
        f"最久的等待：马上再按的 {result.impatient.longest_wait:.1f} 秒，等的 {result.patient.longest_wait:.0f} 秒",
        f"一共 {result.seconds:.0f} 秒",
    ]


def main(*, short: bool, seed: int) -> int:
    missing = [name for name, one in (("pgbouncer", pgbouncer), ("nginx", gateway)) if not one.PROGRAM]
    if missing:
        print(f"✗ 这里没有 {'、'.join(missing)}：apt-get install {' '.join(missing)}")
        return 1
    scale = SHORT if short else FULL
    result = run(scale, seed)
    print("\n".join([f"种子 {seed}，{'短' if short else '全'}", *(f"- {line}" for line in describe(scale, result))]))
    return 1 if result.faults else 0
