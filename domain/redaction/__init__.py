"""Redacting personal data and secrets in text.

    redactor_for(policy, key).redact(text)                    -> Redaction(text, findings)
    redact_attributes(attributes, redactor_for(policy, key))  -> (attributes, counts by kind)

Where is what:

    a text, decoded, with its columns       text, escapes, columns, tables, pattern
    the name of a value                     context, notations, identifiers, named/
    the meaning of words                    vocabulary, keywords, shared_words, words/
    the kinds and their rules               detectors/, rule, evidence, digits
    redacting a text or an object           engine, prefilter, precheck, candidates, names_of_tests, trace, attributes
    replacing findings until none is left   settling, rewriting, placeholder, finding
    a tenant's settings                     policy, policy_document, stored_policy, custom_kind, allow_list, catalogue
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
