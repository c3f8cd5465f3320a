import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.forms import model_to_dict

from organization.choices import Act
from organization.models import AuditEvent, Campaign, Committee
from reports.models import Package
from reports.setup.gaps import gaps
from reports.setup.rows import make_rows, separate_rows
from tests.factories import make_activity, make_campaign, make_photo

pytestmark = pytest.mark.django_db


def campaign_payload(campaign, **changes):
    answers = {name: "" if value is None else value for name, value in model_to_dict(campaign).items()}
    for name in ("opens_at", "closes_at", "locks_at"):
        moment = answers.pop(name)
        answers |= {f"{name}_0": moment and moment.date(), f"{name}_1": moment and moment.time()}
    notice = campaign.privacy_notice()
    inline = {"TOTAL_FORMS": 1, "INITIAL_FORMS": 1, "0-id": notice.pk, "0-campaign": campaign.pk}
    return answers | {f"privacy_notices-{name}": value for name, value in inline.items()} | changes


def form_errors(response):
    return response.context["adminform"].form.errors


def test_the_region_edits_a_campaign(log_in, world):
    address = f"/admin/organization/campaign/{world.campaign.pk}/change/"
    client = log_in("region_manager")
    assert client.get(address).status_code == 200
    answers = campaign_payload(world.campaign, contact_phone="0471-0000000", letter_text="亲爱的朋友：\r\n\r\n春节好。")
    assert client.post(address, answers).status_code == 302
    campaign = Campaign.objects.get()
    assert (campaign.contact_phone, campaign.letter_text) == ("0471-0000000", "亲爱的朋友：\n\n春节好。")
    assert campaign.is_current


def test_a_published_privacy_notice_stays_and_a_new_version_is_added(log_in, world):
    address = f"/admin/organization/campaign/{world.campaign.pk}/change/"
    inline = {"TOTAL_FORMS": 2, "0-text": "改写", "1-version": "2020-2", "1-text": "新的说明\n正文"}
    answers = campaign_payload(world.campaign) | {f"privacy_notices-{name}": value for name, value in inline.items()}
    assert log_in("region_manager").post(address, answers).status_code == 302
    assert world.campaign.privacy_notice().version == "2020-2"
    assert world.campaign.privacy_notices.get(version="2020-1").text.startswith("谁在处理")


def test_a_version_without_a_text_of_one_s_own_is_composed_as_the_page_shows_beforehand(log_in, world):
    address = f"/admin/organization/campaign/{world.campaign.pk}/change/"
    client = log_in("region_manager")
    assert "登记需求，提供服务。" in client.get(address).content.decode()
    inline = {"TOTAL_FORMS": 2, "1-version": "2020-2", "1-text": ""}
    answers = campaign_payload(world.campaign, hosted_by="某云公司", anonymise_on="2022-02-28")
    answers |= {f"privacy_notices-{name}": value for name, value in inline.items()}
    assert client.post(address, answers).status_code == 302
    text = world.campaign.privacy_notice().text
    # As it was saved with it.
    assert "由某云公司存放和维护" in text
    assert "保存到2022年2月28日" in text


def test_a_campaign_without_a_privacy_notice_is_not_opened(world):
    campaign = make_campaign(year=2021)
    campaign.privacy_notices.all().delete()
    with pytest.raises(ValidationError, match="个人信息处理说明"):
        make_rows(campaign=campaign)


def test_the_period_cannot_be_drawn_away_from_under_an_entry(log_in, world):
    make_activity(campaign=world.campaign, committee=world.donghe, held_on=date(2020, 1, 20))
    address = f"/admin/organization/campaign/{world.campaign.pk}/change/"
    response = log_in("region_manager").post(address, campaign_payload(world.campaign, starts_on="2020-01-21"))
    assert "1 条活动记录" in str(form_errors(response)["starts_on"])


