"""The stored form of a policy: the document that people write, with the number of its format.

| format | written by | catalogue |
| --- | --- | --- |
| none | release 0.1 | the first one |
| 2 | this release | named in the document |

A program refuses a later format or catalogue. Its logs then stay queued instead of being redacted incompletely.
"""

from domain.json_value import JsonValue
from domain.redaction.policy.catalogue import FIRST_CATALOGUE
from domain.redaction.policy.document import policy_from_document, policy_to_document
from domain.redaction.policy.invalid_policy import InvalidPolicy
from domain.redaction.policy.policy import RedactionPolicy

_FORMAT = 2


def policy_from_store(stored: JsonValue) -> RedactionPolicy:
    """Read a policy that this or an earlier release has stored. Raises InvalidPolicy."""
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
    """Return the form that `policy_from_store` reads."""
    return {"format": _FORMAT, **policy_to_document(policy)}
