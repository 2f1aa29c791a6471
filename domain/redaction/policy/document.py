"""The form in which people write a policy: a JSON object.

    {"version": "2026-11", "catalogue": 2, "region": "DE",
     "kinds": {"PHONE": "pseudonym", "IP_ADDRESS": "mask", "EMAIL": "keep"},
     "custom": [{"name": "EMPLOYEE_ID", "pattern": "E-[0-9]{6}", "action": "partial"}],
     "allow": ["+1 800 555 0199"], "columns": ["id,name,phone"]}

Every field is optional. A built-in kind that is not named has its default: `mask`, or `keep` for IP_ADDRESS.
`catalogue` is the version of the built-in kinds that the policy is for, by default the newest. `region` may be a list.
`version` names the policy, not the format.
"""

import json
from collections.abc import Mapping

from domain.json_value import JsonValue
from domain.redaction.policy.catalogue import CATALOGUE, kinds_of
from domain.redaction.policy.custom_kind import CustomKind
from domain.redaction.policy.invalid_policy import InvalidPolicy
from domain.redaction.policy.policy import DEFAULT_POLICY, Action, RedactionPolicy, default_actions

_FIELDS = ("version", "catalogue", "region", "kinds", "custom", "allow", "columns")
# Some editors write this character at the start of a file.
_BYTE_ORDER_MARK = "\ufeff"
_CUSTOM_FIELDS = ("name", "pattern", "action")


def document_from_json(written: str) -> JsonValue:
    """Parse the JSON of a policy. Raises InvalidPolicy, also for a duplicate key in an object."""
    try:
        document: JsonValue = json.loads(written.removeprefix(_BYTE_ORDER_MARK), object_pairs_hook=_unique)
    except json.JSONDecodeError as error:
        raise InvalidPolicy(f"It is not JSON: line {error.lineno}, column {error.colno}: {error.msg}.") from error
    except RecursionError as error:
        raise InvalidPolicy("The JSON is nested too deeply.") from error
    return document


def policy_from_document(document: JsonValue) -> RedactionPolicy:
    """Read a policy from the form above. Raises InvalidPolicy."""
    fields = _object(document, "A policy", _FIELDS)
    custom: list[CustomKind] = []
    catalogue = fields.get("catalogue", CATALOGUE)
    if not isinstance(catalogue, int) or isinstance(catalogue, bool):
        raise InvalidPolicy("`catalogue` must be a whole number.")
    actions = dict(default_actions(catalogue))
    for item in _list(fields.get("custom", []), "custom"):
        kind = _object(item, "A custom kind", _CUSTOM_FIELDS)
        name = _string(kind.get("name"), "The name of a custom kind")
        custom.append(CustomKind(name, _string(kind.get("pattern"), f"The pattern of {name}")))
        actions[name] = _action(kind.get("action", Action.MASK), name)
    kinds = fields.get("kinds", {})
    if not isinstance(kinds, dict):
        raise InvalidPolicy("`kinds` must be an object of kinds and actions.")
    actions |= {kind: _action(action, kind) for kind, action in kinds.items()}
    return RedactionPolicy(
        version=_string(fields.get("version", DEFAULT_POLICY.version), "`version`"),
        actions=actions,
        catalogue=catalogue,
        regions=_regions(fields.get("region", DEFAULT_POLICY.regions[0])),
        custom=tuple(custom),
        allow=frozenset(_string(value, "An allowed value") for value in _list(fields.get("allow", []), "allow")),
        columns=tuple(_string(head, "A head") for head in _list(fields.get("columns", []), "columns")),
    )


def policy_to_document(policy: RedactionPolicy) -> dict[str, JsonValue]:
    """Write a policy so that reading it gives an equal one."""
    names = {kind.name for kind in policy.custom}
    return {
        "version": policy.version,
        "catalogue": policy.catalogue,
        "region": policy.regions[0] if len(policy.regions) == 1 else [*policy.regions],
        "kinds": {
            kind: policy.actions.get(kind, Action.KEEP).value
            for kind in sorted(set(kinds_of(policy.catalogue)) | (policy.actions.keys() - names))
        },
        "custom": [
            {"name": kind.name, "pattern": kind.pattern, "action": policy.actions[kind.name].value}
            for kind in policy.custom
        ],
        "allow": [*sorted(policy.allow)],
        "columns": [*policy.columns],
    }


def _unique(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    members = dict(pairs)
    if len(members) < len(pairs):
        keys = [key for key, _ in pairs]
        raise InvalidPolicy(f"The key {next(key for key in keys if keys.count(key) > 1)!r} occurs twice in an object.")
    return members


def _regions(value: JsonValue) -> tuple[str, ...]:
    regions = value if isinstance(value, list) else [value]
    return tuple(_string(region, "`region`") for region in regions)


def _object(value: JsonValue, what: str, known: tuple[str, ...]) -> Mapping[str, JsonValue]:
    if not isinstance(value, dict):
        raise InvalidPolicy(f"{what} must be a JSON object.")
    if unknown := sorted(value.keys() - set(known)):
        raise InvalidPolicy(f"{what} has no field {', '.join(map(repr, unknown))}; there are {', '.join(known)}.")
    return value


def _list(value: JsonValue, name: str) -> list[JsonValue]:
    if not isinstance(value, list):
        raise InvalidPolicy(f"`{name}` must be a list.")
    return value


def _string(value: JsonValue, what: str) -> str:
    if not isinstance(value, str):
        raise InvalidPolicy(f"{what} must be a string.")
    return value


def _action(value: JsonValue, kind: str) -> Action:
    try:
        return Action(_string(value, f"The action for {kind}"))
    except ValueError:
        raise InvalidPolicy(f"The action for {kind} must be one of {', '.join(Action)}.") from None
