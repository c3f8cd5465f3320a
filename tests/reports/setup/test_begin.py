"""The pages on which a campaign is begun: as a copy, from a notice pack, or blank."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from activities.models import ActivityKind, LogChoice, LogList
from organization.choices import Act, CampaignState
from organization.models import AuditEvent, Campaign, PrivacyNotice
from reports.choices import CopiedPart
from reports.models import AnnexColumn, Package
from reports.setup.begin_forms import KEY_TAKEN, MEANWHILE, MOST_PROBLEMS
from reports.setup.notice_file import NOTICE_LIMIT
from reports.setup.notice_writing import write_notice, write_pack
from reports.setup.opening import gaps, open_campaign
from returnees.models import Entrance
from tests.at_once import at_once, signed_in
from tests.factories import make_campaign
from tests.reports.setup.notices import notice
from tests.walk.forms import forms_of

pytestmark = pytest.mark.django_db

BEGIN = "/admin/reports/setup/begin/"
COPY, PACK, BLANK = f"{BEGIN}copy/2020/", f"{BEGIN}pack/", f"{BEGIN}blank/"
UNSET = ("anonymise_on", *(f"{name}_{part}" for name in ("opens_at", "closes_at", "locks_at") for part in (0, 1)))
BLANK_FIELDS = {
    "key": "2027",
    "year": "2027",
    "name": "返乡青年服务月",
    "starts_on": "2027-01-01",
    "ends_on": "2027-02-28",
    "package_due_on": "2027-02-20",
}


@pytest.fixture
def region(log_in):
    return log_in("region_manager")


def values_on(response):
    """What the browser sends of the page's last form."""
    return {name: sent for name, sent in forms_of(response.text)[-1].values.items() if name != "csrfmiddlewaretoken"}


def copy_values(client, **changes):
    """What the browser sends of the page as it comes: the reader makes up a value for each field that is empty."""
    response = client.get(COPY)
    (form,) = [one for one in forms_of(response.text) if "parts" in one.values]
    initial = response.context["form"].initial
    made_up = [
        name for name in form.values if name in UNSET and not initial[name.removesuffix("_0").removesuffix("_1")]
    ]
    return form.values | {name: [""] for name in made_up} | changes


def errors_of(response):
    return {name: list(errors) for name, errors in response.context["form"].errors.items()}


def pack_of(content, name="pack.toml"):
    return SimpleUploadedFile(name, content if isinstance(content, bytes) else content.encode())


def upload(client, content, **fields):
    return client.post(PACK, {"pack": pack_of(content)} | fields)


def campaign_of(key):
    return Campaign.objects.get(key=key)


@pytest.mark.parametrize("page", [BEGIN, COPY, PACK, BLANK])
@pytest.mark.parametrize(
    "role", ["region_viewer", "league_city_staff", "county_staff", "auditor", "system_administrator"]
)
def test_only_who_may_change_campaigns_begins_one(log_in, role, page):
    client = log_in(role)
    assert client.get(page).status_code == 403
    assert client.post(page, BLANK_FIELDS).status_code in (403, 405)
    assert Campaign.objects.count() == 1


def test_the_button_of_the_list_leads_to_the_ways_to_begin(region, world):
    assert f'href="{BEGIN}"' in region.get("/admin/organization/campaign/").text
    page = region.get(BEGIN).text
    for address in (COPY, PACK, BLANK):
        assert f'href="{address}"' in page


def test_what_is_only_in_preparation_is_the_last_source(region, world):
    make_campaign(year=2027, state=CampaignState.PREPARING)
    make_campaign(year=2019)
    offered = re.findall(r'begin/copy/(\w+)/"', region.get(BEGIN).text)
    assert offered == ["2020", "2019", "2027"]


def test_a_trial_is_no_source(region, world):
    Campaign.objects.filter(pk=world.campaign.pk).update(is_trial=True)
    assert COPY not in region.get(BEGIN).text
    assert "还没有以前的年度" in region.get(BEGIN).text
    assert region.get(COPY).status_code == 404


