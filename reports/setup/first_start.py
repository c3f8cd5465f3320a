from io import StringIO

import qrcode
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from organization.choices import Act
from organization.machine import find_pending_migrations
from organization.models import Account, AuditEvent, AuditSeal, Campaign, Committee
from organization.progress import say_step
from organization.region import REGION
from organization.roles import REGION_MANAGER, ROLES, SYSTEM_ADMINISTRATOR
from reports.setup.static_files import collect_static_files
from reports.setup.trial import open_trial
from returnees.choices import EntranceChannel
from returnees.models import Entrance

FIRST_ACCOUNTS = {"admin": SYSTEM_ADMINISTRATOR, "region": REGION_MANAGER}


def make_ready(*, collect_static: bool = False):
    """Everything but accounts and a campaign: migrations, roles, places. Idempotent.

    With the static files in the same process, a start loads the application once less.
    """
    if collect_static:
        collect_static_files()
    if pending := find_pending_migrations():
        say_step(f"升级数据库，{len(pending)} 步")
    call_command("migrate", verbosity=0)
    call_command("sync_roles")
    # Only what is not there: a later start leaves alone what staff have changed since.
    if not Committee.objects.exists():
        call_command("load_places")
    # What the chain of the first version holds is sealed as soon as there are seals.
    AuditSeal.objects.seal()


def make_first_campaign():
    """A trial, until the region opens its own; none where there is any campaign, or no sample to make it of."""
    if REGION.sample and not Campaign.objects.exists():
        open_trial()


@transaction.atomic
def make_first_accounts():
    """The first two accounts with their one-time passwords; none if accounts exist."""
    if Account.objects.exists():
        return {}
    passwords = {}
    for username, role in FIRST_ACCOUNTS.items():
        account, passwords[account] = Account.objects.create_account(
            username=username, committee=Committee.objects.region(), role=role
        )
        AuditEvent.objects.append(act=Act.ACCOUNT_CREATE, subject=account, detail=ROLES[role].label)
    return passwords


def print_addresses(out):
    entrance = Entrance.objects.filter(campaign__is_current=True, channel=EntranceChannel.HOMEPAGE).first()
    if entrance:
        print_entrance(entrance, out)
    out.write(f"工作人员：{settings.PUBLIC_URL}/admin/")


def print_entrance(entrance, out):
    code = qrcode.QRCode(border=2)
    code.add_data(entrance.address)
    # In one piece: the command's own stream ends a line after each write.
    picture = StringIO()
    code.print_ascii(out=picture, invert=True)
    out.write(picture.getvalue())
    out.write(f"问卷地址：{entrance.address}")
