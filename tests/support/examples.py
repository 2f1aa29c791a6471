"""The number of Hypothesis examples."""

from hypothesis import settings

THOROUGH = "thorough"
TIMES = 10


def examples(number: int) -> int:
    """Use this number of examples in `make test`, and ten times as many in `make test-laws`."""
    return number * TIMES if settings.get_current_profile_name() == THOROUGH else number
