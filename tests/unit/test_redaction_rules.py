"""Each rule is tested on the examples next to it."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from hashlib import sha256

import pytest

from domain.redaction.engine.prefilter import Prefilter
from domain.redaction.rule import Rule
from domain.redaction.text import Span, Text
from tests.corpus.redactor import redactor
from tests.support.redaction import is_covered
from tests.support.rule_examples import RuleExample, all_rules, examples_of, found_by

RULES = list(all_rules())
EACH_RULE = pytest.mark.parametrize(("kind", "rule"), RULES, ids=[f"{kind}-{rule.name}" for kind, rule in RULES])


def expect_marked(examples: Iterable[RuleExample], find: Callable[[RuleExample], list[Span]]) -> None:
    """Compare the findings in each example with its marks, and list all differences."""
    wrong = []
    for example in examples:
        marked, found = list(example.spans), find(example)
        if marked != found:
            wrong.append(f"{example.text!r}: {_shown(example, marked)} marked, {_shown(example, found)} found")
    assert not wrong, "\n".join(wrong)


def _shown(example: RuleExample, spans: list[Span]) -> str:
    return ", ".join(f"{example.text[start:end]!r} at {start}" for start, end in spans) or "nothing"


@EACH_RULE
def test_every_rule_has_examples(kind: str, rule: Rule) -> None:
    """Each rule has examples with and without findings, each marked."""
    taking = [bool(example.spans) for example in examples_of(kind, rule)]
    assert taking == [True] * len(rule.takes) + [False] * len(rule.leaves)
    assert rule.takes
    assert rule.leaves


@EACH_RULE
def test_a_rule_finds_exactly_the_marked_values(kind: str, rule: Rule) -> None:
    """A rule alone finds exactly the marked values of its examples."""
    prefilter = Prefilter((rule,), ())
    expect_marked(examples_of(kind, rule), lambda example: found_by(rule, prefilter, example))


@EACH_RULE
def test_prefilter_and_precheck_only_save_time(kind: str, rule: Rule) -> None:
    """A rule finds the same values if it is run on every text from its beginning."""
    expect_marked(examples_of(kind, rule), lambda example: found_by(rule, None, example))


@EACH_RULE
def test_a_rules_values_are_found_with_all_kinds_on(kind: str, rule: Rule) -> None:
    """No other rule prevents a marked value from being found."""

    def covered(example: RuleExample) -> list[Span]:
        findings = redactor(example.region).redact(example.text).findings
        return [span for span in example.spans if is_covered(findings, *span)]

    expect_marked(examples_of(kind, rule), covered)


def test_the_prefilter_reads_without_regard_to_case() -> None:
    """No pattern of the prefilter distinguishes upper and lower case, which would multiply the automaton's states."""
    patterns = [pattern for _, rule in all_rules() for pattern in (*rule.keywords, *rule.shapes, *rule.values)]
    assert [pattern for pattern in patterns if "(?-i" in pattern] == []


def test_the_prefilter_needs_no_boundaries_of_words() -> None:
    """No pattern of the prefilter has a word boundary, which would multiply the automaton's states."""
    patterns = [pattern for _, rule in all_rules() for pattern in (*rule.keywords, *rule.shapes, *rule.values)]
    assert [pattern for pattern in patterns if r"\b" in pattern] == []


def test_a_name_opens_a_rule_only_with_a_value() -> None:
    """A rule with `values` is not run on a text with its words but no such value: dates and addresses are none."""
    rules = [rule for _, rule in all_rules() if rule.values and rule.words]
    prefilter = Prefilter(rules, ())
    words = "phone ssn cpf dni card SIP/"
    assert prefilter.open(Text(f"2026-01-02 03:04:05.678901 10.0.203.113 {words}")) == ()
    assert len(prefilter.open(Text(f"{words}4155552671 4111111111111111 219-09-9999"))) == len(rules)


def test_a_short_name_inside_an_exception_opens_no_rule() -> None:
    """`hp` names a phone number, also at the end of a longer name, but the end of `php` does not."""
    assert prefilter_of("PHONE").open(Text("GET /index.php 4155552671")) == ()
    assert prefilter_of("PHONE").open(Text("GET /index.php userhp=4155552671")) != ()


def prefilter_of(kind: str) -> Prefilter:
    """Return the prefilter of the rules of one kind."""
    return Prefilter([rule for each, rule in all_rules() if each == kind], ())


def test_names_and_values_of_several_texts_open_a_rule() -> None:
    """The name of a value may be apart from it, as in attributes."""
    rules = [rule for _, rule in all_rules() if rule.values]
    prefilter = Prefilter(rules, ())
    text = Text.of_values([("phone", "4155552671")])
    assert prefilter.open(text) == ()
    assert prefilter.open(text, Text("phone")) != ()


def test_a_value_that_one_kind_rejects_may_be_of_another() -> None:
    """A number that is not a valid national id may be a valid social security number."""
    assert redactor("US").redact("ssn=495881102").text == "ssn=[US_SSN]"


def test_values_that_are_read_together_are_redacted_as_each_by_itself() -> None:
    """What stands in one value says nothing of another one, whatever rules they are examples of."""
    # About sixty in a group. A new example changes one of them.
    groups: defaultdict[int, set[str]] = defaultdict(set)
    for kind, rule in all_rules():
        for example in examples_of(kind, rule):
            groups[sha256(example.text.encode()).digest()[0] % 40].add(example.text)
    for group in groups.values():
        texts = sorted(group, key=lambda text: sha256(text.encode()).digest())
        redactions = redactor("US").redact_values(("", text) for text in texts)
        for text in texts:
            found = redactions.get(("", text))
            assert (found.text if found else text) == redactor("US").redact(text).text
