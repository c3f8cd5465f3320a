"""The top bar's search: what it finds, for whom, and that it leaves nothing in an address."""

from datetime import date

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from organization.models import Committee
from reports.models import Package
from reports.overview.search import groups
from reports.overview.search.forms import LONGEST
from reports.overview.search.term import Term, TypedNumber
from returnees.models import Returnee
from tests.factories import (
    make_activity,
    make_campaign,
    make_committee,
    make_follow_up_case,
    make_headcount,
    make_publicity,
    make_returnee,
    make_service,
    make_wechat_group,
)

pytestmark = pytest.mark.django_db

SEARCH = "/admin/search/"


def search(client, q, **more):
    return client.post(SEARCH, {"q": q} | more)


def found(client, q, **more):
    """Labels by group."""
    response = search(client, q, **more)
    assert response.status_code == 200
    return {group.key: [line.label for line in group.lines] for group in response.context["groups"]}


def lines_of(client, q, key):
    return next((group.lines for group in search(client, q).context["groups"] if group.key == key), [])


# Committees and places


@pytest.mark.parametrize(
    "term", ["包头", "包头市", "包头市团委", "150200", "１５０２００", "bt", "BTS", "btsw", "baotou", "bao tou"]
)
def test_finds_a_committee_by_name_code_and_letters(log_in, term):
    assert found(log_in("region_viewer"), term)["committees"] == ["包头市团委"]


@pytest.fixture
def damao(world):
    return make_committee(parent=world.baotou, gb_code="150223", place_name="达尔罕茂明安联合旗")


@pytest.mark.parametrize("term", ["dmq", "dehmma", "drhmm", "da'erhan", "daerhanmaoming", "茂明安"])
def test_finds_a_banner_by_what_people_shorten_it_to(log_in, damao, term):
    assert found(log_in("region_viewer"), term)["committees"] == ["达尔罕茂明安联合旗团委"]


def test_the_likeliest_committee_stands_first(log_in, world):
    make_committee(parent=world.baotou, place_name="东乌拉联合旗河")
    assert found(log_in("region_viewer"), "dh")["committees"] == ["东河区团委", "东乌拉联合旗河团委"]


def test_a_committee_that_has_ended_says_so(log_in, world):
    Committee.objects.filter(pk=world.kundulun.pk).update(ended_on=date(2020, 2, 1), succeeded_by=world.donghe)
    assert [line.state for line in lines_of(log_in("region_viewer"), "kdl", "committees")] == ["已撤并"]


def test_a_committee_leads_to_the_pages_that_the_account_may_see(log_in, world):
    (line,) = lines_of(log_in("county_staff"), "东河", "committees")
    assert [label for label, _ in line.links] == ["跟进个案", "服务与工作"]
    assert line.address == f"/admin/returnees/returnee/?under={world.donghe.pk}"
    (line,) = lines_of(log_in("auditor"), "东河", "committees")
    assert line.address == f"/admin/organization/committee/{world.donghe.pk}/change/"


@pytest.mark.parametrize(
    "role", ["region_manager", "league_city_staff", "county_staff", "auditor", "system_administrator"]
)
def test_every_link_of_a_committee_opens(log_in, role):
    client = log_in(role)
    (line,) = lines_of(client, "dhq", "committees")
    for address in [line.address, *(address for _, address in line.links)]:
        assert client.get(address).status_code == 200


def test_two_letters_do_not_find_what_only_the_words_for_a_committee_would_add(log_in, world):
    make_committee(parent=world.baotou, place_name="巴林左旗")
    assert found(log_in("region_viewer"), "bt")["committees"] == ["包头市团委"]


# Entries


@pytest.fixture
def entry(world):
    return make_activity(
        campaign=world.campaign,
        committee=world.donghe,
        topic="青创易贷政策",
        speaker="某讲师",
        place="东河区党群服务中心",
        remark="在校大学生专场",
    )


@pytest.mark.parametrize("term", ["青创易贷", "某讲师", "党群服务", "大学生专场", "青创 专场"])
def test_finds_an_entry_by_what_was_written(log_in, entry, term):
    assert found(log_in("county_staff"), term)["entries"] == [str(entry)]


