"""Patterns without alternatives at their beginning."""

import re

import pytest

from domain.redaction.engine.alternatives import beginnings
from domain.redaction.rule import Rule
from tests.support.rule_examples import all_rules, examples_of


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("name", ["name"]),
        ("(?:old|new) name", ["old name", "new name"]),
        ("(?:a|(?:b|c)d)e", ["ae", "bde", "cde"]),
        ("(?:a|b)c|d", ["ac|d", "bc|d"]),
        ("(?:^|[^a-z])x", ["^x", "[^a-z]x"]),
        ("(?:a)b", ["ab"]),
        # Alternatives elsewhere, in groups that repeat, and signs that are not alternatives.
        ("a(?:b|c)", ["a(?:b|c)"]),
        ("(?:a|b)*c", ["(?:a|b)*c"]),
        ("(?:a|b){2}", ["(?:a|b){2}"]),
        (r"(?:\||[|)]|[]|])a", [r"\|a", "[|)]a", "[]|]a"]),
        (r"(?:\(a|b\))c", [r"\(ac", r"b\)c"]),
    ],
)
def test_alternatives_become_patterns(pattern: str, expected: list[str]) -> None:
    """Each alternative at the beginning becomes a pattern, with the text after its group."""
    assert list(beginnings(pattern)) == expected


def test_long_alternatives_stay() -> None:
    """A long text after a group is not repeated for each alternative."""
    pattern = f"(?:{'|'.join('abcdefgh')}){'x' * 600}"
    assert list(beginnings(pattern)) == [pattern]


@pytest.mark.parametrize("rule", [rule for _, rule in all_rules()], ids=lambda rule: rule.name)
def test_the_patterns_of_rules_match_the_same_texts(rule: Rule) -> None:
    """One of the beginnings matches where the pattern matches, and nowhere else."""
    texts = [example.text.lower() for example in examples_of("", rule)]
    for pattern in (*rule.keywords, *rule.shapes, *rule.values):
        whole, parts = re.compile(pattern), [re.compile(part) for part in beginnings(pattern)]
        for text in texts:
            assert bool(whole.search(text)) == any(part.search(text) for part in parts)
