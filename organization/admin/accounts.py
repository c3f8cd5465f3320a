from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from organization.accounts.account_list import template_bytes
from organization.accounts.forms import AccountForm
from organization.accounts.login_failures import find_login_failures
from organization.accounts.open_sessions import find_open_sessions
from organization.accounts.open_work import lead_to_hand_over
from organization.accounts.second_factor import is_bound
from organization.accounts.views.account_list import list_page
from organization.accounts.views.bulk import bulk_page, committees_for_lists
from organization.accounts.views.factor_reset import reset_page
from organization.accounts.views.slips import SLIPS_AT_ONCE, make_slips, reissue_page, slips_page
from organization.attachments import attachment
from organization.audit import append_audit_event
from organization.campaign_choice import viewed_campaign
from organization.choices import Act
from organization.models import Account, Responsible
from organization.models.account import IDLE_DAYS
from organization.models.audit import may_read_acts_of
from organization.staff_site.filters import OwnCommitteeFilter
from organization.staff_site.model_admin import ScopedModelAdmin
from organization.staff_site.person_search import PersonSearchMixin

# What follows, for one account and for several.
AFTER_DEACTIVATING, AFTER_REACTIVATING = "对方的下一次操作即被拒绝。", "忘了密码的请重发密码条。"


class LoginFilter(admin.SimpleListFilter):
    title = "登录情况"
    parameter_name = "login"

    def lookups(self, request, model_admin):
        return [
            ("never", "从未登录"),
            ("idle", f"{IDLE_DAYS} 天未登录"),
            ("open", "正在使用"),
            ("failed", "近一天登录失败"),
            ("locked", "登录已锁定"),
        ]

    def queryset(self, request, queryset):
        if self.value() == "never":
            return queryset.never_signed_in()
        if self.value() == "idle":
            return queryset.idle()
        accounts = self.accounts_of_now(request.user)
        return queryset if accounts is None else queryset.filter(pk__in=[account.pk for account in accounts])

    def accounts_of_now(self, reader):
        """What the table of accounts does not know: sessions and failed tries have tables of their own."""
        if self.value() == "open":
            return [session.account for session in find_open_sessions(reader)]
        if self.value() not in {"failed", "locked"}:
            return None
        failures = find_login_failures(reader)
        is_locked_only = self.value() == "locked"
        return [one.account for one in failures if one.account and (one.locked_until or not is_locked_only)]