def test_finds_entries_by_whose_they_are_after_those_that_say_it(log_in, world, entry):
    of = {"campaign": world.campaign, "committee": world.donghe}
    unwritten = make_activity("visit", **of)
    client = log_in("league_city_staff")
    assert found(client, "东河")["entries"] == [str(entry), str(unwritten)]
    assert set(found(client, "dhq")["entries"]) == {str(entry), str(unwritten)}


def numbers_of(entry):
    pk = entry.pk
    return [f"HD2020-{pk:06d}", f"hd2020-{pk}", f"HD{pk}", f"ＨＤ２０２０－{pk:06d}", f" HD2020 - {pk:06d} "]


@pytest.mark.parametrize("spelling", range(5))
def test_a_number_with_its_letters_leads_straight_to_the_entry(log_in, entry, spelling):
    response = search(log_in("county_staff"), numbers_of(entry)[spelling])
    assert response.status_code == 303
    assert response["Location"] == f"/admin/activities/symposium/{entry.pk}/change/"


def test_a_number_without_its_letters_may_be_of_anything(log_in, world, entry):
    service = make_service(campaign=world.campaign, committee=world.donghe, pk=entry.pk)
    for term in (str(entry.pk), f"{entry.pk:06d}", f"2020-{entry.pk}"):
        labels = found(log_in("county_staff"), term)["entries"]
        assert labels == [str(entry), f"{service.number} 服务记录"]


@pytest.mark.parametrize("number", ["HD2019-{}", "FW2020-{}", "AB2020-{}", "HD2020-9{:06d}"])
def test_a_number_of_another_year_or_kind_is_not_this_entry(log_in, entry, number):
    assert "entries" not in found(log_in("county_staff"), number.format(entry.pk))


@pytest.mark.parametrize(
    ("make", "written", "prefix"),
    [
        (make_service, {"remark": "电商培训班"}, "FW"),
        (make_wechat_group, {"name": "返乡电商培训群"}, "WX"),
        (make_headcount, {"remark": "电商培训口径"}, "RS"),
        (make_publicity, {"title": "电商培训见闻"}, "XC"),
    ],
)
def test_finds_other_work_by_its_text_and_number(log_in, world, make, written, prefix):
    row = make(campaign=world.campaign, committee=world.donghe, **written)
    client = log_in("county_staff")
    assert found(client, "电商培训")["entries"] == [f"{row.number} {row._meta.verbose_name}"]
    response = search(client, f"{prefix}{row.pk}")
    assert (response.status_code, response["Location"]) == (
        303,
        f"/admin/activities/{row._meta.model_name}/{row.pk}/change/",
    )
    assert client.get(response["Location"]).status_code == 200


def test_deleted_entries_are_not_found(log_in, world, entry):
    entry.mark_deleted(by=world.accounts["county_staff"])
    client = log_in("county_staff")
    assert found(client, "青创易贷") == found(client, entry.number) == {}


# Accounts


@pytest.mark.parametrize("term", ["nm150202", "NM1502", "苏和"])
def test_finds_an_account_by_its_username_and_the_name(log_in, world, term):
    account = world.accounts["county_staff"]
    account.username, account.full_name = "nm150202", "苏和"
    account.save()
    (line,) = lines_of(log_in("system_administrator"), term, "accounts")
    assert (line.address, line.state) == (f"/admin/organization/account/{account.pk}/change/", "启用")
    assert "accounts" not in found(log_in("county_staff"), term)


# Packages


@pytest.mark.parametrize("term", ["包头", "bt", "150200"])
def test_finds_a_package_by_its_committee(log_in, world, term):
    client = log_in("league_city_staff")
    (line,) = lines_of(client, term, "packages")
    package = Package.objects.get(committee=world.baotou)
    assert (line.address, line.state) == (f"/admin/reports/packages/{package.pk}/", "未开始")
    assert line.committee == "包头市团委"


# Records and cases


