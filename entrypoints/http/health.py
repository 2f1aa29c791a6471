"""Answers and probes for health checks."""

from collections.abc import Callable, Sequence

from domain.errors import PassingError, reason_of

# Raises if something that the API needs does not answer.
Probe = Callable[[], object]

HEALTHY = {"status": "ok"}
READY = {"status": "ready"}
# Loki's clients use the second path.
READY_PATHS = ("/readyz", "/ready")


def check(probes: Sequence[Probe]) -> None:
    """Raise PassingError if a probe fails with any error."""
    for probe in probes:
        try:
            probe()
        except Exception as error:  # noqa: BLE001 - see above
            raise PassingError(reason_of(error)) from None
