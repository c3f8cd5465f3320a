import secrets

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.auth.validators import ASCIIUsernameValidator
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from organization import roles
from organization.clock import now
from organization.scoping import CommitteeScopedQuerySet

# Without the letters and digits that are mistaken for each other on a printed slip.
PASSWORD_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def one_time_password():
    """Twelve characters in three groups, some 59 bits: easy to copy from paper, not to be guessed."""
    groups = ("".join(secrets.choice(PASSWORD_ALPHABET) for _ in range(4)) for _ in range(3))
    return "-".join(groups)


class AccountManager(BaseUserManager.from_queryset(CommitteeScopedQuerySet)):
    def create_account(self, *, username, committee, role, full_name="", password=None):
        """Create an account and return it with its password: one-time unless given."""
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

    username = models.CharField(
        "用户名",
        max_length=40,
        unique=True,
        validators=[ASCIIUsernameValidator()],
        help_text="英文字母、数字和 @ . + - _。",
        error_messages={"unique": "这个用户名已被使用。"},
    )
    full_name = models.CharField("姓名", max_length=50, blank=True)
    committee = models.ForeignKey(
        "organization.Committee",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="accounts",
        verbose_name="所属团委",
        help_text="没有所属团委的账号看不到任何内容。",
    )
    role = models.CharField("角色", max_length=24, choices=roles.CHOICES)
    is_active = models.BooleanField("启用", default=True, help_text="停用后，对方的下一次操作即被拒绝。")
    must_change_password = models.BooleanField("须修改密码", default=False, editable=False)
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

    def issue_one_time_password(self):
        """Set a random password that must be changed at the next login; the caller saves, and shows it once."""
        password = one_time_password()
        self.set_password(password)
        self.must_change_password = True
        return password
