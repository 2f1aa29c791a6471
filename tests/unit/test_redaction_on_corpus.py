from collections.abc import Iterable

import pytest

from domain.redaction.detectors import DETECTORS
from tests.corpus import Record, findings, look_alikes, plain
from tests.corpus.examples import Example, examples
from tests.corpus.redactor import find, redactor
from tests.corpus.scoring import Score

# The minimum precision and recall, on lines that the detectors were not written for. Raise them, but never lower them.
_FLOORS = {
    "PHONE": (0.995, 0.97),
    "EMAIL": (0.995, 0.99),
    "PAYMENT_CARD": (0.995, 0.99),
    "IBAN": (0.995, 0.99),
    "US_SSN": (0.99, 0.96),
    "IP_ADDRESS": (0.97, 0.98),
    "NATIONAL_ID": (0.99, 0.94),
    "DATE_OF_BIRTH": (0.99, 0.97),
    "SECRET": (0.995, 0.98),
    "SESSION": (0.99, 0.96),
    "PASSWORD_HASH": (0.99, 0.96),
    "ONE_TIME_CODE": (0.99, 0.96),
}
_MOST_DAMAGED = {"look-alikes": 0.01, "plain": 0.001}


def _score(records: Iterable[Record]) -> Score:
    score = Score()
    for record in records:
        score.add(record, find(record.text, record.region))
    return score


@pytest.fixture(scope="module")
def found() -> Score:
    """Return the findings on lines with labels."""
    return _score(findings(3, 3_000))


@pytest.mark.parametrize(
    "example", [pytest.param(example, id=f"{example.form}: {example.redacted}") for example in examples()]
)
def test_examples_are_redacted_as_marked(example: Example) -> None:
    """Every form of the examples is redacted as a whole, and every look-alike stays unchanged."""
    assert redactor(example.region).redact(example.text).text == example.redacted


def test_every_kind_has_a_floor() -> None:
    """Every kind of the product is measured."""
    assert set(_FLOORS) == set(DETECTORS)


@pytest.mark.parametrize("label", _FLOORS)
def test_quality_stays_above_its_minimum(label: str, found: Score) -> None:
    """Precision and recall of each kind stay above their minimum on lines drawn from the corpus."""
    precision, recall = _FLOORS[label]
    assert found.precision(label) >= precision
    assert found.recall(label) >= recall


def test_other_lines_are_not_damaged() -> None:
    """Ordinary lines and look-alikes stay unchanged, with few exceptions."""
    assert _score(look_alikes(3, 1_500)).damage <= _MOST_DAMAGED["look-alikes"]
    assert _score(plain(3, 3_000)).damage <= _MOST_DAMAGED["plain"]