@admin.register(Account)
class AccountAdmin(PersonSearchMixin, ScopedModelAdmin):
    form = AccountForm
    change_list_template = "organization/account_list.html"
    change_form_template = "organization/account_form.html"
    list_display = ("username", "full_name", "committee", "role", "is_active", "login_state", "responsible")
    list_filter = (LoginFilter, "is_active", "role", OwnCommitteeFilter)
    list_select_related = ("committee",)
    search_fields = ("username", "full_name", "committee__short_name")
    actions = ("reissue_slips", "hand_over", "deactivate", "reactivate")

    def get_queryset(self, request):
        responsible = Responsible.objects.visible_to(request.user).filter(
            campaign=viewed_campaign(request), committee=OuterRef("committee")
        )
        return (
            super()
            .get_queryset(request)
            .annotate(
                responsible_name=Subquery(responsible.values("name")),
                responsible_phone=Subquery(responsible.values("phone")),
            )
        )

    @admin.display(description="最近登录", ordering="last_login")
    def login_state(self, account):
        return account.login_state

    @admin.display(description="本年度负责人")
    def responsible(self, account):
        return f"{account.responsible_name} {account.responsible_phone}" if account.responsible_name else "未登记"

    def get_fields(self, request, obj=None):
        fields = (("username", "full_name"), ("committee", "role"), "is_active")
        return fields if obj else (*fields, "form_uuid")

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.manager = request.user
        return form

    def has_add_permission(self, request):
        return super().has_add_permission(request) and request.user.committee is not None

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or Account.objects.manageable_by(request.user).filter(pk=obj.pk).exists())

    def add_view(self, request, form_url="", extra_context=None):
        # Whatever one presses, the answer is the slip.
        one_button = {"show_save_and_add_another": False, "show_save_and_continue": False}
        return super().add_view(request, form_url, one_button | (extra_context or {}))

    def save_model(self, request, account, form, change):
        if not change:
            form_uuid = form.cleaned_data["form_uuid"]
            request.slips = make_slips(request, [account], Act.ACCOUNT_CREATE, form_uuid=form_uuid)
            return
        self.save_changed(request, account, form)

    @transaction.atomic
    def save_changed(self, request, account, form):
        account.save()
        detail = "、".join(str(account._meta.get_field(name).verbose_name) for name in form.changed_data)
        append_audit_event(request, Act.ACCOUNT_CHANGE, account, detail=detail)
        if "is_active" in form.changed_data:
            if account.is_active:
                messages.success(request, f"这个账号已恢复。{AFTER_REACTIVATING}")
            else:
                messages.success(request, f"这个账号已停用，{AFTER_DEACTIVATING}")
                lead_to_hand_over(request, [account])

    def response_add(self, request, obj, post_url_continue=None):
        return slips_page(request, slips=request.slips)

    @admin.action(description="重发密码条（忘记密码）", permissions=["change"])
    def reissue_slips(self, request, accounts):
        pks = [str(pk) for pk in accounts.order_by().values_list("pk", flat=True)[: SLIPS_AT_ONCE + 1]]
        if len(pks) > SLIPS_AT_ONCE:
            messages.error(request, f"一次最多重发 {SLIPS_AT_ONCE} 张密码条，请分批选择。")
            return None
        query = urlencode({"pks": ",".join(pks)}, safe=",")
        return HttpResponseRedirect(f"{reverse('admin:organization_account_slips')}?{query}")

    @admin.action(description="交接给同事（每次选一个）", permissions=["change"])
    def hand_over(self, request, accounts):
        chosen = list(accounts.order_by().values_list("pk", flat=True)[:2])
        if len(chosen) != 1:
            messages.error(request, "交接每次办一个账号，请只选一个。")
            return None
        if not accounts.filter(pk__in=Account.objects.manageable_by(request.user).values("pk")).exists():
            messages.error(request, "这个账号不归您管理，请由它的上级办理交接。")
            return None
        return HttpResponseRedirect(reverse("account_hand_over", args=chosen))

    @admin.action(description="停用所选账号", permissions=["change"])
    def deactivate(self, request, accounts):
        self.set_active(request, accounts, False, Act.ACCOUNT_DEACTIVATE, "停用了 {} 个账号，" + AFTER_DEACTIVATING)

    @admin.action(description="恢复所选账号", permissions=["change"])
    def reactivate(self, request, accounts):
        self.set_active(request, accounts, True, Act.ACCOUNT_REACTIVATE, "恢复了 {} 个账号。" + AFTER_REACTIVATING)

    @transaction.atomic
    def set_active(self, request, accounts, is_active, act, done):
        managed = Account.objects.manageable_by(request.user).exclude(pk=request.user.pk)
        chosen = managed.filter(pk__in=accounts.order_by().values("pk")).exclude(is_active=is_active)
        changed = list(chosen.select_for_update(of=("self",)))
        for account in changed:
            account.is_active = is_active
            account.save(update_fields=["is_active"])
            append_audit_event(request, act, account, detail=account.get_role_display())
        messages.success(request, done.format(len(changed)))
        if not is_active:
            lead_to_hand_over(request, changed)
        if others := accounts.exclude(pk__in=managed.values("pk")).count():
            messages.warning(request, f"另有 {others} 个不归您管理（本级、上级或您自己的账号），没有改动。")

    def get_urls(self):
        pages = [
            ("bulk/", self.bulk, "bulk"),
            ("list/", self.from_list, "list"),
            ("list/template.xlsx", require_safe(self.list_template), "list_template"),
            ("slips/", self.slips, "slips"),
            ("<int:pk>/second-factor/", self.reset_factor, "reset_factor"),
        ]
        own = [
            path(route, self.admin_site.admin_view(page), name=f"organization_account_{name}")
            for route, page, name in pages
        ]
        return [*own, *super().get_urls()]

    def bulk(self, request):
        self.demand(self.has_add_permission(request))
        return bulk_page(request, self.page_context(request))

    def from_list(self, request):
        self.demand(self.has_add_permission(request))
        return list_page(request, self.page_context(request))

    def list_template(self, request):
        self.demand(self.has_add_permission(request) and request.user.committee is not None)
        name = f"账号名单_{request.user.committee.place_name}.xlsx"
        return attachment(template_bytes(committees_for_lists(request.user)), name)

    def slips(self, request):
        self.demand(self.has_change_permission(request))
        return reissue_page(request, self.page_context(request))

    def reset_factor(self, request, pk):
        self.demand(self.has_change_permission(request))
        return reset_page(request, self.page_context(request), pk=pk)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        context |= {"can_reset_factor": bool(obj) and obj != request.user and is_bound(obj)}
        context |= {"reads_its_acts": bool(obj) and may_read_acts_of(request.user, obj)}
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def page_context(self, request):
        return self.admin_site.each_context(request) | {"opts": self.opts}

    @staticmethod
    def demand(is_allowed):
        if not is_allowed:
            raise PermissionDenied
