"""DataFog's engine of regular expressions."""

from collections.abc import Set as AbstractSet

from datafog.engine import scan

PACKAGE = "datafog"
_LABELS = {
    "PHONE": "PHONE",
    "EMAIL": "EMAIL",
    "CREDIT_CARD": "PAYMENT_CARD",
    "SSN": "US_SSN",
    "IP_ADDRESS": "IP_ADDRESS",
}
LABELS = frozenset(_LABELS.values())


def find(text: str, _region: str) -> list[tuple[int, int, str]]:
    """Find the compared kinds. It knows no regions, except Germany for some documents."""
    return found(text, LABELS)


def found(text: str, labels: AbstractSet[str]) -> list[tuple[int, int, str]]:
    """Return its findings of these labels."""
    types = [kind for kind, label in _LABELS.items() if label in labels]
    entities = scan(text, engine="regex", entity_types=types).entities
    return [(entity.start, entity.end, _LABELS[entity.type]) for entity in entities]
