"""The gateway that is deployed, deploy/nginx/guichao.conf, on loopback and without TLS."""

import os
import re
import shutil
import subprocess
import time
from contextlib import contextmanager
from pathlib import Path

import dev
from benchmarks.server import free_port

PROGRAM = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
DEPLOYED = dev.ROOT / "deploy/nginx"
AROUND = """
daemon off;
worker_processes 1;
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
{paths}
{site}
}}
"""
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


def configuration(folder: Path, port: int, nodes: list[int], static: Path) -> str:
    """The site as it is deployed; what differs is where it listens, where its files are, and that nothing is https."""
    site = (DEPLOYED / "guichao.conf").read_text(encoding="utf-8")
    site = re.sub(r"\nserver \{\n    listen 80;.*?\n\}\n", "\n", site, flags=re.DOTALL)
    site = re.sub(r"\n    (ssl_|listen \[).*", "", site).replace("listen 443 ssl http2;", f"listen 127.0.0.1:{port};")
    deployed = (DEPLOYED / "upstream.conf").read_text(encoding="utf-8").splitlines()
    first = next(line for line in deployed if line.startswith("server "))
    servers = "\n".join(re.sub(r":\d+", f":{node}", first) for node in nodes)
    site = site.replace("include /etc/guichao/nginx/upstream.conf;", servers)
    shutil.copy(DEPLOYED / "error.html", folder)
    site = site.replace("/etc/guichao/nginx/error.html", str(folder / "error.html"))
    site = site.replace("/var/log/nginx", str(folder)).replace("/srv/guichao/static", str(static))
    paths = "\n".join(f"{name}_temp_path {folder}/{name};" for name in TEMPORARY)
    user = "user root;" if os.geteuid() == 0 else ""
    return AROUND.format(user=user, folder=folder, paths=paths, site=site)


def count_passed_on(folder: Path) -> int:
    """Requests that two nodes were asked for: the log has an address of each."""
    return len(re.findall(r", 127\.0\.0\.1:\d+ ", (folder / "guichao.log").read_text(encoding="utf-8")))


@contextmanager
def gateway(folder: Path, nodes: list[int], static: Path):
    """Yields its port."""
    port, path = free_port(), folder / "nginx.conf"
    path.write_text(configuration(folder, port, nodes, static), encoding="utf-8")
    with (folder / "nginx.log").open("wb") as log:
        process = subprocess.Popen([PROGRAM, "-p", folder, "-c", path], stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + 10
        while not dev.answers("127.0.0.1", port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"nginx did not start:\n{(folder / 'nginx.log').read_text(errors='replace')[-3000:]}")
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait()
