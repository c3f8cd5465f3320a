"""Where a campaign begins: as a copy of an earlier one, from a notice pack, or blank."""

from functools import partial

from django.contrib import admin, messages
from django.contrib.auth.decorators import permission_required
from django.db import IntegrityError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.views.decorators.http import require_http_methods, require_safe

from organization.audit import client_address
from organization.region import REGION
from reports.setup.begin_forms import MEANWHILE, BlankCampaignForm, CopyForm, PackForm, ShippedPackForm
from reports.setup.beginning import begin_blank, begin_from_pack
from reports.setup.copying import copy_campaign, copyable_campaigns
from reports.setup.notice_file import NoticeRefused
from reports.setup.views.access import can_set_up, setup_address

TO_CHECK = "日期是推算的，请按新的通知逐个核对。"


def can_begin(view):
    return can_set_up(permission_required("organization.add_campaign", raise_exception=True)(view))


def render(request, template, title, **context):
    shown = admin.site.each_context(request) | {"title": title} | context
    return TemplateResponse(request, f"reports/setup/{template}", shown)


def begun(request, form, begin):
    """The new campaign; None where the form says now why there is none."""
    try:
        return begin(**form.answers, by=request.user, address=client_address(request))
    except NoticeRefused as refusal:
        form.add_problems(refusal)
    except IntegrityError:
        form.add_error("key", MEANWHILE)
    return None


def lead_on(request, campaign, sentence):
    messages.success(request, sentence if campaign.dates_are_checked else f"{sentence}{TO_CHECK}")
    return HttpResponseRedirect(setup_address(campaign))


@require_safe
@can_begin
def begin_page(request):
    return render(request, "begin.html", "新的活动年度", sources=copyable_campaigns())


@require_http_methods(["GET", "HEAD", "POST"])
@can_begin
def copy_page(request, key):
    source = get_object_or_404(copyable_campaigns(), key=key)
    form = CopyForm(request.POST or None, source=source)
    if form.is_valid() and (campaign := begun(request, form, partial(copy_campaign, source=source))):
        return lead_on(request, campaign, f"已照 {source} 建立 {campaign}。")
    return render(request, "begin_copy.html", f"照 {source} 建立", form=form, source=source)


@require_http_methods(["GET", "HEAD", "POST"])
@can_begin
def blank_page(request):
    form = BlankCampaignForm(request.POST or None)
    if form.is_valid() and (campaign := begun(request, form, begin_blank)):
        return lead_on(request, campaign, f"已建立 {campaign}。别的内容，用到哪里填到哪里。")
    return render(request, "begin_blank.html", "空白建立", form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@can_begin
def pack_page(request):
    sample = REGION.sample
    is_shipped = bool(sample) and "shipped" in request.POST
    pack = PackForm(None if is_shipped else request.POST or None, request.FILES or None)
    shipped = sample and ShippedPackForm(request.POST if is_shipped else None, prefix=str(sample.year))
    form = shipped if is_shipped else pack
    if form.is_valid() and (campaign := begun(request, form, begin_from_pack)):
        return lead_on(request, campaign, f"已按通知包建立 {campaign}。")
    return render(request, "begin_pack.html", "通知包", form=form, pack=pack, shipped=shipped)
