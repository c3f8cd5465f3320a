import uuid
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from activities.models import Headcount
from organization.choices import Level
from tests.factories import make_committee, make_headcount

pytestmark = pytest.mark.django_db

LIST, ADD = "/admin/activities/headcount/", "/admin/activities/headcount/add/"


def payload(**changes):
    answers = {"counted_on": "2020-01-20", "workers": "800", "students": "0", "form_uuid": str(uuid.uuid4())}
    return answers | {"entrepreneurs": "", "residents": "", "remark": ""} | changes


def counts(committee):
    """The committee's current counts, by category."""
    return dict(Headcount.objects.current().filter(committee=committee).values_list("category", "youth_count"))


def sums(response):
    return {label: figure for label, figure, _ in response.context["sums"]}


def test_a_blank_is_not_stored_and_a_zero_is(log_in, world):
    client = log_in("county_staff")
    assert client.get(ADD).status_code == 200
    assert client.post(ADD, payload()).status_code == 302
    assert counts(world.donghe) == {"workers": 800, "students": 0}


def test_a_count_is_read_with_its_measure_word(log_in, world):
    log_in("county_staff").post(ADD, payload(workers="1,200 人", students=""))
    assert counts(world.donghe) == {"workers": 1200}


def test_a_blank_stays_blank_in_the_sums_and_a_zero_counts(log_in, world):
    make_headcount(campaign=world.campaign, committee=world.donghe, youth_count=0)
    make_headcount(campaign=world.campaign, committee=world.kundulun, category="students", youth_count=30)
    make_headcount(campaign=world.campaign, committee=world.hailar, youth_count=999)
    shown = sums(log_in("league_city_staff").get(LIST))
    assert shown == {"已报的旗县": 2, "外出创业": None, "外出务工": 0, "在外学生": 30, "常驻青年": None}


def test_a_newer_count_replaces_the_older_which_stays(log_in, world):
    client = log_in("county_staff")
    client.post(ADD, payload())
    client.post(ADD, payload(counted_on="2020-02-01", workers="700", students=""))
    assert counts(world.donghe) == {"workers": 700, "students": 0}
    replaced = client.get(LIST, {"shown": "replaced"}).context["cl"].result_list
    assert [(count.category, count.youth_count) for count in replaced] == [("workers", 800)]
    assert sums(client.get(LIST))["外出务工"] == 700


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"workers": "", "students": ""}, "__all__"),
        ({"workers": "-1"}, "workers"),
        ({"workers": "many"}, "workers"),
        ({"workers": "99999999999"}, "workers"),
        ({"counted_on": ""}, "counted_on"),
        ({"counted_on": "2020-02-11"}, "counted_on"),
        ({"counted_on": "2018-12-31"}, "counted_on"),
        ({"remark": "11010519491231002X"}, "remark"),
    ],
)
def test_says_beside_the_field_what_is_wrong_and_stores_nothing(log_in, changes, field):
    response = log_in("county_staff").post(ADD, payload(**changes))
    assert list(response.context["form"].errors) == [field]
    assert not Headcount.objects.exists()


def test_an_older_day_than_that_of_the_count_is_refused_whole(log_in, world):
    make_headcount(campaign=world.campaign, committee=world.donghe, counted_on=date(2020, 2, 1))
    response = log_in("county_staff").post(ADD, payload())
    assert list(response.context["form"].errors) == ["counted_on"]
    assert counts(world.donghe) == {"workers": 100}


def test_the_same_form_sent_twice_stores_once(log_in):
    client, sent = log_in("county_staff"), payload()
    for _ in range(2):
        response = client.post(ADD, sent, follow=True)
    assert "没有重复记录" in response.content.decode()
    assert Headcount.objects.count() == 2


def test_counties_are_counted_and_nobody_else(log_in, world):
    client = log_in("league_city_staff")
    for foreign in (world.baotou, world.hailar, world.direct):
        response = client.post(ADD, payload(committee=str(foreign.pk)))
        assert "committee" in response.context["form"].errors
    assert client.post(ADD, payload(committee=str(world.kundulun.pk))).status_code == 302
    assert counts(world.kundulun) == {"workers": 800, "students": 0}
    with pytest.raises(ValidationError):
        Headcount.objects.report(
            campaign=world.campaign,
            committee=world.baotou,
            counted_on=date(2020, 1, 20),
            counts={"workers": 1},
            form_uuid=uuid.uuid4(),
            by=world.accounts["league_city_staff"],
        )


def test_a_county_counts_for_itself_only(log_in, world):
    log_in("county_staff").post(ADD, payload(committee=str(world.kundulun.pk)))
    assert counts(world.donghe)
    assert not counts(world.kundulun)


def test_a_township_counts_nobody(log_in, world):
    account = world.accounts["county_staff"]
    account.committee = make_committee(parent=world.donghe, level=Level.TOWNSHIP, place_name="某镇")
    account.save()
    client = log_in("county_staff")
    assert client.get(ADD).status_code == 403
    assert client.get(LIST).status_code == 200


@pytest.mark.parametrize("role", ["region_viewer", "auditor", "system_administrator"])
def test_others_count_nobody(log_in, role):
    assert log_in(role).post(ADD, payload()).status_code == 403


def test_a_count_is_read_and_never_changed(log_in, world):
    count = make_headcount(campaign=world.campaign, committee=world.donghe)
    client = log_in("county_staff")
    assert client.get(f"{LIST}{count.pk}/change/").status_code == 200
    assert client.post(f"{LIST}{count.pk}/change/", {"youth_count": "1"}).status_code == 403
    assert counts(world.donghe) == {"workers": 100}


def test_deleting_brings_the_count_before_back_and_restoring_replaces_it_again(log_in, world):
    client = log_in("county_staff")
    client.post(ADD, payload(workers="800", students=""))
    client.post(ADD, payload(workers="8000", students="", counted_on="2020-02-01"))
    wrong = Headcount.objects.current().get()
    client.post(f"{LIST}{wrong.pk}/delete/", {"post": "yes"})
    assert counts(world.donghe) == {"workers": 800}
    client.post(f"{LIST}?shown=deleted", {"action": "restore", "_selected_action": [wrong.pk]})
    assert counts(world.donghe) == {"workers": 8000}


def test_one_count_of_a_category_is_current(world):
    make_headcount(campaign=world.campaign, committee=world.donghe)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_headcount(campaign=world.campaign, committee=world.donghe)


def test_queries_of_the_list_do_not_grow(log_in, world, django_assert_max_num_queries):
    for number in range(40):
        county = make_committee(parent=world.baotou, place_name=f"第{number}旗")
        make_headcount(campaign=world.campaign, committee=county)
    client = log_in("league_city_staff")
    with django_assert_max_num_queries(13):
        client.get(LIST)