def test_on_a_site_without_a_campaign_the_desk_leads_there(region, world):
    for model in (AnnexColumn, ActivityKind, LogChoice, LogList, Package, Entrance, PrivacyNotice, Campaign):
        model.objects.all().delete()
    assert region.get("/admin/", follow=True).redirect_chain == [(BEGIN, 302)]
    assert [region.get(page).status_code for page in (BEGIN, PACK, BLANK)] == [200] * 3


@pytest.mark.parametrize("key", ["1999", "begin"])
def test_an_unknown_source_is_no_page(region, key):
    assert region.get(f"{BEGIN}copy/{key}/").status_code == 404


def test_the_pages_ask_few_queries(region, world, django_assert_max_num_queries):
    for year in range(2021, 2041):
        make_campaign(year=year, with_form=False)
    for page in (BEGIN, COPY, PACK, BLANK):
        region.get(page)
        with django_assert_max_num_queries(12):
            region.get(page)


def test_the_copy_is_prefilled_with_the_days_of_another_year(region, settings):
    settings.GUICHAO_TODAY = date(2026, 12, 1)
    page = region.get(COPY)
    values = {name: sent[0] for name, sent in copy_values(region).items() if sent}
    assert (values["key"], values["year"]) == ("2026", "2026")
    assert (values["starts_on"], values["ends_on"]) == ("2026-01-01", "2026-02-28")
    assert page.text.count("请核对") == 3
    assert set(copy_values(region)["parts"]) == set(CopiedPart)


def test_a_copy_is_made_in_one_click_and_can_be_opened_when_its_days_were_checked(region, world):
    fields = {"contact_name": "李", "contact_phone": "0471-0000000", "complaints": "12355", "letter_text": "亲爱的"}
    Campaign.objects.filter(pk=world.campaign.pk).update(**fields, anonymise_on=date(2022, 2, 28))
    response = region.post(COPY, copy_values(region), follow=True)
    copy = campaign_of("2021")
    assert response.redirect_chain == [("/admin/reports/setup/2021/", 302)]
    assert "日期是推算的，请按新的通知逐个核对" in response.text
    assert gaps(copy) == ["日期是推算或照搬的，还没有核对"]
    assert Package.objects.in_campaign(copy).count() == 2
    assert AuditEvent.objects.get(act=Act.CAMPAIGN_CREATE).actor == world.accounts["region_manager"]
    Campaign.objects.filter(pk=copy.pk).update(dates_are_checked=True)
    open_campaign(copy)


def test_days_that_were_left_alone_follow_another_year(region):
    region.post(COPY, copy_values(region, key="2024", year="2024", package_due_on="2024-02-10"))
    copy = campaign_of("2024")
    assert (copy.starts_on, copy.ends_on, copy.package_due_on) == (
        date(2024, 1, 1),
        date(2024, 2, 29),
        date(2024, 2, 10),
    )


def test_unticked_parts_stay_behind(region):
    region.post(COPY, copy_values(region, parts=["table"]))
    copy = campaign_of("2021")
    assert (copy.kinds.count(), copy.packages.count(), copy.privacy_notices.count()) == (5, 0, 0)


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"key": "2020"}, "key", "这个代码已经用过。"),
        ({"key": "二〇二一"}, "key", "只用小写字母、数字和短横，如 2021 或 2021-summer。"),
        ({"key": "begin"}, "key", "“begin”是系统自己的网址用词，请换一个。"),
        ({"year": "明年"}, "year", "请填整数，如 50。"),
        ({"year": "20"}, "__all__", "年度应为四位数，如 2020。"),
        ({"name": ""}, "name", "请填写这一项。"),
        ({"ends_on": "2020-12-01"}, "__all__", "活动结束日期不能早于开始日期。"),
        ({"starts_on": "昨天"}, "starts_on", "认不出这个日期，请写成 2020-01-05 这样。"),
        ({"starts_on": "1021-01-01"}, "starts_on", "应在年度前后一年之内：2020 至 2022 年。"),
        ({"opens_at_0": "2021-01-01", "opens_at_1": "午后"}, "opens_at", "认不出这个时间，请写成 18:00 这样。"),
        ({"parts": ["people"]}, "parts", "请从列表中选择，列表里没有“people”。"),
        ({"year": "99999999", "shown_year": "99999999"}, "year", None),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_the_rest_stays(region, changes, field, sentence):
    response = region.post(COPY, copy_values(region, theme="x", **changes))
    assert response.status_code == 200
    errors = errors_of(response)
    assert sentence is None or sentence in errors[field], errors
    if "key" not in changes:
        assert values_on(response)["key"] == ["2021"]
    assert Campaign.objects.count() == 1


