"""Text that goes into a cell of any workbook we write.

Belongs here: what every workbook must do to a text. Does not belong here: layout (matching.validate.papers.pages, matching.publish).
"""

FORMULA_STARTS = tuple("=+-@＝＋－＠\t\r")


def neutral(text: str) -> str:
    """The text with an apostrophe before what a spreadsheet could take for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
