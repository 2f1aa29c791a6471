"""The secret, which is sometimes unavailable."""

from tests.fakes.master_secret import FixedMasterSecret
from tests.simulation.environment import Environment
from tests.simulation.faults import Step


class SimulatedMasterSecret(FixedMasterSecret):
    """Like the real one, it is cached by each process after it was read."""

    def __init__(self, environment: Environment) -> None:
        super().__init__()
        self._environment = environment
        self._is_known = False

    def read(self) -> bytes:
        """Return the same bytes in every history."""
        if not self._is_known:
            self._environment.meet(Step.MASTER_KEY)
            self._is_known = True
        return super().read()