def test_what_was_deleted_does_not_hold_the_period(log_in, world):
    entry = make_activity(campaign=world.campaign, committee=world.donghe)
    entry.mark_deleted(by=world.accounts["county_staff"])
    address = f"/admin/organization/campaign/{world.campaign.pk}/change/"
    response = log_in("region_manager").post(address, campaign_payload(world.campaign, starts_on="2020-01-21"))
    assert response.status_code == 302


def test_the_region_prints_a_row_under_another_name(log_in, world):
    package = Package.objects.get(committee=world.baotou)
    answers = {"printed_name": "包头", "position": "7"}
    client = log_in("region_manager")
    address = f"/admin/reports/package/{package.pk}/change/"
    assert client.get(address).status_code == 200
    assert client.post(address, answers | {"campaign": "999", "committee": world.hailar.pk}).status_code == 302
    package.refresh_from_db()
    assert (package.printed_name, package.position, package.committee) == ("包头", 7, world.baotou)


def test_two_rows_cannot_have_one_position(log_in, world):
    package = Package.objects.get(committee=world.baotou)
    answers = {"printed_name": "包头市", "position": "2"}
    response = log_in("region_manager").post(f"/admin/reports/package/{package.pk}/change/", answers)
    assert "已有这个次序" in str(form_errors(response))


def test_a_league_city_sees_its_own_package_only(log_in, world):
    client = log_in("league_city_staff")
    shown = client.get("/admin/reports/package/").context["cl"].result_list
    assert [package.committee for package in shown] == [world.baotou]
    foreign = Package.objects.get(committee=world.hulunbuir)
    assert client.get(f"/admin/reports/package/{foreign.pk}/change/").status_code == 404


@pytest.mark.parametrize("app", ["activities", "returnees", "reports", "organization"])
def test_the_address_of_an_app_leads_to_the_desk(log_in, app):
    assert log_in("region_manager").get(f"/admin/{app}/").url == "/admin/"


def test_the_list_counts_the_photos_of_each_package(log_in, world):
    for committee, photos in ((world.baotou, 2), (world.hulunbuir, 0)):
        for position in range(1, photos + 1):
            photo = make_photo(by=world.accounts["league_city_staff"])
            Package.objects.get(committee=committee).photos.create(position=position, photo=photo)
    page = log_in("region_manager").get("/admin/reports/package/").text
    assert sorted(re.findall(r"[0-9] / [0-9]", page)) == ["0 / 3", "2 / 3"]


def test_a_package_says_what_counts_in_it(log_in, world):
    Committee.objects.filter(pk=world.kundulun.pk).update(administered_by=world.manzhouli)
    separate_rows(campaign=world.campaign)
    package = Package.objects.get(committee=world.manzhouli)
    page = log_in("region_manager").get(f"/admin/reports/package/{package.pk}/change/").content.decode()
    assert {"满洲里市团委", "昆都仑区团委"} <= set(re.split(r"[、<>\s]+", page))


@pytest.mark.parametrize("role", ["league_city_staff", "region_manager"])
def test_what_is_only_read_has_no_link(log_in, world, role):
    """Not everybody who reads a package may open committees and campaigns."""
    package = Package.objects.get(committee=world.baotou)
    page = log_in(role).get(f"/admin/reports/package/{package.pk}/change/").content.decode()
    assert f"/admin/organization/committee/{world.baotou.pk}/" not in page
    assert f"/admin/organization/campaign/{world.campaign.pk}/" not in page


