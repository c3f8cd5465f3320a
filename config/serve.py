"""`python -m config.serve`: the web server of the site, as dev.py, the benchmarks and a service unit start it.

HOST, PORT, WORKERS and THREADS say where and how; `--lifeline N` ends it when the other end of that pipe is closed.
"""

import errno
import gc
import os
import socket
import sys
import traceback
from argparse import ArgumentParser
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from config.port_holder import describe_used_port
from config.start import load_settings, stop

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
BACKLOG = 1024


def main() -> None:
    parser = ArgumentParser(prog="python -m config.serve", description="启动网站服务")
    parser.add_argument("--socket", type=int, help="已绑定地址的套接字，代替 HOST 和 PORT")
    parser.add_argument("--lifeline", type=int, help="管道的读端；另一端关闭时，服务随之结束")
    parser.add_argument("--prepare", choices=["set_up", "load_demo"], help="先用这个命令准备数据，没有成功就不启动")
    parser.add_argument("--prepared", type=int, help="管道的写端；数据准备好以后关闭")
    arguments = parser.parse_args()
    gc.disable()
    load_settings()
    if arguments.prepare:
        prepare(arguments.prepare)
    if arguments.prepared is not None:
        os.close(arguments.prepared)
    from django.conf import settings

    bound_lock_waits(settings.DATABASES["default"]["OPTIONS"], settings.LOCK_SECONDS)
    given = arguments.socket
    listener = bind(settings.HOST, settings.PORT) if given is None else socket.socket(fileno=given)
    supervise(listener, arguments.lifeline)


def prepare(command: str) -> None:
    """In a child, which finds the application loaded; the code of the pages is loaded here at the same time."""
    import django
    from django.conf import settings

    django.setup()
    gc.freeze()
    if not (child := os.fork()):
        run_and_exit(["manage.py", command, "--collect-static"])
    import_module(settings.ROOT_URLCONF)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status != 0:
        sys.exit(status if status > 0 else 128 - status)


def run_and_exit(argv: list[str]) -> NoReturn:
    """Nothing of the process that was forked is run at its end."""
    from config.commands import run

    gc.enable()
    status = 1
    try:
        run(argv)
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def bound_lock_waits(options: dict, seconds: int) -> None:
    """Of this server alone: migrations wait as long as they have to. Behind a PgBouncer it is the role's to say."""
    if "options" in options:
        options["options"] += f" -c lock_timeout={seconds}s"


def bind(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        # Where its sockets are not said to be of TCP, asyncio leaves them Nagle's algorithm: the end of an answer on a
        # connection that is kept then waits until its beginning is acknowledged, which takes a client 40 ms.
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            stop(describe_used_port(port))
        stop(f"不能在 HOST={host} PORT={port} 上提供服务：{error.strerror}。")
    return listener


def supervise(listener: socket.socket, lifeline: int | None) -> None:
    """The application is loaded here, once: what keeps it from loading ends the start, and workers have it at once."""
    from django.conf import settings

    # Only with the settings.
    from django.db import connections

    from config.wsgi import application
    from operations.serving.bridge import Site
    from operations.serving.supervisor import Supervisor
    from organization.request_bounds import body_limit_at
    from returnees.entrances.openings import openings

    gc.enable()
    folder = Path(settings.VAR_DIR) / "waiting"
    folder.mkdir(mode=0o700, exist_ok=True)
    site = Site(
        application=application,
        folder=folder,
        least_body_limit=settings.PUBLIC_BODY_LIMIT,
        body_limit=body_limit_at,
        thread_count=settings.THREADS,
        prompt_paths=frozenset({"/healthz"}),
        at_end=openings.flush_at_end,
    )
    try:
        listener.listen(BACKLOG)
    except OSError:  # two were bound before either listened
        stop(describe_used_port(settings.PORT))
    listener.setblocking(False)
    Supervisor(site, listener, settings.WORKERS, before_fork=connections.close_all).run(lifeline)


if __name__ == "__main__":
    main()
    sys.exit(0)