@pytest.fixture
def youth(world):
    case = make_follow_up_case(
        entrance=world.homepage,
        home_committee=world.donghe,
        returnee={"name": "乌云其其格", "phone": "13812345678"},
    )
    return case.returnee


@pytest.mark.parametrize("term", ["乌云", "乌云 其其格", "5678", "13812345678", "+86 138-1234-5678"])
def test_finds_a_record_and_its_case_by_name_and_phone(log_in, youth, term):
    labels = found(log_in("county_staff"), term)
    assert labels["records"] == labels["cases"] == ["乌云其其格"]


def test_a_single_sign_may_begin_a_name(log_in, youth):
    assert found(log_in("county_staff"), "乌")["records"] == ["乌云其其格"]


def test_finds_a_record_and_a_case_by_their_numbers(log_in, youth):
    client = log_in("county_staff")
    assert found(client, f"0{youth.pk}")["records"] == ["乌云其其格"]
    assert found(client, str(youth.follow_up_case.pk))["cases"] == ["乌云其其格"]
    assert "records" not in found(client, f"2020-{youth.pk}")


def test_a_number_is_masked_wherever_it_was_typed(log_in, youth):
    page = search(log_in("county_staff"), "乌云").content.decode()
    assert "138****5678" in page
    assert "13812345678" not in page


@pytest.mark.parametrize(
    ("role", "is_found", "is_minor_found"),
    [
        ("region_manager", True, True),
        ("league_city_staff", True, True),
        ("county_staff", True, False),
        ("region_viewer", False, False),
    ],
)
def test_a_whole_number_finds_only_what_the_role_may_see_of_it(log_in, youth, role, is_found, is_minor_found):
    client = log_in(role)
    assert ("records" in found(client, "13812345678")) is is_found
    assert ("cases" in found(client, "13812345678")) is is_found
    Returnee.objects.update(age=17)
    labels = found(client, "13812345678")
    assert (("records" in labels), ("cases" in labels)) == (is_minor_found, is_minor_found)
    # Name and last digits are seen anyway.
    assert found(client, "5678")["records"] == found(client, "乌云")["records"] == ["乌云其其格"]


def test_what_may_not_be_seen_answers_like_an_unknown_number(log_in, youth):
    Returnee.objects.update(age=17)
    client = log_in("county_staff")
    pages = [search(client, number).content.decode() for number in ("13812345678", "13812345679")]
    assert [page.count("没有找到") for page in pages] == [1, 1]


def test_deleted_records_are_not_found(log_in, world):
    returnee = make_returnee(entrance=world.homepage, home_committee=world.donghe)
    returnee.mark_deleted(by=world.accounts["county_staff"], deletion_reason="test")
    client = log_in("county_staff")
    for term in (returnee.name, returnee.phone, returnee.phone[-4:], str(returnee.pk)):
        assert "records" not in found(client, term)


def test_more_records_are_in_their_list_and_in_no_address(log_in, world):
    for number in range(groups.LISTED + 1):
        make_returnee(entrance=world.homepage, home_committee=world.donghe, phone=f"1390000{number:04d}")
    client = log_in("county_staff")
    (group,) = search(client, "乌云").context["groups"]
    assert (len(group.lines), group.has_more) == (groups.LISTED, True)
    response = client.post(group.list_address, {"term": "乌云"})
    assert "乌云" not in response["Location"]
    assert len(client.get(response["Location"]).context["cl"].result_list) == groups.LISTED + 1


# Scope, roles, campaign


@pytest.fixture
def foreign(world):
    """Rows of a county of another league-city."""
    case = make_follow_up_case(
        entrance=world.homepage, home_committee=world.hailar, returnee={"name": "外地某", "phone": "13800009876"}
    )
    rows = {"campaign": world.campaign, "committee": world.hailar}
    return [
        case.returnee,
        case,
        make_activity(**rows, remark="外地某"),
        make_service(**rows, remark="外地某"),
        make_wechat_group(**rows, name="外地某群"),
        make_publicity(**rows, title="外地某文"),
        make_headcount(**rows, remark="外地某"),
    ]


