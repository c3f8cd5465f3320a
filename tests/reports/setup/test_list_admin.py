import pytest
from django.core.exceptions import ValidationError

from activities.models import LogChoice, LogList
from organization.models import AuditEvent
from reports.models import Package
from tests.factories import choice_of, make_activity, make_campaign, make_choice, submit_package

pytestmark = pytest.mark.django_db

LIST = "/admin/activities/loglist/"


@pytest.fixture
def channels(world):
    return LogList.objects.get(campaign=world.campaign, key="channels")


def page_of(log_list):
    return f"{LIST}{log_list.pk}/change/"


def payload(log_list, *new, without=(), **changes):
    """The form of a list as it is; `new` lines, codes of those that are ticked for deletion, changes by code."""
    lines = [
        {
            "id": one.pk,
            "log_list": log_list.pk,
            "code": one.code,
            "label": one.label,
            "position": one.position,
            "is_active": "on" if one.is_active else "",
        }
        | changes.get(one.code, {})
        | ({"DELETE": "on"} if one.code in without else {})
        for one in log_list.choices.all()
    ]
    answers = {"campaign": log_list.campaign_id, "choices-INITIAL_FORMS": len(lines)}
    lines += [{"is_active": "on", "position": "9", **line} for line in new]
    answers["choices-TOTAL_FORMS"] = len(lines)
    for number, line in enumerate(lines):
        answers |= {f"choices-{number}-{name}": value for name, value in line.items() if value != ""}
    return answers


def errors(response):
    [inline] = response.context["inline_admin_formsets"]
    return f"{inline.formset.errors}{inline.formset.non_form_errors()}"


NEW = {"code": "short_video", "label": "短视频"}


def test_the_region_renames_adds_and_retires_channels(log_in, world, channels):
    client = log_in("region_manager")
    assert client.get(page_of(channels)).status_code == 200
    answers = payload(channels, NEW, sms={"label": "手机短信", "code": "forged"}, weibo={"is_active": ""})
    assert client.post(page_of(channels), answers).status_code == 302
    assert choice_of(world.campaign, "sms").label == "手机短信"
    assert not choice_of(world.campaign, "weibo").is_active
    assert list(channels.choices.values_list("code", flat=True))[-1] == "short_video"
    assert AuditEvent.objects.get().detail == "选项：发放渠道"
    page = client.get(LIST).content.decode()
    assert "手机短信" in page
    assert "短视频" in page


@pytest.mark.parametrize(
    ("new", "changes", "problem"),
    [
        ([NEW | {"code": "sms"}], {}, "这个代码已经有了"),
        ([NEW, NEW | {"label": "视频"}], {}, "“代码”有重复的"),
        ([NEW | {"label": "短信"}], {}, "这个名称已经有了"),
        ([NEW | {"label": "ＱＱ"}, NEW | {"label": "QQ", "code": "qq"}], {}, "“名称”有重复的"),
        ([NEW | {"label": "微博、抖音"}], {}, "名称里不能有空格、顿号"),
        ([NEW | {"code": "Video"}], {}, "只用小写字母、数字和下划线"),
        ([NEW | {"code": "short_video_platform"}], {}, "代码最多 12 个字符"),
        ([NEW | {"label": ""}], {}, "请填写这一项"),
        ([{"code": f"own_{n}", "label": f"渠道{n}"} for n in range(12)], {}, "一张选项表最多 20 项"),
        ([], {"without": ["weibo"]}, "“微博”还在启用"),
    ],
)
def test_refuses_what_is_no_list_and_says_why(log_in, channels, new, changes, problem):
    response = log_in("region_manager").post(page_of(channels), payload(channels, *new, **changes))
    assert problem in errors(response)
    assert channels.choices.count() == 9


def test_kinds_of_services_are_renamed_and_retired_and_nothing_else(log_in, world):
    client, services = log_in("region_manager"), LogList.objects.get(campaign=world.campaign, key="service_kind")
    assert client.get(page_of(services)).context["inline_admin_formsets"][0].formset.total_form_count() == 5
    changes = {"lead_goose": {"label": "新农人", "is_active": ""}}
    assert client.post(page_of(services), payload(services, **changes)).status_code == 302
    assert (goose := choice_of(world.campaign, "lead_goose", "service_kind")).label == "新农人"
    assert not goose.is_active
    client.post(page_of(services), payload(services, NEW, without=["lead_goose"]))
    assert services.choices.count() == 5
    with pytest.raises(ValidationError, match="不能增加"):
        LogChoice(log_list=services, **NEW).full_clean()


def test_something_can_always_be_chosen(log_in, world):
    sites = LogList.objects.get(campaign=world.campaign, key="site_kind")
    retired = {one.code: {"is_active": ""} for one in sites.choices.all()}
    assert "至少要有一项启用" in errors(log_in("region_manager").post(page_of(sites), payload(sites, **retired)))


def test_only_what_nobody_ever_chose_is_deleted(log_in, world, channels):
    client = log_in("region_manager")
    make_choice(campaign=world.campaign, is_active=False)
    LogChoice.objects.filter(code__in=("weibo", "sms", "wechat_group")).update(is_active=False)
    letter = make_activity("letter", campaign=world.campaign, committee=world.baotou, channels="sms,weibo")
    submit_package(Package.objects.get(committee=world.baotou), by=world.accounts["league_city_staff"])
    letter.channels = "weibo"
    letter.save()
    letter.mark_deleted(by=world.accounts["league_city_staff"])
    for code, label in (("weibo", "微博"), ("sms", "短信")):
        response = client.post(page_of(channels), payload(channels, without=[code]))
        assert f"已有记录用到“{label}”，不能删去；可以停用。" in errors(response)
    # One whose code is only a part of a used one's, and one that only another campaign's entry has.
    other = make_campaign(year=2031)
    make_activity("letter", campaign=other, committee=world.baotou, channels="wechat_group")
    make_choice(campaign=world.campaign, code="sm", label="其他短信", is_active=False)
    answers = payload(channels, without=["short_video", "wechat_group", "sm"])
    assert client.post(page_of(channels), answers).status_code == 302
    assert channels.choices.count() == 8


def test_who_comes_second_with_the_same_code_is_told(log_in, world, channels):
    first, second = log_in("region_manager"), payload(channels, NEW)
    assert first.post(page_of(channels), payload(channels, NEW)).status_code == 302
    response = first.post(page_of(channels), second)
    assert "这个代码已经有了" in errors(response)
    assert LogChoice.objects.filter(code="short_video").count() == 1


def test_the_list_of_lists_is_that_of_the_campaign_that_is_looked_at(log_in, world):
    make_campaign(year=2031)
    client = log_in("region_manager")
    rows = client.get(LIST).context["cl"].result_list
    assert [(one.campaign, one.key) for one in rows] == [
        (world.campaign, one) for one in ("channels", "site_kind", "service_kind")
    ]
    assert client.get(f"{LIST}add/").status_code == 403


@pytest.mark.parametrize("role", ["league_city_staff", "county_staff", "region_viewer", "auditor"])
def test_nobody_else_changes_lists(log_in, channels, role):
    client = log_in(role)
    assert client.get(LIST).status_code == 403
    assert client.post(page_of(channels), payload(channels, NEW)).status_code == 403
