"""今日通报: text and picture for the work group."""

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from activities.models import Activity
from organization.clock import now
from reports.models import Package
from returnees.models import Returnee
from tests.factories import make_activity, make_returnee, submit_package

pytestmark = pytest.mark.django_db

PAGE = "/admin/reports/board/today/"


def test_counts_each_row_and_what_is_new_since_this_time_yesterday(log_in, world, django_assert_max_num_queries):
    package = Package.objects.get(campaign=world.campaign, committee=world.baotou)
    submit_package(package, by=world.accounts["league_city_staff"])
    Activity.objects.update(created_at=now() - timedelta(days=2))
    before = Activity.objects.in_campaign(world.campaign).held().count()
    make_activity(campaign=world.campaign, committee=world.kundulun)
    make_activity(campaign=world.campaign, committee=world.kundulun, state="planned")
    for hours, state in ((1, "accepted"), (30, "accepted"), (1, "quarantined")):
        youth = make_returnee(entrance=world.homepage, home_committee=world.donghe, state=state)
        Returnee.objects.filter(pk=youth.pk).update(submitted_at=now() - timedelta(hours=hours))
    region = log_in("region_manager")
    with django_assert_max_num_queries(20):
        page = region.get(PAGE)
    lines = page.context["bulletin"].text.split("\n")
    assert lines[0].startswith("【2020 年度今日通报】截至2月10日")
    assert lines[1] == (
        f"共收到问卷 2 份（+1），记录活动 {before + 1} 条（+1）；2 个单位中已报送 1 个、退回修改中 0 个、未报送 1 个。"
    )
    assert lines[2:] == [
        f"1. 包头市：问卷 2 份（+1），活动 {before + 1} 条（+1），已报送；",
        "2. 呼伦贝尔市：问卷 0 份（+0），活动 0 条（+0），未报送。",
    ]
    picture = region.get("/admin/reports/board/today.png")
    assert picture.headers["Content-Type"] == "image/png"
    assert Image.open(BytesIO(picture.content)).width == 1080
    for role, status in (("league_city_staff", 404), ("county_staff", 404), ("auditor", 403)):
        assert log_in(role).get(PAGE).status_code == status
        assert log_in(role).get("/admin/reports/board/today.png").status_code == status
