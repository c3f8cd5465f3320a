"""A disk without room, or one that only reads: 503 with what was typed, and no row without its file."""

import errno
import tempfile
from io import BytesIO

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile

from activities.models import Activity, ActivityPhoto, Photo
from tests.activities.entries import add, photos, picture

TYPED = "草原上的座谈会"
pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(log_in, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    staff = log_in("county_staff")
    staff.raise_request_exception = False
    return staff


def refusing(number):
    def refuse(*arguments, **options):
        raise OSError(number, "on purpose")

    return refuse


def send_photo(staff, file=None):
    return add(staff, "symposium", topic=TYPED, **photos(file or picture(), captions=["会场"]))


def is_given_back(response):
    return response.status_code == 503 and response.headers["Retry-After"] and TYPED in response.text


def test_the_button_that_was_pressed_is_not_among_what_was_typed(staff, monkeypatch):
    monkeypatch.setattr(FileSystemStorage, "_save", refusing(errno.ENOSPC))
    response = add(staff, "symposium", topic=TYPED, _save="保存", **photos(picture(), captions=["会场"]))
    assert is_given_back(response)
    assert 'name="_save" value="保存"' in response.text
    assert "<p>保存</p>" not in response.text


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EIO])
def test_a_photo_that_cannot_be_stored(staff, monkeypatch, number):
    monkeypatch.setattr(FileSystemStorage, "_save", refusing(number))
    assert is_given_back(send_photo(staff))
    assert not Photo.objects.exists()
    assert not Activity.objects.exists()


def test_one_that_is_not_brought_to_disk_leaves_nothing_behind(staff, monkeypatch, tmp_path):
    monkeypatch.setattr("organization.stored_files.sync_folder", refusing(errno.ENOSPC))
    assert is_given_back(send_photo(staff))
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert not ActivityPhoto.objects.exists()


class FullFile(BytesIO):
    """Takes so many bytes, as a disk that fills up while somebody sends."""

    room = 100_000

    def write(self, content):
        if self.tell() + len(content) > self.room:
            raise OSError(errno.ENOSPC, "on purpose")
        return super().write(content)


def large_picture():
    content = picture(size=(1600, 1200), kind="BMP").read()
    return SimpleUploadedFile("大图.bmp", content, "image/bmp")


@pytest.mark.parametrize("step", ["made", "written", "ended", "no folder"])
def test_an_upload_for_which_there_is_no_room(staff, monkeypatch, step):
    """It goes to a temporary file first; the text that follows it in the form is read all the same."""
    if step == "written":
        monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", lambda **kwargs: FullFile())
    elif step == "ended":
        monkeypatch.setattr(
            "django.core.files.uploadhandler.TemporaryFileUploadHandler.file_complete", refusing(errno.ENOSPC)
        )
    elif step == "made":
        monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", refusing(errno.ENOSPC))
    else:
        monkeypatch.setattr(tempfile, "_candidate_tempdir_list", lambda: ["/nowhere"])
        monkeypatch.setattr(tempfile, "tempdir", None)
    response = send_photo(staff, large_picture())
    assert is_given_back(response)
    assert "大图.bmp" in response.text
    assert not Activity.objects.exists()


def test_with_room_the_same_upload_is_stored(staff):
    assert send_photo(staff, large_picture()).status_code == 302
    assert ActivityPhoto.objects.count() == 1


def test_without_the_handler_the_text_would_be_gone(staff, monkeypatch, settings):
    """The control."""
    settings.FILE_UPLOAD_HANDLERS = [
        "django.core.files.uploadhandler.MemoryFileUploadHandler",
        "django.core.files.uploadhandler.TemporaryFileUploadHandler",
    ]
    monkeypatch.setattr("django.core.files.uploadedfile.tempfile.NamedTemporaryFile", refusing(errno.ENOSPC))
    response = send_photo(staff, large_picture())
    assert response.status_code == 503
    assert TYPED not in response.text


def test_an_export_that_needs_a_temporary_file(staff, monkeypatch):
    monkeypatch.setattr("openpyxl.workbook.workbook.Workbook.save", refusing(errno.ENOSPC))
    monkeypatch.setattr("openpyxl.worksheet._writer.create_temporary_file", refusing(errno.ENOSPC))
    response = staff.get("/admin/activities/symposium/export/2020.xlsx")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
