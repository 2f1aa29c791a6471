"""A sample of the mutants of `make redaction-mutants`, and the splitting of patterns into clauses."""

import random
import re

import pytest

from tests.redaction_mutants.clauses import clauses
from tests.redaction_mutants.hunt import Hunt
from tests.redaction_mutants.mutants import mutants
from tests.redaction_mutants.survivors import justified

_SAMPLE = 100


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (r"a(?!b)c", {r"assertion (?!b)": "ac"}),
        (r"(?<=[(|])x\b", {r"assertion (?<=[(|])": r"x\b", r"assertion \b": r"(?<=[(|])x"}),
        (r"[|]a\|b", {}),
        (
            r"x(?:a1*|b|[)|])",
            {
                "alternative a1*": "x(?:(?!)|b|[)|])",
                "alternative b": "x(?:a1*|(?!)|[)|])",
                "alternative [)|]": "x(?:a1*|b|(?!))",
            },
        ),
        (r"(?:a|b|c*|d)!", {"words a|b|d": "(?:(?!)|(?!)|c*|(?!))!", "alternative c*": "(?:a|b|(?!)|d)!"}),
        (r"a*|b*", {"alternative a*": "(?!)|b*", "alternative b*": "a*|(?!)"}),
        ("a # (|\n|b*", {"alternative a # (|": "(?!)|b*", "alternative b*": "a # (|\n|(?!)"}),
    ],
)  # fmt: skip
def test_a_pattern_is_split_into_clauses(source: str, found: dict[str, str]) -> None:
    """Each assertion and each alternative is deleted once, and a list of words is emptied as one clause."""
    assert {clause.text: clause.without for clause in clauses(source, verbose="#" in source)} == found
    assert all(re.compile(clause, re.VERBOSE if "#" in source else 0) for clause in found.values())


def test_a_sample_of_mutants_is_detected() -> None:
    """Each clause in the sample has an example that detects its change, or a reason."""
    made = list(mutants())
    chosen = random.Random(len(made)).sample(made, min(_SAMPLE, len(made)))  # noqa: S311 - only test data
    reasons = justified()
    survivors = [str(tried.mutant) for tried in Hunt().tried(chosen) if not tried.noticed_by]
    assert [survivor for survivor in survivors if survivor not in reasons] == []


def test_reasons_are_for_existing_mutants() -> None:
    """Each listed survivor is a mutant that exists."""
    assert set(justified()) <= {str(mutant) for mutant in mutants()}
