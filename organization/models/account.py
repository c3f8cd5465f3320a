import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac

from organization import roles
from organization.clock import now
from organization.scoping import CommitteeScopedQuerySet
from organization.text_columns import CodeColumn, PersonColumn

# Without the letters and digits that are mistaken for each other on a printed slip.
PASSWORD_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
RANDOM_PASSWORD_ITERATIONS = 10_000
IDLE_DAYS = 30


def one_time_password():
    """Twelve characters in three groups, some 59 bits: easy to copy from paper, not to be guessed."""
    groups = ("".join(secrets.choice(PASSWORD_ALPHABET) for _ in range(4)) for _ in range(3))
    return "-".join(groups)


def quick_hash(password):
    """A fast hash for a random password: 59 bits need no stretching, and a hundred slips are made at once.

    The next login stores it with Django's full number of iterations; a failed one takes as long as any other.
    """
    hasher = get_hasher()
    few = {"iterations": RANDOM_PASSWORD_ITERATIONS} if isinstance(hasher, PBKDF2PasswordHasher) else {}
    return hasher.encode(password, hasher.salt(), **few)


class AccountQuerySet(CommitteeScopedQuerySet):
    def manageable_by(self, manager):
        """Accounts that `manager` may change, deactivate and issue slips to."""
        role = roles.ROLES[manager.role]
        accounts = self.visible_to(manager).filter(role__in=role.grants)
        return accounts if role.grants_at_own_committee else accounts.exclude(committee=manager.committee_id)

    def active(self):
        return self.filter(is_active=True)

    def inactive(self):
        return self.filter(is_active=False)

    def never_signed_in(self):
        return self.active().filter(last_login=None)

    def idle(self):
        return self.active().filter(last_login__lt=now() - timedelta(days=IDLE_DAYS))


class AccountManager(BaseUserManager.from_queryset(AccountQuerySet)):
    def create_account(self, *, username, committee, role, full_name="", password=None):
        account = self.model(username=username, committee=committee, role=role, full_name=full_name)
        if password is None:
            password = account.issue_one_time_password()
        else:
            account.set_password(password)
        account.full_clean()
        account.save()
        return account, password


class Account(AbstractBaseUser, PermissionsMixin):
    """A member of staff at one committee, in one role. Nobody is above the roles: there are no superusers."""

    is_superuser = False
    groups = None
    user_permissions = None
    is_staff = True

    username = CodeColumn(
        "用户名",
        max_length=40,
        unique=True,
        validators=[ASCIIUsernameValidator()],
        help_text="英文字母、数字和 @ . + - _。",
        error_messages={"unique": "这个用户名已被使用。"},
    )
    full_name = PersonColumn("姓名", max_length=50, blank=True)
    committee = models.ForeignKey(
        "organization.Committee",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="accounts",
        verbose_name="所属团委",
        help_text="没有所属团委的账号看不到任何内容。",
    )
    role = models.CharField("角色", max_length=24, choices=roles.role_choices)
    is_active = models.BooleanField("启用", default=True, help_text="停用后，对方的下一次操作即被拒绝。")
    must_change_password = models.BooleanField("须修改密码", default=False, editable=False)
    # By its owner; None: not since this was recorded.
    password_changed_at = models.DateTimeField("修改密码时间", null=True, blank=True, editable=False)
    # Counts on when its sessions shall end (see _get_session_auth_hash).
    session_generation = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField("创建时间", default=now, editable=False)

    USERNAME_FIELD = "username"

    objects = AccountManager()

    class Meta:
        verbose_name = verbose_name_plural = "账号"
        ordering = ["committee__path", "username"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=list(roles.ROLES)),
                name="account_role_known",
                violation_error_message="没有这个角色。",
            ),
        ]

    def __str__(self):
        return self.username

    def clean(self):
        super().clean()
        role = roles.ROLES.get(self.role)
        if role and self.committee and self.committee.level not in role.levels:
            raise ValidationError({"role": f"{self.committee}的账号不能设为“{role.label}”。"})

    def get_full_name(self):
        return self.full_name or self.username

    get_short_name = get_full_name

    def _get_session_auth_hash(self, secret=None):
        """A session of another one is over: since then the password or the role changed, or end_sessions was called."""
        held = f"{self.password} {self.role} {self.session_generation}"
        return salted_hmac("organization.Account.session", held, secret=secret, algorithm="sha256").hexdigest()

    def end_sessions(self):
        """The caller saves the account, and renews the session that shall go on: update_session_auth_hash()."""
        self.session_generation += 1

    @property
    def login_state(self):
        if self.last_login is None:
            return "从未登录"
        days = (now() - self.last_login).days
        idle = f"（{days} 天未登录）" if days >= IDLE_DAYS else ""
        return f"{timezone.localtime(self.last_login):%Y-%m-%d %H:%M}{idle}"

    @property
    def is_password_old(self):
        """Whether PASSWORD_MAX_DAYS have passed since the owner set it."""
        days = settings.PASSWORD_MAX_DAYS
        return bool(days) and now() - (self.password_changed_at or self.created_at) >= timedelta(days=days)

    def issue_one_time_password(self):
        """Set a random password, to be changed at the next login, and with it end the account's sessions.

        The caller saves the account and displays the password once.
        """
        password = one_time_password()
        self.password = quick_hash(password)
        self.must_change_password = True
        return password
