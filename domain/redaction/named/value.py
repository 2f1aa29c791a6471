"""A value with its name, which a kind judges."""

from typing import NamedTuple

from domain.redaction.named.names import Promise


class NamedValue(NamedTuple):
    """`value` is the value of `key`, and `promise` says what values the key is for.

    `before` and `behind` are the characters directly before the key and after the value. A value is `assigned` if a
    sign or quotes connect it to the key; otherwise it may be the next word of a sentence. `gap` means that white space
    follows the sign. `opened` is the bracket around the value.
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
