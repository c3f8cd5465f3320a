"""An age file, written and read as a stream: in memory there is never more than a few chunks."""

import io
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from typing import BinaryIO

import pyrage
from pyrage.x25519 import Identity, Recipient

IDENTITY = re.compile(r"AGE-SECRET-KEY-1[0-9A-Z]+")


class BackupRefused(Exception):
    """Why a backup was not made, read or restored: one Chinese sentence."""


def parse_recipient(text: str) -> Recipient:
    try:
        return Recipient.from_str(text.strip())
    except pyrage.RecipientError:
        raise BackupRefused("这不是 age 的公钥：应以 age1 开头，共 62 个字符。") from None


def parse_identity(text: str) -> Identity:
    """Of a whole key file as age-keygen writes it, or of the key alone."""
    found = IDENTITY.search(text)
    if not found:
        raise BackupRefused("没有找到私钥：它是以 AGE-SECRET-KEY-1 开头的一行。")
    try:
        return Identity.from_str(found.group())
    except pyrage.IdentityError:
        raise BackupRefused("这不是完整的私钥：请核对有没有抄错或漏掉字符。") from None


class _ChunkReader(io.RawIOBase):
    """The chunks as a file; what they raise is stored, because the binding passes on its text alone."""

    def __init__(self, chunks: Iterator[bytes]):
        self.chunks, self.rest, self.failure = chunks, memoryview(b""), None

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        try:
            while not self.rest:
                self.rest = memoryview(next(self.chunks))
        except StopIteration:
            return b""
        except Exception as failure:
            self.failure = failure
            raise
        part, self.rest = self.rest[:size], self.rest[size:]
        return bytes(part)


class _Sink(io.RawIOBase):
    """A file to write to, that stores why it failed."""

    def __init__(self, file: BinaryIO):
        self.file, self.failure = file, None

    def writable(self) -> bool:
        return True

    def write(self, chunk: bytes) -> int:
        try:
            return self.file.write(chunk)
        except OSError as failure:
            self.failure = failure
            raise


def encrypt(chunks: Iterator[bytes], file: BinaryIO, recipient: Recipient) -> None:
    """Write the chunks into `file`, so that only the recipient's identity reads them."""
    reader, sink = _ChunkReader(chunks), _Sink(file)
    try:
        pyrage.encrypt_io(reader, sink, [recipient])
    except (pyrage.EncryptError, OSError) as failure:
        raise (reader.failure or sink.failure or failure) from None


class _Decryption(Thread):
    """Decrypts into a pipe while the other end is read."""

    def __init__(self, file: BinaryIO, writing: int, identity: Identity):
        super().__init__(daemon=True)
        self.file, self.writing, self.identity = file, writing, identity
        self.refusal = ""

    def run(self) -> None:
        with suppress(BrokenPipeError), open(self.writing, "wb") as pipe:
            sink = _Sink(pipe)
            try:
                pyrage.decrypt_io(self.file, sink, [self.identity])
            except pyrage.DecryptError as failure:
                self.refusal = "" if sink.failure else describe_decrypt_error(str(failure))
            except OSError:
                self.refusal = "" if sink.failure else "备份文件不完整，或被改动过。"


def describe_decrypt_error(text: str) -> str:
    if "No matching keys" in text:
        return "这把私钥打不开这份备份：不是它的私钥，或文件的开头被改动过。"
    return "这不是备份文件，或它的开头被截断、改动过。"


@contextmanager
def decrypted(file: BinaryIO, identity: Identity) -> Iterator[BinaryIO]:
    """The content as a stream. Raises BackupRefused at the end, at the latest, unless all of it was authentic."""
    reading, writing = os.pipe()
    decryption = _Decryption(file, writing, identity)
    decryption.start()
    try:
        with open(reading, "rb") as plain:
            yield plain
            while plain.read(io.DEFAULT_BUFFER_SIZE):
                """The last chunk is the one that says whether the file was cut."""
    finally:
        decryption.join()
        if decryption.refusal:
            raise BackupRefused(decryption.refusal) from None
