"""A document that is kept and handed out as it came: what is accepted, and what it is called."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404

from organization.attachments import stored_attachment
from organization.text import clean_line
from organization.word_file import DOCUMENT
from organization.workbook_file.archive import unpack
from organization.workbook_file.limits import FILE_LIMIT
from reports.models import NoticeDocument
from reports.packages.scan_file import PDF_HEADER, read_pdf

ANOTHER_FORMAT = "只收 PDF 和 Word（.docx）。旧的 .doc 和 WPS 的 .wps，请另存为 .docx 或导出 PDF 再上传。"
TOO_LARGE_A_DOCUMENT = f"Word 文件超过 {FILE_LIMIT // 1024 // 1024} MB，请导出 PDF 再上传。"
LONGEST_TITLE = NoticeDocument._meta.get_field("title").max_length
LONGEST_FILE_NAME = 1000


@dataclass(frozen=True)
class ReadDocument:
    title: str
    content: bytes
    extension: str


def read_document(file) -> ReadDocument:
    """By what it holds, not by its name. Raises a ValidationError for the uploader."""
    file.seek(0)
    beginning = file.read(len(PDF_HEADER))
    title = clean_line(PurePath(file.name[-LONGEST_FILE_NAME:]).stem)[:LONGEST_TITLE].strip() or "通知"
    if beginning == PDF_HEADER:
        return ReadDocument(title, read_pdf(file).content, "pdf")
    if not beginning.startswith(b"PK"):
        raise ValidationError(ANOTHER_FORMAT, code="another_format")
    if file.size > FILE_LIMIT:
        raise ValidationError(TOO_LARGE_A_DOCUMENT, code="too_large")
    file.seek(0)
    content = file.read()
    if not any(part.startswith("word/document") for part in unpack(BytesIO(content), DOCUMENT)):
        raise ValidationError(DOCUMENT.is_none)
    return ReadDocument(title, content, "docx")


def serve_document(document) -> FileResponse:
    """As a download, never inline: a PDF can be anybody's program. Answers 404 where the file is gone."""
    try:
        file = default_storage.open(document.path)
    except FileNotFoundError:
        raise Http404 from None
    response = stored_attachment(file, document.file_name)
    response["X-Content-Type-Options"] = "nosniff"
    return response
