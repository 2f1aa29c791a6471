"""Values that only look like findings. `messages` are complete; `keyed` values have keys that say what they are."""

from tests.corpus.look_alikes.draw import look_alike

__all__ = ["look_alike"]
