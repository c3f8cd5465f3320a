"""The day of anonymising on the desks, its page, and the certificate."""

from datetime import date

import pytest

from operations.anonymising import anonymise
from operations.audit_trail import seal_audit
from organization.models import AuditSeal, Campaign
from reports.overview.retention.certificate import certificate_lines
from returnees.models import Returnee
from tests.factories import make_returnee

pytestmark = pytest.mark.django_db

PAGE = "/admin/reports/retention/"
DUE_ON = date(2022, 2, 28)
DESKS = ("region_manager", "league_city_staff", "county_staff")


@pytest.fixture
def campaign(world):
    Campaign.objects.filter(pk=world.campaign.pk).update(anonymise_on=DUE_ON)
    return Campaign.objects.get(pk=world.campaign.pk)


@pytest.fixture
def on(settings):
    def on(day):
        settings.GUICHAO_TODAY = day

    return on


@pytest.fixture
def anonymised(world, campaign, on):
    make_returnee(entrance=world.homepage, home_committee=world.donghe)
    make_returnee(entrance=world.homepage, home_committee=world.donghe)
    make_returnee(entrance=world.homepage, home_committee=world.hailar)
    on(DUE_ON)
    return anonymise(campaign, command="daily")


@pytest.mark.parametrize("role", DESKS)
def test_the_desk_says_it_from_thirty_days_before(log_in, campaign, on, role):
    client = log_in(role)
    on(date(2022, 1, 28))
    assert "将被匿名化" not in client.get("/admin/").text
    on(date(2022, 1, 29))
    page = client.get("/admin/").text
    assert "30 天后（2022年2月28日）" in page
    assert f'href="{PAGE}"' in page
    on(DUE_ON)
    assert "已到，不再收集" in client.get("/admin/").text


@pytest.mark.parametrize("role", DESKS)
def test_the_desk_says_that_it_is_done(log_in, anonymised, role):
    assert "已于 2022年2月28日 匿名化" in log_in(role).get("/admin/").text


def test_a_trial_says_nothing(log_in, campaign, on):
    Campaign.objects.update(is_trial=True)
    on(date(2022, 2, 20))
    assert "将被匿名化" not in log_in("region_manager").get("/admin/").text
    assert "试用年度不作匿名化" in log_in("region_manager").get(PAGE).text


@pytest.mark.parametrize("role", DESKS)
def test_the_page_says_what_goes_and_what_to_do_before(log_in, campaign, on, role):
    on(date(2022, 2, 1))
    page = log_in(role).get(PAGE).text
    assert "还有 27 天" in page
    assert "之前要做的" in page
    assert "会清除的" in page


def test_a_campaign_without_a_day_says_so(log_in, world):
    Campaign.objects.update(anonymise_on=None)
    assert "还没有定匿名化日期" in log_in("region_viewer").get(PAGE).text


def test_of_a_campaign_that_is_not_there(log_in, world):
    assert log_in("region_viewer").get(f"{PAGE}?campaign=1999").status_code == 404


@pytest.mark.parametrize("role", ["region_manager", "region_viewer", "auditor", "system_administrator"])
def test_the_certificate_has_every_number_from_stored_rows(log_in, world, anonymised, role):
    seal_audit(dry_run=False)
    # Whatever becomes of the records: what was certified stays.
    Returnee.objects.all().delete()
    page = log_in(role).get(PAGE).text
    assert "个人信息匿名化证明" in page
    assert "<strong>3</strong> 份" in page
    assert "匿名化日期 2022年2月28日" in page
    assert "版本 2020-1" in page
    assert "系统命令 daily" in page
    assert "东河区 2" in page
    assert "海拉尔区 1" in page
    assert f"第 {anonymised.audit_event} 条" in page
    assert AuditSeal.objects.get().code in page
    assert "data-print" in page


def test_an_archive_has_it_as_text(anonymised, campaign):
    seal_audit(dry_run=False)
    text = "\n".join(certificate_lines(campaign))
    assert "匿名化的问卷：3 份" in text
    assert "包头市 2：东河区 2" in text
    assert f"封条：{AuditSeal.objects.get().code}" in text


def test_before_it_is_done_there_is_none(campaign):
    assert certificate_lines(campaign) == []


def test_before_the_trail_is_sealed_the_certificate_says_so(log_in, anonymised):
    assert "还没有封存" in log_in("auditor").get(PAGE).text


@pytest.mark.parametrize("role", ["league_city_staff", "county_staff"])
def test_others_read_that_it_is_done_without_the_numbers_of_others(log_in, anonymised, role):
    page = log_in(role).get(PAGE).text
    assert "证明由自治区保存" in page
    assert "海拉尔" not in page
