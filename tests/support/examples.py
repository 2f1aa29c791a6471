"""How many examples Hypothesis makes of a law."""

from hypothesis import settings

THOROUGH = "thorough"
TIMES = 10


def examples(number: int) -> int:
    """So many in `make test`, and ten times as many in `make test-laws`."""
    return number * TIMES if settings.get_current_profile_name() == THOROUGH else number
