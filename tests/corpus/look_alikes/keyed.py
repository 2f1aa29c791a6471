"""Valid numbers under keys that say that they are something else."""

from collections.abc import Callable, Mapping

import phonenumbers

from tests.corpus.kinds.phones import number
from tests.corpus.source import Source
from tests.corpus.text_files import listed, sections

# Ids, sizes, counts, offsets, times and durations, some with a word that alone names a phone number.
_KEYS = {kind: listed(words) for kind, words in sections("look_alikes/keys.txt").items()}


def _us(source: Source) -> str:
    return phonenumbers.national_significant_number(number(source, "US")[0])


def _without_plus(source: Source) -> str:
    return phonenumbers.format_number(number(source)[0], phonenumbers.PhoneNumberFormat.E164)[1:]


_VALUES: Mapping[Callable[[Source], str], float] = {_us: 5, _without_plus: 2, lambda source: source.digits(10): 3}


def keyed(source: Source) -> tuple[str, str, str]:
    """Return a look-alike's kind, the words of its key, and the number."""
    kind = source.pick(tuple(_KEYS))
    return kind, source.pick(_KEYS[kind]), source.weighted(_VALUES)(source)
