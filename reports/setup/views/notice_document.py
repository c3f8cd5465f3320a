"""The notice's file: uploaded by the region, downloaded by every desk."""

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe

from activities.models.photo import WrittenFiles
from organization.audit import append_audit_event
from organization.choices import Act
from reports.models import NoticeDocument
from reports.packages.document_file import read_document, serve_document
from reports.setup.notice_document import remove_document, store_document
from reports.setup.views.access import campaign_in_setup, can_set_up, setup_address


class NoticeDocumentForm(forms.Form):
    required_css_class = "required"

    document = forms.FileField(
        label="通知的 PDF 或 Word（.docx）",
        widget=forms.FileInput(attrs={"accept": ".pdf,.docx"}),
        error_messages={"required": "请先选择文件。", "empty": "这个文件是空的。"},
        help_text="PDF 不超过 10 MB，Word 不超过 5 MB。原样保存，各级工作台都可以下载。",
    )

    def clean_document(self):
        return read_document(self.cleaned_data["document"])


@require_http_methods(["GET", "HEAD", "POST"])
@can_set_up
def notice_document_page(request, key):
    campaign = campaign_in_setup(request, key)
    form = NoticeDocumentForm(label_suffix="")
    if "remove" in request.POST:
        remove(request, campaign)
        return HttpResponseRedirect(setup_address(campaign))
    if request.method == "POST":
        form = NoticeDocumentForm(request.POST, request.FILES, label_suffix="")
        if form.is_valid():
            store(request, campaign, form.cleaned_data["document"])
            return HttpResponseRedirect(setup_address(campaign))
    context = admin.site.each_context(request) | {
        "title": "通知文件",
        "campaign": campaign,
        "form": form,
        "document": NoticeDocument.objects.filter(campaign=campaign).first(),
        "back": setup_address(campaign),
    }
    return TemplateResponse(request, "reports/setup/notice_document.html", context)


def store(request, campaign, read):
    with WrittenFiles() as files, transaction.atomic():
        document = store_document(campaign=campaign, read=read, files=files)
        append_audit_event(request, Act.CAMPAIGN_CHANGE, campaign, detail="通知文件")
    messages.success(request, f"已保存：{document.file_name}。")


@transaction.atomic
def remove(request, campaign):
    if remove_document(campaign=campaign):
        append_audit_event(request, Act.CAMPAIGN_CHANGE, campaign, detail="去掉通知文件")
        messages.success(request, "已去掉通知文件。")


@require_safe
def notice_document(request, key):
    if request.user.committee is None:
        raise Http404
    return serve_document(get_object_or_404(NoticeDocument, campaign=campaign_in_setup(request, key)))
