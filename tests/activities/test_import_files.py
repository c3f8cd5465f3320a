"""Files of other programs are read whole; hostile ones are refused with a reason, and nothing of them is stored."""

import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import canonicalize

import pytest

from activities.models import Activity, ActivityImport
from tests.activities.exchange import ROWS, confirm, upload, workbook_of

pytestmark = pytest.mark.django_db

ROW = ROWS["symposium"]
SHEET = "xl/worksheets/sheet1.xml"
# The template of 宣讲活动 with two rows filled in, opened and saved by LibreOffice 7.
BY_LIBREOFFICE = Path(__file__).parent / "data" / "libreoffice.xlsx"


def rewritten(content, *, changes=None, additions=None) -> bytes:
    """The archive with (old, new) changed in some parts and others added."""
    changes = changes or {}
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            if name in changes:
                # Canonical first: which library wrote the file must not matter.
                part = canonicalize(part.decode()).encode()
                old, new = changes[name]
                assert old in part
                part = part.replace(old, new)
            target.writestr(name, part)
        for name, part in (additions or {}).items():
            target.writestr(name, part)
    return out.getvalue()


def test_reads_what_libreoffice_saved(log_in):
    client = log_in("county_staff")
    response = upload(client, "lecture", BY_LIBREOFFICE.read_bytes())
    assert response.context["reading"].examples == [2, 3]
    confirm(client, "lecture", response)
    second, first = Activity.objects.all()
    assert (first.held_on, first.held_until, first.place) == (date(2020, 1, 5), date(2020, 1, 7), "13900000001")
    assert (second.held_on, second.session_count, second.is_online) == (date(2020, 1, 6), 1, True)
    assert second.topic == "＝不是公式"


def test_reads_a_wps_file_whole_although_it_declares_one_cell(log_in):
    content = workbook_of(ROW, ROW | {"主题": "另一场"}, title="返乡创业座谈会")
    dimension = b'<dimension ref="A1:F3"></dimension>'
    content = rewritten(content, changes={SHEET: (dimension, b'<dimension ref="A1:A1"/>')})
    assert upload(log_in("county_staff"), "symposium", content).context["preview"].created == 2


def test_reads_the_sheet_of_the_kind_whatever_its_place(log_in):
    def behind_another(sheet):
        sheet.title = "返乡创业座谈会"
        sheet.parent.create_sheet("封面", 0).append(["本单位汇总"])

    assert upload(log_in("county_staff"), "symposium", workbook_of(ROW, prepare=behind_another)).context["preview"]


def test_reads_headings_below_a_title_line(log_in):
    content = workbook_of(ROW, prepare=lambda sheet: sheet.insert_rows(1))
    assert upload(log_in("county_staff"), "symposium", content).context["preview"].rows[0].number == 3


HOSTILE = {
    "macros": ({"additions": {"xl/vbaProject.bin": b"x"}}, "宏"),
    "external links": ({"additions": {"xl/externalLinks/externalLink1.xml": b"<a/>"}}, "链接"),
    "a bomb": ({"additions": {"xl/media/image1.png": b"0" * 30_000_000}}, "过大"),
    "entities": ({"changes": {SHEET: (b"<worksheet", b'<!DOCTYPE a [<!ENTITY b "c">]><worksheet')}}, "读不出来"),
    "a broken sheet": ({"changes": {SHEET: (b"</sheetData>", b"")}}, "读不出来"),
    "a number that is none": ({"changes": {SHEET: (b"<v>25</v>", b"<v>NaN</v>")}}, "读不出来"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_and_broken_files_are_refused_with_a_reason(log_in, case):
    damage, word = HOSTILE[case]
    response = upload(log_in("county_staff"), "symposium", rewritten(workbook_of(ROW), **damage))
    assert word in response.context["form"].errors["workbook"][0]
    assert response.status_code == 200
    assert not ActivityImport.objects.exists()


def test_control_characters_in_a_cell_do_not_come_in(log_in):
    content = rewritten(workbook_of(ROW), changes={SHEET: ("家乡".encode(), "家&#x9;乡&#10;".encode())})
    client = log_in("county_staff")
    confirm(client, "symposium", upload(client, "symposium", content))
    assert Activity.objects.get().topic == "家 乡"
