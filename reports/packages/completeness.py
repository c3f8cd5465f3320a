"""What a package still lacks before it may go up."""

from activities.models import ActivityKind
from organization.text import chinese_number
from reports.choices import PackagePart
from reports.packages.summary_length import GAP, count_words, limits_of


def missing_parts(package, row, kinds=None) -> list[tuple[PackagePart, str]]:
    """The part and a sentence for each thing that is still to be done. `row`: the package's row of Annex 2.

    `kinds` are the active ones of its campaign, where they are at hand.
    """
    if kinds is None:
        kinds = ActivityKind.objects.in_campaign(package.campaign).active()
    missing = [
        (PackagePart.FIGURES, f"{kind.label}没有记录，也没有零报告") for kind in kinds if not row.has_kind(kind.key)
    ]
    if not package.filled_by_name:
        missing.append((PackagePart.CONTACT, "没有写填表人"))
    if not package.filled_by_phone:
        missing.append((PackagePart.CONTACT, "没有写填表人的联系电话"))
    if package.campaign.summary_length:
        missing += _missing_of_summary(package)
    return missing + _missing_of_photos(package)


def _missing_of_summary(package):
    length, limits = count_words(package.summary_text), limits_of(package.campaign)
    if not length:
        sentence = "还没有写文字总结"
    elif length < limits.too_short:
        sentence = f"文字总结只有 {length} 字，至少要 {limits.too_short} 字"
    elif length > limits.too_long:
        sentence = f"文字总结有 {length} 字，不能超过 {limits.too_long} 字"
    elif package.is_summary_draft:
        sentence = "文字总结还是自动生成的草稿，请核对、修改后再报送"
    elif gaps := package.summary_text.count(GAP):
        sentence = f"文字总结里还有 {gaps} 处“{GAP}…】”，请写好或删去"
    else:
        return []
    return [(PackagePart.SUMMARY, sentence)]


def _missing_of_photos(package):
    photos = list(package.photos.all())
    count, missing = package.campaign.photo_count, []
    if len(photos) < count:
        missing.append((PackagePart.PHOTOS, f"照片应有 {count} 张，现在是 {len(photos)} 张"))
    if without_caption := [str(photo.position) for photo in photos if not photo.caption]:
        missing.append((PackagePart.PHOTOS, f"照片 {'、'.join(without_caption)} 没有写说明"))
    if len({photo.photo.digest for photo in photos}) < len(photos):
        missing.append((PackagePart.PHOTOS, f"{chinese_number(count)}张照片中有两张是同一张"))
    return missing
