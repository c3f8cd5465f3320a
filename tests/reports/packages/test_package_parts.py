"""A package consists of what its campaign asks for: photos, summary, scan and counts of youths, or not."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from organization.models import Campaign
from reports.annex2.table import build_table
from reports.choices import PackagePart
from reports.packages import life_cycle
from reports.packages.completeness import missing_parts
from reports.packages.documents.contents import live_contents
from reports.packages.documents.package_zip import package_files
from reports.packages.parts import parts_of
from tests.factories import declare_zero_report, fill_package
from tests.reports.packages.pages import picture, post_parts

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(package):
    """The package again, after its campaign asks for other things."""

    def ask(**fields):
        Campaign.objects.filter(pk=package.campaign_id).update(**fields)
        package.campaign.refresh_from_db()
        return package

    return ask


def page_of(client, package):
    return client.get(reverse("package", args=[package.pk]))


def missing(package):
    row = build_table(package.campaign, package.committee).rows[0]
    return [sentence for _, sentence in missing_parts(package, row)]


def test_2020_asks_for_all_parts(package):
    assert parts_of(package.campaign) == list(PackagePart)


def test_nothing_but_the_figures(own, ask, world, staff):
    package = ask(photo_count=0, summary_length=0, asks_for_scan=False, asks_for_returnee_counts=False)
    assert parts_of(package.campaign) == [PackagePart.FIGURES, PackagePart.CONTACT]
    page = page_of(own, package).content.decode()
    for part in ('id="photos"', 'id="summary"', 'id="scan"', "返乡创业青年（问卷）", "总结 Word 文件"):
        assert part not in page
    declare_zero_report(campaign=world.campaign, committee=world.baotou, by=staff)
    life_cycle.write_contact(package=package, name="李干事", phone="13900000008", seen_revision=0, by=staff)
    package.refresh_from_db()
    assert missing(package) == []
    assert [file.part for file in package_files(live_contents(package))] == [PackagePart.FIGURES]


def test_a_part_that_is_not_asked_for_is_refused(own, ask):
    package = ask(photo_count=0, summary_length=0, asks_for_scan=False)
    for part in ("summary", "scan", "photo-1"):
        assert post_parts(own, package, {part: {"seen_revision": ""}}).status_code == 404
    assert post_parts(own, package, {"photos": picture()}).status_code == 404
    assert post_parts(own, package, {"draft": "1"}).status_code == 404
    for name in ("package_draft", "package_earlier_texts"):
        assert own.get(reverse(name, args=[package.pk])).status_code == 404


@pytest.mark.parametrize("count", [1, 5, 9])
def test_as_many_photos_as_the_campaign_asks_for(own, ask, count):
    package = ask(photo_count=count)
    response = page_of(own, package)
    assert [place.position for place in response.context["places"]] == list(range(1, count + 1))
    assert f"活动照片（{count} 张）" in response.content.decode()
    assert f"照片应有 {count} 张，现在是 0 张" in missing(package)
    assert own.get(reverse("package_photo_choice", args=[package.pk, count])).status_code == 200
    assert own.get(reverse("package_photo_choice", args=[package.pk, count + 1])).status_code == 404


def test_a_summary_of_another_length(own, ask, staff):
    package = ask(summary_length=2000)
    assert "目标 2000 字左右，1600–3000 字为宜" in page_of(own, package).content.decode()
    life_cycle.write_summary(package=package, text="字" * 599, seen_revision=0, by=staff)
    package.refresh_from_db()
    assert "文字总结只有 599 字，至少要 600 字" in missing(package)


def test_the_region_returns_only_parts_that_there_are(client, ask, world, staff, manager):
    package = ask(photo_count=0, asks_for_scan=False)
    declare_zero_report(campaign=world.campaign, committee=world.baotou, by=staff)
    package = fill_package(package, by=staff)
    life_cycle.submit(package=package, by=staff, seen_revision=package.revision)
    call_command("sync_roles")
    client.force_login(manager)
    choices = dict(page_of(client, package).context["return_form"].fields["parts"].choices)
    assert set(choices) == {"figures", "questionnaires", "contact", "summary"}
