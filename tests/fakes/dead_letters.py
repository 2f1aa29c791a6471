"""Dead letters in memory."""

from collections.abc import Callable, Sequence

from application.ports.dead_letters import DeadLetter, DeadLetters


class InMemoryDeadLetters(DeadLetters):
    """Keeps `letters` in the order of arrival, and calls `queue_again` with each redriven letter."""

    def __init__(
        self, letters: Sequence[DeadLetter] = (), *, queue_again: Callable[[DeadLetter], object] = lambda _: None
    ) -> None:
        self.letters = list(letters)
        self._queue_again = queue_again

    def count(self) -> int:
        """Count all letters."""
        return len(self.letters)

    def sample(self, most: int) -> Sequence[DeadLetter]:
        """Return the first letters."""
        return self.letters[:most]

    def find(self, message_id: str, looked_at: Callable[[int], object]) -> DeadLetter | None:
        """Find a letter by its id."""
        looked_at(len(self.letters))
        return next((letter for letter in self.letters if letter.message_id == message_id), None)

    def redrive(self, tenant_id: str | None, moved: Callable[[int], object]) -> int:
        """Remove the letters and queue them again."""
        chosen = [letter for letter in self.letters if tenant_id in (None, letter.tenant_id)]
        self.letters = [letter for letter in self.letters if letter not in chosen]
        for letter in chosen:
            self._queue_again(letter)
        moved(len(chosen))
        return len(chosen)

    def erase(self, tenant_id: str, wanted: Callable[[DeadLetter], bool], looked_at: Callable[[int], object]) -> int:
        """Delete the wanted letters."""
        erased = [letter for letter in self.letters if letter.tenant_id == tenant_id and wanted(letter)]
        self.letters = [letter for letter in self.letters if letter not in erased]
        looked_at(len(self.letters))
        return len(erased)
