from dataclasses import dataclass

KILOBYTE, MEGABYTE = 1024, 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """How long a client may take and how much it may send; each for one connection, unless it says otherwise."""

    # Bytes and seconds of a request's first line and headers. The application refuses long addresses with a page.
    head_bytes: int = 64 * KILOBYTE
    head_seconds: float = 20
    # A body has so many seconds, and one more for every so many bytes that have arrived; an answer likewise.
    body_seconds: float = 60
    body_pace: int = 8 * KILOBYTE
    # Of which it may be silent, however much has arrived.
    silent_seconds: float = 60
    send_seconds: float = 120
    send_pace: int = KILOBYTE
    # Without a request. Browsers connect beforehand.
    idle_seconds: float = 75
    # Bytes of a body beyond its limit that are received and thrown away: browsers show no answer while they send.
    discarded: int = 32 * MEGABYTE
    # Bytes of a body or an answer that wait in memory; more of it waits in a file.
    in_memory: int = 64 * KILOBYTE
    # Bytes in all such files of a worker, and those that stay free on the disk.
    on_disk: int = 2048 * MEGABYTE
    disk_spare: int = 64 * MEGABYTE
    # Where the disk has no more room: how long a thread waits for it, and after how long without taking anything a
    # client may lose what waits there for it.
    room_seconds: float = 10
    still_seconds: float = 1
    # Of a worker: connections, and requests that wait for a thread.
    connections: int = 2000
    waiting: int = 500
    # When it is stopped: for requests that are still being received, and for all.
    receive_seconds_at_stop: float = 2
    seconds_at_stop: float = 10
    # Between two looks at how long everybody has taken.
    sweep_seconds: float = 1
