"""Dumps and tables of numbers, in which a number is no card."""

from domain.redaction.detectors.payment_card.numbers import USUAL_LENGTHS
from domain.redaction.pattern import Pattern

# For dumps and tables, matched backwards from the number.
_NUMBER_BEFORE = Pattern(r"[ \t|]{1,40}[0-9a-fA-Fx.:+]{0,24}(?=\s|$|[|])")
_GROUP_BEFORE = Pattern(r"[ \t]{1,4}:?(?:[0-9a-fA-F]{4}){1,4}(?:x0)?(?:\s|$)")
# A row of a dump: its offset, and groups of four hexadecimal digits.
_DUMP_ROW = Pattern(r"[0-9a-f]{4,8}: {1,3}(?:[0-9a-f]{4} ){1,7}$")
_GROUP_BEHIND = Pattern(r" (?:[0-9a-fA-F]{4}|\d{1,3})(?![0-9A-Za-z])")


def is_amid_numbers(folded: str, start: int, end: int) -> bool:
    """Return whether a number is in a dump or table: `1c30: 4034 0200 0000 0000 ffff`, `| 0.58 | 4379264915137`.

    One in ten of such numbers passes the Luhn check by chance.
    """
    before = folded[max(0, start - 64) : start][::-1]
    if _DUMP_ROW.search(folded[max(0, start - 64) : start]):
        return True
    if folded[start + 4 : start + 5] == " ":
        # A year may precede a card number, or a date may follow it, but not both.
        behind = _GROUP_BEHIND.match(folded, end)
        group = _GROUP_BEFORE.match(before)
        is_offset = group is not None and (":" in group[0] or group[0].rstrip().endswith("00"))
        return is_offset or (
            behind is not None and (group is not None or _GROUP_BEHIND.match(folded, behind.end()) is not None)
        )
    if end - start in USUAL_LENGTHS or not folded[start:end].isdigit():
        return False
    number = _NUMBER_BEFORE.match(before)
    return number is not None and number[0].strip(" \t") != ""
