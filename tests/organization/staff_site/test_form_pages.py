"""What every form of the staff pages has around its fields."""

import re

import pytest
from django.contrib.admin.models import CHANGE, LogEntry

from tests.factories import make_kind

pytestmark = pytest.mark.django_db

ACCOUNTS = "/admin/organization/account/"
KINDS = "/admin/activities/activitykind/"
LABEL = re.compile(r"<label[^>]*>(.*?)</label>", re.DOTALL)


def campaign_page(world, part="change"):
    return f"/admin/organization/campaign/{world.campaign.pk}/{part}/"


def test_a_long_form_names_its_parts_and_leads_to_each(log_in, world):
    page = log_in("region_manager").get(campaign_page(world)).text
    index = page.partition('class="form-index"')[2].partition("</nav>")[0]
    places = re.findall(r'href="#([^"]+)">([^<]+)', index)
    assert [name for _, name in places][:3] == ["状态", "通知", "日期"]
    assert places[-1][1] == "个人信息处理说明"
    assert all(f'id="{place}"' in page for place, _ in places)


def test_a_short_form_has_no_index(log_in):
    assert "form-index" not in log_in("region_manager").get(f"{ACCOUNTS}add/").text


def test_a_page_of_a_row_is_called_as_the_row(log_in, world):
    assert f"<h1>{world.campaign}</h1>" in log_in("region_manager").get(campaign_page(world)).text


def test_yes_and_no_are_words(log_in, world):
    page = log_in("auditor").get(campaign_page(world)).text
    assert "icon-yes" not in page
    assert re.search(r"当前年度</label>\s*<div class=\"readonly\">是</div>", page)


def test_labels_end_without_a_colon(log_in, world):
    client = log_in("region_manager")
    for address in (campaign_page(world), f"{KINDS}{make_kind(campaign=world.campaign).pk}/change/"):
        labels = LABEL.findall(client.get(address).text)
        assert labels
        assert [label for label in labels if label.rstrip().endswith((":", "："))] == []


def test_every_field_of_a_line_has_a_label(log_in):
    page = log_in("region_manager").get(f"{KINDS}add/").text
    labelled = set(re.findall(r'<label class="cell-label" for="([^"]+)"', page))
    assert {f"id_details-0-{name}" for name in ("column", "is_required", "label", "help_text")} <= labelled
    assert "id_figures-__prefix__-key" in labelled


def test_a_moment_names_its_two_boxes(log_in, world):
    page = log_in("region_manager").get(campaign_page(world)).text
    assert re.search(r'<input[^>]*name="opens_at_0"[^>]*aria-label="日期"', page)
    assert re.search(r'<input[^>]*name="opens_at_1"[^>]*aria-label="时间"', page)


def test_a_history_says_who_changed_what(log_in, world):
    client = log_in("region_manager")
    assert "建立以来没有在这里改过" in client.get(campaign_page(world, "history")).text
    changed = [{"changed": {"fields": ["活动主题"]}}]
    LogEntry.objects.log_actions(world.accounts["region_manager"].pk, [world.campaign], CHANGE, change_message=changed)
    page = client.get(campaign_page(world, "history")).text
    assert "活动主题" in page
    assert world.accounts["region_manager"].username in page


def test_paper_names_the_year(log_in, world):
    page = log_in("region_manager").get(f"{ACCOUNTS}add/").text
    assert re.search(rf'class="print-only">\s*{world.campaign}', page)


@pytest.mark.parametrize("role", ["auditor", "system_administrator"])
def test_no_tool_of_a_list_leads_to_a_page_that_is_closed(log_in, role):
    client = log_in(role)
    tools = client.get(ACCOUNTS).text.partition('class="object-tools"')[2].partition("</ul>")[0]
    addresses = re.findall(r'href="([^"]+)"', tools)
    assert addresses
    assert {client.get(address).status_code for address in addresses} == {200}


def test_a_page_that_is_not_there_leads_to_the_desk(log_in):
    assert 'class="breadcrumbs"' in log_in("county_staff").get("/admin/nothing/").text
