"""公告: the region or a league-city lets all below it know, with one file; it sees who has read it."""

import uuid

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from organization.models import AuditEvent, Notification
from reports.models import Announcement, AnnouncementFile
from reports.overview.notifications import list_unseen
from tests.factories import make_account

pytestmark = pytest.mark.django_db

PAGE = "/admin/announcements/"
PDF = b"%PDF-1.4\n%%EOF\n"


def payload(**changes):
    return {"title": "春节活动", "text": "请按时报送。", "form_uuid": str(uuid.uuid4())} | changes


def post(client, **changes):
    return client.post(f"{PAGE}add/", payload(**changes))


def told(*accounts):
    return [account.role for account in accounts if list_unseen(account)]


def post_twice(city) -> str:
    """The address of what was announced."""
    form = payload(document=SimpleUploadedFile("手册.pdf", PDF))
    address = city.post(f"{PAGE}add/", form).headers["Location"]
    form["document"] = SimpleUploadedFile("手册.pdf", PDF)
    assert city.post(f"{PAGE}add/", form).headers["Location"] == address, "a form is posted once"
    return address


def read_as_county(county, address):
    assert "包头市团委公告：春节活动" in county.get("/admin/notifications/").text
    page = county.get(address).text
    assert "手册.pdf" in page
    assert "下级" not in page
    assert "撤回公告" not in page
    assert county.post(f"{address}withdraw/").status_code == 403
    assert county.get(f"{PAGE}add/").status_code == 403
    response = county.get(f"{address}file/")
    assert b"".join(response.streaming_content) == PDF
    assert response.headers["Content-Disposition"].startswith("attachment")
    county.post(f"/admin/notifications/{Notification.objects.get().pk}/seen/")


def withdraw_twice(city, address):
    assert "1 个已读" in city.get(address).text
    for _ in range(2):
        city.post(f"{address}withdraw/")
    assert "已撤回" in city.get(address).text
    assert [act for act in AuditEvent.objects.values_list("act", flat=True) if act.startswith("announcement")] in (
        ["announcement_post", "announcement_withdraw"],
        ["announcement_withdraw", "announcement_post"],
    )


def statuses(client, address) -> list[int]:
    return [client.get(one).status_code for one in (address, f"{address}file/")]


def test_is_told_to_all_below_until_seen_or_withdrawn(log_in, world):
    other_city = make_account(committee=world.hulunbuir, role="league_city_staff")
    other_county = make_account(committee=world.hailar)
    city = log_in("league_city_staff")
    address = post_twice(city)
    announcement = Announcement.objects.get()
    accounts = world.accounts.values()
    assert told(*accounts, other_city, other_county) == ["county_staff"]
    assert "未读：东河区团委" in city.get(address).text
    assert "还没有账号：昆都仑区团委" in city.get(address).text

    read_as_county(log_in("county_staff"), address)
    assert told(*accounts) == []
    for role, status in (("region_manager", 404), ("auditor", 403), ("system_administrator", 403)):
        assert statuses(log_in(role), address) == [status] * 2

    withdraw_twice(log_in("league_city_staff"), address)
    county = log_in("county_staff")
    assert statuses(county, address) == [404] * 2
    assert "春节活动" not in county.get("/admin/notifications/").text + county.get(PAGE).text
    assert default_storage.exists(announcement.file.path)


def test_the_regions_reaches_every_committee_and_what_is_wrong_is_said_beside_it(log_in, world):
    region = log_in("region_manager")
    page = post(region, title="", text="", document=SimpleUploadedFile("手册.exe", b"MZ")).text
    assert "请写标题。" in page
    assert "请写内容。" in page
    assert "只收 PDF 和 Word" in page
    assert not Announcement.objects.exists()
    address = post(region).headers["Location"]
    assert told(*world.accounts.values()) == ["region_viewer", "league_city_staff", "county_staff"]
    assert not AnnouncementFile.objects.exists()
    assert region.get(f"{address}file/").status_code == 404
    assert region.get(f"{address}withdraw/").headers["Location"] == address