def test_a_source_that_cannot_be_carried_over_says_where(region, world):
    world.campaign.annex_columns.filter(key="name").update(width=99)
    response = region.post(COPY, copy_values(region))
    assert "columns[0].width：" in response.text
    assert Campaign.objects.count() == 1


def test_a_second_click_makes_no_second_campaign(region):
    values = copy_values(region)
    region.post(COPY, values)
    response = region.post(COPY, values)
    assert errors_of(response)["key"] == [KEY_TAKEN]
    assert Campaign.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_campaign(world, monkeypatch):
    # On a busy machine a copy may take longer than SQLite's writers wait for one that does not move on.
    monkeypatch.setattr("config.sqlite_in_turn.turns.STUCK_SHARE", 1)
    call_command("sync_roles")
    clients = [signed_in(world.accounts["region_manager"], raise_request_exception=False) for _ in range(3)]
    values, answers = copy_values(clients[0]), []
    at_once(*[lambda client=client: answers.append(client.post(COPY, values)) for client in clients])
    assert sorted(answer.status_code for answer in answers) == [200, 200, 302]
    for answer in answers:
        if answer.status_code == 200:
            assert KEY_TAKEN in answer.text or MEANWHILE in answer.text
    assert Campaign.objects.count() == 2
    assert AuditEvent.objects.filter(act=Act.CAMPAIGN_CREATE).count() == 1


def test_a_pack_makes_a_campaign_and_is_recorded(region, world):
    response = upload(region, write_notice(notice()), key="", year="")
    campaign = campaign_of("2031")
    assert response.status_code == 302
    assert (campaign.state, campaign.is_current, campaign.dates_are_checked) == ("preparing", False, True)
    assert campaign.kinds.count() == 2
    assert AuditEvent.objects.get().detail == "按通知包建立"


def test_a_pack_of_our_own_comes_back_under_another_key_and_year(region, world):
    assert errors_of(upload(region, write_pack(world.campaign)))["key"] == [
        "通知包里的代码 2020 已经用过，请在这里另写一个。"
    ]
    assert upload(region, write_pack(world.campaign), key="2027", year="2027").status_code == 302
    copy = campaign_of("2027")
    assert (copy.year, copy.ends_on, copy.dates_are_checked) == (2027, date(2027, 2, 28), False)
    assert copy.annex2_title.startswith("2027共青团")
    assert copy.privacy_notice().version == "2027-1"


def test_the_notice_of_2020_is_at_hand(region):
    response = region.post(PACK, {"shipped": "2020", "2020-key": "2027", "2020-year": "2027"})
    assert response.status_code == 302
    assert campaign_of("2027").kinds.count() == 5
    assert "已经用过" in region.post(PACK, {"shipped": "2020"}).text


@pytest.mark.parametrize(("day", "year"), [((2026, 12, 1), 2027), ((2027, 1, 5), 2027), ((2027, 3, 1), 2028)])
def test_the_notice_of_2020_stands_ready_for_the_winter_that_comes(region, settings, day, year):
    settings.GUICHAO_TODAY = date(*day)
    assert region.get(PACK).context["shipped"].initial == {"key": str(year), "year": year}
    (form,) = [one for one in forms_of(region.get(PACK).text) if "2020-key" in one.values]
    assert region.post(PACK, form.values | {"shipped": "2020"}).status_code == 302
    assert campaign_of(str(year)).ends_on.year == year


