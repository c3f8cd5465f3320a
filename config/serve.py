"""`python -m config.serve`: the web server of the site, as dev.py, the benchmarks and a service unit start it.

HOST, PORT, WORKERS and THREADS say where and how; `--lifeline N` ends it when the other end of that pipe is closed.
"""

import errno
import os
import socket
import sys
from argparse import ArgumentParser
from pathlib import Path

from config.port_holder import describe_used_port
from config.start import load_settings, stop

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
BACKLOG = 1024


def main() -> None:
    parser = ArgumentParser(prog="python -m config.serve", description="启动网站服务")
    parser.add_argument("--socket", type=int, help="已绑定地址的套接字，代替 HOST 和 PORT")
    parser.add_argument("--lifeline", type=int, help="管道的读端；另一端关闭时，服务随之结束")
    arguments = parser.parse_args()
    load_settings()
    from django.conf import settings

    bound_lock_waits(settings.DATABASES["default"]["OPTIONS"], settings.LOCK_SECONDS)
    given = arguments.socket
    listener = bind(settings.HOST, settings.PORT) if given is None else socket.socket(fileno=given)
    supervise(listener, arguments.lifeline)


def bound_lock_waits(options: dict, seconds: int) -> None:
    """Of this server alone: migrations wait as long as they have to. Behind a PgBouncer it is the role's to say."""
    if "options" in options:
        options["options"] += f" -c lock_timeout={seconds}s"


def bind(host: str, port: int) -> socket.socket:
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family)
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

    folder = Path(settings.VAR_DIR) / "waiting"
    folder.mkdir(mode=0o700, exist_ok=True)
    site = Site(
        application=application,
        folder=folder,
        least_body_limit=settings.PUBLIC_BODY_LIMIT,
        body_limit=body_limit_at,
        thread_count=settings.THREADS,
        prompt_paths=frozenset({"/healthz"}),
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
