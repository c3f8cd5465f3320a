"""公告 of one's own committee and of those above it: listed, read, downloaded; written and withdrawn by whoever may."""

import uuid

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from activities.models.photo import WrittenFiles
from organization.campaign_choice import act_on_posted_campaign, viewed_campaign
from organization.choices import NotificationKind
from organization.models import Notification
from organization.staff_site.post_or_back import post_or_back
from organization.text import LineField, ParagraphsField
from reports.models import Announcement
from reports.overview.announcements.publishing import find_readers, post_announcement, withdraw_announcement
from reports.overview.notifications import text_to_send
from reports.packages.document_file import read_document, serve_document

LISTED = 100
NAMED = 30
can_read = permission_required("reports.view_package", raise_exception=True)
can_announce = permission_required("reports.add_announcement", raise_exception=True)


class AnnouncementForm(forms.Form):
    required_css_class = "required"

    title = LineField(label="标题", max_length=60, error_messages={"required": "请写标题。"})
    text = ParagraphsField(
        label="内容",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "请写内容。"},
        help_text="不写个人姓名和手机号：下级每个账号都看得到。",
    )
    document = forms.FileField(
        label="文件（选填）",
        required=False,
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx"}),
        error_messages={"empty": "这个文件是空的。"},
        help_text="一个 PDF（不超过 10 MB）或 Word（.docx，不超过 5 MB）：通知、宣传册、慰问信。原样保存，供下级下载。",
    )
    form_uuid = forms.UUIDField(widget=forms.HiddenInput)

    def clean_document(self):
        document = self.cleaned_data["document"]
        return read_document(document) if document else None


def readable(request):
    return Announcement.objects.visible_to(request.user).select_related("campaign", "committee", "posted_by", "file")


@require_safe
@can_read
def announcements(request):
    context = admin.site.each_context(request) | {
        "title": "公告",
        "announcements": readable(request).in_campaign(viewed_campaign(request))[:LISTED],
        "can_announce": request.user.committee and request.user.has_perm("reports.add_announcement"),
    }
    return TemplateResponse(request, "reports/announcements/announcements.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@can_announce
def announcement_add(request):
    if request.user.committee is None:
        raise Http404
    act_on_posted_campaign(request)
    campaign = viewed_campaign(request)
    form = AnnouncementForm(initial={"form_uuid": uuid.uuid4()}, label_suffix="")
    if request.method == "POST":
        form = AnnouncementForm(request.POST, request.FILES, label_suffix="")
        if form.is_valid():
            return save(request, campaign, form)
    context = admin.site.each_context(request) | {"title": "发公告", "campaign": campaign, "form": form}
    return TemplateResponse(request, "reports/announcements/add.html", context)


def save(request, campaign, form):
    with WrittenFiles() as files, transaction.atomic():
        announcement, is_new = post_announcement(request, campaign=campaign, files=files, **form.cleaned_data)
    messages.success(request, "已发布，下级在“消息”里看到。" if is_new else "这条公告已经发布过了，没有重复发布。")
    return HttpResponseRedirect(reverse("announcement", args=[announcement.pk]))


@require_safe
@can_read
def announcement(request, pk):
    found = get_object_or_404(readable(request), pk=pk)
    is_own = found.committee_id == request.user.committee_id
    notification = Notification.objects.visible_to(request.user).unseen_by(request.user)
    notification = notification.filter(kind=NotificationKind.ANNOUNCED, subject_id=pk).first()
    readers = find_readers(found) if is_own else None
    context = admin.site.each_context(request) | {
        "title": found.title,
        "announcement": found,
        "file": getattr(found, "file", None),
        "notification": notification,
        "readers": readers,
        "text": text_to_send(found.committee, found.campaign, f"{describe_unread(readers, found)}公告“{found.title}”"),
        "can_withdraw": is_own and request.user.has_perm("reports.add_announcement"),
    }
    return TemplateResponse(request, "reports/announcements/announcement.html", context)


def describe_unread(readers, found) -> str:
    if readers is None or not readers.unread or found.withdrawn_at:
        return ""
    names = "、".join(committee.short_name for committee in readers.unread[:NAMED])
    more = f"等 {len(readers.unread)} 个单位" if len(readers.unread) > NAMED else ""
    return f"请{names}{more}看"


@require_safe
@can_read
def announcement_file(request, pk):
    found = get_object_or_404(readable(request).exclude(file=None), pk=pk)
    return serve_document(found.file)


def page_of_announcement(request, pk):
    return reverse("announcement", args=[get_object_or_404(readable(request), pk=pk).pk])


@post_or_back(to=page_of_announcement)
@can_announce
def announcement_withdraw(request, pk):
    found = get_object_or_404(readable(request).filter(committee=request.user.committee), pk=pk)
    if withdraw_announcement(request, found):
        messages.success(request, "已撤回，下级不再看到。")
    else:
        messages.info(request, "这条公告已经撤回了。")
    return HttpResponseRedirect(reverse("announcement", args=[pk]))
