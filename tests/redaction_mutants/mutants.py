"""Every change that breaks a rule."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pkgutil import walk_packages
from types import MethodType, ModuleType
from typing import Any
from unittest.mock import patch

import domain.redaction
from domain.redaction.context.vocabulary import Support, Vocabulary
from domain.redaction.detectors import DETECTORS
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule, evidence
from domain.redaction.rule.evidence import ENOUGH, Named, Shape
from domain.redaction.text import Text
from domain.redaction.words import plain_words, read_words
from tests.redaction_mutants.clauses import clauses

# The kind of clauses that several kinds share: the examples of all of them should detect their changes.
SHARED = ""
_DETECTORS, _NAMED = "domain.redaction.detectors.", "domain.redaction.named."
# The modules that read names for all kinds.
_READERS = tuple(
    f"domain.redaction.{name}"
    for name in (
        "text.columns",
        "text.parameters",
        "text.tables",
        "context.context",
        "context.notations",
        "context.vocabulary",
        "context.identifiers",
        "rule.evidence",
    )
)


@dataclass(frozen=True)
class Mutant:
    """One clause broken within the block of `broken()`. The examples of `kind` should detect it."""

    kind: str
    place: str
    clause: str
    broken: Callable[[], AbstractContextManager[None]]

    def __str__(self) -> str:
        return f"{self.place}: {self.clause}"


def mutants() -> Iterator[Mutant]:
    """Yield all mutants: of the patterns and word lists of kinds and readers of names, and of the fields of rules."""
    seen: set[int] = set()
    for name, module in _modules().items():
        kind = next((kind for kind, detector in DETECTORS.items() if _owns(detector, name)), SHARED)
        place = name.removeprefix(_DETECTORS).removeprefix("domain.redaction.")
        yield from _of_module(kind, place, module, seen)
    for kind, detector in DETECTORS.items():
        for rule in detector.rules:
            yield from _of_rule(kind, rule)


def _modules() -> Mapping[str, ModuleType]:
    """Return the modules, each before its package, which may list the rules of the module again."""
    names = [each.name for each in walk_packages(domain.redaction.__path__, "domain.redaction.")]
    names.sort(key=lambda name: name.count("."), reverse=True)
    return {name: import_module(name) for name in names if name.startswith((_DETECTORS, _NAMED, *_READERS))}


def _owns(detector: object, name: str) -> bool:
    """Return whether a module belongs to the kind: it is the kind's module, or in its package."""
    if not name.startswith(_DETECTORS):
        return False
    package = _DETECTORS + name.removeprefix(_DETECTORS).partition(".")[0]
    return getattr(import_module(package), "DETECTOR", None) is detector


def _of_module(kind: str, place: str, module: ModuleType, seen: set[int]) -> Iterator[Mutant]:
    for name, value in vars(module).items():
        for held in _held(value):
            if isinstance(held, Pattern) and id(held) not in seen and _is_from(module, name):
                seen.add(id(held))
                yield from _of_pattern(kind, f"{place}.{name}", held)
        if isinstance(value, Vocabulary) and _is_from(module, name):
            for section in filter(None, read_words(value.file)):
                # Some sections are not the vocabulary's.
                if _said(_vocabulary_without(value, section)) != _said(value):
                    broken = partial(_with_vocabulary, value, section)
                    yield Mutant(kind, f"{place}.{name}", f"words: {section}", broken)
        if isinstance(value, frozenset) and value and all(map(_is_string, value)) and _is_from(module, name):
            yield Mutant(kind, f"{place}.{name}", "words", partial(_with_attribute, module, name, frozenset()))


def _held(value: Any) -> Iterator[Any]:
    """Yield the value itself, and the members of a collection or a rule."""
    if isinstance(value, Rule):
        # A function that finds candidates may be a method of an object with patterns.
        yield value.pattern
        if isinstance(value.pattern, MethodType):
            for each in vars(value.pattern.__self__).values():
                yield from _held(each)
    elif isinstance(value, (tuple, list)):
        for each in value:
            yield from _held(each)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _held(each)
    else:
        yield value


def _is_string(value: object) -> bool:
    return isinstance(value, str)


def _is_from(module: ModuleType, name: str) -> bool:
    """Return whether the module defines the name and does not import it."""
    with open(module.__file__ or "", encoding="utf-8") as file:  # noqa: PTH123 - one line
        return re.search(rf"^{name}\b[^=\n]*=", file.read(), re.MULTILINE) is not None


def _of_pattern(kind: str, place: str, pattern: Pattern) -> Iterator[Mutant]:
    for clause in clauses(pattern.source, verbose=bool(pattern.flags & re.VERBOSE)):
        try:
            re.compile(clause.without, pattern.flags)
        except re.error:
            continue
        yield Mutant(kind, place, clause.text, partial(_with_source, pattern, clause.without))


