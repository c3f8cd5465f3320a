"""Someone to talk to: the responsible person whom a committee made public, on the pages where a youth may want one."""

from datetime import timedelta

import pytest

from organization.models import AuditEvent, Responsible
from returnees.page_cache import clear_pages
from tests.factories import make_entrance, make_follow_up_case, make_responsible
from tests.returnees.answering import post
from tests.returnees.receipts import CODE, look_up, text_of

pytestmark = pytest.mark.django_db

TEL = 'href="tel:13900000009"'
RESPONSIBLES = "/admin/organization/responsible/"


def public(world, committee, **overrides):
    return make_responsible(campaign=world.campaign, committee=committee, is_public=True, **overrides)


def success(client, world):
    return text_of(post(client, world.homepage))


def receipt_page(client, world):
    make_follow_up_case(entrance=world.homepage, home_committee=world.donghe, returnee={"code": CODE})
    return text_of(look_up(client))


def refusal_by_age(client, world):
    return text_of(post(client, world.homepage, birth_year="1974"))


def closed(client, world):
    entrance = make_entrance(campaign=world.campaign, committee=world.donghe, is_paused=True)
    return text_of(client.get(entrance.get_absolute_url()))


PAGES = [success, receipt_page, refusal_by_age, closed]


@pytest.mark.parametrize("page", PAGES)
def test_names_the_person_of_the_home_once_public(client, world, page):
    public(world, world.donghe)
    shown = page(client, world)
    assert TEL in shown
    assert "张三" in shown


@pytest.mark.parametrize("page", PAGES)
def test_names_nobody_who_is_not_public(client, world, page):
    make_responsible(campaign=world.campaign, committee=world.donghe)
    shown = page(client, world)
    assert "tel:" not in shown
    assert "张三" not in shown


@pytest.mark.parametrize(("publics", "named"), [(["baotou", "region"], "乙"), (["region"], "丙"), (["kundulun"], "")])
def test_the_nearest_committee_at_or_above_answers(client, world, publics, named):
    names = {"kundulun": "甲", "baotou": "乙", "region": "丙"}
    for key in publics:
        public(world, getattr(world, key), name=names[key])
    shown = success(client, world)
    assert ("tel:" in shown) == bool(named)
    assert not named or f"　{named}" in shown


def test_the_questionnaire_itself_names_nobody(client, world):
    public(world, world.donghe)
    public(world, world.region)
    assert "tel:" not in text_of(client.get(world.homepage.get_absolute_url()))


def test_another_mistake_than_the_age_names_nobody(client, world):
    public(world, world.donghe)
    assert "tel:" not in text_of(post(client, world.homepage, name=""))


def test_what_is_withdrawn_is_gone_from_the_pages_in_memory(client, log_in, world):
    responsible = public(world, world.donghe)
    assert TEL in success(client, world)
    form = {"name": "张三", "phone": "13900000009"}
    staff = log_in("county_staff")
    assert staff.post(f"{RESPONSIBLES}{responsible.pk}/change/", form).status_code == 302
    clear_pages()  # as after the seconds for which a page in memory is fresh
    assert "tel:" not in success(client, world)
    assert "tel:" not in closed(client, world)


def test_a_page_in_memory_is_fresh_for_seconds_only():
    from returnees.page_cache import FRESH_SECONDS

    assert timedelta(seconds=FRESH_SECONDS) <= timedelta(seconds=5)


@pytest.mark.parametrize(
    ("role", "status"), [("county_staff", 302), ("league_city_staff", 302), ("region_manager", 302), ("auditor", 403)]
)
def test_the_committee_s_own_staff_and_those_above_set_it(log_in, world, role, status):
    responsible = make_responsible(campaign=world.campaign, committee=world.donghe)
    form = {"name": "张三", "phone": "13900000009", "is_public": "on"}
    response = log_in(role).post(f"{RESPONSIBLES}{responsible.pk}/change/", form)
    assert response.status_code == status
    assert Responsible.objects.get().is_public is (status == 302)
    acts = list(AuditEvent.objects.filter(act__startswith="responsible_").values_list("act", flat=True))
    assert ("responsible_publish" in acts) is (status == 302)


def test_another_county_cannot_set_it(log_in, world):
    responsible = make_responsible(campaign=world.campaign, committee=world.hailar)
    form = {"name": "张三", "phone": "13900000009", "is_public": "on"}
    log_in("county_staff").post(f"{RESPONSIBLES}{responsible.pk}/change/", form)
    assert not Responsible.objects.get().is_public


def test_it_is_off_by_default_and_taking_it_back_is_recorded(log_in, world):
    staff = log_in("county_staff")
    form = {"campaign": world.campaign.pk, "committee": world.donghe.pk, "name": "张三", "phone": "13900000009"}
    staff.post(f"{RESPONSIBLES}add/", form)
    responsible = Responsible.objects.get()
    assert not responsible.is_public
    assert not AuditEvent.objects.filter(act="responsible_publish").exists()
    for value, act in (("on", "responsible_publish"), ("", "responsible_hide")):
        changes = form | ({"is_public": value} if value else {})
        staff.post(f"{RESPONSIBLES}{responsible.pk}/change/", changes)
        assert AuditEvent.objects.filter(act=act).count() == 1


@pytest.mark.parametrize(
    ("phone", "dialled"),
    [
        ("13900000009", "13900000009"),
        ("0472-5612345", "04725612345"),
        ("0472-5612345-801", "04725612345,801"),
        ("010-12345678", "01012345678"),
        ("5612345", "5612345"),
        ("5612345-801", "5612345,801"),
    ],
)
def test_a_tap_dials(world, phone, dialled):
    assert make_responsible(campaign=world.campaign, committee=world.donghe, phone=phone).dialled == dialled
