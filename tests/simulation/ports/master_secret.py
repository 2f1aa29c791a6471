"""The secret, now and then out of reach."""

from tests.fakes.master_secret import FixedMasterSecret
from tests.simulation.environment import Environment
from tests.simulation.faults import Step


class SimulatedMasterSecret(FixedMasterSecret):
    """Like the real one it is kept once it has been read, by each process."""

    def __init__(self, environment: Environment) -> None:
        super().__init__()
        self._environment = environment
        self._is_known = False

    def read(self) -> bytes:
        """The same bytes in every history."""
        if not self._is_known:
            self._environment.meet(Step.MASTER_KEY)
            self._is_known = True
        return super().read()
