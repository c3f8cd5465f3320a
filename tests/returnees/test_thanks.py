import pytest

from returnees.page_cache import clear_pages
from tests.factories import make_entrance
from tests.returnees.answering import post, shown_receipt

pytestmark = pytest.mark.django_db


def test_names_the_committee_of_each_home(client, world):
    pages = [post(client, world.homepage, home_county=code).content.decode() for code in ("150202", "150203", "150202")]
    assert [("东河区" in page, "昆都仑区" in page) for page in pages] == [(True, False), (False, True), (True, False)]


def test_each_answer_gets_its_own_code(client, world):
    assert shown_receipt(post(client, world.homepage)) != shown_receipt(post(client, world.homepage))


def test_only_staff_are_led_to_the_next_youth(client, world):
    staff = make_entrance(campaign=world.campaign, committee=world.donghe, channel="staff_filled")
    assert "再代填一份" not in post(client, world.homepage).content.decode()
    assert f'href="{staff.get_absolute_url()}"' in post(client, staff).content.decode()


def test_a_renamed_committee_is_named_anew(client, world):
    post(client, world.homepage)
    world.donghe.name = "共青团新东河区委员会"
    world.donghe.save()
    world.campaign.questionnaire_revision += 1
    world.campaign.save()
    clear_pages()
    assert "新东河区" in post(client, world.homepage).content.decode()
