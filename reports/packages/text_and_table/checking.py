"""文表核对 of a package as it is now, or of what was sent up."""

from django.db.models import prefetch_related_objects

from activities.spoken_numbers import spoken_numbers
from organization.models import Committee
from reports.models import Package, Submission
from reports.packages.sheet import PackageSheet
from reports.packages.text_and_table.comparison import TextCheck, compare
from reports.packages.text_and_table.reading import Vocabulary, place_words


def check_summary(written: Package | Submission, sheet: PackageSheet, committee: Committee) -> TextCheck | None:
    """The text of a package or submission beside the numbers of `sheet`; None without a text. Three queries."""
    if not written.summary_text:
        return None
    prefetch_related_objects(sheet.kinds, "details", "figures")
    numbers = [number for kind in sheet.kinds for number in spoken_numbers(kind)]
    places = Committee.objects.within(committee).exclude(pk=committee.pk).values_list("place_name", flat=True)
    vocabulary = Vocabulary(numbers, place_words(places))
    return compare(written.summary_text, sheet.figures, sheet.layout.numbers, vocabulary, written.drafted_numbers)


def check_shown(package: Package, sheet: PackageSheet, last: Submission | None) -> TextCheck | None:
    """Of what the page of a package displays: what was sent up where the sheet is frozen, else the package as it is."""
    if not package.campaign.summary_length:
        return None
    written = last if last and sheet.row is None else package
    return check_summary(written, sheet, package.committee)
