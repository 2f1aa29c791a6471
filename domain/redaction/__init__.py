"""Taking personal data and secrets out of text.

    redact(text, policy)                      -> Redaction(text, findings)
    redact_attributes(attributes, policy)     -> (attributes, counts by kind)

`engine` decides what happens to a text, `detectors` hold one kind each, `policy` is what a tenant chooses.
"""

from domain.redaction.attributes import redact_attributes
from domain.redaction.engine import Redaction, redact
from domain.redaction.finding import Finding
from domain.redaction.policy import DEFAULT_POLICY, RedactionPolicy

__all__ = ["DEFAULT_POLICY", "Finding", "Redaction", "RedactionPolicy", "redact", "redact_attributes"]
