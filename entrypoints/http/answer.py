"""An answer that is not JSON of our own."""

from dataclasses import dataclass
from http import HTTPStatus


@dataclass(frozen=True)
class Answer:
    """An answer in the format of a protocol."""

    status: HTTPStatus
    content_type: str
    body: str | bytes
