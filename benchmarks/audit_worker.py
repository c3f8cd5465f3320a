"""Runs inside the site's environment: for `WAY SECONDS` on standard input, how many acts were committed in that time.

`python -m benchmarks.audit_worker PROCESSES THREADS`; it prints `ready` once its processes have their connections.
"""

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context

import django


def append_sealed(account) -> None:
    from organization.choices import Act
    from organization.models import AuditEvent

    AuditEvent.objects.append(act=Act.SIGN_IN, actor=account, subject=account, address="192.0.2.1")


def append_chained(account) -> None:
    """As the first version did: the first event is the lock of the chain, and each follows from the last."""
    from django.conf import settings
    from django.db import transaction

    from organization.choices import Act, Result
    from organization.clock import now
    from organization.models import AuditEvent
    from organization.models.audit_digests import compute_chain_digest

    with transaction.atomic():
        AuditEvent.objects.select_for_update().order_by("sequence")[:1].get()
        last = AuditEvent.objects.order_by("-sequence").first()
        event = AuditEvent(
            pk=last.sequence + 1,
            sequence=last.sequence + 1,
            at=now(),
            act=Act.SIGN_IN,
            actor=account,
            committee=account.committee,
            address="192.0.2.1",
            object_type=account._meta.label_lower,
            object_id=str(account.pk),
            result=Result.DONE,
            previous_digest=last.digest,
        )
        event.digest = compute_chain_digest(event, settings.SECRET_KEY)
        event.save(force_insert=True)


WAYS = {"sealed": append_sealed, "chained": append_chained}


def work(orders, counts, threads: int) -> None:
    django.setup()
    from organization.models import Account

    account = Account.objects.select_related("committee").get(username="region")
    with ThreadPoolExecutor(threads) as pool:
        while order := orders.get():
            way, seconds = order
            end = time.monotonic() + seconds
            counting = [pool.submit(count_acts, WAYS[way], account, end) for _ in range(threads)]
            counts.put(sum(one.result() for one in counting))


def count_acts(act, account, end: float) -> int:
    count = 0
    while time.monotonic() < end:
        act(account)
        count += 1
    return count


def give_numbers_after_the_last() -> None:
    """The chain numbered its events by itself; the others ask the database."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            table = "organization_auditevent"
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(sequence)) FROM {table}")


def main(processes: int, threads: int) -> None:
    context = get_context("spawn")
    counts, orders = context.Queue(), [context.Queue() for _ in range(processes)]
    workers = [context.Process(target=work, args=(one, counts, threads), daemon=True) for one in orders]
    for worker in workers:
        worker.start()
    django.setup()
    print("ready", flush=True)
    for line in sys.stdin:
        way, seconds = line.split()
        for one in orders:
            one.put((way, float(seconds)))
        total = sum(counts.get() for _ in orders)
        give_numbers_after_the_last()
        print(total, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
