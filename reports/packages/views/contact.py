from django.contrib import messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from reports.packages import life_cycle
from reports.packages.access import can_fill_in_packages, own_package
from reports.packages.forms import ContactForm
from reports.packages.life_cycle import ChangedMeanwhile, PackageRefused
from reports.packages.views.package import render_package


@require_POST
@can_fill_in_packages
def write_contact(request, pk):
    package = own_package(request, pk)
    form = ContactForm(request.POST, auto_id="contact_%s")
    if not form.is_valid():
        return render_package(request, package, contact_form=form, is_contact_suggested=False)
    answers = form.cleaned_data
    try:
        life_cycle.write_contact(
            package=package,
            name=answers["name"],
            phone=answers["phone"],
            seen_revision=answers["seen_revision"],
            by=request.user,
        )
    except (PackageRefused, ChangedMeanwhile) as refusal:
        return show_both(request, package, form, refusal)
    messages.success(request, "填表人和电话已保存。")
    return HttpResponseRedirect(f"{reverse('package', args=[pk])}#contact")


def show_both(request, package, form, refusal):
    """Typed values stay in their fields beside the present ones; saving again is then deliberate."""
    package.refresh_from_db()
    form.add_error(None, refusal)
    form.data = form.data.copy()
    form.data["seen_revision"] = package.contact_revision
    return render_package(request, package, contact_form=form, is_contact_suggested=False, has_contact_conflict=True)
