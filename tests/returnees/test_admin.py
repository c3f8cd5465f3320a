import pytest

from organization.models import AuditEvent
from returnees.models import Entrance, Returnee
from tests.factories import make_entrance, make_returnee

pytestmark = pytest.mark.django_db

LIST, ADD = "/admin/returnees/returnee/", "/admin/returnees/entrance/add/"


def shown(response):
    return list(response.context["cl"].result_list)


def form_errors(response):
    return response.context["adminform"].form.errors


def test_a_committee_sees_the_records_of_its_own_subtree(log_in, world):
    own = make_returnee(entrance=world.homepage, home_committee=world.donghe)
    make_returnee(entrance=world.homepage, home_committee=world.hailar)
    assert shown(log_in("county_staff").get(LIST)) == [own]
    assert shown(log_in("league_city_staff").get(LIST)) == [own]
    assert len(shown(log_in("region_viewer").get(LIST))) == 2


def test_a_foreign_record_is_not_found(log_in, world):
    foreign = make_returnee(entrance=world.homepage, home_committee=world.hailar)
    client = log_in("league_city_staff")
    assert client.get(f"{LIST}{foreign.pk}/change/").status_code == 404


@pytest.mark.parametrize("role", ["auditor", "system_administrator"])
def test_those_without_business_see_no_records(log_in, role):
    assert log_in(role).get(LIST).status_code == 403


def test_the_phone_number_is_masked_everywhere(log_in, world):
    returnee = make_returnee(entrance=world.homepage, home_committee=world.donghe, phone="13912345678")
    client = log_in("county_staff")
    for address in (LIST, f"{LIST}{returnee.pk}/change/"):
        content = client.get(address).content.decode()
        assert "139****5678" in content
        assert "13912345678" not in content


@pytest.mark.parametrize("lookup", ["phone__startswith", "receipt_digest__startswith", "submission_uuid", "phone"])
def test_hidden_columns_cannot_be_asked_for(log_in, lookup):
    assert log_in("county_staff").get(LIST, {lookup: "1"}).status_code == 400


def test_shows_only_the_questions_that_were_asked(log_in, world):
    returnee = make_returnee(entrance=world.homepage, home_committee=world.donghe, status="F")
    content = log_in("county_staff").get(f"{LIST}{returnee.pk}/change/").content.decode()
    assert "希望团组织提供的帮助" in content
    assert "创业项目" not in content


def test_the_row_never_names_itself(world):
    returnee = make_returnee(entrance=world.homepage, home_committee=world.donghe)
    assert returnee.name not in str(returnee)


