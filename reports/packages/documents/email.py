"""The e-mail with which a committee sends its material to the centre: what to write in it. It is sent by hand."""

from dataclasses import dataclass

from reports.packages.documents.contents import PackageContents
from reports.packages.documents.package_zip import package_files

MATERIAL = "返乡创业青年活动月材料"


@dataclass(frozen=True)
class Email:
    to: str
    """Empty where the campaign has no address yet."""
    subject: str
    text: str
    attachments: list[str]
    """Names of the files, as the zip gives them."""


def email_of(contents: PackageContents) -> Email:
    """The subject is of the form that offices use (XX团市委+…材料), so that the centre finds it again."""
    sender = contents.committee.short_name
    attachments = [file.name for file in package_files(contents)]
    lines = [
        f"{contents.campaign.centre_name}：",
        f"　　现报送{sender}{contents.campaign.year}年{MATERIAL}，请查收。",
        "　　附件：",
        *(f"　　{number}．{name}" for number, name in enumerate(attachments, start=1)),
        "",
        f"　　填表人：{contents.filled_by_name}　联系电话：{contents.filled_by_phone}",
        f"　　{sender}",
        f"　　{contents.at.year}年{contents.at.month}月{contents.at.day}日",
    ]
    return Email(contents.campaign.contact_email, f"{sender}+{MATERIAL}", "\n".join(lines), attachments)


def email_context(contents: PackageContents) -> dict:
    """For templates/reports/parts/package_email.html, on whichever page it stands."""
    return {"email": email_of(contents), "email_standing": contents.standing}
