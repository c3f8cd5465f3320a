import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction

from organization.models import Account, AuditEvent
from organization.models.account import one_time_password
from organization.roles import ROLES
from tests.factories import PASSWORD, make_account

pytestmark = pytest.mark.django_db

ADD = "/admin/organization/account/add/"


def payload(world, **changes):
    answers = {
        "username": "newcomer",
        "full_name": "新同事",
        "committee": world.donghe.pk,
        "role": "county_staff",
        "is_active": "on",
    }
    return {name: value for name, value in (answers | changes).items() if value is not None}


def form_errors(response):
    return response.context["adminform"].form.errors


def test_roles_are_written_into_groups_and_read_from_there(world):
    account = world.accounts["county_staff"]
    assert not account.has_perm("activities.add_activity")
    for _ in range(2):
        call_command("sync_roles")
    account = Account.objects.get(pk=account.pk)
    assert account.has_perm("activities.add_activity")
    assert not account.has_perm("organization.add_account")
    assert account.get_all_permissions() == ROLES["county_staff"].permissions


def test_every_permission_of_a_role_exists(world):
    call_command("sync_roles")
    for role, account in world.accounts.items():
        assert account.get_all_permissions() == ROLES[role].permissions


def test_nobody_is_above_the_roles(world):
    assert not any(account.is_superuser for account in world.accounts.values())


@pytest.mark.parametrize(
    ("role", "home"), [("region_manager", "baotou"), ("county_staff", "baotou"), ("auditor", "donghe")]
)
def test_a_role_has_its_level(world, role, home):
    with pytest.raises(ValidationError, match="不能设为"):
        make_account(committee=getattr(world, home), role=role)


def test_the_database_refuses_an_unknown_role(world):
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.update(role="emperor")


def test_one_time_passwords_are_random():
    passwords = {one_time_password() for _ in range(100)}
    assert len(passwords) == 100
    assert all(len(password) == 14 for password in passwords)


def test_a_one_time_password_must_be_changed_before_anything_else(client, world):
    account, password = Account.objects.create_account(
        username="newcomer", committee=world.region, role="region_manager"
    )
    call_command("sync_roles")
    response = client.post("/admin/login/?next=/admin/", {"username": "newcomer", "password": password}, follow=True)
    assert response.redirect_chain[-1][0] == "/admin/password_change/"
    assert client.get("/admin/reports/annex2/").status_code == 302
    change = {"old_password": password, "new_password1": password, "new_password2": password}
    assert "不能与现在的密码相同" in str(client.post("/admin/password_change/", change).context["form"].errors)
    change |= {"new_password1": "草原上的第一场雪Xue2020", "new_password2": "草原上的第一场雪Xue2020"}
    assert client.post("/admin/password_change/", change).status_code == 302
    assert client.get("/admin/reports/annex2/").status_code == 200
    account.refresh_from_db()
    assert not account.must_change_password


def test_the_region_makes_an_account_and_sees_its_password_once(log_in, world, client):
    response = log_in("region_manager").post(ADD, payload(world))
    password = response.context["slips"][0].password
    assert response.content.decode().count(password) == 1
    account = Account.objects.get(username="newcomer")
    assert account.check_password(password)
    assert account.must_change_password
    assert AuditEvent.objects.filter(act="account_create", object_id=account.pk).count() == 1
    assert password not in str(list(AuditEvent.objects.values()))


@pytest.mark.parametrize("role", ["system_administrator", "auditor", "nonsense"])
def test_the_region_manager_cannot_grant_roles_above_the_work(log_in, world, role):
    response = log_in("region_manager").post(ADD, payload(world, role=role, committee=world.region.pk))
    assert "role" in form_errors(response)


def test_the_system_administrator_grants_every_role(log_in, world):
    client = log_in("system_administrator")
    assert client.post(ADD, payload(world, role="auditor", committee=world.region.pk)).context["slips"]


def test_nobody_changes_an_account_whose_role_they_may_not_grant(log_in, world):
    auditor = world.accounts["auditor"]
    client = log_in("region_manager")
    address = f"/admin/organization/account/{auditor.pk}/change/"
    assert client.post(address, payload(world, username="taken-over")).status_code == 403


def test_an_account_needs_a_committee(log_in, world):
    assert "committee" in form_errors(log_in("region_manager").post(ADD, payload(world, committee="")))


def test_nobody_deactivates_themselves(log_in, world):
    manager = world.accounts["region_manager"]
    answers = payload(
        world, username=manager.username, committee=world.region.pk, role="region_manager", is_active=None
    )
    client = log_in("region_manager")
    response = client.post(f"/admin/organization/account/{manager.pk}/change/", answers)
    assert "is_active" in form_errors(response)


def test_the_page_of_an_account_says_what_became_of_its_login(log_in, world):
    account = world.accounts["county_staff"]
    client, address = log_in("region_manager"), f"/admin/organization/account/{account.pk}/change/"
    answers = payload(world, username=account.username, committee=account.committee_id)
    stopped = client.post(address, answers | {"is_active": ""}, follow=True).text
    assert "这个账号已停用，对方的下一次操作即被拒绝。" in stopped
    assert "这个账号已恢复。忘了密码的请重发密码条。" in client.post(address, answers, follow=True).text
    assert "这个账号已" not in client.post(address, answers | {"full_name": "改了名字"}, follow=True).text


@pytest.mark.parametrize("role", ["county_staff", "region_viewer", "auditor"])
def test_others_make_no_accounts(log_in, world, role):
    assert log_in(role).post(ADD, payload(world)).status_code == 403


def test_a_deactivated_account_is_out_at_its_next_request(log_in, world):
    client = log_in("county_staff")
    assert client.get("/admin/").status_code == 200
    Account.objects.filter(pk=world.accounts["county_staff"].pk).update(is_active=False)
    assert client.get("/admin/").status_code == 302


def test_logins_leave_a_trace(client, world):
    account = world.accounts["county_staff"]
    for password in ("wrong", PASSWORD):
        client.post("/admin/login/", {"username": account.username, "password": password})
    client.post("/admin/login/", {"username": "nobody", "password": "wrong"})
    events = AuditEvent.objects.order_by("sequence")
    assert [(event.act, event.result, event.object_id) for event in events] == [
        ("sign_in_failed", "refused", str(account.pk)),
        ("sign_in", "done", str(account.pk)),
        ("sign_in_unknown", "refused", ""),
    ]
    assert {event.address for event in events} == {"127.0.0.1"}


@pytest.mark.parametrize(
    ("password", "expected"),
    [("Xue2020", "密码太短，至少要 12 个字符。"), ("xuemapaoguoqu", "至少三种"), ("1234567890", "太容易猜")],
)
def test_says_in_chinese_what_a_password_lacks(log_in, password, expected):
    change = {"old_password": "x", "new_password1": password, "new_password2": password}
    response = log_in("county_staff").post("/admin/password_change/", change)
    errors = "".join(response.context["form"].errors["new_password1"])
    assert expected in errors
    assert "assword" not in errors