def test_records_are_read_not_written(log_in, world):
    returnee = make_returnee(entrance=world.homepage, home_committee=world.donghe)
    client = log_in("region_manager")
    assert client.post(f"{LIST}{returnee.pk}/change/", {"name": "x"}).status_code == 403
    assert client.post(f"{LIST}{returnee.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get(f"{LIST}add/").status_code == 403
    assert Returnee.objects.get().name == returnee.name


def test_a_shared_number_is_marked_for_staff(log_in, world):
    for name in ("巴特尔", "苏日娜"):
        make_returnee(entrance=world.homepage, home_committee=world.donghe, name=name)
    make_returnee(entrance=world.homepage, home_committee=world.donghe, name="乌云", phone="13900000002")
    client = log_in("county_staff")
    assert {r.name: r.is_possible_duplicate for r in shown(client.get(LIST))} == {
        "巴特尔": True,
        "苏日娜": True,
        "乌云": False,
    }
    assert {r.name for r in shown(client.get(LIST, {"duplicate": "yes"}))} == {"巴特尔", "苏日娜"}


def test_staff_release_what_was_set_aside_within_their_subtree(log_in, world):
    own = make_returnee(entrance=world.homepage, home_committee=world.donghe, state="quarantined")
    foreign = make_returnee(entrance=world.homepage, home_committee=world.hailar, state="quarantined")
    rejected = make_returnee(entrance=world.homepage, home_committee=world.donghe, state="rejected")
    answers = {"action": "release", "_selected_action": [own.pk, foreign.pk, rejected.pk]}
    assert log_in("county_staff").post(LIST, answers).status_code == 302
    states = dict(Returnee.objects.values_list("pk", "state"))
    assert states == {own.pk: "accepted", foreign.pk: "quarantined", rejected.pk: "rejected"}
    assert AuditEvent.objects.get().object_id == str(own.pk)


def test_a_viewer_releases_nothing(log_in, world):
    returnee = make_returnee(entrance=world.homepage, home_committee=world.donghe, state="quarantined")
    log_in("region_viewer").post(LIST, {"action": "release", "_selected_action": [returnee.pk]})
    assert Returnee.objects.get().state == "quarantined"


def test_queries_of_the_list_do_not_grow(log_in, world, django_assert_max_num_queries):
    for _ in range(30):
        make_returnee(entrance=world.homepage, home_committee=world.donghe)
    client = log_in("league_city_staff")
    with django_assert_max_num_queries(14):
        client.get(LIST)


def test_makes_an_entrance_for_the_own_subtree(log_in, world):
    client = log_in("league_city_staff")
    assert client.post(ADD, {"committee": world.donghe.pk, "channel": "market", "label": "火车站"}).status_code == 302
    entrance = Entrance.objects.get(channel="market")
    assert (entrance.committee, entrance.campaign) == (world.donghe, world.campaign)
    assert "committee" in form_errors(client.post(ADD, {"committee": world.hailar.pk, "channel": "market"}))


def test_the_same_entrance_twice_is_refused_with_a_message(log_in, world):
    client = log_in("county_staff")
    answers = {"channel": "market", "label": "火车站"}
    assert client.post(ADD, answers).status_code == 302
    assert "已有同渠道" in str(form_errors(client.post(ADD, answers)))


def test_the_homepage_entrance_is_not_made_by_hand(log_in):
    assert "channel" in form_errors(log_in("region_manager").post(ADD, {"channel": "homepage"}))


def test_an_entrance_keeps_its_committee_and_channel(log_in, world):
    entrance = make_entrance(campaign=world.campaign, committee=world.donghe)
    client = log_in("league_city_staff")
    address = f"/admin/returnees/entrance/{entrance.pk}/change/"
    client.post(address, {"label": "新名", "committee": world.kundulun.pk, "channel": "market"})
    entrance.refresh_from_db()
    assert (entrance.label, entrance.committee, entrance.channel) == ("新名", world.donghe, "wechat_group")


def test_renaming_an_entrance_to_an_existing_one_is_refused(log_in, world):
    make_entrance(campaign=world.campaign, committee=world.donghe, label="甲")
    entrance = make_entrance(campaign=world.campaign, committee=world.donghe, label="乙")
    address = f"/admin/returnees/entrance/{entrance.pk}/change/"
    assert "已有同渠道" in str(form_errors(log_in("county_staff").post(address, {"label": "甲"})))


def test_the_homepage_entrance_can_be_renamed(log_in, world):
    address = f"/admin/returnees/entrance/{world.homepage.pk}/change/"
    assert log_in("region_manager").post(address, {"label": "全区"}).status_code == 302
    world.homepage.refresh_from_db()
    assert (world.homepage.label, world.homepage.channel) == ("全区", "homepage")


def test_an_entrance_counts_its_accepted_answers(log_in, world):
    entrance = make_entrance(campaign=world.campaign, committee=world.donghe)
    make_returnee(entrance=entrance, home_committee=world.hailar)
    make_returnee(entrance=entrance, home_committee=world.donghe, state="quarantined")
    [shown_entrance] = shown(log_in("county_staff").get("/admin/returnees/entrance/"))
    assert shown_entrance.answers == 1
