"""交接: what an account still has to do passes to a colleague in one act, and what it did stays its own."""

import pytest
from django.core.exceptions import ValidationError

from organization.models import Account, AuditEvent, Responsible
from reports.models import Package
from reports.setup import account_hand_over
from reports.setup.account_hand_over import SUCCESSOR_GONE, Contact, hand_over_account
from returnees.models import FollowUpCase, FollowUpNote
from tests.factories import make_account, make_follow_up_case, make_follow_up_note, make_responsible

pytestmark = pytest.mark.django_db


@pytest.fixture
def leaver(world):
    account = world.accounts["county_staff"]
    account.full_name = "要走的"
    account.save()
    return account


@pytest.fixture
def colleague(world, leaver):
    return make_account(committee=leaver.committee, full_name="接手的")


@pytest.fixture
def case(world, leaver):
    return make_follow_up_case(entrance=world.homepage, home_committee=world.donghe, assigned_to=leaver)


def address(account):
    return f"/admin/reports/accounts/{account.pk}/hand-over/"


def acts():
    return list(AuditEvent.objects.order_by("sequence").values_list("act", flat=True))


def test_shows_what_passes_with_counts_before_anything_does(log_in, world, leaver, colleague, case):
    make_responsible(campaign=world.campaign, committee=leaver.committee, name="要走的")
    response = log_in("league_city_staff").get(address(leaver))
    page = response.content.decode()
    assert "未办完的跟进个案" in page
    assert "负责人" in page
    assert (len(response.context["holdings"].cases), len(response.context["holdings"].responsibles)) == (1, 1)
    assert list(response.context["form"].fields["successor"].queryset) == [colleague]
    assert acts() == []


def test_cases_pass_and_their_history_stays(log_in, world, leaver, colleague, case):
    earlier = make_follow_up_note(case=case, by=leaver)
    response = log_in("league_city_staff").post(address(leaver), {"successor": colleague.pk}, follow=True)
    assert "已交接给接手的：跟进个案 1" in response.content.decode()
    case.refresh_from_db()
    assert case.assigned_to == colleague
    earlier.refresh_from_db()
    assert earlier.written_by == leaver
    note = FollowUpNote.objects.get(kind="assigned")
    assert (note.assigned_to, note.written_by) == (colleague, world.accounts["league_city_staff"])
    event = AuditEvent.objects.get()
    assert (event.act, event.object_id) == ("account_hand_over", str(leaver.pk))
    assert event.detail == f"交给账号编号 {colleague.pk}：跟进个案 1"
    assert Account.objects.get(pk=leaver.pk).is_active


def test_done_and_closed_cases_stay_where_they_were(log_in, world, leaver, colleague):
    done = make_follow_up_case(
        entrance=world.homepage, home_committee=world.donghe, assigned_to=leaver, state="done", due_on=None
    )
    assert "不用交接" in log_in("league_city_staff").get(address(leaver)).content.decode()
    done.refresh_from_db()
    assert done.assigned_to == leaver


def test_the_responsible_and_the_contact_of_a_package_pass(log_in, world, leaver, colleague):
    responsible = make_responsible(campaign=world.campaign, committee=leaver.committee, name="要走的")
    other = make_responsible(campaign=world.campaign, committee=world.kundulun, name="要走的")
    client = log_in("league_city_staff")
    page = client.post(address(leaver), {"successor": colleague.pk, "phone": ""})
    assert "请填接手人的联系电话" in page.content.decode()
    client.post(address(leaver), {"successor": colleague.pk, "phone": "139 0000 0007"})
    responsible.refresh_from_db()
    assert (responsible.name, responsible.phone) == ("接手的", "13900000007")
    assert Responsible.objects.get(pk=other.pk).name == "要走的"
    assert acts() == ["responsible_change", "account_hand_over"]


def test_whoever_takes_over_is_not_public_to_the_youths(log_in, world, leaver, colleague):
    responsible = make_responsible(campaign=world.campaign, committee=leaver.committee, name="要走的", is_public=True)
    log_in("league_city_staff").post(address(leaver), {"successor": colleague.pk, "phone": "139 0000 0007"})
    responsible.refresh_from_db()
    assert (responsible.name, responsible.is_public) == ("接手的", False)
    assert acts() == ["responsible_change", "responsible_hide", "account_hand_over"]
    revision = world.campaign.questionnaire_revision
    world.campaign.refresh_from_db()
    assert world.campaign.questionnaire_revision > revision


