"""What a package still lacks before it may go up."""

from activities.choices import Kind
from reports.choices import PackagePart
from reports.packages.summary_length import GAP, TOO_LONG, TOO_SHORT, count_words

# The notice: 活动照片3张.
PHOTO_COUNT = 3


def missing_parts(package, row) -> list[tuple[PackagePart, str]]:
    """The part and a sentence for each thing that is still to be done. `row`: the package's row of Annex 2."""
    missing = [
        (PackagePart.FIGURES, f"{kind.label}没有记录，也没有零报告")
        for kind in Kind
        if kind not in row.held_kinds and kind not in row.zero_kinds
    ]
    if not package.filled_by_name:
        missing.append((PackagePart.CONTACT, "没有写填表人"))
    if not package.filled_by_phone:
        missing.append((PackagePart.CONTACT, "没有写填表人的联系电话"))
    return missing + _missing_of_summary(package) + _missing_of_photos(package)


def _missing_of_summary(package):
    length = count_words(package.summary_text)
    if not length:
        sentence = "还没有写文字总结"
    elif length < TOO_SHORT:
        sentence = f"文字总结只有 {length} 字，至少要 {TOO_SHORT} 字"
    elif length > TOO_LONG:
        sentence = f"文字总结有 {length} 字，不能超过 {TOO_LONG} 字"
    elif package.is_summary_draft:
        sentence = "文字总结还是自动生成的草稿，请核对、修改后再报送"
    elif gaps := package.summary_text.count(GAP):
        sentence = f"文字总结里还有 {gaps} 处“{GAP}…】”，请写好或删去"
    else:
        return []
    return [(PackagePart.SUMMARY, sentence)]


def _missing_of_photos(package):
    photos = list(package.photos.all())
    missing = []
    if len(photos) < PHOTO_COUNT:
        missing.append((PackagePart.PHOTOS, f"照片应有 {PHOTO_COUNT} 张，现在是 {len(photos)} 张"))
    if without_caption := [str(photo.position) for photo in photos if not photo.caption]:
        missing.append((PackagePart.PHOTOS, f"照片 {'、'.join(without_caption)} 没有写说明"))
    if len({photo.photo.digest for photo in photos}) < len(photos):
        missing.append((PackagePart.PHOTOS, "三张照片中有两张是同一张"))
    return missing
