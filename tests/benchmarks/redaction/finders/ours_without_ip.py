"""This project's redactor with the default kinds: all except IP addresses."""

from domain.redaction import DEFAULT_POLICY, redactor_for
from tests.corpus.record import Span
from tests.corpus.redactor import LABELS as _ALL
from tests.corpus.redactor import labelled

PACKAGE = "aws-log-processor"
LABELS = _ALL - {"IP_ADDRESS"}
_REDACTOR = redactor_for(DEFAULT_POLICY)


def find(text: str, _region: str) -> list[Span]:
    """Return (start, end, label) of each finding; national phone numbers are those of the policy's region."""
    return labelled(_REDACTOR.redact(text).findings)