@pytest.mark.parametrize("role", ["county_staff", "league_city_staff"])
def test_rows_of_others_are_never_found(log_in, foreign, role):
    client = log_in(role)
    terms = ["外地某", "9876", "13800009876", "海拉尔", "hle", "150702", "呼伦贝尔", *(str(row.pk) for row in foreign)]
    terms += [row.number for row in foreign[2:]]
    for term in terms:
        labels = [label for lines in found(client, term).values() for label in lines]
        assert not [label for label in labels if "外地" in label or "海拉尔" in label or "呼伦" in label], term


@pytest.mark.parametrize(
    ("role", "keys"),
    [
        ("region_manager", ["committees", "entries", "packages", "records", "cases", "accounts"]),
        ("region_viewer", ["committees", "entries", "packages", "records", "cases", "accounts"]),
        ("league_city_staff", ["committees", "entries", "packages", "records", "cases", "accounts"]),
        ("county_staff", ["committees", "entries", "packages", "records", "cases"]),
        ("auditor", ["committees", "accounts"]),
        ("system_administrator", ["committees", "accounts"]),
    ],
)
def test_only_groups_that_the_role_may_see_are_searched(log_in, world, youth, entry, role, keys):
    response = log_in(role).get(SEARCH)
    assert [group.key for group in response.context["open_groups"]] == keys
    asked = found(log_in(role), "东河") | found(log_in(role), "乌云")
    assert set(asked) == {"committees", "entries", "records", "cases"} & set(keys)
    assert (search(log_in(role), entry.number).status_code == 303) is ("entries" in keys)


@pytest.mark.parametrize("key", ["records", "entries", "nonsense", ""])
def test_a_group_that_is_not_ones_own_cannot_be_asked_for(log_in, youth, entry, key):
    assert set(found(log_in("auditor"), "东河", only=key)) == {"committees"}


def test_an_account_without_a_committee_finds_nothing(log_in, world, youth, entry):
    world.accounts["county_staff"].committee = None
    world.accounts["county_staff"].save()
    client = log_in("county_staff")
    for term in ("东河", "乌云", entry.number, "dhq", str(youth.pk)):
        assert found(client, term) == {}


def test_what_is_found_is_of_the_viewed_campaign(log_in, world, entry, youth):
    make_campaign(key="2021", year=2021)
    client = log_in("county_staff")
    client.post("/admin/campaign/", {"campaign": "2021"})
    for term in ("青创易贷", entry.number, "乌云", "5678", str(youth.pk)):
        assert found(client, term) == {}


def test_somebody_who_is_not_signed_in_gets_the_login_page(client, world):
    assert "用户名" in search(client, "乌云").content.decode()


# The page


def test_the_term_stands_in_no_address_and_no_title(log_in, youth):
    response = search(log_in("county_staff"), "乌云其")
    assert "no-store" in response["Cache-Control"]
    page = response.content.decode()
    head, body = page.split("</head>")
    assert "乌云" not in head
    assert not [part for part in body.split('href="')[1:] if "乌云" in part.partition('"')[0]]
    assert "%E4%B9%8C" not in page
    assert 'value="乌云其"' in page


def test_a_term_in_an_address_is_not_read(log_in, youth):
    response = log_in("county_staff").get(SEARCH, {"q": "乌云"})
    assert response.context["groups"] == []


def test_many_lines_are_cut_and_more_can_be_asked_for(log_in, world, monkeypatch):
    monkeypatch.setattr(groups, "LISTED_ALONE", 10)
    for _ in range(12):
        make_activity(campaign=world.campaign, committee=world.donghe, topic="政策宣讲")
    client = log_in("county_staff")
    response = search(client, "政策宣讲")
    (group,) = response.context["groups"]
    assert (len(group.lines), group.has_more, group.list_address) == (groups.LISTED, True, "")
    assert "更多活动" in response.content.decode()
    response = search(client, "政策宣讲", only="entries")
    (group,) = response.context["groups"]
    assert (len(group.lines), group.has_more) == (10, True)
    assert "只列出前" in response.content.decode()


