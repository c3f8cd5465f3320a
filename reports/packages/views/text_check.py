"""文表核对: the table's numbers written into the summary, where somebody clicks for it."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse

from organization.staff_site.post_or_back import post_or_back
from reports.choices import PackagePart
from reports.packages import life_cycle
from reports.packages.access import can_fill_in_packages, fills_in, own_package, seen_package
from reports.packages.edits import note_edit
from reports.packages.forms import EXPLANATION, SeenField
from reports.packages.life_cycle import ChangedMeanwhile, PackageRefused
from reports.packages.parts import part_or_404
from reports.packages.sheet import live_sheet
from reports.packages.text_and_table.checking import check_summary
from reports.packages.text_and_table.comparison import replace_sentence
from reports.packages.views.sending import confirmation


def check_page(request, pk):
    package = seen_package(request, pk)
    return reverse("package_submit" if fills_in(request.user, package) else "package", args=[pk])


@post_or_back(to=check_page)
@can_fill_in_packages
def correct_sentence(request, pk):
    """From the check page, to which it leads back: with what was typed there, if anything was."""
    package = own_package(request, pk)
    part_or_404(package.campaign, PackagePart.SUMMARY)
    seen = SeenField().clean(request.POST.get("seen_summary"))
    write_correction(request, package, seen_revision=seen)
    if is_explained(request.POST):
        return confirmation(request, own_package(request, pk), explained=request.POST)
    return HttpResponseRedirect(reverse("package_submit", args=[pk]))


def is_explained(data):
    return any(text for name, text in data.items() if name.startswith(f"{EXPLANATION}-"))


def write_correction(request, package, *, seen_revision):
    """Writes the table's numbers into the sentence that was displayed with them, and into no other."""
    which = request.POST.get("correct", "")
    sentence, corrected = (request.POST.get(f"{name}-{which}", "") for name in ("sentence", "corrected"))
    if (sentence, corrected) not in offered(package):
        messages.warning(request, "没有改：这一句或表中的数字刚才又变了，请看现在的核对。")
        return
    try:
        life_cycle.write_summary(
            package=package,
            text=replace_sentence(package.summary_text, sentence, corrected),
            seen_revision=seen_revision,
            by=request.user,
        )
    except (PackageRefused, ChangedMeanwhile) as refusal:
        messages.error(request, refusal.messages[0])
    else:
        note_edit(request, package, PackagePart.SUMMARY)
        messages.success(request, f"已按附件2改为：{corrected}")


def offered(package):
    check = check_summary(package, live_sheet(package), package.committee)
    return {(one.text, one.corrected) for one in check.contradicting if one.can_be_corrected} if check else set()
