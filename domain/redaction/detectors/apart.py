"""Values whose names are not directly before them: `{"name":"phone","value":"…"}`, `Invalid value '…' for 'birthDate'`.

The reader of named values (`named/`) finds them, for kinds whose names are in a `Vocabulary`.
"""

from collections.abc import Callable, Sequence

from domain.redaction.context.vocabulary import Support, Vocabulary
from domain.redaction.named import APART, NamedValues, Names, Promise
from domain.redaction.rule import Rule


def values_apart(
    words: Vocabulary, is_value: Callable[[str], bool], takes: Sequence[str], leaves: Sequence[str]
) -> Rule:
    """Return a rule for such values of a kind, if their name names nothing else and `is_value` accepts them."""

    def promise(name: Sequence[str]) -> Promise | None:
        support = words.evidence_of_object("_".join(reversed(name)))
        return Promise.ANYTHING if support is Support.STRONG else None

    values = NamedValues(
        f"apart-{words.file}", Names(promise, words.prefilters), lambda named: is_value(named.value.strip())
    )
    return Rule(
        name="apart",
        pattern=values.apart,
        keywords=words.prefilters,
        values=APART,
        takes=tuple(takes),
        leaves=tuple(leaves),
    )
