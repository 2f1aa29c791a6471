"""A policy as people write it and stores keep it: a JSON object.

    {"version": "2026-11", "region": "DE",
     "kinds": {"PHONE": "pseudonym", "IP_ADDRESS": "mask", "EMAIL": "keep"},
     "custom": [{"name": "EMPLOYEE_ID", "pattern": "E-[0-9]{6}", "action": "partial"}],
     "allow": ["+1 800 555 0199"]}

Everything may be left out. A built-in kind that is not named has its default: `mask`, and `keep` for IP_ADDRESS.

`version` names the policy, not the format. The format has no version: readers refuse fields and values that they do not
know, so a program that meets a later document lets the logs wait instead of redacting less.
"""

from collections.abc import Mapping

from domain.json_value import JsonValue
from domain.redaction.custom_kind import CustomKind, InvalidPolicy
from domain.redaction.policy import DEFAULT_ACTIONS, DEFAULT_POLICY, Action, RedactionPolicy

_FIELDS = ("version", "region", "kinds", "custom", "allow")
_CUSTOM_FIELDS = ("name", "pattern", "action")


def policy_from_document(document: JsonValue) -> RedactionPolicy:
    """Read a policy; raises InvalidPolicy for whatever is not as above."""
    fields = _object(document, "A policy", _FIELDS)
    custom: list[CustomKind] = []
    actions: dict[str, Action] = dict(DEFAULT_ACTIONS)
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
        region=_string(fields.get("region", DEFAULT_POLICY.region), "`region`"),
        custom=tuple(custom),
        allow=frozenset(_string(value, "An allowed value") for value in _list(fields.get("allow", []), "allow")),
    )


def policy_to_document(policy: RedactionPolicy) -> dict[str, JsonValue]:
    """Write a policy so that reading it gives an equal one."""
    names = {kind.name for kind in policy.custom}
    return {
        "version": policy.version,
        "region": policy.region,
        "kinds": {
            kind: policy.actions.get(kind, Action.KEEP).value
            for kind in sorted(DEFAULT_ACTIONS.keys() | (policy.actions.keys() - names))
        },
        "custom": [
            {"name": kind.name, "pattern": kind.pattern, "action": policy.actions[kind.name].value}
            for kind in policy.custom
        ],
        "allow": [*sorted(policy.allow)],
    }


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
