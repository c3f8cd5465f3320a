"""What stands around every staff page: the navigation, the years, what waits. Asks only where a template shows it."""

from datetime import timedelta
from functools import cached_property

from django.conf import settings
from django.contrib import admin
from django.urls import reverse

from organization.accounts.second_factor import is_missing, is_offered
from organization.campaign_choice import listed_campaigns, viewed_campaign
from organization.choices import CampaignState
from organization.clock import now
from organization.manual.chapters import Chapter, chapters_for, find_section
from organization.models import Campaign
from organization.read_only import read_only_state
from organization.region import SPEAKING
from organization.staff_site.navigation import build_navigation, is_of_the_region, may_set_up
from organization.staff_site.waiting import NOTIFICATIONS, waiting_elsewhere, waiting_on_desk

# How long an account is new, from when its owner set a password.
BEGINNING = timedelta(days=14)


class Frame:
    def __init__(self, request):
        self.request = request

    @cached_property
    def is_shown(self) -> bool:
        """Not around public pages, nor while a password or a phone has to be set up first: nothing else would open."""
        if not self.request.path.startswith(reverse("admin:index")):
            return False
        account = getattr(self.request, "user", None)
        if account is None or not account.is_authenticated:
            return False
        is_due = account.must_change_password or account.is_password_old or is_missing(self.request)
        return not is_due and bool(self.campaigns)

    @property
    def has_second_factor(self) -> bool:
        return is_offered()

    @property
    def campaign(self) -> Campaign:
        return viewed_campaign(self.request)

    @property
    def campaigns(self) -> list[Campaign]:
        return listed_campaigns(self.request)

    @property
    def fixed_today(self):
        return settings.GUICHAO_TODAY

    @cached_property
    def notices(self) -> list[str]:
        """What holds for everything on the page, above it."""
        today, notices = self.fixed_today, []
        if state := read_only_state():
            notices.append(f"网站现在{state.describe()}：可以查看，保存和提交都会被拒绝，填写的内容不会丢。")
        if today:
            day = f"{today.year}年{today.month}月{today.day}日"
            notices.append(f"日期固定为 {day}（演示或测试），所有期限按这一天计算。")
        if self.is_shown and self.campaign.is_trial:
            notices.append(
                f"这是试用年度，照 {SPEAKING['sample_year']} 年的通知做的样子：填的内容到期清除，不会带到正式年度。"
            )
        if self.is_shown and not self.campaign.is_current:
            notices.append(f"正在查看 {self.campaign}，不是当前年度。")
        elif self.is_shown and sum(one.is_open and not one.is_trial for one in self.campaigns) > 1:
            # On a phone the choice of the top bar is folded away.
            notices.append(f"现在不止一个年度在进行，这一页是 {self.campaign}的。")
        return notices

    @property
    def set_up_address(self) -> str:
        """Of a campaign in preparation, for who may prepare it: its steps lead to pages all over the site."""
        campaign = self.campaign if self.is_shown else None
        if campaign is None or campaign.is_current or campaign.state != CampaignState.PREPARING:
            return ""
        address = reverse("admin:reports_setup", args=[campaign.key])
        may = may_set_up(self.request.user)
        return address if may and not self.request.path.startswith(address) else ""

    @cached_property
    def kinds(self):
        """The kinds of the viewed campaign that the account may see."""
        return admin.site.kind_links(self.request)

    @cached_property
    def addable_kinds(self):
        """What is logged all day. Entries of the region's own count in no row: its navigation leads to them."""
        return [] if self.is_of_the_region else [kind for kind in self.kinds if kind.add_url]

    @cached_property
    def is_of_the_region(self) -> bool:
        return is_of_the_region(self.request.user)

    @cached_property
    def open_section(self) -> str:
        """Of the navigation: that of the page; on the desk, and where no section has the page, the leading one."""
        keys = [section.key for section in self.sections]
        leading = "packages" if self.is_of_the_region else "activities"
        current = [section.key for section in self.sections if section.is_current]
        return next(iter(current or [key for key in keys if key == leading] or keys), "")

    @cached_property
    def sections(self):
        return build_navigation(self.request.user, self.request.path, self.kinds, self.waiting)

    @cached_property
    def is_desk(self) -> bool:
        return self.request.path == reverse("admin:index")

    @property
    def help_address(self) -> str:
        """The place of the manual that is about the page, else its contents."""
        match = self.request.resolver_match
        section = match and find_section(match.view_name, self.request.user.role)
        return section.address if section else reverse("admin:help")

    @property
    def beginners_chapter(self) -> Chapter | None:
        """Of the manual, for who has just begun."""
        began_at = self.request.user.password_changed_at
        is_new = began_at is not None and now() - began_at < BEGINNING
        return chapters_for(self.request.user.role)[0] if is_new else None

    @cached_property
    def waiting(self) -> dict[str, int]:
        count = waiting_on_desk if self.is_desk else waiting_elsewhere
        return count(self.request, self.campaign)

    @cached_property
    def waiting_count(self) -> int:
        return sum(count for key, count in self.waiting.items() if key != NOTIFICATIONS)

    @property
    def unseen_count(self) -> int:
        return self.waiting.get(NOTIFICATIONS, 0)


def frame(request):
    return {"frame": Frame(request)}
