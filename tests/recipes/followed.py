"""What shows in a copy of the project in which every recipe was followed. Run there alone, by `test_recipes.py`."""

from io import BytesIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from openpyxl import load_workbook

from demo.accounts import DEMO_ACCOUNTS
from organization.models import Account
from organization.roles import ROLES
from returnees.choices import Education
from tests.factories import make_activity, make_follow_up_case, make_returnee
from tests.reports.exports.all_records import ACTIVITIES, grid, post
from tests.reports.overview.statistics import PAGE, lines, section
from tests.walk.world import STANDPOINTS

pytestmark = pytest.mark.django_db
ROLE = "league_city_viewer"


@pytest.fixture
def region(log_in):
    return log_in("region_manager")


@pytest.fixture
def youth(world):
    return make_returnee(
        entrance=world.homepage, home_committee=world.donghe, gender="1", education=Education.values[0]
    )


def page(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_role_is_offered_described_shown_and_walked(region, world):
    call_command("sync_roles")
    account = Account.objects.get(pk=world.accounts[ROLE].pk)
    assert account.committee == world.hulunbuir
    assert account.get_all_permissions() == ROLES[ROLE].permissions
    assert "盟市查看员" in page(region, "/admin/roles/")
    assert f'value="{ROLE}"' in page(region, "/admin/organization/account/add/")
    assert ROLE in {role for role, _ in STANDPOINTS}
    assert ROLE in {demo.role for demo in DEMO_ACCOUNTS}


def test_the_exports_have_their_columns(region, world, youth):
    [row] = grid(post(region))
    assert "个人信息清除时间" in row
    activity = make_activity("letter", campaign=world.campaign, committee=world.donghe)
    [row] = grid(post(region, ACTIVITIES))
    assert row["序号"] == activity.pk


def test_the_sheet_is_in_the_workbook_and_named_where_it_is_offered(region, world):
    make_follow_up_case(entrance=world.homepage, home_committee=world.donghe, committee=world.donghe)
    content = region.get(reverse("consolidated"), {"source": "live"}).content
    sheet = load_workbook(BytesIO(content))["个案情况"]
    rows = {row[:3] for row in sheet.iter_rows(values_only=True)}
    assert ("包头市", "东河区", 1) in rows
    for address in ("/admin/", "/admin/reports/annex2/"):
        assert "服务情况、个案情况。" in page(region, address)


def test_the_charts_are_on_the_page(region, youth):
    response = region.get(PAGE)
    for key, values in (("genders", ["1"]), ("education", ["1", "100%"])):
        [figure] = section(response, key).figures
        assert values in lines(figure.table).values()
        assert f'id="{key}"' in response.content.decode()
    assert "可以选几项" not in section(response, "education").help


def test_the_wording_and_the_header_are_there(region):
    assert "（示例）本页由系统" in page(region, "/admin/roles/")
    assert region.get("/").headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_the_colour_of_the_public_pages_is_let_in_by_their_policy(client, world):
    response = client.get("/")
    assert "--edge: #010203" in response.content.decode()
