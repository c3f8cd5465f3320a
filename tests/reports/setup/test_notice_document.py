import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from organization.models import AuditEvent
from reports.models import NoticeDocument
from reports.packages.scan_file import PDF_LIMIT
from tests.organization.word_file.documents import document, paragraph
from tests.reports.setup.coming import make_coming, setup_page

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.4\n%%EOF\n"
DOCX = document(paragraph("关于开展活动的通知"))


@pytest.fixture
def coming(world):
    return make_coming()


@pytest.fixture
def manager(log_in):
    return log_in("region_manager")


def upload(client, campaign, content, name="关于开展2021年活动的通知.pdf"):
    return client.post(setup_page(campaign, "document/"), {"document": SimpleUploadedFile(name, content)})


def download(client, campaign):
    """The response and what came with it."""
    response = client.get(setup_page(campaign, "notice/"))
    content = b"".join(response.streaming_content) if response.streaming else response.content
    response.close()
    return response, content


@pytest.mark.parametrize(("content", "name"), [(PDF, "通知.pdf"), (DOCX, "通知.docx"), (PDF, "通知.exe")])
def test_is_kept_by_what_it_is_and_given_out_as_it_came(manager, coming, content, name):
    assert upload(manager, coming, content, name).status_code == 302
    response, downloaded = download(manager, coming)
    assert downloaded == content
    suffix = "docx" if content == DOCX else "pdf"
    assert response["Content-Disposition"].endswith(f"%E9%80%9A%E7%9F%A5.{suffix}")
    assert response["Content-Disposition"].startswith("attachment")
    assert "no-store" in response["Cache-Control"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert AuditEvent.objects.get().detail == "通知文件"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "这个文件是空的。"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 100, "请另存为 .docx 或导出 PDF"),
        (b"<html><script>", "只收 PDF 和 Word"),
        (b"%PDF-1.4 broken off", "这个 PDF 打不开"),
        (b"%PDF-1.4\n" + b"x" * PDF_LIMIT + b"%%EOF", "PDF 超过 10 MB"),
        (b"PK" + b"x" * (6 * 1024 * 1024), "Word 文件超过 5 MB"),
        (b"PK\x03\x04 no archive", ".docx"),
    ],
)
def test_anything_else_is_refused_with_advice(manager, coming, content, sentence):
    page = upload(manager, coming, content)
    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert not NoticeDocument.objects.exists()


def test_without_a_file_it_asks_for_one(manager, coming):
    assert "请先选择文件。" in manager.post(setup_page(coming, "document/")).content.decode()


def test_a_new_file_replaces_the_old_one(manager, coming, django_capture_on_commit_callbacks):
    upload(manager, coming, PDF, "旧.pdf")
    old = NoticeDocument.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        upload(manager, coming, DOCX, "新.docx")
    new = NoticeDocument.objects.get()
    assert new.file_name == "新.docx"
    assert (default_storage.exists(old.path), default_storage.exists(new.path)) == (False, True)


def test_is_taken_away_once(manager, coming, django_capture_on_commit_callbacks):
    upload(manager, coming, PDF)
    path = NoticeDocument.objects.get().path
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            assert manager.post(setup_page(coming, "document/"), {"remove": "1"}).status_code == 302
    assert not default_storage.exists(path)
    details = list(AuditEvent.objects.order_by("sequence").values_list("detail", flat=True))
    assert details == ["通知文件", "去掉通知文件"]


@pytest.mark.parametrize("role", ["region_viewer", "league_city_staff", "county_staff"])
def test_every_desk_names_it_and_downloads_it(log_in, world, role):
    upload(log_in("region_manager"), world.campaign, PDF)
    client = log_in(role)
    page = client.get("/admin/").content.decode()
    assert f'<a href="{setup_page(world.campaign, "notice/")}">关于开展2021年活动的通知.pdf</a>' in page
    assert download(client, world.campaign)[1] == PDF
    assert client.get(setup_page(world.campaign, "document/")).status_code == 403


def test_nobody_else_gets_it(log_in, client, world):
    upload(log_in("region_manager"), world.campaign, PDF)
    world.accounts["county_staff"].committee = None
    world.accounts["county_staff"].save()
    assert download(log_in("county_staff"), world.campaign)[0].status_code == 404
    client.logout()
    assert download(client, world.campaign)[0].status_code == 302


def test_what_is_not_there_is_not_found(manager, coming):
    assert download(manager, coming)[0].status_code == 404
    upload(manager, coming, PDF)
    default_storage.delete(NoticeDocument.objects.get().path)
    assert download(manager, coming)[0].status_code == 404
