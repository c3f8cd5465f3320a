"""Files that name rows of others: an upload tells nobody whether there are any.

A page that takes a file needs a line in UPLOADS: a good file of one's own, and what in its cells names rows.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from activities.forms.photos import STORED
from activities.models import Activity, ActivityImport, Photo
from organization.accounts.account_list import HEADINGS
from organization.models import Account, Committee
from tests.walk.answers import answers_for
from tests.walk.canaries import MISSING_PK, NOWHERE
from tests.walk.forms import forms_of
from tests.walk.rows import import_token, photo_name
from tests.walk.sections import KINDS_OF_2020
from tests.walk.visits import foreign_rows

NO_CODE = "999999"
NO_PHOTO = photo_name("99999999999")


class UploadedSheet(SimpleUploadedFile):
    """A workbook that says what it holds; a row is its cells by heading."""

    def __init__(self, rows: list[dict]):
        workbook, content = Workbook(), BytesIO()
        for cells in (rows[0].keys(), *(row.values() for row in rows)):
            workbook.active.append(list(cells))
        workbook.save(content)
        super().__init__("list.xlsx", content.getvalue())
        self.rows = rows

    def __repr__(self):
        return str(self.rows)


@dataclass(frozen=True)
class Upload:
    # The name of its address.
    page: str
    # The form's field for the file; the others are filled as the page fills them.
    field: str
    # Given the walker: a row that is taken.
    good_row: Callable
    # Given the walker: rows that name what is others', each with the same row naming nothing.
    namings: Callable
    # The hidden field by which the preview remembers what is to be confirmed.
    confirmation: str
    # Of the address.
    arguments: tuple = ()

    @property
    def path(self):
        return reverse(self.page, args=self.arguments)


def names_of(committee):
    return [committee.name, committee.short_name, committee.place_name]


# The log of a kind


def own_entry(kind, walker):
    """A row of the kind's own export, changed so that it is a new entry."""
    answer = walker.get(reverse("admin:activities_kind_export", args=[kind, walker.world.campaign.key]))
    headings, cells, *_ = load_workbook(BytesIO(answer.response.getvalue())).active.iter_rows(values_only=True)
    return dict(zip(headings, cells, strict=True)) | {"编号": None, "备注": "x"}


def entries_of_others(kind, walker):
    good = own_entry(kind, walker)
    for row in foreign_rows(walker, Activity, lambda row: row.kind.key == kind):
        yield good | {"编号": row.number}, good | {"编号": f"HD2020-{MISSING_PK}"}
    for committee in foreign_rows(walker, Committee):
        labels = [f"{committee.short_name}（{committee.pk}）", f"{committee.parent}/{committee.short_name}"]
        for name in names_of(committee) + labels:
            yield good | {"开展单位": name}, good | {"开展单位": NOWHERE}


# The list of accounts


def new_account(walker):
    """For the last of the committees below, which loses the accounts that it has."""
    below = [row for key, row in walker.world.all_rows(Committee) if walker.is_own(key)][-1]
    Account.objects.filter(committee=below).update(is_active=False)
    return dict(zip(HEADINGS, (below.gb_code, below.short_name, "x", ""), strict=True))


def committees_of_others(walker):
    empty = dict.fromkeys(HEADINGS)
    for committee in foreign_rows(walker, Committee):
        for name in names_of(committee):
            yield empty | {"团委": name}, empty | {"团委": NOWHERE}
        yield empty | {"行政区划代码": committee.gb_code}, empty | {"行政区划代码": NO_CODE}


UPLOADS = {
    "accounts": Upload("admin:organization_account_list", "file", new_account, committees_of_others, "rows"),
    **{
        kind: Upload(
            "admin:activities_kind_import",
            "workbook",
            partial(own_entry, kind),
            partial(entries_of_others, kind),
            "token",
            arguments=(kind,),
        )
        for kind in KINDS_OF_2020
    },
}
UPLOAD_PAGES = {upload.page for upload in UPLOADS.values()}

PHOTO_PAGES = {"admin:activities_kind_add", "admin:activities_kind_change"}
PHOTO_PAGES |= {"admin:activities_service_add", "admin:activities_service_change"}
# They take photos, which name nothing; but one that was taken already is named, so that it need not be sent anew.
PHOTO_PAGES |= {"package", "package_save"}
# The blank of a table, and a notice as a pack or a document: whoever may upload one sees every committee.
PHOTO_PAGES |= {"table_from_blank", "admin:reports_setup_pack", "admin:reports_setup_document"}
# The document of an announcement names nothing.
PHOTO_PAGES |= {"announcement_add"}


def attack_photos(walker):
    """What somebody else has uploaded and not yet used is not there."""
    for kind in KINDS_OF_2020:
        attack_stored_photos(walker, "admin:activities_kind_add", kind)
    attack_stored_photos(walker, "admin:activities_service_add")


def attack_stored_photos(walker, page, *arguments):
    path = reverse(page, args=arguments)
    forms = [form for form in forms_of(walker.get(path).html) if form.file_fields]
    for form, photo in itertools.product(forms, foreign_rows(walker, Photo, is_unused)):
        form.answer(answers_for(walker, page))
        stored = form.file_fields[0] + STORED
        taken, missing = (walker.post(path, form.values | {stored: name}) for name in (photo.name, NO_PHOTO))
        walker.same(taken, missing, photo.name, NO_PHOTO)


def is_unused(photo):
    return Photo.objects.unused().filter(pk=photo.pk).exists()


def attack_uploads(walker):
    for upload in UPLOADS.values():
        attack_upload(walker, upload)
    for kind in KINDS_OF_2020:
        attack_confirmation(walker, kind)


def attack_upload(walker, upload):
    path = upload.path
    form = next((form for form in forms_of(walker.get(path).html) if upload.field in form.file_fields), None)
    if form is None:
        return

    def send(rows):
        return walker.post(path, form.values | {upload.field: UploadedSheet(list(rows))})

    with walker.in_one_go():
        confirm(walker, path, upload, send([upload.good_row(walker)]))
    namings, nobodies = zip(*upload.namings(walker), strict=True)
    differing = [cells for pair in zip(namings, nobodies, strict=True) for cells in differing_cells(*pair)]
    walker.same(send(namings), send(nobodies), *sorted(differing, key=len, reverse=True))


def differing_cells(row, other):
    return [str(cells[heading]) for heading in row for cells in (row, other) if row[heading] != other[heading]]


def confirm(walker, path, upload, preview):
    """One's own file must get through: what is refused for another reason would tell nothing."""
    forms = [form for form in forms_of(preview.html) if upload.confirmation in form.values]
    if not forms or walker.post(forms[0].action, forms[0].values).status >= 400:
        walker.find(f"{path} refuses a file of one's own")


def attack_confirmation(walker, kind):
    """What somebody else has uploaded is not there."""
    path, nobody = reverse("admin:activities_kind_import_confirm", args=[kind]), import_token(NOWHERE)
    for row in foreign_rows(walker, ActivityImport, lambda row: row.kind.key == kind)[-1:]:
        missing = walker.post(path, {"token": nobody})
        walker.same(walker.post(path, {"token": row.token}), missing, row.token, nobody)
