import threading

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from organization.choices import Level
from organization.models import Campaign, Committee
from tests.factories import make_committee

pytestmark = pytest.mark.django_db


def names(committees):
    return [committee.place_name for committee in committees]


def test_loads_the_116_places_once():
    for _ in range(2):
        call_command("load_places")
    assert Committee.objects.count() == 116
    assert Committee.objects.at_level(Level.LEAGUE_CITY).count() == 12
    assert Committee.objects.homes().count() == 103


def test_loads_them_in_few_statements(django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        call_command("load_places")


def test_each_is_saved_as_one_that_is_added_by_itself():
    call_command("load_places")
    loaded = list(Committee.objects.order_by("path").values("path", "sort_order", "initials", "pinyin", "gb_code"))
    assert len({committee["path"] for committee in loaded}) == 116
    for committee in Committee.objects.order_by("path"):
        committee.save_in_place()
    assert loaded == list(
        Committee.objects.order_by("path").values("path", "sort_order", "initials", "pinyin", "gb_code")
    )


def test_the_order_is_the_customary_one_not_that_of_the_codes():
    call_command("load_places")
    assert names(Committee.objects.at_level(Level.LEAGUE_CITY)) == [
        *("呼和浩特市", "包头市", "呼伦贝尔市", "兴安盟", "通辽市", "赤峰市"),
        *("锡林郭勒盟", "乌兰察布市", "鄂尔多斯市", "巴彦淖尔市", "乌海市", "阿拉善盟"),
    ]


@pytest.mark.parametrize(
    ("code", "name", "short_name"),
    [
        ("150000", "共青团内蒙古自治区委员会", "自治区团委"),
        ("150200", "共青团包头市委员会", "包头团市委"),
        ("152200", "共青团兴安盟委员会", "兴安盟团委"),
        ("150781", "共青团满洲里市委员会", "满洲里团市委"),
        ("150722", "共青团莫力达瓦达斡尔族自治旗委员会", "莫力达瓦达斡尔族自治旗团委"),
    ],
)
def test_names_committees_as_the_league_does(code, name, short_name):
    call_command("load_places")
    committee = Committee.objects.get(gb_code=code)
    assert (committee.name, committee.short_name) == (name, short_name)


def test_knows_the_separately_planned_cities_and_what_they_administer():
    call_command("load_places")
    assert names(Committee.objects.filter(is_separately_planned=True)) == ["满洲里市", "二连浩特市"]
    assert names(Committee.objects.get(gb_code="150781").administered.all()) == ["扎赉诺尔区"]


def test_loading_again_changes_nothing_that_was_edited():
    call_command("load_places")
    Committee.objects.filter(gb_code="150200").update(short_name="包头团委")
    call_command("load_places")
    assert Committee.objects.get(gb_code="150200").short_name == "包头团委"


def test_places_that_are_added_reach_the_questionnaires_served_already(world):
    revisions = []
    for _ in range(3):
        revisions.append(Campaign.objects.get(pk=world.campaign.pk).questionnaire_revision)
        call_command("load_places")
    assert revisions == [revisions[0], revisions[0] + 1, revisions[0] + 1]


def test_a_development_zone_without_a_code_reports_but_is_no_home(world):
    zone = make_committee(parent=world.baotou, place_name="稀土高新区")
    assert zone in Committee.objects.within(world.baotou)
    assert zone not in Committee.objects.homes()


def test_moving_takes_the_subtree_along(world):
    township = make_committee(parent=world.donghe, level=Level.TOWNSHIP, place_name="某镇")
    world.donghe.parent = world.hulunbuir
    world.donghe.sort_order = 9
    world.donghe.save_in_place()
    township.refresh_from_db()
    assert township.path == world.donghe.path + "001."
    assert world.donghe in Committee.objects.within(world.hulunbuir)
    assert township not in Committee.objects.within(world.baotou)


def test_a_committee_cannot_stand_below_itself(world):
    world.baotou.parent = world.donghe
    with pytest.raises(ValidationError, match="不能设在"):
        world.baotou.full_clean()


def test_a_level_has_its_place_in_the_tree(world):
    world.donghe.parent = world.region
    with pytest.raises(ValidationError, match="不能设在"):
        world.donghe.full_clean()


@pytest.mark.parametrize("name", ["baotou", "donghe"])
def test_a_committee_keeps_its_level_while_others_hang_on_it(world, name):
    """baotou has counties, donghe an account of a county's role."""
    committee = getattr(world, name)
    committee.level = Level.DIRECT
    with pytest.raises(ValidationError) as refusal:
        committee.full_clean()
    assert list(refusal.value.message_dict) == ["level"]


def test_a_committee_on_which_nothing_hangs_may_change_its_level(world):
    world.kundulun.level = Level.DIRECT
    world.kundulun.full_clean()


def test_there_is_one_region_only(world):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_committee(parent=None, level=Level.REGION, place_name="另一个")


@pytest.mark.parametrize("code", ["15020", "abcdef", "1502000"])
def test_a_code_has_six_digits(world, code):
    world.donghe.gb_code = code
    with pytest.raises(ValidationError):
        world.donghe.full_clean()


def test_an_account_sees_its_subtree_and_nothing_else(world):
    visible = Committee.objects.visible_to(world.accounts["league_city_staff"])
    assert names(visible) == ["包头市", "东河区", "昆都仑区"]


def test_without_a_committee_nothing_is_seen(world):
    account = world.accounts["region_manager"]
    account.committee = None
    assert not Committee.objects.visible_to(account).exists()


def test_a_deactivated_account_sees_nothing(world):
    account = world.accounts["region_manager"]
    account.is_active = False
    assert not Committee.objects.visible_to(account).exists()


ADD = "/admin/organization/committee/add/"


def payload(world, **changes):
    answers = {
        "parent": world.baotou.pk,
        "level": "county",
        "place_name": "稀土高新区",
        "name": "共青团包头稀土高新区工作委员会",
        "short_name": "稀土高新区团工委",
        "gb_code": "",
        "sort_order": "",
    }
    return answers | changes


def test_the_region_adds_a_development_zone_last_among_its_siblings(log_in, world):
    assert log_in("region_manager").post(ADD, payload(world)).status_code == 302
    zone = Committee.objects.get(place_name="稀土高新区")
    assert (zone.gb_code, zone.path) == (None, world.baotou.path + "003.")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"sort_order": "1"}, "__all__"),
        ({"gb_code": "150202"}, "gb_code"),
        ({"gb_code": "15"}, "gb_code"),
        ({"parent": ""}, "parent"),
        ({"level": "township"}, "parent"),
        ({"sort_order": "1000"}, "sort_order"),
    ],
)
def test_refuses_a_committee_that_does_not_fit(log_in, world, changes, field):
    response = log_in("region_manager").post(ADD, payload(world, **changes))
    assert field in response.context["adminform"].form.errors


def test_a_committee_is_moved_in_the_admin_with_its_subtree(log_in, world):
    answers = payload(world, parent=world.hulunbuir.pk, place_name="东河区", gb_code="150202")
    address = f"/admin/organization/committee/{world.donghe.pk}/change/"
    assert log_in("region_manager").post(address, answers).status_code == 302
    world.donghe.refresh_from_db()
    assert world.donghe.path.startswith(world.hulunbuir.path)


@pytest.mark.django_db(transaction=True)
def test_a_child_added_while_its_parent_moves_comes_along(world):
    """Both take the tree's lock, so the second one sees where the first left the parent."""
    has_moved = threading.Event()

    def add_child():
        try:
            has_moved.wait(10)
            make_committee(parent=world.donghe, level=Level.TOWNSHIP, place_name="某镇")
        finally:
            connection.close()

    adding = threading.Thread(target=add_child)
    adding.start()
    with transaction.atomic():
        moved = Committee.objects.get(pk=world.donghe.pk)
        moved.parent, moved.sort_order = world.hulunbuir, 9
        moved.save_in_place()
        has_moved.set()
        adding.join(0.3)
    adding.join()
    moved.refresh_from_db()
    assert Committee.objects.get(place_name="某镇").path == moved.path + "001."
