"""The Excel list of accounts to create: its template and the validation of its rows."""

from dataclasses import dataclass, field
from io import BytesIO

from django.core.exceptions import ValidationError
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

from organization.accounts.usernames import FreeUsernames
from organization.models import Account
from organization.region import REGION
from organization.roles import default_role
from organization.text import clean_code, clean_line, clean_name, comparable, encode_cell_text
from organization.workbook_file import (
    FaultMark,
    Sheet,
    SheetRow,
    UnreadCell,
    choose_sheet,
    mark_cells,
    open_workbook,
    read_text,
)

HEADINGS = CODE, PLACE, FULL_NAME, USERNAME = ("行政区划代码", "团委", "姓名", "用户名")
# Which heading a column of Account stands below; what is wrong with none of them is said at the place.
HEADING_OF = {"full_name": FULL_NAME, "username": USERNAME}
WIDTHS = (16, 36, 20, 22)
ROW_LIMIT = 500
NOTES = (
    "一行开一个账号；角色由团委的层级决定。",
    f"“行政区划代码”填六位代码（{REGION.places.standard}）。没有代码的（开发区、乡镇、直属）留空，在“团委”栏写简称或全称。",
    f"“姓名”可不填。“用户名”可不填：按代码取名，如 {REGION.username_prefix}{REGION.code[:2]}0202。",
    "已有账号的团委会跳过。不需要开账号的行请整行删去。",
    "不要改表头，不要用公式；请存为“Excel 工作簿（.xlsx）”。",
)


