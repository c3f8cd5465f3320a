"""Where a test restores to, and whole databases compared."""

import hashlib
import io
import secrets
import tarfile
from contextlib import closing

import psycopg2
import pyrage
from django.db import connection

from operations.backup.databases import SQLITE_NAME, open_database, sqlite_url

# What a restored site writes of itself, and what the run of the backup writes after its instant.
OF_THE_RUNS = {"organization_operationrun"}


class EmptyPlace:
    """A folder that is not there yet and, on PostgreSQL, an empty database."""

    def __init__(self, folder):
        self.folder = folder
        self.name = f"restored_{secrets.token_hex(4)}"
        self.url = self.make_database() if connection.vendor == "postgresql" else ""

    def make_database(self):
        self.on_server(f"CREATE DATABASE {self.name}")
        params = connection.get_connection_params()
        host, user = params["host"], params.get("user", "")
        password = f":{params['password']}" if params.get("password") else ""
        port = f"&port={params['port']}" if params.get("port") else ""
        return f"postgres://{user}{password}@/{self.name}?host={host}{port}"

    def on_server(self, statement):
        params = connection.get_connection_params() | {"dbname": "postgres"}
        keys = ("dbname", "host", "port", "user", "password")
        with closing(psycopg2.connect(**{key: params[key] for key in keys if params.get(key)})) as server:
            server.autocommit = True
            with server.cursor() as cursor:
                cursor.execute(statement)

    @property
    def database(self):
        return self.url or sqlite_url(self.folder / SQLITE_NAME)

    def is_untouched(self):
        return not self.folder.exists() and not (self.url and digest_tables(self.url))

    def clear(self):
        if self.url:
            self.on_server(f"DROP DATABASE {self.name} WITH (FORCE)")


def digest_tables(url):
    """A digest of the rows of every table, in any order."""
    with closing(open_database(url)) as database:
        return digest_tables_of(database)


def digest_tables_of(database):
    digests = {}
    with database.cursor() as cursor:
        for table in database.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = sorted(repr(row) for row in cursor.fetchall())
            digests[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return digests


def compared(digests):
    return {table: digest for table, digest in digests.items() if table not in OF_THE_RUNS}


def repack(path, identity, **changes):
    """The backup with some parts changed, by somebody who has the public key alone; None leaves one out."""
    parts = {}
    with tarfile.open(fileobj=io.BytesIO(pyrage.decrypt(path.read_bytes(), [identity]))) as tar:
        for member in tar:
            parts[member.name] = tar.extractfile(member).read()
    parts |= {name.replace("__", "/").replace("_json", ".json"): content for name, content in changes.items()}
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.GNU_FORMAT) as tar:
        for name, content in parts.items():
            if content is not None:
                info = tarfile.TarInfo(name)
                info.size = len(content)
                tar.addfile(info, io.BytesIO(content))
    path.write_bytes(pyrage.encrypt(plain.getvalue(), [identity.to_public()]))
    return path


def repack_with_digests(path, identity, manifest):
    """With another manifest, and the digest that belongs to it."""
    plain = pyrage.decrypt(path.read_bytes(), [identity])
    with tarfile.open(fileobj=io.BytesIO(plain)) as tar:
        lines = tar.extractfile("digests.txt").read().decode().splitlines()
    lines[0] = f"{hashlib.sha256(manifest.encode()).hexdigest()}  manifest.json"
    digests = "\n".join([*lines, ""]).encode()
    return repack(path, identity, manifest_json=manifest.encode(), **{"digests.txt": digests})
