"""Joining the words of a key to a name."""

from collections.abc import Callable, Mapping, Sequence

from tests.corpus.source import Source

_STYLES: Mapping[Callable[[Sequence[str]], str], float] = {
    "_".join: 6,
    lambda words: words[0] + "".join(word.capitalize() for word in words[1:]): 5,
    lambda words: "".join(word.capitalize() for word in words): 2,
    "-".join: 2,
    ".".join: 1.5,
    lambda words: "_".join(words).upper(): 2,
    lambda words: "-".join(word.capitalize() for word in words): 2,
    "".join: 1,
    lambda words: " ".join(word.capitalize() for word in words): 0.8,
}
# The owner of the value, or where it was found.
_OWNERS = ("user", "customer", "guest", "lead", "payload", "req body", "new", "profile", "client data", "params", "row")
# These name a kind alone, but something else after an owner.
_ALONE = frozenset(
    {"from", "to", "cc", "bcc", "caller", "callee", "src", "dst", "contact", "sender", "recipient", "peer"}
)


def key_name(source: Source, words: str) -> str:
    """Return the words in some style, perhaps with an owner before them or a number after them."""
    if words not in _ALONE and source.maybe(0.2):
        words = f"{source.pick(_OWNERS)} {words}"
    name = source.weighted(_STYLES)(words.split())
    return name + source.pick("12") if source.maybe(0.05) else name
