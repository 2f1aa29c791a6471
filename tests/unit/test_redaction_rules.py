"""Each rule is tried on the examples that stand beside it."""

import functools

import pytest

from domain.redaction.prefilter import Prefilter
from domain.redaction.rule import Rule
from tests.corpus.redactor import redactor
from tests.support.redaction import is_covered
from tests.support.rule_examples import RuleExample, all_rules, examples_of, found_by

RULES = list(all_rules())
EXAMPLES = [example for kind, rule in RULES for example in examples_of(kind, rule)]


@functools.cache
def _prefilter(rule: Rule) -> Prefilter:
    return Prefilter((rule,), ())


@pytest.mark.parametrize(("kind", "rule"), RULES, ids=[f"{kind}-{rule.name}" for kind, rule in RULES])
def test_every_rule_has_examples(kind: str, rule: Rule) -> None:
    """A rule shows texts that it takes something out of and texts that it leaves, each marked as such."""
    taking = [bool(example.spans) for example in examples_of(kind, rule)]
    assert taking == [True] * len(rule.takes) + [False] * len(rule.leaves)
    assert rule.takes
    assert rule.leaves


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_a_rule_takes_what_its_examples_mark_and_nothing_else(example: RuleExample) -> None:
    """Alone, a rule finds exactly the marked values of its examples."""
    assert found_by(example.rule, _prefilter(example.rule), example) == list(example.spans)


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_prefilter_and_precheck_only_save_time(example: RuleExample) -> None:
    """A rule that is asked about every text, from its beginning on, finds the same."""
    assert found_by(example.rule, None, example) == list(example.spans)


@pytest.mark.parametrize("example", [example for example in EXAMPLES if example.spans], ids=str)
def test_what_a_rule_takes_is_taken_with_all_kinds_on(example: RuleExample) -> None:
    """No other rule gets in the way of a marked value."""
    findings = redactor(example.region).redact(example.text).findings
    assert all(is_covered(findings, *span) for span in example.spans)


def test_what_one_kind_rejects_another_may_take() -> None:
    """A number that is nobody's national id may be somebody's social security number."""
    assert redactor("US").redact("ssn=495881102").text == "ssn=[US_SSN]"
