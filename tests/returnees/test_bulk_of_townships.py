import pytest

from organization.choices import Level
from organization.models import Committee
from returnees.models import Entrance

pytestmark = pytest.mark.django_db


def test_takes_as_many_ticked_committees_as_a_tree_with_townships_has(log_in, world):
    """Django refuses a form of more than a thousand fields, unless told otherwise."""
    for county in (world.donghe, world.hailar):
        Committee.objects.bulk_create(
            Committee(parent=county, level=Level.TOWNSHIP, sort_order=order, path=f"{county.path}{order:03d}.")
            for order in range(1, 601)
        )
    ticked = list(Committee.objects.at_level(Level.TOWNSHIP).values_list("pk", flat=True))
    answers = {"channels": ["household"], "committees": ticked}
    assert log_in("region_manager").post("/admin/returnees/entrance/bulk/", answers).status_code == 302
    assert Entrance.objects.filter(channel="household").count() == 1200