class TestRetention:
    """The day of anonymising: earlier freely, later only as the youths are told."""

    DAY = date(2022, 2, 28)
    NEW_NOTICE = {
        "privacy_notices-TOTAL_FORMS": 2,
        "privacy_notices-1-version": "2020-2",
        "privacy_notices-1-text": "保存期延长\n到 2022 年 8 月。",
    }

    @pytest.fixture(autouse=True)
    def _day(self, world):
        Campaign.objects.filter(pk=world.campaign.pk).update(anonymise_on=self.DAY)
        world.campaign.refresh_from_db()

    def save(self, log_in, world, **changes):
        address = f"/admin/organization/campaign/{world.campaign.pk}/change/"
        response = log_in("region_manager").post(address, campaign_payload(world.campaign, **changes))
        return {} if response.status_code == 302 else form_errors(response)

    def stored(self):
        return Campaign.objects.get().anonymise_on

    def retention_events(self):
        return [event.detail for event in AuditEvent.objects.filter(act=Act.CAMPAIGN_RETENTION)]

    def test_it_is_moved_earlier_freely(self, log_in, world):
        assert self.save(log_in, world, anonymise_on="2021-02-28") == {}
        assert self.stored() == date(2021, 2, 28)
        assert self.retention_events() == ["2022-02-28 改为 2021-02-28"]

    def test_it_is_not_moved_into_the_past(self, log_in, world, settings):
        settings.GUICHAO_TODAY = date(2021, 6, 1)
        assert "已经过去" in str(self.save(log_in, world, anonymise_on="2021-05-31"))
        assert self.save(log_in, world, anonymise_on="2021-06-01") == {}

    @pytest.mark.parametrize("later", ["2022-08-31", ""])
    def test_later_it_wants_a_new_notice_and_a_reason(self, log_in, world, later):
        errors = self.save(log_in, world, anonymise_on=later)
        assert set(errors) == {"anonymise_on", "retention_reason"}
        assert "新版本的个人信息处理说明" in str(errors["anonymise_on"])
        assert self.stored() == self.DAY

    def test_a_reason_alone_is_not_enough_nor_is_a_notice(self, log_in, world):
        later = {"anonymise_on": "2022-08-31"}
        assert set(self.save(log_in, world, **later, retention_reason="审计未完")) == {"anonymise_on"}
        assert set(self.save(log_in, world, **later, **self.NEW_NOTICE)) == {"retention_reason"}

    def test_with_both_it_is_moved_and_on_record(self, log_in, world):
        changes = self.NEW_NOTICE | {"anonymise_on": "2022-08-31", "retention_reason": "审计未完"}
        assert self.save(log_in, world, **changes) == {}
        assert self.stored() == date(2022, 8, 31)
        assert self.retention_events() == ["2022-02-28 改为 2022-08-31；理由：审计未完"]
        assert world.campaign.privacy_notice().version == "2020-2"

    def test_a_faulty_notice_moves_nothing(self, log_in, world):
        changes = self.NEW_NOTICE | {"privacy_notices-1-version": "2020-1"}
        self.save(log_in, world, **changes, anonymise_on="2022-08-31", retention_reason="审计未完")
        assert self.stored() == self.DAY

    def test_a_notice_that_would_not_be_stored_moves_nothing(self, log_in, world):
        """Beyond the forms that the page has."""
        changes = {"privacy_notices-999-version": "2020-2", "retention_reason": "审计未完"}
        assert set(self.save(log_in, world, **changes, anonymise_on="2022-08-31")) == {"anonymise_on"}
        assert self.stored() == self.DAY

    def test_once_it_has_come_it_stays(self, log_in, world, settings):
        settings.GUICHAO_TODAY = self.DAY
        changes = self.NEW_NOTICE | {"retention_reason": "审计未完"}
        for day in ("2022-08-31", "2022-02-27", ""):
            assert "已到，不能再改" in str(self.save(log_in, world, **changes, anonymise_on=day))
        assert "不能再改" in str(self.save(log_in, world, youth_until_age=40)["youth_until_age"])

    @pytest.mark.parametrize("name", ["opens_at", "closes_at"])
    def test_the_questionnaire_is_not_extended_past_it(self, log_in, world, name):
        errors = self.save(log_in, world, **{f"{name}_0": "2022-03-01", f"{name}_1": "08:00"})
        assert "从这一天起不再收集" in str(errors[name])

    def test_a_campaign_is_not_opened_past_it(self, log_in, world, settings):
        coming = make_campaign(year=2021, state="preparing", anonymise_on=date(2021, 12, 31))
        settings.GUICHAO_TODAY = date(2021, 12, 31)
        assert "匿名化日期已到，不能再收集" in gaps(coming)
