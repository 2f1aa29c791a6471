"""A policy as stores keep it: the document that people write, under the number of its format.

| format | written by | what it says |
| --- | --- | --- |
| none | release 0.1 | its kinds are those of the first catalogue |
| 2 | this one | names its catalogue |

A program that meets a later format, or a later catalogue, refuses it: its logs wait instead of being redacted less.
"""

from domain.json_value import JsonValue
from domain.redaction.catalogue import FIRST_CATALOGUE
from domain.redaction.invalid_policy import InvalidPolicy
from domain.redaction.policy import RedactionPolicy
from domain.redaction.policy_document import policy_from_document, policy_to_document

_FORMAT = 2


def policy_from_store(stored: JsonValue) -> RedactionPolicy:
    """Read what this or an earlier release has stored; raises InvalidPolicy."""
    if not isinstance(stored, dict):
        raise InvalidPolicy("A policy must be a JSON object.")
    document = dict(stored)
    written_as = document.pop("format", None)
    if written_as is None:
        document["catalogue"] = FIRST_CATALOGUE
    elif written_as != _FORMAT:
        raise InvalidPolicy(f"The policy is stored in format {written_as!r}; this release reads {_FORMAT}.")
    return policy_from_document(document)


def policy_to_store(policy: RedactionPolicy) -> dict[str, JsonValue]:
    """What `policy_from_store` reads."""
    return {"format": _FORMAT, **policy_to_document(policy)}
