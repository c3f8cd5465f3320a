"""A whole campaign is anonymised: every count, sheet and export is what it was, but for what was erased."""

import re
from datetime import date, datetime
from io import BytesIO
from itertools import zip_longest

import pytest
from django.core.management import call_command
from django.db.models import Value
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from operations.anonymising import anonymise
from reports.choices import Source
from reports.exports.all_records.batches import read_rows
from reports.exports.all_records.returnees import ReturneeExport
from reports.exports.consolidated.contents import build_contents
from reports.exports.consolidated.workbook import consolidated_bytes
from reports.models import Package, Submission
from returnees import anonymising
from returnees.choices import Need
from returnees.models import FollowUpCase, Returnee

pytestmark = pytest.mark.django_db

AT = timezone.make_aware(datetime(2020, 2, 21, 9, 30))
# Of the page itself: its token, and the moment at which it was made.
OF_THE_PAGE = re.compile(r'csrfmiddlewaretoken" value="[^"]+"|datetime="[^"]+"|\d\d:\d\d')
# Of the export: what is erased, and what is left only as a group or a day.
ERASED_HEADINGS = {
    *("姓名", "手机号", "出生年", "出生月", "提交时年龄", "未成年", "苏木乡镇、嘎查村", "学校及专业"),
    *("创业项目、经营主体名称", "困难说明", "微信号", "民族", "政治面貌", "提交时间", "单独同意时间"),
}


def sheets(played):
    for source in Source:
        contents = build_contents(played.campaign, played.region, source, at=AT)
        for sheet in load_workbook(BytesIO(consolidated_bytes(contents))):
            yield source, sheet.title, [list(row) for row in sheet.iter_rows(values_only=True)]


def pages(played, client):
    """As the region and a league-city see them."""
    addresses = [
        *map(reverse, ("statistics", "annex2", "work", "work_follow_ups", "board")),
        *(f"{reverse('annex2')}?source={source}" for source in Source),
        *(reverse("submission", args=[one.pk]) for one in Submission.objects.order_by("pk")),
    ]
    for account in (played.manager, played.staff["包头市"]):
        client.force_login(account)
        for address in addresses:
            response = client.get(address)
            if response.status_code == 200:
                # Line by line, so that what differs is shown.
                yield from ((account.role, address, line) for line in lines_of(response))


def lines_of(response):
    page = OF_THE_PAGE.sub("", response.content.decode())
    return [line.strip() for line in page.splitlines() if line.strip()]


def figures_of_packages():
    return list(Package.objects.order_by("pk").values()) + list(Submission.objects.order_by("pk").values())


def exported(played):
    export = ReturneeExport(played.campaign, played.manager)
    columns = [one for one in export.columns if one.column.heading not in ERASED_HEADINGS]
    return [row for batch in export.batches(Returnee.objects.all()) for row in read_rows(batch, columns)]


def fill_in_what_is_erased():
    """Every record has all that may be erased, and a case with a reason of each sort."""
    for number, record in enumerate(Returnee.objects.filter(personal_erased_at=None).order_by("pk")):
        record.township, record.wechat_id = f"第{number}嘎查", f"wx-{number}"
        record.ethnicity, record.political_status = "02", "03"
        record.sensitive_consented_at = record.submitted_at
        if record.status in "AB":
            record.difficulty_text = "缺少资金"
        record.save()
        if not record.answers.exists():
            record.answers.create(question="needs", code=Need.LOAN)
        FollowUpCase.objects.sync_from(record)


@pytest.fixture
def ready(played, client):
    call_command("sync_roles")
    fill_in_what_is_erased()
    # Not yet come: the pages of before and after are of the same day.
    played.campaign.anonymise_on = date(2022, 2, 28)
    played.campaign.save(update_fields=["anonymise_on"])
    return played


def everything(played, client):
    return {
        "sheets": list(sheets(played)),
        "pages": list(pages(played, client)),
        "packages": figures_of_packages(),
        "export": exported(played),
    }


def test_every_count_sheet_and_export_is_what_it_was(ready, client):
    before = everything(ready, client)
    assert all(before.values())
    anonymise(ready.campaign, command="anonymise")
    assert not Returnee.objects.filter(personal_erased_at=None).exists()
    after = everything(ready, client)
    for name in before:
        differing = [pair for pair in zip_longest(before[name], after[name]) if pair[0] != pair[1]]
        assert differing == [], name


def test_a_lost_age_group_would_be_seen(ready, client, monkeypatch):
    """The control."""
    before = list(sheets(ready))
    monkeypatch.setattr(anonymising, "_age_of_group", lambda campaign: Value(20))
    anonymise(ready.campaign, command="anonymise")
    assert list(sheets(ready)) != before
