"""The page: that it leaves nothing in an address, what it answers to anything that is typed, its queries."""

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext

from reports.overview.search import groups
from reports.overview.search.forms import LONGEST
from tests.factories import make_activity, make_committee, make_follow_up_case
from tests.reports.overview.search.searching import SEARCH, found, search

pytestmark = pytest.mark.django_db


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
    ("term", "most"),
    [
        ("乌云", 22),
        ("bt", 22),
        ("东河", 22),
        ("5678", 22),
        ("12", 22),
        ("13812345678", 27),  # with the event of a search by number
        ("150200", 22),
        ("HD99", 22),
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
