"""A rule: one way to find values of a kind, as data."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from domain.redaction.context import LEAST_REMEMBERED, surroundings
from domain.redaction.context.vocabulary import Support, Vocabulary
from domain.redaction.pattern import Pattern
from domain.redaction.rule import evidence
from domain.redaction.rule.evidence import ENOUGH, Entry, Shape
from domain.redaction.rule.precheck import FirstName, Precheck
from domain.redaction.text import Considered, Span, Text

# Points that no name can outweigh.
_NEVER = -ENOUGH
_REJECTED = (_NEVER, "rejected before")
# Yields the spans of candidates, in order and in time linear in the text, from the given position on.
Finder = Callable[[Text, int], Iterable[Span]]


# Generating methods takes time at each start, and rules need only the constructor.
@dataclass(kw_only=True, eq=False, repr=False, match_args=False)
class Rule:
    """A pattern for candidates, the evidence that each needs (`evidence`), and examples, which a test runs.

    `pattern` finds candidates in `Text.folded`. If it has a group `value`, the candidate is only that. If no pattern
    can describe the candidates, it is a function instead. `shape` is the weight of the pattern itself, or a function of
    the candidate. A candidate that is not `valid` is ignored. `check_digits` add points if they are correct; `words`
    add or subtract points. A rule for national values has a `region`.

    `takes` and `leaves` are example texts: each `⟦value⟧` is found by this rule, and nothing else is. An example may
    begin with a region, `@DE `. Holes such as `«hex:32»` are filled at run time (tests/corpus/template.py), so that no
    example looks like a secret.

    For speed, `shapes` and `keywords` are RE2 patterns over the folded text without regard to case. A rule is only run
    on texts in which one of them matches; if it has `values`, for the least that its values contain, a keyword is only
    enough if one of those matches too. The shapes of all rules are one automaton; so are the keywords, and the values.
    Keep them short, without repetition over gaps and without boundaries of words, and write `[0-9]` for any digit,
    because each gap and each other class of digits multiplies the states. The words of a rule that needs a name are
    keywords automatically. `precheck` is a precise RE2 pattern, which is tested next.

    The findings of this rule belonged to the kind `formerly` before its kind was added to the catalogue, and still do
    for policies of that time.
    """

    name: str
    pattern: Pattern | Finder
    shape: Shape | Callable[[str], int] = Shape.CERTAIN
    valid: Callable[[str], bool] | None = None
    check_digits: Callable[[str], bool] | None = None
    words: Vocabulary | None = None
    region: str = ""
    source: str = ""
    takes: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    shapes: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    precheck: Precheck | None = None
    formerly: str = ""
    _find: Finder = field(init=False)
    # Only for a rule that finds nothing without a name.
    _first_name: FirstName | None = field(init=False, default=None)
    # Rules of several kinds have the same name.
    _key: str = field(init=False)

    def __post_init__(self) -> None:
        pattern = self.pattern
        self._key = str(id(self))
        self._find = _finder(pattern) if isinstance(pattern, Pattern) else pattern
        if self.words and not self.shapes:
            self.keywords = (*self.keywords, *self.words.prefilters)
            self._first_name = FirstName(self.keywords)

    def spans(self, text: Text, position: int | None = None) -> Iterable[Span]:
        """Yield the spans that this rule finds in a text that the prefilter has passed, in order.

        It searches from a given position on, otherwise from the position of precheck and names.
        """
        if position is None:
            position = self.precheck.start(text) if self.precheck else 0
            if position is not None and self._first_name:
                first = self._first_name.start(text)
                position = None if first is None else max(position, first)
        if position is None:
            return ()
        if self.shape is Shape.CERTAIN and self.valid is None and text.considered is None:
            return self._find(text, position)
        return self._judged(text, position)

    def _judged(self, text: Text, position: int) -> Iterator[Span]:
        considered = text.considered
        for start, end in self._find(text, position):
            account = self._account(text, start, end)
            taken = evidence.total(account) >= ENOUGH
            if considered is not None:
                considered.append(Considered(start, end, account, taken, text.reasons.get((start, end), "")))
            if taken:
                yield start, end

    def _account(self, text: Text, start: int, end: int) -> Sequence[Entry]:
        """Return the evidence for and against a candidate."""
        value = text.folded[start:end]
        if self.words and self._first_name and text.considered is None:
            # Most candidates have no name, and noticing that is cheaper than reading their values.
            name = self._of_name(self.words, text, start, end, ENOUGH - 1)
            return [name, *self._of_value(text, value)] if name[0] > 0 else [name]
        entries = self._of_value(text, value)
        points = evidence.total(entries)
        if self.words and ENOUGH - Support.STRONG <= points < ENOUGH - Support.IDENTIFIER:
            entries.append(self._of_name(self.words, text, start, end, points))
        return entries

    def _of_name(self, words: Vocabulary, text: Text, start: int, end: int, points: int) -> Entry:
        """Return the evidence of a candidate's name, given the points that it has without it."""
        # A candidate that an earlier reading rejected among the same characters is rejected again.
        around = surroundings(text, start, end, self._key) if text.considered is None else ""
        if around in text.rejected:
            return _REJECTED
        support, where = evidence.named(text, start, words, identifiers=points >= ENOUGH)
        if around and points + support < ENOUGH:
            text.rejected.add(around)
        return support, where

    def _of_value(self, text: Text, value: str) -> list[Entry]:
        """Return the evidence of the value itself."""
        if self.valid and not self._is_valid(self.valid, text, value):
            return [(_NEVER, "not valid")]
        entries: list[Entry] = [(self.shape(value) if callable(self.shape) else self.shape, "shape")]
        if self.check_digits:
            right = self.check_digits(value)
            entries.append((evidence.CHECK_DIGITS, "check digits") if right else (0, "wrong check digits"))
        if self.region and self.region in text.regions:
            entries.append((evidence.REGION, f"region {self.region}"))
        return entries

    def _is_valid(self, valid: Callable[[str], bool], text: Text, value: str) -> bool:
        """Return whether the value is valid. In a long text, each invalid value is checked only once."""
        if len(text.decoded) < LEAST_REMEMBERED:
            return valid(value)
        remembered = f"{self._key}\0{value}"
        if remembered in text.rejected:
            return False
        if valid(value):
            return True
        text.rejected.add(remembered)
        return False


def _finder(pattern: Pattern) -> Finder:
    """Return a function that finds the pattern's matches, or those of its group `value`."""
    group = "value" if "(?P<value>" in pattern.source else 0

    def find(text: Text, position: int) -> Iterator[Span]:
        for match in pattern.finditer(text.folded, position):
            yield match.span(group)

    return find
