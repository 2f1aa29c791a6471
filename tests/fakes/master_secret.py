"""A fixed master secret."""

from application.ports.master_secret import MasterSecret


class FixedMasterSecret(MasterSecret):
    """Returns the same 32 bytes in every test."""

    def __init__(self, secret: bytes = bytes(range(32))) -> None:
        self._secret = secret
        self.failure: Exception | None = None

    def read(self) -> bytes:
        """Return the bytes."""
        if self.failure:
            raise self.failure
        return self._secret
