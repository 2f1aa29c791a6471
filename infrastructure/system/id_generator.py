"""Random ids."""

import uuid

from application.ports.id_generator import IdGenerator


class RandomIdGenerator(IdGenerator):
    """122 random bits, as 32 hex digits."""

    def new_log_id(self) -> str:
        return uuid.uuid4().hex
