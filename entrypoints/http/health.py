"""What the routes for health checks say."""

from collections.abc import Callable, Sequence

from domain.errors import PassingError, reason_of

# Raises where something that the API needs does not answer.
Probe = Callable[[], object]

HEALTHY = {"status": "ok"}
READY = {"status": "ready"}
# The second is where Loki's clients ask.
READY_PATHS = ("/readyz", "/ready")


def check(probes: Sequence[Probe]) -> None:
    """Raise PassingError if a probe fails: however it does, what is not well now may be so later."""
    for probe in probes:
        try:
            probe()
        except Exception as error:  # noqa: BLE001 - see above
            raise PassingError(reason_of(error)) from None
