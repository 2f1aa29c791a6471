r"""A text as the rules read it.

`text` has the decoded text, folded to ASCII, with offsets back to the original. `escapes` decodes `%2B`, `\u002b` and
the like. `columns` and `tables` find the values that are in the columns of a table, with the names of the columns.
"""

from domain.redaction.text.text import (
    BLANK,
    BORDER,
    LETTER,
    OTHER,
    UNSPACED,
    Considered,
    Span,
    Text,
    Value,
    digits_of,
    folded,
    one_of,
)

__all__ = [
    "BLANK",
    "BORDER",
    "LETTER",
    "OTHER",
    "UNSPACED",
    "Considered",
    "Span",
    "Text",
    "Value",
    "digits_of",
    "folded",
    "one_of",
]
