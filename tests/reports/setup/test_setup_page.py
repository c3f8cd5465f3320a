import pytest
from django.urls import reverse

from organization.models import AuditEvent, Campaign
from reports.models import Package
from reports.setup.form_pages import FORM_PAGES
from reports.setup.gaps import StepKey, find_gaps
from reports.setup.steps import STEPS, build_steps
from tests.factories import make_campaign, make_entrance
from tests.reports.setup.coming import make_coming, setup_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def coming(world):
    return make_coming()


@pytest.fixture
def manager(log_in):
    return log_in("region_manager")


def bare_campaign():
    nothing = dict.fromkeys(("processor", "hosted_by", "purposes"), "")
    bare = make_campaign(year=2021, state="preparing", with_form=False, **nothing)
    bare.privacy_notices.all().delete()
    return bare


def state_of(campaign, key):
    return next(state for state in build_steps(campaign) if state.step.key == key)


def test_every_gap_stands_at_one_step(world):
    bare = bare_campaign()
    shown = [gap.label for state in build_steps(bare) for gap in state.missing]
    assert sorted(shown) == sorted(gap.sentence for gap in find_gaps(bare))
    assert {gap.page for gap in find_gaps(bare)} - {""} <= FORM_PAGES.keys()


def test_the_steps_are_those_that_are_declared():
    assert [step.key for step in STEPS] == list(StepKey)


def test_the_page_names_each_gap_with_the_page_that_closes_it(manager, world):
    bare = bare_campaign()
    page = manager.get(setup_page(bare)).content.decode()
    assert "开启前还缺 12 项" in page
    for sentence, address in (
        ("没有写联系人", "form/contact/"),
        ("没有慰问信正文", "form/letter/"),
        ("没有发布个人信息处理说明", "form/privacy/"),
    ):
        assert f'<a href="{setup_page(bare, address)}">{sentence}' in page
    assert f"{reverse('table_design')}?campaign={bare.key}" in page


def test_a_step_is_done_once_nothing_of_it_is_missing_or_to_be_looked_at(coming):
    assert state_of(coming, "texts").chip == ("done", "完成")
    assert state_of(coming, "rows").chip == ("waiting", "请核对")
    coming.letter_text = ""
    assert state_of(coming, "texts").chip == ("returned", "还缺 1 项")


def test_days_that_have_passed_are_to_be_looked_at(world):
    late = make_campaign(year=2019, state="preparing", document_number="x")
    assert list(state_of(late, "notice").look.to_check) == [
        "没有附上通知的 PDF 或 Word",
        "活动时间已经过去（到 2019-02-28）",
        "报送截止日期已经过去（2019-02-16）",
    ]


def test_entrances_of_committees_are_counted_without_the_home_page(coming, world):
    assert "还没有盟市、旗县的二维码" in state_of(coming, "entrances").look.to_check[0]
    make_entrance(campaign=coming, committee=world.donghe)
    assert not any("还没有盟市" in sentence for sentence in state_of(coming, "entrances").look.to_check)


def test_slips_are_not_printed_with_an_address_that_nobody_reaches(coming, settings):
    sentence = "先别印密码条"
    settings.PUBLIC_URL, settings.IS_HTTPS = "http://127.0.0.1:8000", False
    assert any(sentence in one for one in state_of(coming, "accounts").look.to_check)
    settings.PUBLIC_URL, settings.IS_HTTPS = "https://guichao.example.cn", True
    assert not any(sentence in one for one in state_of(coming, "accounts").look.to_check)


def test_once_there_are_codes_the_posters_come_first(coming, world):
    assert state_of(coming, "entrances").look.links[0].label == "批量生成二维码"
    make_entrance(campaign=coming, committee=world.donghe)
    assert state_of(coming, "entrances").look.links[0].label == "打印海报"


