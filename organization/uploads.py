"""Uploads for which the disk has no room: the text of the form is read all the same, so that it can be given back."""

import errno
from contextlib import suppress
from io import BytesIO

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler

from organization.outage import is_outage


class DiskUploadHandler(TemporaryFileUploadHandler):
    def new_file(self, *args, **kwargs):
        # Not the one before: what is wrong with this one must not close it.
        self.file = BytesIO()
        try:
            super().new_file(*args, **kwargs)
        except OSError as error:
            self.lose(error)
            raise SkipFile from error

    def receive_data_chunk(self, raw_data, start):
        try:
            self.file.write(raw_data)
        except OSError as error:
            self.lose(error)
            raise SkipFile from error

    def file_complete(self, file_size):
        try:
            return super().file_complete(file_size)
        except OSError as error:
            self.lose(error)
            return None

    def upload_interrupted(self):
        if isinstance(getattr(self, "file", None), TemporaryUploadedFile):
            super().upload_interrupted()

    def lose(self, error: OSError) -> None:
        with suppress(OSError):
            self.file.close()
        self.file = BytesIO()
        self.request.upload_failure = error if is_outage(error) else OSError(errno.EIO, "upload")
        lost = getattr(self.request, "lost_files", [])
        self.request.lost_files = [*lost, (self.field_name, self.file_name)]


def read_upload(request) -> None:
    """Read what was posted; raises what the disk refused one of its files with."""
    request.POST  # noqa: B018  (reads it)
    if failure := getattr(request, "upload_failure", None):
        raise failure


class RefusedUploads:
    """Before any view sees a form without the file that was sent with it.

    A view without CSRF protection first asks whose form it is, and calls `read_upload` itself.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, arguments, options):
        if request.content_type == "multipart/form-data" and not getattr(view, "csrf_exempt", False):
            read_upload(request)
