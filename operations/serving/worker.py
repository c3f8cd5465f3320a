"""A worker: uvicorn speaks with the clients, and a few threads run the application."""

import asyncio
import logging
import os
import resource
import socket
from collections.abc import Callable
from contextlib import suppress

import uvicorn

from operations.serving.bridge import Bridge, Site
from operations.serving.environ import base_environ
from operations.serving.listener import Acceptor, Balance
from operations.serving.protocol import BoundedProtocol

# Open files that are asked for, and those besides connections.
MOST_FILES, FILES_BESIDE = 8192, 200


def serve_in_worker(site: Site, listener: socket.socket, number: int, balance: Balance, lifeline: int) -> None:
    """Until TERM, or until the other end of `lifeline` is closed because the supervisor is no more."""
    balance.shared[number] = 0
    stay_on_one_processor(number, len(balance.shared))
    asyncio.run(serve(site, listener, number, balance, lifeline))


async def serve(site: Site, listener: socket.socket, number: int, balance: Balance, lifeline: int) -> None:
    host, port = listener.getsockname()[:2]
    base = base_environ(host, port, is_one_of_many=len(balance.shared) > 1)
    most = min(site.limits.connections, raise_file_limit() - FILES_BESIDE)
    bridge = Bridge(site, base, balance, number, most)
    config = configure(bridge)
    server = BoundedServer(config)
    server.at_end = site.at_end
    server.acceptor = Acceptor(
        listener, balance, number, lambda: BoundedProtocol(config, server.server_state, {}, bridge.loop)
    )

    def stop() -> None:
        bridge.loop.remove_reader(lifeline)
        server.should_exit = True

    bridge.loop.add_reader(lifeline, stop)
    sweeping = bridge.loop.create_task(bridge.sweep())
    # It listens nowhere itself.
    await server.serve(sockets=[])
    sweeping.cancel()


class BoundedServer(uvicorn.Server):
    acceptor: Acceptor
    at_end: Callable[[], None]

    async def shutdown(self, sockets=None):
        self.acceptor.close()
        await super().shutdown(sockets)
        # Not after `serve`, which sends itself the signal again by which it was stopped.
        await asyncio.to_thread(self.at_end)


def configure(bridge: Bridge) -> uvicorn.Config:
    return uvicorn.Config(
        bridge,
        interface="asgi3",
        http=BoundedProtocol,
        ws="none",
        lifespan="off",
        # Whoever sends nonsense writes no line of ours.
        log_config=None,
        log_level=logging.ERROR,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=bridge.limits.idle_seconds,
        timeout_graceful_shutdown=bridge.limits.seconds_at_stop,
    )


def stay_on_one_processor(number: int, worker_count: int) -> None:
    """Where there is a worker for each: its threads take turns by Python's lock anyway, and lose what they have in
    the processor's cache with each move. With fewer workers than processors, the system finds the idle ones.
    """
    if not hasattr(os, "sched_setaffinity"):
        return
    processors = sorted(os.sched_getaffinity(0))
    if len(processors) == worker_count:
        # A sandbox may forbid it.
        with suppress(OSError):
            os.sched_setaffinity(0, {processors[number]})


def raise_file_limit() -> int:
    """Each connection is an open file; many systems allow 1,024 until somebody asks for more."""
    try:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if soft < MOST_FILES:
            soft = min(MOST_FILES, hard) if hard != resource.RLIM_INFINITY else MOST_FILES
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    except (OSError, ValueError):  # a sandbox forbids to ask, and its unit says how many
        return MOST_FILES
    return min(soft, MOST_FILES)
