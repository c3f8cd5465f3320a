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

from operations.refusal import OperationRefused

IDENTITY = re.compile(r"AGE-SECRET-KEY-1[0-9A-Z]+")


class BackupRefused(OperationRefused):
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


class _Encryption(Thread):
    """Encrypts what comes out of a pipe."""

    def __init__(self, reading: int, file: BinaryIO, recipient: Recipient):
        super().__init__(daemon=True)
        self.reading, self.sink, self.recipient = reading, _Sink(file), recipient
        self.failure: Exception | None = None

    def run(self) -> None:
        with open(self.reading, "rb") as pipe:
            try:
                pyrage.encrypt_io(pipe, self.sink, [self.recipient])
            except (pyrage.EncryptError, OSError) as failure:
                self.failure = self.sink.failure or failure


def encrypt(chunks: Iterator[bytes], file: BinaryIO, recipient: Recipient) -> None:
    """Write the chunks into `file`, so that only the recipient's identity reads them.

    The binding works in a thread of its own: of a signal that arrives while it waits for us it would make an error.
    """
    reading, writing = os.pipe()
    encryption = _Encryption(reading, file, recipient)
    encryption.start()
    try:
        with suppress(BrokenPipeError), open(writing, "wb") as pipe:
            for chunk in chunks:
                pipe.write(chunk)
    finally:
        encryption.join()
    if encryption.failure:
        raise encryption.failure


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
