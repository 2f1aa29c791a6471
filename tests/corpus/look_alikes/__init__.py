"""What only looks like a finding: `messages` are whole, `keyed` are values whose key says what they are."""

from tests.corpus.look_alikes.draw import look_alike

__all__ = ["look_alike"]
