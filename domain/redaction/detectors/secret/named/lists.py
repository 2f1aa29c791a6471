"""Lists of names and values: `["password", "…"]` has a name and its value, `["password", "phone"]` has two names."""

from domain.redaction.named import NamedValue
from domain.redaction.named.notation import LIST_OF_TWO_OPENS
from domain.redaction.pattern import Pattern

# One word or several: `phone`, `EMAIL`, `last name`, `StorageEncrypted`.
_NAME_IN_LIST = Pattern(r"[A-Z]?[a-z]+|[A-Z]+|[A-Za-z]+(?:[_ -][A-Za-z]+)+|[A-Z]?[a-z]+(?:[A-Z][a-z]+)+")
# `define('DB_PASSWORD', '…')`, `props.setProperty("password", "…")`: a call that sets a value.
_SETTERS = "define|set|put|append|add|insert|with|env|param|header|field|option|property|default|fill|type"
_SETTER_BEFORE = Pattern(rf"(?i)(?:{_SETTERS})\w{{0,16}}\(\s?\\*[\"']#?$")
_CALL_ENDS = Pattern(r"\\*[\"']\s?\)")
_LIST_OF_TWO_BEHIND = Pattern(r"\\*[\"']\s?[\])]")


def is_listed_name(named: NamedValue) -> bool:
    """Return whether the value is another name in a list: `"password", "phone"`."""
    in_list = not named.separator and named.quoted and not (_is_list_of_two(named) or _is_set(named))
    # `["Failed password", "user $USER$ logged in"]`: sentences.
    is_sentence = named.before.endswith(" ") and " " in named.value
    return in_list and (is_sentence or _NAME_IN_LIST.fullmatch(named.value) is not None)


def _is_set(named: NamedValue) -> bool:
    """Return whether a call or an Erlang tuple sets the value: `define('DB_PASSWORD', '…')`, `{password,<<"…">>}`."""
    if named.before.endswith("{") and named.behind.startswith('">>'):
        return True
    return _SETTER_BEFORE.search(named.before) is not None and _CALL_ENDS.match(named.behind) is not None


def _is_list_of_two(named: NamedValue) -> bool:
    """Return whether a name and its value are a list in a list of such pairs: `[["password", "…"], …]`."""
    return LIST_OF_TWO_OPENS.search(named.before) is not None and _LIST_OF_TWO_BEHIND.match(named.behind) is not None
