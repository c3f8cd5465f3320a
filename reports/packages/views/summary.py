"""The summary: saved while one types, or by its button."""

from django.contrib import admin, messages
from django.http import HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from organization.clock import now
from reports.choices import PackagePart
from reports.packages import life_cycle
from reports.packages.access import can_fill_in_packages, own_package
from reports.packages.documents.draft import draft_summary
from reports.packages.forms import SummaryForm
from reports.packages.life_cycle import ChangedMeanwhile, PackageRefused
from reports.packages.parts import part_or_404
from reports.packages.summary_length import count_words
from reports.packages.views.package import render_package


@require_POST
@can_fill_in_packages
def write_summary(request, pk):
    package = own_package(request, pk)
    part_or_404(package.campaign, PackagePart.SUMMARY)
    form = SummaryForm(request.POST, auto_id="summary_%s")
    try:
        written = save(package, form, by=request.user)
    except (PackageRefused, ChangedMeanwhile) as refusal:
        return render_refusal(request, package, form, refusal)
    if wants_json(request):
        return JsonResponse(
            describe_state(written) if written else {"state": "invalid", "message": form.errors["text"][0]}
        )
    if not written:
        return render_package(request, package, summary_form=form)
    messages.success(request, f"文字总结已保存（{count_words(written.summary_text)} 字）。")
    return HttpResponseRedirect(build_url(package))


def save(package, form, *, by):
    if not form.is_valid():
        return None
    text = form.cleaned_data["text"]
    # A draft stays one until somebody has changed something in it.
    is_draft = package.is_summary_draft and text == package.summary_text
    return life_cycle.write_summary(
        package=package, text=text, seen_revision=form.cleaned_data["seen_revision"], by=by, is_draft=is_draft
    )


def wants_json(request):
    return request.headers.get("Accept") == "application/json"


def build_url(package):
    return f"{reverse('package', args=[package.pk])}#summary"


def describe_state(package):
    return {
        "state": "saved",
        "revision": package.summary_revision,
        "at": f"{timezone.localtime(now()):%H:%M}",
        "is_draft": package.is_summary_draft,
    }


def render_refusal(request, package, form, refusal):
    package.refresh_from_db()
    if wants_json(request):
        state = "changed" if isinstance(refusal, ChangedMeanwhile) else "refused"
        present = {"text": package.summary_text, "revision": package.summary_revision}
        return JsonResponse({"state": state, "message": refusal.messages[0]} | present)
    form.add_error(None, refusal)
    form.data = form.data.copy()
    form.data["seen_revision"] = package.summary_revision
    return render_package(request, package, summary_form=form, has_summary_conflict=True)


@require_POST
@can_fill_in_packages
def draft(request, pk):
    """生成草稿: the editor's text is saved first, and replaced only on confirmation."""
    package = own_package(request, pk)
    part_or_404(package.campaign, PackagePart.SUMMARY)
    form = SummaryForm(request.POST, auto_id="summary_%s")
    try:
        written = save(package, form, by=request.user)
        if not written:
            return render_package(request, package, summary_form=form)
        if written.summary_text and "replace" not in request.POST:
            return ask_before_replacing(request, written)
        drafted = draft_summary(written)
        life_cycle.write_summary(
            package=written,
            text=drafted.text,
            seen_revision=written.summary_revision,
            by=request.user,
            is_draft=True,
            drafted_numbers=drafted.numbers,
        )
    except (PackageRefused, ChangedMeanwhile) as refusal:
        return render_refusal(request, package, form, refusal)
    messages.success(request, "已生成草稿。请逐句核对、补充和修改，改过以后才能报送。")
    return HttpResponseRedirect(build_url(package))


def ask_before_replacing(request, package):
    form = SummaryForm(
        initial={"text": package.summary_text, "seen_revision": package.summary_revision}, auto_id="summary_%s"
    )
    form.fields["text"].widget.attrs |= {"readonly": True, "rows": 12}
    context = admin.site.each_context(request) | {
        "title": "用草稿替换现在的文字总结？",
        "package": package,
        "word_count": count_words(package.summary_text),
        "form": form,
    }
    return TemplateResponse(request, "reports/packages/replace_summary.html", context)
