import pytest
from django.db import IntegrityError, transaction

from activities.models import Publicity
from tests.factories import make_publicity

pytestmark = pytest.mark.django_db

LIST, ADD = "/admin/activities/publicity/", "/admin/activities/publicity/add/"
LINK = "https://example.org/1"


def payload(**changes):
    answers = {"medium": "wechat_account", "title": "归巢筑梦", "link": LINK, "published_on": "2020-01-20"}
    return answers | {"read_count": "", "remark": ""} | changes


def form_errors(response):
    return response.context["adminform"].form.errors


def test_logs_channel_title_link_and_day(log_in, world):
    client = log_in("county_staff")
    assert client.get(ADD).status_code == 200
    assert client.post(ADD, payload()).status_code == 302
    publicity = Publicity.objects.get()
    assert (publicity.medium, publicity.title, publicity.link) == ("wechat_account", "归巢筑梦", LINK)
    assert (publicity.committee, publicity.read_count) == (world.donghe, None)
    page = client.get(LIST).content.decode()
    assert f'<a href="{LINK}" target="_blank" rel="noopener noreferrer nofollow">{LINK}</a>' in page


def test_completes_a_link_and_knows_it_again(log_in, world):
    client = log_in("county_staff")
    assert client.post(ADD, payload(link="example.org/1")).status_code == 302
    assert Publicity.objects.get().link == LINK
    assert list(form_errors(client.post(ADD, payload(link="example.org/1")))) == ["link"]


def test_a_newspaper_has_no_link(log_in):
    client = log_in("county_staff")
    for title in ("第一篇", "第二篇"):
        assert client.post(ADD, payload(medium="newspaper", title=title, link="")).status_code == 302
    assert Publicity.objects.count() == 2


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"medium": ""}, "medium"),
        ({"title": ""}, "title"),
        ({"title": "身份证 11010519491231002X"}, "title"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "data:text/html,x"}, "link"),
        ({"link": "归巢筑梦 https://example.org/1"}, "link"),
        ({"link": "ftp://example.org/1"}, "link"),
        ({"published_on": "2020-02-11"}, "published_on"),
        ({"read_count": "-1"}, "read_count"),
        ({"read_count": "99999999999"}, "read_count"),
    ],
)
def test_shows_beside_the_field_what_is_wrong(log_in, changes, field):
    assert list(form_errors(log_in("county_staff").post(ADD, payload(**changes)))) == [field]
    assert not Publicity.objects.exists()


def test_a_link_is_logged_once_per_committee(log_in, world):
    make_publicity(campaign=world.campaign, committee=world.donghe, link=LINK)
    make_publicity(campaign=world.campaign, committee=world.kundulun, link=LINK)
    assert list(form_errors(log_in("county_staff").post(ADD, payload()))) == ["link"]
    with pytest.raises(IntegrityError), transaction.atomic():
        make_publicity(campaign=world.campaign, committee=world.donghe, link=LINK)


def test_sums_what_the_filters_show_and_leaves_unknown_readers_blank(log_in, world):
    make_publicity(campaign=world.campaign, committee=world.donghe, read_count=0)
    make_publicity(campaign=world.campaign, committee=world.kundulun, read_count=500)
    make_publicity(campaign=world.campaign, committee=world.kundulun, medium="radio")
    make_publicity(campaign=world.campaign, committee=world.hailar, read_count=9000)
    client = log_in("league_city_staff")

    def sums(**query):
        return {label: figure for label, figure, _ in client.get(LIST, query).context["sums"]}

    assert [sums()[label] for label in ("合计条数", "阅读量（填了的）", "微信公众号", "广播", "微博")] == [
        3,
        500,
        2,
        1,
        None,
    ]
    assert sums(under=world.donghe.pk)["阅读量（填了的）"] == 0
    assert sums(medium__exact="radio")["阅读量（填了的）"] is None


def test_queries_of_the_list_do_not_grow(log_in, world, django_assert_max_num_queries):
    for _ in range(40):
        make_publicity(campaign=world.campaign, committee=world.donghe)
    client = log_in("league_city_staff")
    with django_assert_max_num_queries(15):
        client.get(LIST)
