"""A campaign begun from a notice pack, or with nothing but its name and days."""

from django.db import transaction

from organization.choices import Act
from organization.models import AuditEvent, Campaign, Committee
from reports.setup.notice_loading import load_notice
from reports.setup.notice_schema import CAMPAIGN
from reports.setup.notice_writing import first_version
from reports.setup.renewing import renewed


def begin_campaign(content: dict, **overrides) -> Campaign:
    """A campaign in preparation. It is on the home page only where none is: the staff pages need one to look at."""
    has_current = Campaign.objects.filter(is_current=True).exists()
    return load_notice(content, **{"is_current": not has_current} | overrides)


@transaction.atomic
def begin_from_pack(*, content: dict, key: str, year: int, by, address=None) -> Campaign:
    """Of a checked notice. Under another key or in another year its days are to be checked. Raises NoticeRefused."""
    is_same = (key, year) == (content["key"], content["year"])
    if not is_same:
        notice = content["privacy_notice"] | {"version": first_version(key)}
        content = renewed(content, year) | {"key": key, "privacy_notice": notice}
    campaign = begin_campaign(content, dates_are_checked=is_same)
    AuditEvent.objects.append(
        act=Act.CAMPAIGN_CREATE, actor=by, address=address, subject=campaign, detail="按通知包建立"
    )
    return campaign


@transaction.atomic
def begin_blank(*, values: dict, by, address=None) -> Campaign:
    """`values`: key, year, name and days; the rest is a beginning, to be replaced. Raises NoticeRefused."""
    campaign = begin_campaign(blank_notice(values, Committee.objects.region()))
    AuditEvent.objects.append(act=Act.CAMPAIGN_CREATE, actor=by, address=address, subject=campaign, detail="空白建立")
    return campaign


def blank_notice(values: dict, region: Committee) -> dict:
    content = {
        "theme": values["name"],
        "questionnaire_title": "返乡青年信息登记",
        "annex2_title": f"{values['name']}开展情况统计表",
        "issuer": region.name,
        "centre_name": region.name,
        "processor": region.name,
    }
    content |= {name: value for name, value in values.items() if value not in ("", None)}
    return {name: shortened(name, value) for name, value in content.items()}


def shortened(name: str, value):
    return value[: CAMPAIGN.fields[name].max_length] if isinstance(value, str) else value