def test_the_contact_of_a_package_passes_unless_it_was_sent(log_in, world):
    account = world.accounts["league_city_staff"]
    Account.objects.filter(pk=account.pk).update(full_name="要走的")
    colleague = make_account(committee=world.baotou, role="league_city_staff", full_name="接手的")
    package = Package.objects.get(committee=world.baotou)
    Package.objects.filter(pk=package.pk).update(filled_by_name="要走的", filled_by_phone="13900000001")
    sent = Package.objects.get(committee=world.hulunbuir)
    Package.objects.filter(pk=sent.pk).update(filled_by_name="要走的", filled_by_phone="13900000001")
    log_in("region_manager").post(address(account), {"successor": colleague.pk, "phone": "13900000007"})
    package.refresh_from_db()
    assert (package.filled_by_name, package.filled_by_phone) == ("接手的", "13900000007")
    assert Package.objects.get(pk=sent.pk).filled_by_name == "要走的"


def test_a_colleague_without_a_name_needs_one_as_responsible(log_in, world, leaver):
    make_responsible(campaign=world.campaign, committee=leaver.committee, name="要走的")
    colleague = make_account(committee=leaver.committee)
    client = log_in("league_city_staff")
    page = client.post(address(leaver), {"successor": colleague.pk, "phone": "13900000007"}).content.decode()
    assert "没有登记姓名" in page
    assert 'value="13900000007"' in page
    client.post(address(leaver), {"successor": colleague.pk, "phone": "13900000007", "name": "新来的"})
    assert Responsible.objects.get().name == "新来的"


def test_deactivates_the_account_where_that_is_wanted(log_in, leaver, colleague, case):
    log_in("league_city_staff").post(address(leaver), {"successor": colleague.pk, "is_deactivated": "on"})
    assert not Account.objects.get(pk=leaver.pk).is_active
    assert acts() == ["account_deactivate", "account_hand_over"]


def test_an_account_hands_over_its_own_work_and_stays_active(log_in, leaver, colleague, case):
    client = log_in("county_staff")
    page = client.get(address(leaver)).content.decode()
    assert "交接后停用" not in page
    response = client.post(address(leaver), {"successor": colleague.pk, "is_deactivated": "on"})
    assert response["Location"] == "/admin/"
    case.refresh_from_db()
    assert case.assigned_to == colleague
    assert Account.objects.get(pk=leaver.pk).is_active


def test_every_page_leads_an_account_to_its_own(log_in, leaver):
    assert address(leaver) in log_in("county_staff").get("/admin/").content.decode()


@pytest.mark.parametrize(
    ("role", "status"),
    [("region_manager", 200), ("system_administrator", 200), ("league_city_staff", 200), ("auditor", 404)],
)
def test_only_whoever_manages_the_account_hands_it_over(log_in, leaver, colleague, case, role, status):
    client = log_in(role)
    assert client.get(address(leaver)).status_code == status
    client.post(address(leaver), {"successor": colleague.pk})
    case.refresh_from_db()
    assert (case.assigned_to == colleague) is (status == 200)


def test_others_and_forged_accounts_are_not_found(log_in, world, leaver, colleague, case):
    client = log_in("county_staff")
    foreign = make_account(committee=world.hailar)
    for pk in (colleague.pk, foreign.pk, world.accounts["league_city_staff"].pk, 10**12):
        for method in (client.get, client.post):
            assert method(f"/admin/reports/accounts/{pk}/hand-over/").status_code == 404


def test_only_an_active_colleague_of_the_same_committee_takes_over(log_in, world, leaver, colleague, case):
    colleague.is_active = False
    colleague.save()
    below = make_account(committee=world.kundulun)
    client = log_in("league_city_staff")
    for pk in (colleague.pk, below.pk, leaver.pk, world.accounts["league_city_staff"].pk, "x", 10**30):
        page = client.post(address(leaver), {"successor": pk})
        assert page.status_code == 200
    case.refresh_from_db()
    assert case.assigned_to == leaver
    assert acts() == []


def test_a_successor_who_was_deactivated_meanwhile_is_said_to_be_gone(log_in, leaver, colleague, case):
    make_account(committee=leaver.committee)
    colleague.is_active = False
    colleague.save()
    page = log_in("league_city_staff").post(address(leaver), {"successor": colleague.pk})
    assert SUCCESSOR_GONE in page.content.decode()


