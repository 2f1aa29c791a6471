r"""A text as the rules read it.

`text` has the decoded text, folded to ASCII, with offsets back to the original. `escapes` decodes `%2B`, `\u002b` and
the like, and `folding` maps the characters of other scripts. `columns`, `tables` and `parameters` find the values in
the columns of statements and tables, with the names of the columns. `quoted` finds what a text quotes with escapes.
"""

from domain.redaction.text.folding import LETTER, OTHER, UNSPACED, digits_of, folded, one_of
from domain.redaction.text.text import BLANK, BORDER, Considered, Span, Text, Value

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
