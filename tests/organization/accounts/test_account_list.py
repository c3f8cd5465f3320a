"""Accounts from an Excel list: a preview first, Chinese errors by row, all of them or none."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from organization.accounts.account_list import HEADINGS
from organization.models import Account
from tests.factories import make_account, make_committee
from tests.organization.workbook_file.files import rewritten

pytestmark = pytest.mark.django_db

LIST = "/admin/organization/account/list/"


def file_of(*rows, heading=HEADINGS):
    workbook = Workbook()
    for row in (heading, *rows):
        workbook.active.append(row)
    out = BytesIO()
    workbook.save(out)
    return out


def upload(client, file):
    return client.post(LIST, {"file": SimpleUploadedFile("名单.xlsx", file.getvalue())})


def lines(response):
    return response.context["account_list"].lines


def confirm(client, preview):
    fields = {"rows": preview.context["rows"], "form_uuid": preview.context["slip_form"]["form_uuid"].value()}
    return client.post(LIST, fields)


def errors_of(client, *row):
    (line,) = lines(upload(client, file_of(row)))
    return line.errors


def test_a_preview_makes_no_account(log_in, world):
    preview = upload(log_in("region_manager"), file_of(("150203", "昆都仑区团委", "李四", None)))
    assert [(line.committee, line.full_name, line.username) for line in lines(preview)] == [
        (world.kundulun, "李四", "nm150203")
    ]
    assert not Account.objects.filter(username="nm150203").exists()


def test_the_confirmed_list_becomes_accounts_with_slips(log_in, world):
    client = log_in("region_manager")
    rows = [
        (150203, None, "李四", None),
        (None, "直属企业团委", "", "qiye"),
        ("１５０７０２", "海拉尔区", "王五", None),
    ]
    response = confirm(client, upload(client, file_of(*rows)))
    made = {slip.account.username: slip.account for slip in response.context["slips"]}
    assert set(made) == {"nm150203", "qiye", "nm150702"}
    assert (made["qiye"].role, made["nm150203"].full_name) == ("league_city_staff", "李四")


def test_confirming_again_shows_no_slips(log_in, world):
    client = log_in("region_manager")
    preview = upload(client, file_of(("150203", "", "李四", None)))
    assert confirm(client, preview).context["slips"]
    again = confirm(client, preview)
    assert not again.context["slips"]
    assert "已经显示过" in again.content.decode()
    assert Account.objects.filter(committee=world.kundulun).count() == 1


def test_one_wrong_row_and_none_is_made(log_in, world):
    client = log_in("region_manager")
    preview = upload(client, file_of(("150203", "", "李四", None), ("999999", "", "王五", None)))
    assert "有 1 行不对" in preview.content.decode()
    assert not confirm(client, preview).context.get("slips")
    assert not Account.objects.filter(username="nm150203").exists()


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("999999", "", "", ""), "没有这个团委"),
        (("150203", "东河区", "", ""), "没有这个团委"),
        (("150000", "", "", ""), "没有这个团委"),
        (("", "", "王五", ""), "没有这个团委"),
        (("150203", "", "", "中文名"), "用户名"),
        (("150203", "", "", "county"), "已被使用"),
        (("150203", "", "名" * 51, ""), "50"),
        (("150203", "", "", "x" * 41), "40"),
        (("150203", "", "=A1", ""), "“姓名”是公式"),
    ],
)
def test_says_what_is_wrong_with_a_row(log_in, world, row, expected):
    make_account(committee=world.hailar, username="county")
    (error,) = errors_of(log_in("region_manager"), *row)
    assert expected in error


def test_the_same_name_twice_is_reported_with_the_other_row(log_in, world):
    rows = [("150203", "", "甲", "same"), ("150702", "", "乙", "same"), ("150781", "", "", ""), ("150781", "", "", "")]
    preview = upload(log_in("region_manager"), file_of(*rows))
    assert [line.errors for line in lines(preview)] == [
        [],
        ["用户名与第 2 行重复。"],
        [],
        ["团委和姓名与第 4 行重复。"],
    ]


def test_two_people_of_one_committee_get_two_names(log_in, world):
    preview = upload(log_in("region_manager"), file_of(("150203", "", "甲", ""), ("150203", "", "乙", "")))
    assert [line.username for line in lines(preview)] == ["nm150203", "nm150203-2"]


def test_a_name_that_fits_two_committees_is_not_guessed(log_in, world):
    for parent in (world.donghe, world.kundulun):
        make_committee(parent=parent, level="township", place_name="城关镇")
    (error,) = errors_of(log_in("region_manager"), "", "城关镇团委", "", "")
    assert "有 2 个团委" in error


def test_committees_with_an_account_are_skipped_and_named(log_in, world):
    client = log_in("region_manager")
    response = confirm(client, upload(client, file_of(("150202", "", "", ""), ("150203", "", "", ""))))
    assert f"东河区团委已有 {world.accounts['county_staff']}" in response.content.decode()
    assert len(response.context["slips"]) == 1


@pytest.mark.parametrize("code", ["150702", "150200", "150700", "150000"])
def test_a_league_city_cannot_name_its_own_level_or_foreign_counties(log_in, world, code):
    (error,) = errors_of(log_in("league_city_staff"), code, "", "", "")
    assert "您的下级里没有这个团委" in error


def test_a_list_confirmed_by_another_is_read_with_their_own_rights(log_in, world):
    preview = upload(log_in("region_manager"), file_of(("150702", "", "甲", "")))
    response = confirm(log_in("league_city_staff"), preview)
    assert lines(response)[0].errors
    assert not Account.objects.filter(username="nm150702").exists()


def test_rows_are_not_accepted_unsigned(log_in, world):
    fields = {"rows": "[[2, ['150203', '', '', ''], []]]", "form_uuid": "x"}
    assert "预览已过期" in log_in("region_manager").post(LIST, fields).content.decode()


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        (BytesIO(b"x"), "不是 .xlsx"),
        (file_of(heading=("姓名",)), "第一行应是模板的表头"),
        (file_of(), "没有内容"),
        (file_of(*[("150203", "", "", "")] * 501), "有 501 行"),
        (rewritten(file_of(), additions={"xl/vbaProject.bin": b"x"}), "宏"),
    ],
    ids=["text", "heading", "empty", "long", "macro"],
)
def test_says_what_is_wrong_with_a_file(log_in, file, expected):
    assert expected in upload(log_in("region_manager"), file).context["form"].errors["file"][0]


def hidden_row(client, choice=None):
    file = file_of(("150203", "", "李四", ""), ("150702", "", "王五", ""))
    workbook = load_workbook(file)
    workbook.active.row_dimensions[3].hidden = True
    out = BytesIO()
    workbook.save(out)
    preview = upload(client, out)
    return preview if choice is None else client.post(LIST, rows_of(preview) | {"look": choice})


def rows_of(preview):
    return {"rows": preview.context["rows"], "form_uuid": preview.context["slip_form"]["form_uuid"].value()}


def test_a_hidden_row_is_named_and_asked_about(log_in, world):
    preview = hidden_row(log_in("region_manager"))
    page = " ".join(preview.content.decode().split())
    assert "第 3 行是隐藏行" in page
    assert "不含隐藏行" in page
    assert [line.number for line in lines(preview)] == [2]


def test_a_hidden_row_becomes_an_account_where_that_was_chosen(log_in, world):
    client = log_in("region_manager")
    preview = hidden_row(client, "import")
    assert [line.number for line in lines(preview)] == [2, 3]
    made = client.post(LIST, rows_of(preview) | {"hidden_rows": "import"}).context["slips"]
    assert [slip.account.username for slip in made] == ["nm150203", "nm150702"]


def test_a_hidden_row_left_out_becomes_none(log_in, world):
    client = log_in("region_manager")
    made = confirm(client, hidden_row(client)).context["slips"]
    assert [slip.account.username for slip in made] == ["nm150203"]


def test_the_list_is_found_behind_a_cover_and_whatever_the_order_of_its_columns(log_in, world):
    workbook = Workbook()
    workbook.active.append(["封面"])
    for row in (HEADINGS[::-1], ("", "李四", "", "150203")):
        (workbook["名单"] if "名单" in workbook else workbook.create_sheet("名单")).append(row)
    out = BytesIO()
    workbook.save(out)
    (line,) = lines(upload(log_in("region_manager"), out))
    assert (line.full_name, line.username) == ("李四", "nm150203")


def test_asks_for_a_file(log_in):
    assert "请先选择" in log_in("region_manager").post(LIST, {}).content.decode()


def test_the_template_comes_back_as_it_is(log_in, world):
    client = log_in("region_manager")
    content = client.get(f"{LIST}template.xlsx").content
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    assert [cell.value for cell in sheet[1]] == list(HEADINGS)
    homes = {account.committee.gb_code for account in world.accounts.values()}
    without = [code for code in ("150203", "150700", "150702", "150781", None) if code not in homes]
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == without
    preview = upload(client, BytesIO(content))
    assert not preview.context["account_list"].wrong
    assert len(preview.context["account_list"].new) == len(without)


@pytest.mark.parametrize("role", ["county_staff", "region_viewer", "auditor"])
def test_others_may_not(log_in, role):
    client = log_in(role)
    assert client.get(LIST).status_code == client.get(f"{LIST}template.xlsx").status_code == 403


def test_a_longer_list_costs_no_more_queries(log_in, world, django_assert_max_num_queries):
    counties = [make_committee(parent=world.baotou, gb_code=f"15{number:04d}") for number in range(1000, 1060)]
    client = log_in("region_manager")
    file = file_of(*[(county.gb_code, "", f"甲{county.pk}", "") for county in counties])
    with django_assert_max_num_queries(12):
        assert not upload(client, file).context["account_list"].wrong


def comments(response):
    sheet = load_workbook(BytesIO(response.getvalue())).active
    return {cell.coordinate: cell.comment.text for row in sheet for cell in row if cell.comment}


def test_a_faulty_list_is_given_back_with_its_cells_marked(log_in, world):
    client = log_in("region_manager")
    rows = [("150203", "昆都仑区团委", "李四", "a!b"), ("999999", None, "王五", None), ("150702", None, None, None)]
    preview = upload(client, file_of(*rows))
    marked = client.post(LIST, {"marked": preview.context["content"]})
    assert set(comments(marked)) == {"D2", "A3"}
    assert "您的下级里没有这个团委" in comments(marked)["A3"]
    assert "%E6%A0%87%E5%87%BA%E9%94%99%E8%AF%AF" in marked["Content-Disposition"]


def test_a_list_without_faults_is_not_carried_in_the_page(log_in, world):
    preview = upload(log_in("region_manager"), file_of(("150203", None, "李四", None)))
    assert preview.context["content"] == ""


@pytest.mark.parametrize("forged", ["", "x", "QUJD", "ä"])
def test_forged_content_of_a_list_is_no_error(log_in, forged):
    response = log_in("region_manager").post(LIST, {"marked": forged})
    assert response.status_code == 200
    assert response.context["messages"]
