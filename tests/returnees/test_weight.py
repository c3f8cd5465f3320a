"""What the first view of the questionnaire weighs: a budget for the bodies, within 14,336 bytes with the headers."""

import gzip
from pathlib import Path

import pytest
import rjsmin
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import call_command

from config.staticfiles import StaticFilesStorage
from returnees.models import Entrance
from returnees.page_weight import HEADERS, LARGEST_VIEW, compressed_size

# Of LARGEST_VIEW, what the script may take.
LARGEST_SCRIPT = 3_500
SCRIPT = Path(settings.BASE_DIR / "static/public.js")


# At their longest, as a site at work has them.
ICP, POLICE = "蒙ICP备20000123号-1", "蒙公网安备15010202000001号"


@pytest.fixture
def page(client, db, settings):
    settings.ICP_FILING, settings.POLICE_FILING = ICP, POLICE
    call_command("set_up")
    return client.get(address()).content.decode()


def address():
    return Entrance.objects.get(channel="homepage").get_absolute_url()


def test_the_first_view_stays_within_its_budget(client, page):
    places = page[page.index("<optgroup") : page.rindex("</optgroup>")]
    assert places.count("<optgroup") + places.count("<option") == 115
    script = rjsmin.jsmin(SCRIPT.read_bytes())
    packed = client.get(address(), headers={"accept_encoding": "gzip"}).content
    assert gzip.decompress(packed).count(b"<option") == page.count("<option")
    assert len(packed) + compressed_size(script) <= LARGEST_VIEW - HEADERS


def test_the_first_view_asks_for_one_more_file_only(page):
    assert page.count("src=") == 1
    assert page.count("<link") == page.count('<link rel="icon" href="data:,">') == 1
    assert "@import" not in page
    assert page.count("url(") == page.count('url("data:')


def test_the_script_is_collected_without_comments(tmp_path):
    storage = StaticFilesStorage(location=tmp_path)
    storage.save("public.js", ContentFile(SCRIPT.read_bytes()))
    script = (tmp_path / "public.js").read_text()
    assert "//" not in script
    assert "\n " not in script
    assert len(gzip.compress(script.encode())) < LARGEST_SCRIPT


def test_what_is_typed_keeps_its_spaces(client, world):
    answers = {"name": "a  b", "difficulty_text": "> <\n\n  b", "status": "A"}
    page = client.post(world.homepage.get_absolute_url(), answers).content.decode()
    assert 'value="a  b"' in page
    assert "&gt; &lt;\n\n  b</textarea>" in page
