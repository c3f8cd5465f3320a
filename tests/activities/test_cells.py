from datetime import date

import pytest

from activities.choices import SiteKind
from activities.exchange.cells import ChoiceCell, CommitteeCell
from organization.models import Committee
from tests.factories import make_committee


def test_a_choice_reads_its_own_labels_back():
    cell = ChoiceCell(SiteKind.choices)
    assert [cell.clean(cell.render(kind)) for kind in SiteKind] == list(SiteKind)
    with pytest.raises(ValueError, match="产业聚集区、"):
        cell.clean("公园")


@pytest.mark.django_db
def test_every_committee_reads_its_own_label_back_however_many_share_a_name(world):
    for parent in (world.donghe, world.donghe, world.kundulun):
        make_committee(parent=parent, level="township", place_name="城关镇")
    ended = {"ended_on": date(2020, 1, 1), "succeeded_by": world.donghe}
    for place_name in ("城关镇", "旧镇", "旧镇"):
        make_committee(parent=world.donghe, level="township", place_name=place_name, **ended)
    # A place called like another committee's short name.
    make_committee(parent=world.kundulun, level="township", place_name="东河区团委", short_name="东河镇团委")
    committees = Committee.objects.select_related("parent")
    cell = CommitteeCell(committees)
    assert [cell.clean(cell.render(committee)) for committee in committees] == [str(own.pk) for own in committees]
    assert len(set(cell.label_of.values())) == len(committees)
    assert len(cell.labels) == len(committees) - 3
    with pytest.raises(ValueError, match="城关镇团委（"):
        cell.clean("城关镇")
