import pytest

from tests.corpus import Record
from tests.corpus.record import Span
from tests.corpus.scoring import Score

_RECORD = Record(
    id="1",
    text="call +442079460958 at 10.0.0.1, ada@example.com",
    spans=((5, 18, "PHONE", "e164"), (32, 47, "EMAIL", "plain")),
    soft=((22, 30, "IP_ADDRESS"),),
)


@pytest.mark.parametrize(
    ("predictions", "hits", "damaged"),
    [
        ([], 0, False),
        ([(5, 18, "PHONE"), (32, 47, "EMAIL")], 2, False),
        ([(6, 18, "PHONE")], 1, False),
        ([(5, 18, "PHONE"), (5, 18, "PHONE")], 1, False),
        ([(5, 10, "PHONE")], 0, False),
        ([(0, 47, "PHONE")], 0, False),
        ([(5, 18, "EMAIL")], 0, False),
        ([(22, 30, "IP_ADDRESS")], 0, False),
        ([(22, 30, "PHONE")], 0, True),
        ([(0, 4, "PHONE"), (5, 18, "PHONE")], 1, True),
    ],
)
def test_a_hit_overlaps_by_half_and_other_predictions_are_damage(
    predictions: list[Span], hits: int, *, damaged: bool
) -> None:
    """An overlap of at least half is a hit, counted once.

    A prediction on other findings or soft text does no damage.
    """
    score = Score()
    score.add(_RECORD, predictions)
    assert (score.hits.total(), score.damaged) == (hits, damaged)


def test_precision_and_recall_are_shares() -> None:
    """Recall is a share of the labels and precision a share of the predictions; without any, they are 0."""
    score = Score()
    assert (score.precision("PHONE"), score.recall("PHONE"), score.damage) == (0, 0, 0)
    score.add(_RECORD, [(5, 18, "PHONE"), (22, 30, "PHONE")])
    assert (score.precision("PHONE"), score.recall("PHONE"), score.recall("PHONE", "EMAIL")) == (0.5, 1, 0.5)
    assert score.damage == 1
