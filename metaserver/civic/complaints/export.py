"""Cases as CSV for a spreadsheet: RFC 4180, UTF-8 with a mark so that Excel reads Korean."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

MARK: Final = "\ufeff"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A cell that begins so is computed by a spreadsheet, some also with the wide signs of East Asian
keyboards; an apostrophe makes it text. (OWASP, "CSV Injection")"""


def safe_cell(text: str) -> str:
    """As it is, or as text where a spreadsheet would compute it."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Of the header and all rows. To be run in a worker: thousands of rows take their time."""
    text = io.StringIO()
    text.write(MARK)
    writer = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in row])
    return text.getvalue()
