"""A real S3-compatible server on loopback, SeaweedFS out of a wheel: it refuses whoever has no signature."""

import json
import shutil
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import boto3
from botocore.config import Config

PROGRAM = shutil.which("weed", path=str(Path(sys.executable).parent))
KEY_ID, SECRET = "guichao-tests", "a-secret-of-the-tests"
# What anybody may read, for the control of what nobody may.
PUBLIC_BUCKET = "open-to-all"
START_SECONDS = 60


class ObjectServer:
    def __init__(self, port: int):
        self.endpoint = f"http://127.0.0.1:{port}"
        config = Config(s3={"addressing_style": "path"}, signature_version="s3v4")
        session = boto3.Session(KEY_ID, SECRET, region_name="us-east-1")
        self.client = session.client("s3", endpoint_url=self.endpoint, config=config)

    def make_bucket(self, name: str) -> str:
        self.client.create_bucket(Bucket=name)
        return name

    def address(self, bucket: str) -> str:
        return f"s3://{bucket}?endpoint={self.endpoint}"

    def contents(self, bucket: str) -> dict[str, bytes]:
        """Of all that the bucket has, past the code under test."""
        listed = self.client.list_objects_v2(Bucket=bucket).get("Contents", [])
        return {one["Key"]: self.client.get_object(Bucket=bucket, Key=one["Key"])["Body"].read() for one in listed}


def free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [probe.getsockname()[1] for probe in probes]


def command(folder: Path, ports: list[int]) -> list[str]:
    own = {"name": "guichao", "credentials": [{"accessKey": KEY_ID, "secretKey": SECRET}], "actions": ["Admin"]}
    anybody = {"name": "anonymous", "actions": [f"Read:{PUBLIC_BUCKET}"]}
    identities = folder / "identities.json"
    identities.write_text(json.dumps({"identities": [own, anybody]}))
    options = [
        "-ip=127.0.0.1",
        "-ip.bind=127.0.0.1",
        f"-dir={folder}",
        "-volume.max=500",
        "-master.volumeSizeLimitMB=8",
    ]
    options += ["-filer", "-s3", f"-s3.config={identities}", "-s3.port.iceberg=0", "-s3.port.lance=0"]
    names = ("s3.port", "s3.port.grpc", "filer.port", "filer.port.grpc")
    names += ("master.port", "master.port.grpc", "volume.port", "volume.port.grpc")
    options += [f"-{name}={port}" for name, port in zip(names, ports, strict=True)]
    return [PROGRAM, "server", *options]


@contextmanager
def object_server(folder: Path):
    ports = free_ports(8)
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command(folder, ports), stdout=log, stderr=log, cwd=folder)
    try:
        await_server(process, ports[0], folder / "server.log")
        yield ObjectServer(ports[0])
    finally:
        process.kill()
        process.wait()


def await_server(process: subprocess.Popen, port: int, log: Path) -> None:
    """It answers whoever has no key with a refusal."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with suppress(ConnectionError), urlopen(f"http://127.0.0.1:{port}/", timeout=5):
                return
        except HTTPError as refusal:
            if refusal.code == 403:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise AssertionError(log.read_text(errors="replace")[-3000:])
