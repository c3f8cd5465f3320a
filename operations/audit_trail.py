"""The daily seal of the audit trail, and whether it is whole."""

from organization.models import AuditSeal, FailedLogins
from organization.trail.verification import verify_trail


class BrokenTrail(Exception):
    """Says what is wrong with it, in a sentence without personal values."""


def seal_audit(*, dry_run: bool) -> str:
    if dry_run:
        return f"应封存 {AuditSeal.objects.count_younger(AuditSeal.objects.latest_one())} 条审计记录，没有改动。"
    FailedLogins.objects.close()
    seal = AuditSeal.objects.seal(is_thorough=True)
    return f"已封存 {seal.event_count} 条审计记录，封条 {seal.code}" if seal else "没有尚未封存的审计记录。"


def verify_audit(*, dry_run: bool) -> str:
    check = verify_trail()
    if not check.is_whole:
        first, *others = check.findings
        sentence = f"不完整：{first}{f'，另有 {len(others)} 处' if others else ''}。"
        if dry_run:
            return sentence
        raise BrokenTrail(sentence)
    return f"完整：共 {check.event_count} 条，已封存 {check.sealed_count} 条。"
