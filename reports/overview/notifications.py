"""What a notification says and where it leads; and which of them a committee has seen."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.urls import reverse

from organization.choices import NotificationKind
from organization.clock import today
from organization.models import Account, Campaign, Notification, NotificationSeen
from organization.models.notification import OF_PACKAGES
from reports.models import Announcement
from reports.packages.documents.phrases import day

# Of those on the desk; a link leads to all of them.
ON_DESK = 5
LISTED = 100


def text_to_send(committee, campaign: Campaign, sentence: str) -> str:
    """A line for WeChat, to colleagues who are not logged in."""
    return f"【归巢】{committee}，{campaign}：{sentence}。请登录 {settings.PUBLIC_URL}{reverse('admin:index')} 查看。"


@dataclass(frozen=True)
class NotificationLine:
    notification: Notification
    is_unseen: bool
    # Of an announcement.
    title: str = ""

    @property
    def sentence(self) -> str:
        if self.notification.kind == NotificationKind.ANNOUNCED:
            return f"{self.notification.committee}公告：{self.title}"
        return SENTENCES[self.notification.kind](self.notification)

    @property
    def url(self) -> str:
        if self.notification.kind in OF_PACKAGES:
            return reverse("package", args=[self.notification.subject_id])
        if self.notification.kind == NotificationKind.HANDED_BACK:
            return reverse("completion")
        if self.notification.kind == NotificationKind.ANNOUNCED:
            return reverse("announcement", args=[self.notification.subject_id])
        if self.notification.subject_id:
            return reverse("admin:returnees_followupcase_change", args=[self.notification.subject_id])
        return reverse("admin:returnees_followupcase_changelist")

    @property
    def text(self) -> str:
        return text_to_send(self.notification.committee, self.notification.campaign, self.sentence)


def _again_by(notification: Notification) -> str:
    return f"，请于{day(notification.day)}前重新报送" if notification.day else ""


def _remind(notification: Notification) -> str:
    if notification.day < today():
        return f"上级催报：材料还没有报送，已过截止日期{day(notification.day)}，请尽快报送"
    return f"上级催报：材料还没有报送，请于{day(notification.day)}前报送"


SENTENCES = {
    NotificationKind.RETURNED: lambda one: f"报送材料退回修改{_again_by(one)}",
    NotificationKind.REOPENED: lambda one: f"已确认的报送材料重新打开，可以修改{_again_by(one)}",
    NotificationKind.ACCEPTED: lambda one: "报送材料已确认",
    NotificationKind.REMINDED: _remind,
    NotificationKind.EXTENDED: lambda one: f"报送期限延至{day(one.day)}（含当天）",
    NotificationKind.EXTENSION_ENDED: lambda one: f"取消了延期，报送期限是{day(one.day)}",
    NotificationKind.HANDED_BACK: lambda one: "“本级已填完”退回了，请看原因，改好后重新标记",
    NotificationKind.HANDED_OVER: lambda one: f"移交来 {one.case_count} 个跟进个案，请联系青年",
    NotificationKind.ASSIGNED: lambda one: f"指派给您 {one.case_count} 个跟进个案",
}


def list_unseen(account: Account, *, limit: int = ON_DESK) -> list[NotificationLine]:
    unseen = Notification.objects.visible_to(account).unseen_by(account).select_related("campaign", "committee")
    return _lines([(one, True) for one in unseen[:limit]], account)


def list_all(account: Account) -> list[NotificationLine]:
    """Of the last 60 days, the newest first."""
    seen = NotificationSeen.objects.filter(notification=OuterRef("pk"), account=account.pk)
    recent = Notification.objects.visible_to(account).recent().select_related("campaign", "committee")
    recent = recent.annotate(is_seen=Exists(seen))[:LISTED]
    return _lines([(one, not one.is_seen and one.done_at is None) for one in recent], account)


def _lines(notifications: list[tuple[Notification, bool]], account: Account) -> list[NotificationLine]:
    """An announcement that was withdrawn is shown no more, but to its own committee."""
    announced = [one.subject_id for one, _ in notifications if one.kind == NotificationKind.ANNOUNCED]
    shown = Announcement.objects.visible_to(account).filter(pk__in=announced)
    titles = dict(shown.values_list("pk", "title")) if announced else {}
    return [
        NotificationLine(one, is_unseen, titles.get(one.subject_id, ""))
        for one, is_unseen in notifications
        if one.kind != NotificationKind.ANNOUNCED or one.subject_id in titles
    ]


@dataclass(frozen=True)
class LastTold:
    """The last notification about a package, and whether anybody of its committee has read it or acted on it."""

    notification: Notification
    is_seen: bool


def last_told(campaign: Campaign) -> dict[int, LastTold]:
    """By package."""
    seen = NotificationSeen.objects.filter(notification=OuterRef("pk"))
    told = Notification.objects.in_campaign(campaign).filter(kind__in=OF_PACKAGES).annotate(is_seen=Exists(seen))
    return {one.subject_id: LastTold(one, one.is_seen or one.done_at is not None) for one in told.order_by("at", "pk")}
