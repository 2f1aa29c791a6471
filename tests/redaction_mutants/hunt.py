"""Checking whether the examples of a rule, or those of the corpus, detect its mutants."""

import functools
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

from domain.redaction import Redactor
from tests.corpus.examples import Example, examples
from tests.corpus.redactor import redactor
from tests.redaction_mutants.mutants import SHARED, Mutant
from tests.support.rule_examples import RuleExample, all_rules, examples_of, found_by
from tests.support.tracked_objects import tracked_objects


class _Cache(Protocol):
    """A function that caches results."""

    def cache_clear(self) -> None:
        """Clear the cache."""


class Tried(NamedTuple):
    """A mutant, and the example that detected it, or an empty text."""

    mutant: Mutant
    noticed_by: str


class Hunt:
    """The examples, prepared for repeated checks. Only those count that pass with unchanged rules."""

    def __init__(self) -> None:
        self._examples: dict[str, list[RuleExample]] = {}
        for kind, rule in all_rules():
            self._examples.setdefault(kind, []).extend(examples_of(kind, rule))
        for kind, ready in self._examples.items():
            self._examples[kind] = [each for each in ready if _holds(each)]
        self._examples[SHARED] = [each for ready in self._examples.values() for each in ready]
        corpus = [(redactor(example.region), example) for example in examples()]
        self._corpus: Sequence[tuple[Redactor, Example]] = [each for each in corpus if _is_redacted(each)]

    def tried(self, mutants: Iterable[Mutant]) -> Iterator[Tried]:
        """Yield each mutant with the example that detected it."""
        for mutant in mutants:
            with mutant.broken():
                _forget()
                yield Tried(mutant, self._noticed_by(mutant.kind))
            _forget()

    def _noticed_by(self, kind: str) -> str:
        for each in self._examples[kind]:
            if not _holds(each):
                return each.text
        for pair in self._corpus:
            if not _is_redacted(pair):
                return pair[1].text
        return ""


def _holds(example: RuleExample) -> bool:
    """Return whether the rule finds the marked values of its example, without prefilter and precheck.

    These only save time. With them, a clause that excludes the only value of a text would never be tested.
    """
    try:
        return found_by(example.rule, None, example) == list(example.spans)
    except Exception:  # noqa: BLE001 - a mutant that raises any error is detected
        return False


def _is_redacted(pair: tuple[Redactor, Example]) -> bool:
    chosen, example = pair
    try:
        return chosen.redact(example.text).text == example.redacted
    except Exception:  # noqa: BLE001 - as above
        return False


@functools.cache
def _caches() -> Sequence[_Cache]:
    return [
        each
        for each in tracked_objects()
        if type(each) is type(_caches)
        and str(getattr(each, "__module__", "")).startswith("domain.redaction")
        and getattr(each, "__name__", "") not in {"_prefilter", "redactor_for", "read_words", "plain_words", "_compile"}
    ]


def _forget() -> None:
    """Clear results that were computed with other rules."""
    for cache in _caches():
        cache.cache_clear()