def _of_rule(kind: str, rule: Rule) -> Iterator[Mutant]:
    change: Callable[..., Mutant] = lambda clause, **fields: Mutant(  # noqa: E731 - a shorter name
        kind, f"{kind} {rule.name}", clause, partial(_with_fields, rule, fields)
    )
    if rule.valid:
        yield change("valid", valid=None)
    if rule.check_digits:
        yield change("right check digits", check_digits=lambda _: True)
        yield change("wrong check digits", check_digits=lambda _: False)
    if rule.region:
        yield change("region", region="")
    # A rule with a table: `values` of a row yields what it finds.
    owner = rule.pattern.__self__ if isinstance(rule.pattern, MethodType) else None
    for row in getattr(owner, "rows", ()):
        never = partial(_with_attribute, row, "values", lambda *_: ())
        yield Mutant(kind, f"{kind} {rule.name}", f"row {row.written}", never)
    if not rule.words:
        # The rule only has its shape, and any weaker one would be too little.
        return
    yield Mutant(kind, f"{kind} {rule.name}", "names for", partial(_with_support, min))
    # A rule without shapes takes nothing without a name for it, so a name against it changes nothing.
    if rule.shapes:
        yield Mutant(kind, f"{kind} {rule.name}", "names against", partial(_with_support, max))
    for shape in _other_shapes(rule):
        yield change(f"shape {shape.name}", shape=shape)


def _other_shapes(rule: Rule) -> Iterator[Shape]:
    """Yield the next weaker and the next stronger shape, if a rule redacts other values with them."""
    if not isinstance(rule.shape, Shape):
        return
    levels = list(Shape)
    at = levels.index(rule.shape)
    for other in (*levels[max(0, at - 1) : at], *levels[at + 1 : at + 2]):
        if not _takes_the_same(rule, rule.shape, other):
            yield other


def _takes_the_same(rule: Rule, one: Shape, other: Shape) -> bool:
    """Return whether a rule that redacts nothing without a name needs the same names with either shape."""
    if not rule.words or rule.shapes or rule.check_digits or rule.region or Shape.CERTAIN in {one, other}:
        return False
    supports = [Support.STRONG, Support.SOME]
    if "hints" in read_words(rule.words.file):
        supports.append(Support.HINT)
    return all((one + support >= ENOUGH) == (other + support >= ENOUGH) for support in supports)


def _vocabulary_without(words: Vocabulary, section: str) -> Vocabulary:
    def without(read: Callable[[str], Mapping[str, tuple[str, ...]]]) -> Callable[[str], Mapping[str, tuple[str, ...]]]:
        return lambda file: defaultdict(tuple, read(file)) | {section: ()}

    vocabulary = "domain.redaction.context.vocabulary"
    with (
        patch(f"{vocabulary}.read_words", without(read_words)),
        patch(f"{vocabulary}.plain_words", without(plain_words)),
    ):
        return Vocabulary(words.file, short=words.short, apart=words.apart)


@contextmanager
def _with_vocabulary(words: Vocabulary, section: str) -> Iterator[None]:
    kept = dict(vars(words))
    vars(words).update(vars(_vocabulary_without(words, section)))
    try:
        yield
    finally:
        vars(words).update(kept)


def _said(words: Vocabulary) -> Mapping[str, object]:
    """Return what a vocabulary holds, without the functions that use it."""
    return {name: value for name, value in vars(words).items() if not callable(value)}


@contextmanager
def _with_source(pattern: Pattern, source: str) -> Iterator[None]:
    kept = dict(vars(pattern))
    vars(pattern).clear()
    vars(pattern).update(source=source, flags=kept["flags"])
    try:
        yield
    finally:
        vars(pattern).clear()
        vars(pattern).update(kept)


@contextmanager
def _with_attribute(owner: object, name: str, value: object) -> Iterator[None]:
    kept = getattr(owner, name)
    setattr(owner, name, value)
    try:
        yield
    finally:
        setattr(owner, name, kept)


@contextmanager
def _with_fields(rule: Rule, fields: Mapping[str, object]) -> Iterator[None]:
    kept = {name: getattr(rule, name) for name in fields}
    for name, value in fields.items():
        object.__setattr__(rule, name, value)
    try:
        yield
    finally:
        for name, value in kept.items():
            object.__setattr__(rule, name, value)


@contextmanager
def _with_support(limit: Callable[[Support, Support], Support]) -> Iterator[None]:
    named = evidence.named

    def limited(text: Text, start: int, words: Vocabulary, *, identifiers: bool = True) -> Named:
        support, where = named(text, start, words, identifiers=identifiers)
        return limit(support, Support.NONE), where

    with _with_attribute(evidence, "named", limited):
        yield
