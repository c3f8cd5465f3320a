"""以前的文字: summaries that a draft, another person or an earlier text replaced, to be read and restored."""

from dataclasses import dataclass

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from organization.staff_site.post_or_back import post_or_back
from reports.choices import PackagePart
from reports.models import SummaryVersion
from reports.packages import life_cycle
from reports.packages.access import can_fill_in_packages, can_see_packages, fills_in, own_package, seen_package
from reports.packages.edits import note_edit
from reports.packages.forms import SeenField
from reports.packages.life_cycle import ChangedMeanwhile, PackageRefused
from reports.packages.parts import part_or_404
from reports.packages.summary_length import count_words
from reports.packages.summary_text import paragraphs
from reports.packages.views.summary import SUMMARY, build_url


@dataclass(frozen=True)
class EarlierText:
    version: SummaryVersion

    @property
    def paragraphs(self):
        return paragraphs(self.version.text)

    @property
    def word_count(self):
        return count_words(self.version.text)


@require_safe
@can_see_packages
def earlier_texts(request, pk):
    package = seen_package(request, pk)
    part_or_404(package.campaign, PackagePart.SUMMARY)
    kept = SummaryVersion.objects.visible_to(request.user).filter(package=package)
    context = admin.site.each_context(request) | {
        "title": f"以前的文字 · {package.printed_name}",
        "package": package,
        "texts": [
            EarlierText(version) for version in kept.select_related("written_by__committee", "kept_by__committee")
        ],
        "word_count": count_words(package.summary_text),
        "is_editable": fills_in(request.user, package) and package.is_editable,
    }
    return TemplateResponse(request, "reports/packages/earlier_texts.html", context)


def seen_version(request, pk):
    return get_object_or_404(SummaryVersion.objects.visible_to(request.user), pk=pk)


def page_of_version(request, pk):
    return reverse("package_earlier_texts", args=[seen_version(request, pk).package_id])


@post_or_back(to=page_of_version)
@can_fill_in_packages
def restore(request, pk):
    version = seen_version(request, pk)
    package = own_package(request, version.package_id)
    seen = SeenField().clean(request.POST.get("seen_revision"))
    try:
        life_cycle.restore_summary(package=package, version=version, seen_revision=seen, by=request.user)
    except (PackageRefused, ChangedMeanwhile) as refusal:
        messages.error(request, f"没有恢复：{refusal.messages[0]}")
        return HttpResponseRedirect(reverse("package_earlier_texts", args=[package.pk]))
    note_edit(request, package, SUMMARY)
    messages.success(request, "已恢复；刚才的文字也留在“以前的文字”里。")
    return HttpResponseRedirect(build_url(package))
