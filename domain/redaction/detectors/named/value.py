"""A value with its name, as a kind is asked to judge it."""

from typing import NamedTuple

from domain.redaction.detectors.named.names import Promise


class NamedValue(NamedTuple):
    """`value` is what stands under `key`, and `promise` what the key promises of it.

    `before` and `behind` are what stands right before the key and behind the value. A value is `assigned` if a sign or
    quotes say that it belongs to the key, and otherwise it may be the next word of a sentence. `gap`
    tells whether white space follows the sign, `opened` is the bracket that the value stands in.
    """

    key: str
    value: str
    promise: Promise
    assigned: bool = True
    quoted: bool = True
    separator: str = "="
    gap: bool = False
    opened: str = ""
    before: str = ""
    behind: str = ""
