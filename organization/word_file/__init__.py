"""The one reader of Word documents that people send: their paragraphs and tables, and no more of them than a limit.

No ORM, no request. `open_document` raises a ValidationError, in Chinese, for whatever it does not read. The limits and
the unpacking are those of workbooks.
"""

from organization.word_file.document import DOCUMENT, WordCell, WordTable, open_document

__all__ = ["DOCUMENT", "WordCell", "WordTable", "open_document"]
