"""Names of files in the manner of an office, valid on Windows, in WPS and in every unpacker. No queries."""

import unicodedata

from organization.models import Campaign
from reports.packages.documents.contents import PackageContents

# In UTF-8: some file systems hold 255 bytes, and a caption may be 80 characters of three bytes.
LONGEST_STEM_BYTES = 180
_FORBIDDEN_ON_WINDOWS = str.maketrans('\\/:*?"<>|', "＼／：＊？＂＜＞｜")


def safe_stem(text: str) -> str:
    """The name without its ending, free of what Windows forbids, of invisible characters, and of dots or spaces at its
    ends.

    Invisible characters can reverse the order of reading and so hide the true ending.
    """
    visible = "".join(sign for sign in text if unicodedata.category(sign)[0] != "C")
    stem = " ".join(visible.translate(_FORBIDDEN_ON_WINDOWS).split())
    return stem.encode()[:LONGEST_STEM_BYTES].decode(errors="ignore").strip(". ")


def joined(*parts: str) -> str:
    return safe_stem("_".join(filter(None, map(safe_stem, parts))))


def dated_activity(campaign: Campaign) -> str:
    """The campaign in short, as offices name its files."""
    return f"{campaign.year}{campaign.activity_name}"


def sheet_name(contents: PackageContents) -> str:
    return f"{joined('附件2', contents.name, contents.campaign.annex2_title)}.xlsx"


def summary_name(contents: PackageContents) -> str:
    draft = "草稿" if contents.is_summary_draft else ""
    return f"{joined('活动总结', contents.name, dated_activity(contents.campaign), draft)}.docx"


def photo_name(position: int, caption: str) -> str:
    return f"{joined(f'照片{position}', caption)}.jpg"


def scan_name(contents: PackageContents) -> str:
    return f"{joined('盖章扫描件', contents.name)}.{contents.scan.extension}"


def zip_name(contents: PackageContents) -> str:
    """包头市_2021…报送材料_第2次报送.zip"""
    return f"{joined(contents.name, f'{dated_activity(contents.campaign)}报送材料', contents.standing)}.zip"
