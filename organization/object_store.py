"""Files that rows refer to, in an S3-compatible store that several servers share: MEDIA_STORE.

Loaded only where it is used: what it imports is the extra `s3`.
"""

import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import ContentFile, File
from storages.backends.s3 import S3Storage
from storages.utils import clean_name

from organization.outage import StoreAway

CONNECT_SECONDS, READ_SECONDS = 3, 20
# For which nothing is asked of a store that did not answer: threads that wait for photos are missing for answers.
LEFT_ALONE_SECONDS = 5
# Bytes of a file that are read into memory; of larger ones a temporary file is made.
MOST_IN_MEMORY = 4 * 1024 * 1024
NOT_FOUND = {"NoSuchKey", "NotFound", "404"}


class ObjectStorage(S3Storage):
    """Private objects, which leave it only through a view that asks who may see them.

    Raises StoreAway, for an answer of 503, where the store does not answer or refuses.
    """

    def __init__(self, *, addressing_style: str, **options):
        config = Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=READ_SECONDS,
            retries={"mode": "standard", "total_max_attempts": 2},
            signature_version="s3v4",
            s3={"addressing_style": addressing_style},
            # Stores other than Amazon's do not know the checksums that boto3 otherwise sends along.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        # Names are drawn by lot, and nothing is written twice: none has to be looked for first.
        fixed = {"file_overwrite": True, "default_acl": None, "transfer_config": TransferConfig(use_threads=False)}
        super().__init__(client_config=config, **fixed, **options)
        self.left_alone_until = 0.0

    @property
    def place(self) -> str:
        return f"照片存储 s3://{self.bucket_name}/{self.location}（{self.endpoint_url or self.region_name}）"

    @property
    def client(self):
        return self.connection.meta.client

    def url(self, name, *arguments, **options):
        raise ValueError("no address leads to a stored file")

    def _key(self, name: str) -> str:
        return self._normalize_name(clean_name(name))

    @contextmanager
    def _asking(self):
        if time.monotonic() < self.left_alone_until:
            raise StoreAway("left alone")
        try:
            yield
        except ClientError as error:  # it has answered
            raise StoreAway(error.response["Error"].get("Code", "")) from error
        except (BotoCoreError, Boto3Error) as error:
            self.left_alone_until = time.monotonic() + LEFT_ALONE_SECONDS
            raise StoreAway(type(error).__name__) from error

    def _open(self, name, mode="rb"):
        """All of it: what broke off later could no longer be answered with 503."""
        with self._asking(), closing(self._find(name)) as body:
            content = tempfile.SpooledTemporaryFile(max_size=MOST_IN_MEMORY)  # noqa: SIM115  (the caller closes it)
            try:
                shutil.copyfileobj(body, content)
            except BaseException:
                content.close()
                raise
        content.seek(0)
        return File(content, name)

    def _find(self, name: str):
        try:
            return self.client.get_object(Bucket=self.bucket_name, Key=self._key(name))["Body"]
        except ClientError as error:
            if error.response["Error"].get("Code") in NOT_FOUND:
                raise FileNotFoundError(name) from None
            raise

    def _save(self, name, content):
        with self._asking():
            return super()._save(name, content)

    def delete(self, name):
        with self._asking():
            super().delete(name)

    def exists(self, name):
        with self._asking():
            return super().exists(name)

    def listdir(self, name):
        with self._asking():
            return super().listdir(name)

    def stored(self) -> Iterator[tuple[str, int]]:
        """Names and bytes of all files that are there."""
        prefix = f"{self.location}/" if self.location else ""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket=self.bucket_name, Prefix=prefix)
        with self._asking():
            for page in pages:
                for found in page.get("Contents", ()):
                    yield found["Key"].removeprefix(prefix), found["Size"]

    def copy_to(self, name: str, path: Path) -> None:
        """Into a file that is not there yet."""
        with self.open(name) as source, path.open("xb") as file:
            shutil.copyfileobj(source, file)

    def try_out(self) -> bool:
        """Store something and remove it. Returns whether others could read it, without any key."""
        name = self.save(f"doctor/{secrets.token_hex(16)}", ContentFile(b"doctor"))
        try:
            with self._asking():
                return self._is_open_to_anybody(name)
        finally:
            self.delete(name)

    def _is_open_to_anybody(self, name: str) -> bool:
        try:
            self.unsigned_connection.meta.client.get_object(Bucket=self.bucket_name, Key=self._key(name))
        except ClientError:
            return False
        return True
