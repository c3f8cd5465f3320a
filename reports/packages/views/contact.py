"""填表人 and phone: each is saved as far as it is right."""

from reports.packages import life_cycle
from reports.packages.forms import ContactForm
from reports.packages.life_cycle import ChangedMeanwhile, PackageRefused
from reports.packages.views.outcome import Outcome, PartState, refuse, report_errors, report_saved

CONTACT = "contact"


def save_contact(request, package) -> Outcome:
    form = ContactForm(request.POST, prefix=CONTACT)
    if form.is_untouched:
        return Outcome(CONTACT, PartState.UNTOUCHED)
    typed, before = stored_contact(package) | form.cleaned_data, package.contact_revision
    try:
        package = life_cycle.write_contact(
            package=package,
            name=typed["name"],
            phone=typed["phone"],
            seen_revision=typed["seen_revision"],
            by=request.user,
        )
    except (PackageRefused, ChangedMeanwhile) as refusal:
        package.refresh_from_db()
        return refuse(CONTACT, form, refusal, **present_contact(package))
    if form.errors:
        return report_errors(CONTACT, form, **present_contact(package))
    return report_saved(CONTACT, "填表人和电话已保存。", before=before, **present_contact(package))


def stored_contact(package):
    return {"name": package.filled_by_name, "phone": package.filled_by_phone}


def present_contact(package):
    return {"revision": package.contact_revision, "values": stored_contact(package)}