def template_bytes(committees) -> bytes:
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "账号名单"
    sheet.append(HEADINGS)
    served = set(Account.objects.active().filter(committee__in=committees).values_list("committee_id", flat=True))
    for committee in committees:
        if committee.pk not in served:
            sheet.append((committee.gb_code, encode_cell_text(committee.short_name), None, None))
    for column, width in zip("ABCD", WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
        sheet[f"{column}1"].font = Font(bold=True)
        sheet[f"{column}1"].fill = PatternFill("solid", fgColor="FBF3E4")
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            # A code, a name and a user name are text: without this format WPS makes numbers of them.
            cell.number_format, cell.data_type = "@", "s" if cell.value is not None else "n"
    sheet.freeze_panes = "A2"
    notes = workbook.create_sheet("填写说明")
    notes.column_dimensions["A"].width = 100
    for note in NOTES:
        notes.append((note,))
        notes.cell(notes.max_row, 1).alignment = Alignment(wrap_text=True)
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def mark_wrong_cells(content: bytes, lines) -> bytes:
    """The uploaded list with the faults of `lines` at their cells.

    Raises a ValidationError where it cannot be written.
    """
    sheet = chosen_sheet(BytesIO(content))
    columns = find_columns(sheet)
    marks = [
        FaultMark(line.number, columns[HEADINGS.index(heading)], text)
        for line in lines
        for heading, text in line.faults
    ]
    return mark_cells(content, sheet.title, marks)


def chosen_sheet(file) -> Sheet:
    sheet = choose_sheet(open_workbook(file).sheets, find_columns, lambda sheet: len(sheet.rows) > 1)
    if sheet is None:
        raise ValidationError(f"第一行应是模板的表头：{'、'.join(HEADINGS)}。请下载模板，在模板里填写。")
    return sheet


def read_account_rows(file) -> list[tuple[int, tuple[str, ...], tuple[tuple[str, str], ...], bool]]:
    """Number, texts and faults (heading, text) of each filled row below the headings, and whether it is hidden.

    Raises a ValidationError about the file.
    """
    sheet = chosen_sheet(file)
    columns = find_columns(sheet)
    read = [(*read_account_row(row, columns), row.is_hidden) for row in sheet.rows[1:]]
    filled = [(number, texts, errors, is_hidden) for number, texts, errors, is_hidden in read if any(texts) or errors]
    if not filled:
        raise ValidationError("表中除了表头没有内容。")
    if len(filled) > ROW_LIMIT:
        raise ValidationError(f"一次最多 {ROW_LIMIT} 行，这个文件有 {len(filled)} 行，请分成几个文件上传。")
    return filled


def find_columns(sheet: Sheet) -> list[int]:
    """Where each of HEADINGS stands in the first filled row; nothing if one is missing."""
    headings = [comparable(read_text(value)) for value in sheet.rows[0].values] if sheet.rows else []
    return [headings.index(heading) for heading in HEADINGS] if set(HEADINGS) <= set(headings) else []


def read_account_row(row: SheetRow, columns: list[int]) -> tuple[int, tuple[str, ...], tuple[tuple[str, str], ...]]:
    values = [row.value(column) for column in columns]
    unread = [
        (heading, value) for heading, value in zip(HEADINGS, values, strict=True) if isinstance(value, UnreadCell)
    ]
    errors = tuple((heading, f"“{heading}”{value.reason}") for heading, value in unread)
    return row.number, tuple("" if isinstance(value, UnreadCell) else read_text(value) for value in values), errors


@dataclass
class AccountLine:
    """One row of the list and the account that it creates, if any."""

    number: int
    place: str
    full_name: str
    username: str
    committee: object = None
    # The account that its committee has already: the row is skipped.
    holder: object = None
    # The heading below which something is wrong, and what.
    faults: list[tuple[str, str]] = field(default_factory=list)

    @property
    def errors(self) -> list[str]:
        return [text for _, text in self.faults]


def faults_of_account(error: ValidationError) -> list[tuple[str, str]]:
    by_column = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    return [(HEADING_OF.get(column, PLACE), text) for column, texts in by_column.items() for text in texts]


class AccountList:
    """The rows of a list, read against the committees that its sender may make accounts for."""

    def __init__(self, rows, *, committees, holders):
        self.committees = list(committees)
        self.holders = holders
        self.free_usernames = FreeUsernames()
        self.first_numbers = {}
        self.lines = [self.read_row(*row) for row in rows]
        self.check_usernames()

    def read_row(self, number, values, complaints):
        code, place, full_name, username = values
        code, place, username = clean_code(code), clean_line(place), clean_code(username)
        line = AccountLine(number, f"{code} {place}".strip(), clean_name(full_name), username)
        line.faults = [tuple(fault) for fault in complaints]  # lists, once they have been through the page
        line.committee = self.find_committee(line, code, place)
        line.holder = line.committee and self.holders.get(line.committee.pk)
        if line.committee and not line.holder and not line.errors:
            self.name_account(line)
        return line

    def find_committee(self, line, code, place):
        found = [committee for committee in self.committees if self.is_meant(committee, code, place)]
        if len(found) == 1:
            return found[0]
        if found:
            line.faults.append((PLACE, f"有 {len(found)} 个团委叫“{place}”，请在网页上逐个开。"))
        elif not line.errors:
            unknown = "您的下级里没有这个团委：请核对代码和名称是否一致，以及是否归您开账号。"
            line.faults.append((CODE if code else PLACE, unknown))
        return None

    @staticmethod
    def is_meant(committee, code, place):
        names = (committee.place_name, committee.short_name, committee.name)
        fits_name = comparable(place) in map(comparable, names)
        return (committee.gb_code == code and (not place or fits_name)) if code else bool(place) and fits_name

    def name_account(self, line):
        chosen = line.username
        line.username = chosen or self.free_usernames.reserve_for(line.committee)
        account = self.build_account(line)
        try:
            account.clean_fields(exclude=["password", "committee"])
            account.clean()
        except ValidationError as error:
            line.faults += faults_of_account(error)
        key = line.username if chosen else (line.committee.pk, line.full_name)
        if key in self.first_numbers:
            what = "用户名与" if chosen else "团委和姓名与"
            place = USERNAME if chosen else PLACE
            line.faults.append((place, f"{what}第 {self.first_numbers[key]} 行重复。"))
        self.first_numbers.setdefault(key, line.number)
        self.free_usernames.used.add(line.username)

    def check_usernames(self):
        new = [line for line in self.lines if not line.holder]
        used = set(
            Account.objects.filter(username__in=[line.username for line in new]).values_list("username", flat=True)
        )
        for line in new:
            if line.username in used:
                line.faults.append((USERNAME, f"用户名 {line.username} 已被使用。"))

    @staticmethod
    def build_account(line):
        role = default_role(line.committee.level).key
        return Account(username=line.username, full_name=line.full_name, committee=line.committee, role=role)

    @property
    def wrong(self):
        return [line for line in self.lines if line.errors]

    @property
    def new(self):
        return [line for line in self.lines if not line.errors and not line.holder]

    def accounts(self):
        return [self.build_account(line) for line in self.new]

    def skipped(self):
        return [f"{line.committee}已有 {line.holder}" for line in self.lines if line.holder and not line.errors]