def test_who_was_deactivated_after_the_form_was_read_takes_nothing(rf, world, leaver, colleague, case):
    request = rf.post("/")
    request.user = world.accounts["league_city_staff"]
    Account.objects.filter(pk=colleague.pk).update(is_active=False)
    with pytest.raises(ValidationError, match="刚刚停用"):
        hand_over_account(request, account=leaver, successor=colleague, contact=Contact())
    case.refresh_from_db()
    assert case.assigned_to == leaver


def test_all_or_nothing_passes(log_in, monkeypatch, leaver, colleague, case):
    client = log_in("league_city_staff")

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(account_hand_over, "pass_contacts", fail)
    client.raise_request_exception = False
    client.post(address(leaver), {"successor": colleague.pk})
    case.refresh_from_db()
    assert case.assigned_to == leaver
    assert not FollowUpNote.objects.exists()


def test_a_second_click_changes_nothing_and_says_so(log_in, leaver, colleague, case):
    client = log_in("league_city_staff")
    client.post(address(leaver), {"successor": colleague.pk})
    page = client.post(address(leaver), {"successor": colleague.pk}, follow=True)
    assert "可能刚才已经交接过了" in page.content.decode()
    assert acts() == ["account_hand_over"]
    assert FollowUpNote.objects.count() == 1


def test_without_a_colleague_it_leads_to_a_new_account(log_in, leaver, case):
    page = log_in("league_city_staff").get(address(leaver)).content.decode()
    assert "没有别的在用账号可以接手" in page
    assert "/admin/organization/account/add/" in page
    page = log_in("county_staff").get(address(leaver)).content.decode()
    assert "请上级团委先为接手的人开一个账号" in page
    assert "/admin/organization/account/add/" not in page


def test_cases_of_a_committee_that_the_account_left_become_nobody_s(log_in, world, leaver, case):
    leaver.committee = world.kundulun
    leaver.save()
    colleague = make_account(committee=world.kundulun, full_name="接手的")
    client = log_in("league_city_staff")
    assert "不在本团委的个案" in client.get(address(leaver)).content.decode()
    client.post(address(leaver), {"successor": colleague.pk})
    case.refresh_from_db()
    assert case.assigned_to is None


# From where one comes.


def test_the_account_s_page_and_the_list_lead_here(log_in, leaver):
    client = log_in("league_city_staff")
    assert address(leaver) in client.get(f"/admin/organization/account/{leaver.pk}/change/").content.decode()
    chosen = {"action": "hand_over", "_selected_action": [leaver.pk]}
    assert client.post("/admin/organization/account/", chosen)["Location"] == address(leaver)


def test_the_list_hands_over_one_managed_account_at_a_time(log_in, world, leaver, colleague):
    client = log_in("league_city_staff")
    chosen = {"action": "hand_over", "_selected_action": [leaver.pk, colleague.pk]}
    assert "请只选一个" in client.post("/admin/organization/account/", chosen, follow=True).content.decode()
    own = {"action": "hand_over", "_selected_action": [world.accounts["league_city_staff"].pk]}
    assert "不归您管理" in client.post("/admin/organization/account/", own, follow=True).content.decode()


@pytest.mark.parametrize("has_case", [True, False])
def test_whoever_deactivates_an_account_with_open_cases_is_led_here(log_in, world, leaver, has_case):
    if has_case:
        make_follow_up_case(entrance=world.homepage, home_committee=world.donghe, assigned_to=leaver)
    chosen = {"action": "deactivate", "_selected_action": [leaver.pk]}
    page = log_in("league_city_staff").post("/admin/organization/account/", chosen, follow=True).content.decode()
    assert (address(leaver) in page) is has_case


def test_so_is_whoever_does_it_on_its_page(log_in, leaver, colleague, case):
    data = {"username": leaver.username, "full_name": "要走的", "committee": leaver.committee_id, "role": leaver.role}
    client = log_in("league_city_staff")
    page = client.post(f"/admin/organization/account/{leaver.pk}/change/", data, follow=True).content.decode()
    assert f'名下还有 1 个跟进个案没有办完：<a href="{address(leaver)}">' in page
    client.post(address(leaver), {"successor": colleague.pk})
    assert FollowUpCase.objects.get().assigned_to == colleague