@pytest.mark.parametrize(
    ("term", "message"),
    [
        ("", "请写要找的"),
        ("  \u3000", "请写要找的"),
        ("\x00", "请写要找的"),
        ("\u200b\ufeff", "请写要找的"),
        ("a", "至少写两个字"),
        ("%", "至少写两个字"),
        ("_", "至少写两个字"),
        ("％", "至少写两个字"),
        ("甲" * 10_000, "写短一些"),
        ("a\u0301" * 5_000, "写短一些"),
    ],
    ids=range(10),
)
def test_what_cannot_be_searched_for_is_answered_with_a_sentence(log_in, youth, term, message):
    response = search(log_in("county_staff"), term)
    assert response.status_code == 200
    assert message in str(response.context["form"].errors["q"])
    assert response.context["groups"] == []


@pytest.mark.parametrize(
    "term",
    [
        "%%",
        "_云",
        "乌_",
        "__",
        "' OR 1=1 --",
        "\\\\",
        "ᠮᠣᠩᠭᠣᠯ",
        "\u202e乌云",
        "乌\x00\x07云",
        "乌\ufffe云",
        "😀😀",
        "9" * 60,
        "9" * 18,
        "HD" + "9" * 18,
        "HD2020-" + "9" * 50,
        "0" * 20,
        "²³",
        "HD٣٤",
        "(((((",
        "<script>alert(1)</script>",
        "a" * 60,
        "۵۶۷۸",
    ],
    ids=range(22),
)
def test_answers_whatever_is_searched_for(log_in, youth, term):
    response = search(log_in("county_staff"), term)
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize("term", ["%云", "_云", "乌%", "%%"])
def test_wildcards_are_signs_like_any_other(log_in, youth, entry, term):
    assert found(log_in("county_staff"), term) == {}


@pytest.mark.parametrize("data", [{}, {"q": ["乌云", "包头"]}, {"q": "乌云", "only": "x" * 500}, {"only": "records"}])
def test_no_form_makes_an_error_of_ours(log_in, youth, data):
    assert log_in("county_staff").post(SEARCH, data).status_code == 200


def test_other_methods_are_refused(log_in):
    assert log_in("county_staff").put(SEARCH).status_code == 405


def test_the_field_of_the_top_bar_is_as_long_as_the_search():
    part = render_to_string("staff/parts/search_form.html", {"csrf_token": "x"})
    assert f'maxlength="{LONGEST}"' in part
    assert f'action="{SEARCH}"' in part


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("HD2020-001234", TypedNumber("HD", 2020, 1234)),
        ("hd 2020-1234", TypedNumber("HD", 2020, 1234)),
        ("2020-001234", TypedNumber("", 2020, 1234)),
        ("001234", TypedNumber("", None, 1234)),
        ("HD-1234", TypedNumber("HD", None, 1234)),
        ("0", TypedNumber("", None, 0)),
        ("H1234", None),
        ("1234a", None),
        ("1" * 19, None),
        ("HD", None),
    ],
)
def test_reads_a_number_as_it_is_typed(typed, number):
    assert Term(typed).number == number


# Queries


@pytest.mark.parametrize(
    ("term", "most"),
    [
        ("乌云", 20),
        ("bt", 20),
        ("东河", 20),
        ("5678", 20),
        ("12", 20),
        ("13812345678", 20),
        ("150200", 20),
        ("HD99", 20),
    ],
)
def test_queries_do_not_grow_with_what_there_is(log_in, world, youth, entry, term, most):
    client = log_in("region_manager")

    def count():
        with CaptureQueriesContext(connection) as queries:
            search(client, term)
        return len(queries)

    count()
    few = count()
    for number in range(20):
        make_activity(campaign=world.campaign, committee=world.donghe, topic=f"乌云东河 {number}")
        make_follow_up_case(
            entrance=world.homepage,
            home_committee=world.donghe,
            returnee={"name": f"乌云{chr(0x4E00 + number)}", "phone": f"13812{number:02d}5678"},
        )
        make_committee(parent=world.baotou, place_name=f"东河{number}")
    assert count() <= max(few, most)
    assert count() <= most