def test_what_is_open_leads_to_the_home_page_before_it_leads_to_its_end(world):
    assert [link.label for link in state_of(world.campaign, "opening").look.links] == ["看首页", "结束这个年度"]


def test_the_page_of_the_privacy_notice_names_the_next_version(manager, coming):
    assert "如 2021-2；" in manager.get(setup_page(coming, "form/privacy/")).text


def test_the_page_s_lists_are_of_its_campaign(manager, coming):
    manager.get(setup_page(coming))
    assert "正在查看 2021 年度" in manager.get("/admin/returnees/entrance/").content.decode()


def test_a_trial_says_what_it_is(manager, world):
    Campaign.objects.filter(pk=world.campaign.pk).update(is_trial=True)
    assert "这是试用年度" in manager.get(setup_page(world.campaign)).content.decode()


def test_the_number_of_queries_is_pinned(manager, coming, django_assert_max_num_queries):
    with django_assert_max_num_queries(32):
        manager.get(setup_page(coming))


@pytest.mark.parametrize("page", ["", "rows/", "open/", "close/", "home/", "form/letter/"])
@pytest.mark.parametrize("role", ["league_city_staff", "county_staff", "system_administrator"])
def test_others_do_not_set_a_campaign_up(log_in, coming, role, page):
    client = log_in(role)
    if page == "form/letter/" and role == "system_administrator":
        assert "_save" not in client.get(setup_page(coming, page)).content.decode()
        return
    assert client.get(setup_page(coming, page)).status_code == 403


@pytest.mark.parametrize("page", ["", "rows/", "document/", "open/", "close/", "home/", "pack.toml"])
def test_a_manager_who_is_not_of_the_region_sets_no_campaign_up(manager, world, coming, page):
    account = world.accounts["region_manager"]
    account.committee = world.donghe
    account.save()
    assert manager.get(setup_page(coming, page)).status_code == 403
    assert setup_page(coming) not in manager.get("/admin/").text


@pytest.mark.parametrize("address", ["nothing/", "nothing/open/", "2021/form/nothing/", "2021/form/key/"])
def test_what_is_not_there_is_not_found(manager, coming, address):
    assert manager.get(f"/admin/reports/setup/{address}").status_code == 404


def answers_of(client, address):
    """What the page would send unchanged."""
    response = client.get(address)
    form = response.context["adminform"].form
    answers = {"shown_version": form.shown_version}
    for name, field in form.fields.items():
        value = form.initial.get(name)
        if hasattr(field.widget, "widgets"):
            answers |= {f"{name}_0": (value and value.date()) or "", f"{name}_1": (value and value.time()) or ""}
        elif value is not None and value is not False:
            answers[name] = "on" if value is True else value
    return answers


@pytest.mark.parametrize(
    "page", [page for page in FORM_PAGES.values() if not page.publishes_notice], ids=lambda page: page.key
)
def test_a_short_page_sent_unchanged_changes_nothing(manager, coming, page):
    Campaign.objects.filter(pk=coming.pk).update(benefits=coming.benefits.strip())
    before = Campaign.objects.filter(pk=coming.pk).values().get()
    address = setup_page(coming, f"form/{page.key}/")
    response = manager.post(address, answers_of(manager, address))
    assert (response.status_code, response.url) == (302, setup_page(coming))
    after = Campaign.objects.filter(pk=coming.pk).values().get()
    assert after | {"questionnaire_revision": 0} == before | {"questionnaire_revision": 0}


def test_a_short_page_writes_its_own_fields_and_an_event(manager, coming):
    address = setup_page(coming, "form/contact/")
    answers = answers_of(manager, address) | {"contact_phone": "0471-1111111", "letter_text": "别的"}
    assert manager.post(address, answers).status_code == 302
    coming.refresh_from_db()
    assert (coming.contact_phone, coming.letter_text) == ("0471-1111111", "亲爱的朋友：")
    event = AuditEvent.objects.get(act="campaign_change")
    assert event.detail == "联系电话"


