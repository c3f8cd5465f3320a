"""The commands that make an archive and verify one: whole, ours, and what is said of any other file."""

import os
import zipfile
from contextlib import suppress
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command

from operations.management.commands import archive as archive_command
from organization.choices import Act
from organization.models import AuditEvent
from organization.progress import progress_shown
from reports.archive import manifest
from reports.archive.making import make_archive
from reports.archive.manifest import NAME
from tests.factories import make_activity

pytestmark = pytest.mark.django_db

PURPOSE = "办公室存档"


@pytest.fixture(autouse=True)
def _storage(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "归档.zip"


@pytest.fixture
def made(world, path):
    make_activity("visit", campaign=world.campaign, committee=world.donghe)
    make(path)
    return path


def make(path, campaign="2020", purpose=PURPOSE):
    out = StringIO()
    call_command("archive", str(path), campaign=campaign, purpose=purpose, stdout=out)
    return out.getvalue()


def verify(path):
    out = StringIO()
    call_command("verify_archive", str(path), stdout=out)
    return out.getvalue()


def test_verifying_says_how_far_it_is(made, monkeypatch):
    said = StringIO()
    monkeypatch.setattr("organization.progress.SILENT", 0)
    with progress_shown(said):
        verify(made)
    assert said.getvalue().startswith("核对归档中的文件：1 / ")


def refused(path):
    """The exit status and all that is said."""
    out = StringIO()
    with pytest.raises(CommandError) as refusal:
        call_command("verify_archive", str(path), stdout=out)
    return refusal.value.returncode, f"{out.getvalue()}{refusal.value}"


def rewritten(path, change):
    """The same archive after `change` of its files by name; None leaves one out."""
    with ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    content = BytesIO()
    with ZipFile(content, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    path.write_bytes(content.getvalue())
    return path


def test_an_archive_is_whole_and_ours(made):
    file_count = len(ZipFile(made).namelist()) - 1
    assert verify(made) == f"归档.zip 完整，是本站所封：{file_count} 个文件与清单相符。\n"


def test_its_making_is_on_record(world, path):
    said = make(path)
    events = [(event.act, event.detail) for event in AuditEvent.objects.order_by("sequence")]
    assert events[0] == (Act.ARCHIVE_MADE, f"用途：{PURPOSE}")
    assert events[1][0] == Act.ARCHIVE_END
    assert events[1][1].endswith("个文件，完整")
    assert said == f"已归档到 {path}：{events[1][1]}。\n"


def test_nobody_else_on_the_server_reads_it(made):
    assert os.name == "nt" or made.stat().st_mode & 0o077 == 0


def test_no_file_is_overwritten(world, path):
    path.write_text("mine")
    with pytest.raises(CommandError, match="已经存在"):
        make(path)
    assert path.read_text() == "mine"
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize(("campaign", "sentence"), [("1999", "没有代码为“1999”的年度"), ("", "没有代码为“”的年度")])
def test_an_unknown_campaign_is_refused(world, path, campaign, sentence):
    with pytest.raises(CommandError, match=sentence):
        make(path, campaign=campaign)


def test_a_folder_that_is_not_there_is_named(world, tmp_path):
    with pytest.raises(CommandError, match="归档没有写成"):
        make(tmp_path / "nowhere" / "归档.zip")


def test_one_that_is_stopped_leaves_nothing_half_written(world, path, monkeypatch):
    class Stopped:
        def __init__(self, *arguments, **options):
            self.pieces = make_archive(*arguments, **options)
            self.close = self.pieces.close

        def __iter__(self):
            yield next(self.pieces)
            raise SystemExit(143)

    monkeypatch.setattr(archive_command, "make_archive", Stopped)
    with pytest.raises(SystemExit):
        make(path)
    assert list(path.parent.glob("*归档*")) == []
    assert AuditEvent.objects.get(act=Act.ARCHIVE_END).detail.startswith("中断")


class TestRefused:
    def test_a_file_that_was_changed_is_named(self, made):
        status, said = refused(rewritten(made, lambda files: files.update({"说明.txt": b"changed"})))
        assert (status, "被改动：说明.txt" in said) == (1, True)

    def test_a_file_that_is_gone_or_too_much_is_named(self, made):
        def change(files):
            del files["说明.txt"]
            files["多余.txt"] = b""

        status, said = refused(rewritten(made, change))
        assert (status, "少了：说明.txt" in said, "多了：多余.txt" in said) == (1, True, True)

    def test_a_file_that_is_there_twice_is_named(self, made):
        with pytest.warns(UserWarning, match="Duplicate"), ZipFile(made, "a") as archive:
            archive.writestr("说明.txt", b"other")
        assert "重复：说明.txt" in refused(made)[1]

    @pytest.mark.parametrize(
        "change", [lambda text: text.replace("没有缺少", "有缺少"), lambda text: text + "# 后来加的\n", lambda text: ""]
    )
    def test_a_manifest_that_was_changed_is_not_ours(self, made, change):
        def rewrite(files):
            files[NAME] = change(files[NAME].decode()).encode()

        assert refused(rewritten(made, rewrite))[0] == 2

    def test_one_of_another_site_is_not_ours(self, made, settings):
        settings.AUDIT_KEY = "another"
        assert "不是本站所封" in refused(made)[1]

    def test_without_a_seal_a_changed_manifest_passes(self, made, monkeypatch):
        """The control: the digests alone are as easily written anew as the files."""
        monkeypatch.setattr(manifest.hmac, "compare_digest", lambda *digests: True)

        def rewrite(files):
            files[NAME] = files[NAME].decode().replace("没有缺少", "有缺少").encode()

        assert "完整" in verify(rewritten(made, rewrite))

    def test_wherever_it_is_cut_off_it_is_not_whole(self, made):
        content = made.read_bytes()
        for part in range(1, 20):
            made.write_bytes(content[: len(content) * part // 20])
            status, said = refused(made)
            assert (status, "没有下载完" in said) == (2, True)

    def test_a_bit_that_is_turned_over_in_a_file_is_found(self, made):
        content = bytearray(made.read_bytes())
        with ZipFile(made) as archive:
            places = [info.header_offset + 400 for info in archive.infolist() if info.compress_size > 1000]
        for place in places:
            turned = bytearray(content)
            turned[place] ^= 1
            made.write_bytes(turned)
            assert refused(made)[0] == 1

    def test_two_manifests_are_one_too_many(self, made):
        sealed = ZipFile(made).read(NAME)
        with pytest.warns(UserWarning, match="Duplicate"), ZipFile(made, "a") as archive:
            archive.writestr(NAME, sealed)
        status, said = refused(made)
        assert status == 1
        assert f"重复：{NAME}" in said

    def test_wherever_a_bit_of_its_table_is_turned_over_it_is_answered(self, made):
        content = made.read_bytes()
        for place in range(ZipFile(made).start_dir, len(content), 7):
            changed = bytearray(content)
            changed[place] ^= 128
            made.write_bytes(changed)
            with suppress(CommandError):
                verify(made)

    @pytest.mark.parametrize("content", [b"", b"PK", b"no archive", bytes(100_000)])
    def test_what_is_no_archive_is_refused_with_a_sentence(self, path, content):
        path.write_bytes(content)
        assert refused(path)[0] == 2

    def test_another_zip_file_is_refused(self, path):
        with ZipFile(path, "w") as archive:
            archive.writestr("a.txt", b"a")
        assert "里面没有清单.txt" in refused(path)[1]

    def test_a_manifest_too_large_to_be_one_is_not_read(self, path, monkeypatch):
        monkeypatch.setattr("reports.archive.verification.LARGEST_MANIFEST", 10)
        with ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(NAME, bytes(1000))
        assert "太大" in refused(path)[1]

    def test_a_file_that_is_not_there_is_named(self):
        assert refused(Path("nowhere.zip"))[0] == 2
