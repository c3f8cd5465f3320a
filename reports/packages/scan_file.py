"""An uploaded scan of the stamped sheet: a picture is re-encoded, a PDF is stored unchanged."""

import hashlib
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from organization.pictures.rewriting import rewrite

# Bytes.
PDF_LIMIT = 10 * 1024 * 1024
PDF_HEADER = b"%PDF-"
PDF_END, END_WITHIN = b"%%EOF", 2048
# Pixels: 300 dots per inch over the length of an A4 sheet.
LONGEST_SIDE, QUALITY = 3500, 90

TOO_LARGE = "PDF 超过 10 MB，请压缩或降低扫描分辨率后再上传。"
BROKEN_PDF = "这个 PDF 打不开，可能没有传完整或已损坏，请重新扫描后再上传。"


@dataclass(frozen=True)
class ReadScan:
    content: bytes
    extension: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def read_scan(file) -> ReadScan:
    """Raises a ValidationError for the uploader."""
    file.seek(0)
    if file.read(len(PDF_HEADER)) == PDF_HEADER:
        return read_pdf(file)
    rewritten = rewrite(file, longest_side=LONGEST_SIDE, quality=QUALITY)
    return ReadScan(rewritten.content, "jpg")


def read_pdf(file) -> ReadScan:
    if file.size > PDF_LIMIT:
        raise ValidationError(TOO_LARGE, code="too_large")
    file.seek(0)
    content = file.read()
    # A file that broke off on the way has no end.
    if PDF_END not in content[-END_WITHIN:]:
        raise ValidationError(BROKEN_PDF, code="broken_pdf")
    return ReadScan(content, "pdf")
