"""The operator's command: what it says, and how it ends."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from organization.models import AuditEvent, AuditSeal
from tests.trail import append_events, seal_events

pytestmark = pytest.mark.django_db


def run(*arguments):
    out = StringIO()
    try:
        call_command("verify_audit", *arguments, stdout=out)
    except CommandError as error:
        return error.returncode, f"{out.getvalue()}{error}"
    return 0, out.getvalue()


def test_says_from_where_to_where_all_holds_and_how_many_are_younger():
    numbers = seal_events(3, 2)
    append_events(2)
    status, text = run()
    assert status == 0
    assert "审计记录共 7 条，封条封存 5 条，晚于最后封条 2 条。" in text
    assert f"✓ 全部完整：第 {numbers[0]} 至 {numbers[-1]} 条。" in text
    assert f"最后一个封条：{AuditSeal.objects.latest_one().code}" in text


def test_ends_in_an_error_that_names_what_is_wrong():
    numbers = seal_events(5)
    AuditEvent.objects.filter(sequence=numbers[2]).update(detail="改过")
    status, text = run()
    assert status == 1
    assert f"✗ 第 {numbers[2]} 条：内容被改动。" in text
    assert f"其余完整：第 {numbers[0]} 至 {numbers[1]} 条、第 {numbers[3]} 至 {numbers[4]} 条。" in text


def test_compares_with_a_seal_that_was_kept_as_text_or_file(tmp_path):
    seal_events(3, 2)
    code = AuditSeal.objects.latest_one().code
    kept = tmp_path / "封条.txt"
    kept.write_text(f"2020-02-10 抄：{code}\n", encoding="utf-8")
    assert run("--seal", code)[0] == run("--seal", str(kept))[0] == 0
    AuditSeal.objects.filter(number=2).delete()
    for given in (code, str(kept)):
        status, text = run("--seal", given)
        assert status == 1
        assert "第 2 号封条：与留存在外的封条不符" in text


@pytest.mark.parametrize("given", ["", "没有这个文件", "1-2-3", "/", "\0"])
def test_what_is_no_seal_is_refused_with_its_own_status(given):
    status, text = run("--seal", given)
    assert status == 2
    assert "不是封条" in text


def test_reads_and_writes_nothing(django_assert_num_queries):
    append_events(3)
    run()
    assert not AuditSeal.objects.exists()
