"""What is redacted: a text, and the name that it stands under."""

from typing import NamedTuple


class Value(NamedTuple):
    """`name` tells what the text is, as the key of a JSON object does; it is empty where nothing does."""

    name: str
    text: str
