"""Regular expressions in RE2's syntax, which always match in time linear in the length of the text."""

from functools import lru_cache
from typing import TYPE_CHECKING

import re2

from domain.query.phrases import InvalidSearch

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_EXPRESSION_CHARACTERS = 1_000
_MEMORY_BYTES = 1 << 20


@lru_cache(maxsize=256)
def expression_test(expression: str) -> "Callable[[str], bool]":
    """Return a function that tests whether the expression matches anywhere in a text. Raises InvalidSearch."""
    if len(expression) > MAX_EXPRESSION_CHARACTERS:
        raise InvalidSearch(f"the expression is longer than {MAX_EXPRESSION_CHARACTERS:,} characters")
    options = re2.Options()
    options.never_capture = True
    # Errors are raised as exceptions; do not print them as well.
    options.log_errors = False
    options.max_mem = _MEMORY_BYTES
    try:
        search = re2.compile(expression, options).search
    except UnicodeEncodeError:
        raise InvalidSearch("the expression contains an unpaired surrogate") from None
    except re2.error as error:
        raise InvalidSearch(f"RE2 refuses the expression: {_reason(error)}") from None
    return lambda text: search(text.encode()) is not None


def _reason(error: Exception) -> str:
    reason = error.args[0] if error.args else "it cannot be read"
    return reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
