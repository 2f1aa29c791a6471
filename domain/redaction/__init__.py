"""Redacting personal data and secrets in text.

    redactor_for(policy, key).redact(text)                    -> Redaction(text, findings)
    redact_attributes(attributes, redactor_for(policy, key))  -> (attributes, counts by kind)

Where is what, in the order of their imports; none imports one above it:

    engine/        runs the rules on a text or an object, chooses the findings, and traces why
    replacement/   replaces findings with placeholders until nothing more is found
    policy/        a tenant's settings, and the kinds that each release has
    detectors/     the kinds: their rules, with examples
    named/         from a name to its value, for kinds whose values have no shape of their own: `password=…`
    rule/          what a rule is, and the account of evidence for and against a candidate
    context/       from a value to its name, and what the name means for a kind
    words/         the words, by kind and language, in text files
    text/          a text, decoded and folded to ASCII, with its columns
    pattern        regular expressions that are compiled at their first use
"""

from domain.redaction.detectors import DETECTORS
from domain.redaction.engine import Redactor, redactor_for
from domain.redaction.engine.attributes import redact_all_attributes, redact_attributes
from domain.redaction.engine.trace import Trace
from domain.redaction.policy import DEFAULT_POLICY, Action, RedactionPolicy
from domain.redaction.policy.comparison import policy_changes
from domain.redaction.policy.custom_kind import CustomKind
from domain.redaction.policy.document import document_from_json, policy_from_document, policy_to_document
from domain.redaction.policy.invalid_policy import InvalidPolicy
from domain.redaction.policy.stored import policy_from_store, policy_to_store
from domain.redaction.replacement.finding import Finding
from domain.redaction.replacement.settling import Redaction

__all__ = [
    "DEFAULT_POLICY",
    "DETECTORS",
    "Action",
    "CustomKind",
    "Finding",
    "InvalidPolicy",
    "Redaction",
    "RedactionPolicy",
    "Redactor",
    "Trace",
    "document_from_json",
    "policy_changes",
    "policy_from_document",
    "policy_from_store",
    "policy_to_document",
    "policy_to_store",
    "redact_all_attributes",
    "redact_attributes",
    "redactor_for",
]
