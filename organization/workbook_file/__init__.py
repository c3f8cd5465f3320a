"""The one reader of workbooks that people send: what the file is, no more of it than a limit, and its sheets in words.

No ORM, no request. `open_workbook` raises a ValidationError, in Chinese, for whatever it does not read.
"""

from organization.workbook_file.limits import BROKEN, FILE_LIMIT
from organization.workbook_file.marking import MARK_LIMIT, FaultMark, mark_cells
from organization.workbook_file.sheet import Sheet, SheetRow
from organization.workbook_file.values import UnreadCell, read_text
from organization.workbook_file.workbook import Workbook, choose_sheet, open_workbook

__all__ = [
    "BROKEN",
    "FILE_LIMIT",
    "MARK_LIMIT",
    "FaultMark",
    "Sheet",
    "SheetRow",
    "UnreadCell",
    "Workbook",
    "choose_sheet",
    "mark_cells",
    "open_workbook",
    "read_text",
]
