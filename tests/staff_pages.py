"""The pages of staff, as somebody finds them who goes through all addresses."""

from tests.factories import make_activity, make_publicity, make_returnee, make_service
from tests.organization.staff_site.test_post_or_back import ARGUMENT, ROUTES
from tests.reports.packages.pages import package_of

VALUES = {"kind_key": "tour", "kind": "tour", "campaign": "2020", "app_label": "activities"}


def plain_addresses():
    """Those without a row."""
    plain = ["/" + ARGUMENT.sub(lambda one: VALUES.get(one["name"], "x"), route) for route in ROUTES]
    return [one for one in plain if "/x/" not in one and not one.endswith("/x")]


def pages_of(client, addresses):
    for address in addresses:
        response = client.get(address)
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            yield address, response.text


def addresses_of_rows(world):
    own = {"campaign": world.campaign, "committee": world.donghe}
    for entry in (make_activity("tour", **own), make_activity("tour", **own)):
        yield from (f"/admin/activities/tour/{entry.pk}/{page}/" for page in ("change", "history", "delete"))
        yield f"/admin/activities/entries/{entry.pk}/phone/"
    for entry in (make_service(**own), make_service(**own), make_publicity(**own)):
        name = entry._meta.model_name
        yield from (f"/admin/activities/{name}/{entry.pk}/{page}/" for page in ("change", "history", "delete"))
    youth = make_returnee(entrance=world.homepage, home_committee=world.donghe)
    pages = ("change", "compare", "correct", "withdraw", "remove")
    yield from (f"/admin/returnees/returnee/{youth.pk}/{page}/" for page in pages)
    for committee in (world.baotou, world.hulunbuir):
        package = f"/admin/reports/packages/{package_of(committee).pk}/"
        parts = ("", "submit/", "summary/earlier/", "email/", "odd-figures/", "phone/", "entries/tour/")
        yield from (package + part for part in (*parts, "photos/1/choose/", "photos/2/choose/"))
