"""The forms of staff, with what their fields are filled in wrongly with."""

import re

from django import forms
from django.contrib.admin.helpers import AdminForm
from django.forms import BaseFormSet

from activities.models import Completion
from tests.factories import (
    make_account,
    make_activity,
    make_follow_up_case,
    make_publicity,
    make_returnee,
    make_service,
    submit_package,
)
from tests.reports.packages.pages import package_of

KINDS = ("letter", "visit", "symposium", "lecture", "tour")
ACTIVITIES = "/admin/activities/"
# Who fills in which form; `{name}` is the key of a row of `rows`.
PAGES = [
    *(("county_staff", f"{ACTIVITIES}{kind}/add/") for kind in KINDS),
    *(("county_staff", f"{ACTIVITIES}{kind}/add/") for kind in ("headcount", "service", "publicity", "wechatgroup")),
    ("county_staff", f"{ACTIVITIES}symposium/{{entry}}/change/"),
    ("county_staff", f"{ACTIVITIES}service/{{service}}/change/"),
    ("county_staff", f"{ACTIVITIES}publicity/{{publicity}}/change/"),
    ("county_staff", f"{ACTIVITIES}letter/import/"),
    ("county_staff", "/admin/returnees/returnee/{returnee}/correct/"),
    ("county_staff", "/admin/returnees/returnee/{returnee}/withdraw/"),
    ("county_staff", "/admin/returnees/returnee/{returnee}/remove/"),
    ("county_staff", "/admin/returnees/returnee/search/"),
    ("county_staff", "/admin/returnees/followupcase/{case}/change/"),
    ("county_staff", "/admin/returnees/entrance/add/"),
    ("league_city_staff", "/admin/activities/completion/{completion}/hand-back/"),
    ("league_city_staff", "/admin/returnees/committeeletter/add/"),
    ("county_staff", "/admin/password_change/"),
    ("county_staff", "/admin/second-factor/bind/"),
    ("league_city_staff", "/admin/reports/packages/{package}/"),
    ("league_city_staff", "/admin/organization/account/add/"),
    ("league_city_staff", "/admin/organization/account/bulk/"),
    ("league_city_staff", "/admin/organization/account/list/"),
    ("league_city_staff", "/admin/organization/responsible/add/"),
    ("league_city_staff", "/admin/returnees/entrance/bulk/"),
    ("region_manager", "/admin/organization/campaign/add/"),
    ("region_manager", "/admin/organization/campaign/{campaign}/change/"),
    ("region_manager", "/admin/reports/setup/begin/copy/2020/"),
    ("region_manager", "/admin/reports/setup/begin/pack/"),
    ("region_manager", "/admin/reports/setup/begin/blank/"),
    ("region_manager", "/admin/organization/committee/add/"),
    ("region_manager", "/admin/activities/activitykind/add/"),
    ("region_manager", "/admin/reports/annexcolumn/add/"),
    ("region_manager", "/admin/reports/table/?campaign=2020"),
    ("region_manager", "/admin/reports/table/blank/"),
    ("region_manager", "/admin/returnees/ownquestion/add/"),
    ("region_manager", "/admin/reports/packages/{sent}/"),
    ("region_manager", "/admin/reports/export/returnees/"),
    ("region_viewer", "/admin/reports/archive/"),
    ("region_manager", "/admin/reports/board/reminder/"),
    ("region_manager", "/admin/reports/committees/{committee}/end/"),
]


def address_of(page, world):
    return page.format(**make_rows_for(page, world))


def make_rows_for(page, world):
    own = {"campaign": world.campaign, "committee": world.donghe}
    sent = package_of(world.hulunbuir)
    if "{sent}" in page:  # from then on the columns of the table are fixed
        submit_package(sent, by=make_account(committee=world.hulunbuir, role="league_city_staff"))
    return {
        "entry": make_activity(**own).pk,
        "service": make_service(**own).pk,
        "publicity": make_publicity(**own).pk,
        "returnee": make_returnee(entrance=world.homepage, home_committee=world.donghe).pk,
        "package": package_of(world.baotou).pk,
        "sent": sent.pk,
        "campaign": world.campaign.pk,
        "committee": world.kundulun.pk,
        "case": make_follow_up_case(entrance=world.homepage, home_committee=world.donghe).pk,
        "completion": Completion.objects.mark(by=world.accounts["county_staff"], **own)[0].pk,
    }


def emptied(form, name):
    return [""]


def mistaken(form, name):
    if name in form.offers:
        return ["nonsense"]
    value = form.values[name][0]
    if value == "1":
        return ["50-60"]
    return ["昨天"] if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) else ["x" * 1200]


def is_carried(form, name):
    """What the page carries and nobody types."""
    hidden = ("uuid", "shown", "seen", "token", "_FORMS", "campaign", "csrf", "step", "-id", "_version", "signed")
    parts = ("-group", "-pk", "-guess")
    return any(part in name for part in hidden) or name.endswith(parts)


def sent_with(form, change):
    return {name: values if is_carried(form, name) else change(form, name) for name, values in form.values.items()}


def shown_forms(response):
    """Each form that the page was made with, once."""
    found = {}
    for layer in response.context or ():
        for value in (
            (one for part in layer.dicts for one in part.values()) if hasattr(layer, "dicts") else layer.values()
        ):
            for form in unfold(value):
                found[id(form)] = form
    return found.values()


def unfold(value):
    if isinstance(value, AdminForm):
        yield value.form
    elif isinstance(value, forms.BaseForm):
        yield value
    elif isinstance(value, BaseFormSet):
        yield from value.forms
    elif hasattr(value, "all_forms"):
        yield from value.all_forms
    elif isinstance(value, list | tuple):
        for one in value:
            if hasattr(one, "formset"):
                yield from one.formset.forms
            elif isinstance(getattr(one, "form", None), forms.BaseForm):
                yield one.form


def complaints(response):
    """(field, sentences) of every field with an error."""
    for form in shown_forms(response):
        if form.is_bound:
            yield from ((name, [str(one) for one in errors]) for name, errors in form.errors.items())
