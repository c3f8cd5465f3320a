"""The files that pages hand out: their media types, by the suffix of their names, and the headers they go out with."""

from collections.abc import Iterable

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header

MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "jpg": "image/jpeg",
    "json": "application/json",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "toml": "application/toml",
    "txt": "text/plain; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


def media_type(filename: str) -> str:
    return MEDIA_TYPES[filename.rpartition(".")[2]]


def attachment(content: bytes | str, filename: str) -> HttpResponse:
    """A file to be saved, and stored nowhere on its way."""
    return _as_attachment(HttpResponse(content, content_type=media_type(filename)), filename)


def streamed_attachment(pieces: Iterable[bytes], filename: str) -> StreamingHttpResponse:
    return _as_attachment(StreamingHttpResponse(pieces, content_type=media_type(filename)), filename)


def stored_attachment(file, filename: str) -> FileResponse:
    return _as_attachment(FileResponse(file, content_type=media_type(filename)), filename)


def inline_file(content: bytes, filename: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type(filename))
    response["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=filename)
    return response


def _as_attachment(response, filename):
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=filename)
    response["Cache-Control"] = "no-store"
    return response
