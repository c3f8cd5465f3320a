"""The e-mail with which a committee sends its material to the centre: what to write in it. It is sent by hand."""

from dataclasses import dataclass

from reports.packages.documents.contents import PackageContents
from reports.packages.documents.package_zip import package_files


@dataclass(frozen=True)
class Email:
    # Empty where the campaign has no address yet.
    to: str
    subject: str
    text: str
    # Names of the files, as in the zip.
    attachments: list[str]


def build_email(contents: PackageContents) -> Email:
    sender, campaign = contents.committee.short_name, contents.campaign
    material = campaign.material_name or f"{campaign.activity_name}材料"
    attachments = [file.name for file in package_files(contents)]
    lines = [
        f"{campaign.centre_name}：",
        f"　　现报送{sender}{campaign.year}年{material}，请查收。",
        "　　附件：",
        *(f"　　{number}．{name}" for number, name in enumerate(attachments, start=1)),
        "",
        f"　　填表人：{contents.filled_by_name}　联系电话：{contents.filled_by_phone}",
        f"　　{sender}",
        f"　　{contents.at.year}年{contents.at.month}月{contents.at.day}日",
    ]
    return Email(campaign.contact_email, f"{sender}+{material}", "\n".join(lines), attachments)


def email_context(contents: PackageContents) -> dict:
    """For templates/reports/parts/package_email.html, on whichever page it stands."""
    return {"email": build_email(contents), "email_standing": contents.standing}