def test_what_is_wrong_is_said_beside_the_field_and_what_was_typed_stays(manager, coming):
    address = setup_page(coming, "form/notice/")
    answers = answers_of(manager, address) | {"ends_on": "2020-12-31", "document_number": "内团办发〔2021〕1号"}
    page = manager.post(address, answers)
    assert page.status_code == 200
    assert "活动结束日期不能早于开始日期。" in page.content.decode()
    assert 'value="内团办发〔2021〕1号"' in page.content.decode()


def test_a_rule_between_two_pages_is_refused_with_a_sentence(manager, coming):
    address = setup_page(coming, "form/notice/")
    answers = answers_of(manager, address) | {"year": "2022", "starts_on": "2022-01-01", "ends_on": "2023-03-01"}
    assert "匿名化日期应晚于活动结束日期。" in manager.post(address, answers).content.decode()


def test_a_field_of_another_page_is_named_above_the_form(manager, coming):
    coming.closes_at = coming.privacy_notice().published_at.replace(year=2023, month=1)
    coming.save()
    address = setup_page(coming, "form/privacy/")
    response = manager.post(address, answers_of(manager, address) | notice_answers() | {"anonymise_on": "2022-06-01"})
    assert response.status_code == 200
    assert "问卷截止时间：应在匿名化日期 2022-06-01 之前" in response.content.decode()


def notice_answers(**notice):
    answers = {"TOTAL_FORMS": 1, "INITIAL_FORMS": 0} | {f"0-{name}": value for name, value in notice.items()}
    return {f"privacy_notices-{name}": value for name, value in answers.items()}


def test_the_facts_of_the_privacy_notice_are_saved_before_there_is_one(manager, world):
    bare = bare_campaign()
    address = setup_page(bare, "form/privacy/")
    answers = answers_of(manager, address) | notice_answers() | {"processor": "某团委"}
    saved = manager.post(address, answers, follow=True)
    assert "说明还没有发布：看过草稿，在同一页最下面写上版本号发布。" in saved.text
    bare.refresh_from_db()
    assert (bare.processor, bare.privacy_notice()) == ("某团委", None)


def test_a_version_is_published_with_the_facts_of_the_same_page(manager, coming):
    address = setup_page(coming, "form/privacy/")
    answers = answers_of(manager, address) | notice_answers(version="2021-2", text="") | {"hosted_by": "某云公司"}
    assert "已保存：个人信息处理说明，现行版本 2021-2。" in manager.post(address, answers, follow=True).text
    assert "某云公司" in coming.privacy_notice().text
    assert "2021-2" in manager.get(address).content.decode()


def test_a_later_retention_day_needs_a_version_and_a_reason_here_too(manager, coming):
    address = setup_page(coming, "form/privacy/")
    answers = answers_of(manager, address) | notice_answers() | {"anonymise_on": "2024-02-28"}
    page = manager.post(address, answers).content.decode()
    assert "须同时在下面发布新版本的个人信息处理说明" in page
    assert "请写明理由" in page


def test_rows_are_made_separated_and_joined_again(manager, coming):
    address = setup_page(coming, "rows/")
    assert "还没有行" in manager.get(address).content.decode()
    counts = []
    for act in ("prepare", "separate", "rejoin", "nothing"):
        assert manager.post(address, {"act": act}).status_code == 302
        counts.append(Package.objects.in_campaign(coming).count())
    assert counts == [2, 3, 2, 2]
    acts = list(AuditEvent.objects.order_by("sequence").values_list("act", flat=True))
    assert acts == ["campaign_prepare", "rows_separate", "rows_rejoin"]
    assert "包头市" in manager.get(address).content.decode()


def test_rows_that_cannot_be_separated_say_why(manager, coming):
    page = manager.post(setup_page(coming, "rows/"), {"act": "separate"}, follow=True)
    assert "请先准备这个年度，再设置单列。" in page.content.decode()
