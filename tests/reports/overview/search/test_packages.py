import pytest

from reports.models import Package
from tests.reports.overview.search.searching import lines_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("term", ["包头", "bt", "150200"])
def test_finds_a_package_by_its_committee(log_in, world, term):
    client = log_in("league_city_staff")
    (line,) = lines_of(client, term, "packages")
    package = Package.objects.get(committee=world.baotou)
    assert (line.address, line.state) == (f"/admin/reports/packages/{package.pk}/", "未开始")
    assert line.committee == "包头市团委"
