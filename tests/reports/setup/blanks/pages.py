"""The two pages of the table's design, as the region's manager fills them in."""

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.reports.setup.blanks.files import content_of
from tests.walk.forms import forms_of

DESIGN, BLANK = "/admin/reports/table/", "/admin/reports/table/blank/"


def upload(client, campaign, name, content=None, **more):
    file = SimpleUploadedFile(name, content_of(name) if content is None else content)
    return client.post(BLANK, {"campaign": campaign.key, "number": "", "blank": file} | more)


def form_on(response):
    """What the browser would send of the design."""
    form = next(form for form in forms_of(response.text) if "seen" in form.values)
    # An empty field is left empty.
    table = response.context["table"]
    typed = {name: [value] for name, value in table.data.items()}
    ticks = ("shows_theme_in_annex2", "has_total_row")
    values = {name: sent for name, sent in form.values.items() if name != "is_confirmed"}
    return values | typed | {f"head-{name}": [] for name in ticks if f"head-{name}" not in typed}


def send(client, values, act, **changes):
    return client.post(DESIGN, values | changes | {"act": act})


def errors_on(response):
    table = response.context["table"]
    found = [sentence for form in table.all_forms for errors in form.errors.values() for sentence in errors]
    return table.errors + found
