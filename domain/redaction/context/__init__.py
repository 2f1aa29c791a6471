"""The name of a value, and what it means for a kind.

`context` reads from a value to its name: the key, the words before it, the name of its list or object. `notations` has
the patterns of names in programs, formats and databases, and `examples` an example of each. `vocabulary` decides
whether a name is evidence for or against a kind, and `identifiers` whether it is the name of an identifier.

A kind whose values have no shape of their own is found the other way round, from names to values: see `named`.
"""

from domain.redaction.context.context import (
    LEAST_REMEMBERED,
    TYPE_NAMES,
    Context,
    context_before,
    enclosing_name,
    enclosing_object,
    key_words,
    list_start,
    surroundings,
    type_beside,
)

__all__ = [
    "LEAST_REMEMBERED",
    "TYPE_NAMES",
    "Context",
    "context_before",
    "enclosing_name",
    "enclosing_object",
    "key_words",
    "list_start",
    "surroundings",
    "type_beside",
]