def test_every_fault_of_a_pack_is_listed_by_its_place_and_nothing_is_loaded(region):
    content = notice(colour="<b>红</b>")
    content["kinds"][1]["figures"][0]["label"] = ""
    content["kinds"][0]["details"][0]["column"] = "colour"
    response = upload(region, write_notice(content))
    for place in ("kinds[1].figures[0].label：", "kinds[0].details[0].column：", "colour：没有这个名称。"):
        assert place in response.text
    # What only the database knows is found whole too, and takes back what was made before it.
    content = notice()
    content["columns"][1]["figure"] = "unknown"
    assert "columns[1].figure：" in upload(region, write_notice(content)).text
    assert Campaign.objects.count() == 1
    assert not AuditEvent.objects.exists()


HOSTILE = {
    "binary": (b"PK\x03\x04\x00", "这不是文字文件"),
    "gbk": ("theme = '返乡'".encode("gbk"), "文件不是 UTF-8 编码"),
    "too_large": (b"#" * (NOTICE_LIMIT + 2), "文件太大"),
    "nested": (b"a=" + b"[" * 9999, "嵌套太深"),
    "empty": (b"", "这个文件是空的。"),
    "no_toml": ("不是".encode(), "不是正确的 TOML 文件"),
    "many_faults": (b"[[kinds]]\n" * 2000, "还有"),
    "long_name": (b"a" * 5000 + b" = 1", "a…"),
}


@pytest.mark.parametrize(("content", "sentence"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_gets_its_sentence(region, content, sentence):
    response = upload(region, content)
    assert response.status_code == 200
    assert sentence in response.text
    assert response.text.count("<li>") < MOST_PROBLEMS + 120
    assert Campaign.objects.count() == 1


@pytest.mark.parametrize(
    "line",
    [
        "opens_at = 9999-12-31T23:59:59-12:00",
        "closes_at = 0001-01-01T00:00:00+14:00",
        "anonymise_on = 9999-12-31",
        "year = 0",
        "year = 32767",
    ],
)
def test_days_out_of_all_time_are_refused_in_another_year_too(region, line):
    content = notice()
    if line.startswith("year"):
        del content["year"]
    for year in ("", "2027", "2999"):
        response = upload(region, f"{line}\n{write_notice(content)}", year=year)
        assert response.status_code == 200
        assert "没有建立，请看下面的说明" in response.text
        assert response.context["form"].problems or errors_of(response)
    assert Campaign.objects.count() == 1


def test_without_a_file_the_page_asks_for_one(region):
    assert errors_of(region.post(PACK, {"key": "x"}))["pack"] == ["请先选择文件。"]


def test_a_blank_campaign_needs_a_name_and_days(region, world):
    assert region.post(BLANK, BLANK_FIELDS).status_code == 302
    campaign = campaign_of("2027")
    assert (campaign.theme, campaign.annex2_title) == ("返乡青年服务月", "返乡青年服务月开展情况统计表")
    assert (campaign.centre_name, campaign.processor) == (world.region.name, world.region.name)
    assert (campaign.state, campaign.dates_are_checked) == ("preparing", True)
    assert "没有启用的活动类别" in gaps(campaign)
    for address in ("/admin/reports/setup/2027/", f"/admin/organization/campaign/{campaign.pk}/change/"):
        assert region.get(address).status_code == 200


def test_a_long_name_is_shortened_where_it_stands_in_for_others(region):
    region.post(BLANK, BLANK_FIELDS | {"name": "长" * 120})
    campaign = campaign_of("2027")
    assert [len(text) for text in (campaign.name, campaign.theme, campaign.annex2_title)] == [120, 60, 80]


def test_a_blank_form_without_anything_says_what_is_missing(region):
    assert errors_of(region.post(BLANK, {"theme": "x"})).keys() == BLANK_FIELDS.keys()


def test_the_first_campaign_of_a_site_is_the_one_that_its_pages_act_on(region, world):
    Campaign.objects.filter(pk=world.campaign.pk).update(is_current=False)
    region.post(BLANK, BLANK_FIELDS)
    assert campaign_of("2027").is_current
