"""The summary: saved, and replaced by a draft once somebody has said so."""

from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from reports.choices import PackagePart
from reports.packages import life_cycle
from reports.packages.access import can_fill_in_packages, own_package
from reports.packages.documents.draft import draft_summary
from reports.packages.edits import note_edit
from reports.packages.forms import SeenField, SummaryForm
from reports.packages.life_cycle import ChangedMeanwhile, PackageRefused
from reports.packages.parts import part_or_404
from reports.packages.summary_length import count_words
from reports.packages.summary_text import paragraphs
from reports.packages.views.outcome import Outcome, PartState, refuse, report_errors, report_saved

SUMMARY = "summary"


def save_summary(request, package) -> Outcome:
    form = SummaryForm(request.POST, prefix=SUMMARY)
    if form.is_untouched:
        return Outcome(SUMMARY, PartState.UNTOUCHED)
    if form.errors:
        return report_errors(SUMMARY, form, **present_summary(package))
    before = package.summary_revision
    try:
        package = life_cycle.write_summary(
            package=package,
            text=form.cleaned_data["text"],
            seen_revision=form.cleaned_data["seen_revision"],
            by=request.user,
        )
    except (PackageRefused, ChangedMeanwhile) as refusal:
        package.refresh_from_db()
        return refuse(SUMMARY, form, refusal, **present_summary(package))
    message = f"文字总结已保存（{count_words(package.summary_text)} 字）。"
    return report_saved(SUMMARY, message, before=before, **present_summary(package))


def present_summary(package):
    return {"revision": package.summary_revision, "values": {"text": package.summary_text}}


@can_fill_in_packages
def draft(request, pk):
    """生成草稿: asks before it replaces a text, which is kept all the same."""
    package = own_package(request, pk)
    part_or_404(package.campaign, PackagePart.SUMMARY)
    if package.refusal:
        messages.error(request, package.refusal)
    elif request.method != "POST":
        return ask_before_replacing(request, package)
    else:
        make_draft(request, package, seen_revision=SeenField().clean(request.POST.get("seen_revision")))
    return HttpResponseRedirect(build_url(package))


def ask_before_replacing(request, package):
    context = admin.site.each_context(request) | {
        "title": "用草稿替换现在的文字总结？",
        "package": package,
        "word_count": count_words(package.summary_text),
        "paragraphs": paragraphs(package.summary_text),
    }
    return TemplateResponse(request, "reports/packages/replace_summary.html", context)


def make_draft(request, package, *, seen_revision):
    drafted = draft_summary(package)
    try:
        life_cycle.replace_by_draft(
            package=package,
            text=drafted.text,
            drafted_numbers=drafted.numbers,
            seen_revision=seen_revision,
            by=request.user,
        )
    except (PackageRefused, ChangedMeanwhile) as refusal:
        messages.error(request, f"没有生成草稿：{refusal.messages[0]}")
    else:
        note_edit(request, package, SUMMARY)
        messages.success(request, "已生成草稿。请逐句核对、补充和修改，改过以后才能报送。")


def build_url(package):
    return f"{reverse('package', args=[package.pk])}#{SUMMARY}"
