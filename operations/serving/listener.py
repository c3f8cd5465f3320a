"""The socket on which all workers accept, each no more than its share: asyncio itself accepts until nobody waits."""

import asyncio
import logging
import mmap
import socket
from collections.abc import Callable
from contextlib import suppress

logger = logging.getLogger("serving")
# Seconds for which a worker with more connections leaves a new one to the others, and after it found no room for one.
YIELD_SECONDS, PAUSE_SECONDS = 0.002, 0.5


class Balance:
    """How many connections each worker has, seen by all of them."""

    def __init__(self, count: int):
        self.shared = memoryview(mmap.mmap(-1, 8 * count)).cast("q")

    def is_behind(self, number: int) -> bool:
        """Whether another worker has fewer."""
        return any(count < self.shared[number] for count in self.shared)


class Acceptor:
    def __init__(
        self, listener: socket.socket, balance: Balance, number: int, protocol: Callable[[], asyncio.Protocol]
    ):
        self.listener, self.balance, self.number, self.protocol = listener, balance, number, protocol
        self.loop = asyncio.get_running_loop()
        self.is_closed = False
        self.loop.add_reader(self.listener, self.accept)

    def close(self) -> None:
        if not self.is_closed:
            self.is_closed = True
            self.loop.remove_reader(self.listener)
            self.listener.close()

    def accept(self) -> None:
        if self.balance.is_behind(self.number):
            self.pause(YIELD_SECONDS)
        else:
            self.accept_one()

    def pause(self, seconds: float) -> None:
        self.loop.remove_reader(self.listener)
        self.loop.call_later(seconds, self.go_on)

    def go_on(self) -> None:
        if not self.is_closed:
            self.loop.add_reader(self.listener, self.accept)
            self.accept_one()

    def accept_one(self) -> None:
        try:
            client, _ = self.listener.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return
        except OSError as error:
            logger.error("no further connection is accepted for now: %s", error.strerror)
            self.pause(PAUSE_SECONDS)
            return
        client.setblocking(False)
        self.loop.create_task(self.adopt(client))

    async def adopt(self, client: socket.socket) -> None:
        with suppress(OSError):
            await self.loop.connect_accepted_socket(self.protocol, client)
