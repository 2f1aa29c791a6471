"""The redactor under test, by the labels of the corpus: the one place in which its interface is called."""

from domain.redaction import RedactionPolicy, redact
from domain.redaction.detectors import DETECTORS
from tests.corpus.record import Span

_LABELS = {"PAYMENT_CARD": "CREDIT_CARD", "US_SSN": "SSN", "IP_ADDRESS": "IP"}
_POLICY = RedactionPolicy(version="corpus", kinds=frozenset(DETECTORS))

LABELS = frozenset(_LABELS.get(kind, kind) for kind in DETECTORS)


def find(text: str, region: str) -> list[Span]:
    """All kinds that there are, as (start, end, label)."""
    del region
    return [(found.start, found.end, _LABELS.get(found.kind, found.kind)) for found in redact(text, _POLICY).findings]
