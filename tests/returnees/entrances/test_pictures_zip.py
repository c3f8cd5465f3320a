"""All pictures of a list's entrances as one archive."""

import zipfile
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from organization.models import Committee
from returnees.entrances.views import pictures_zip
from returnees.models import Entrance
from tests.factories import make_entrance
from tests.returnees.entrances.pages import LIST

pytestmark = pytest.mark.django_db
ARCHIVE = f"{LIST}pictures.zip"


def opened(response):
    assert response.status_code == 200
    return zipfile.ZipFile(BytesIO(b"".join(response.streaming_content)))


def codes_in(archive):
    """What a reader makes of each picture, by its name."""
    names = [name for name in archive.namelist() if name.endswith(".png")]
    return {name: zxingcpp.read_barcode(Image.open(BytesIO(archive.read(name)))).text for name in names}


def test_each_committee_has_a_folder_with_both_shapes_and_every_code_is_read(log_in, world, own, foreign):
    other = make_entrance(campaign=world.campaign, committee=world.kundulun, label="火车站: A/B")
    archive = opened(log_in("league_city_staff").get(ARCHIVE))
    codes = codes_in(archive)
    assert {name.split("/")[0] for name in codes} == {str(world.donghe), str(world.kundulun)}
    assert sorted(codes.values()) == sorted([own.address, other.address] * 2)
    assert sum(name.endswith("_竖图.png") for name in codes) == sum(name.endswith("_方图.png") for name in codes) == 2
    assert all(name.count("/") == 1 and ":" not in name for name in codes)
    assert archive.namelist()[0] == "说明.txt"
    assert archive.testzip() is None


def test_it_holds_what_the_list_shows(log_in, world, own):
    poster = make_entrance(campaign=world.campaign, committee=world.kundulun, channel="poster")
    client = log_in("league_city_staff")
    assert set(codes_in(opened(client.get(ARCHIVE, {"channel__exact": "poster"}))).values()) == {poster.address}
    assert set(codes_in(opened(client.get(ARCHIVE, {"pks": own.pk}))).values()) == {own.address}


def test_more_than_an_archive_takes_are_in_the_next_one_and_it_says_so(log_in, world, own, monkeypatch):
    monkeypatch.setattr(pictures_zip, "ENTRANCES_PER_ARCHIVE", 1)
    other = make_entrance(campaign=world.campaign, committee=world.kundulun)
    client = log_in("league_city_staff")
    first, second = (opened(client.get(ARCHIVE, {"batch": batch})) for batch in ("1", "2"))
    assert set(codes_in(first).values()) | set(codes_in(second).values()) == {own.address, other.address}
    assert "第 1 批，共 2 批" in first.read("说明.txt").decode("utf-8-sig")


def test_the_database_is_asked_beforehand_and_as_often_for_many(
    log_in, world, own, monkeypatch, django_assert_max_num_queries, django_assert_num_queries
):
    Entrance.objects.make_missing(
        campaign=world.campaign, committees=Committee.objects.all(), channels=["household", "poster"]
    )
    monkeypatch.setattr(pictures_zip, "SHAPES", {"竖图": lambda poster: b""})
    client = log_in("region_manager")
    with django_assert_max_num_queries(14):
        response = client.get(ARCHIVE)
    with django_assert_num_queries(0):
        assert len(opened(response).namelist()) > 8


def test_one_picture_is_drawn_at_a_time(log_in, world, own, monkeypatch):
    """What is sent is not kept: the next one is drawn when it is asked for."""
    drawn = []
    monkeypatch.setattr(pictures_zip, "SHAPES", dict.fromkeys(("竖图", "方图"), drawn.append))
    monkeypatch.setattr(pictures_zip.Picture, "read", lambda picture: picture.draw(picture) or b"")
    pieces = iter(log_in("county_staff").get(ARCHIVE).streaming_content)
    for count in (0, 1, 2):
        next(pieces)
        assert len(drawn) == count
