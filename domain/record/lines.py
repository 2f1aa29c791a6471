"""The fields of a text that is itself a record in JSON or logfmt, such as Docker, Kubernetes and Loki send."""

import json
import re
from collections.abc import Mapping

from domain.json_value import JsonValue

# Longer texts are not read: reading a text must take less time than redacting it.
MAX_LINE_CHARACTERS = 32_768
# Fractions are read as strings, because floats would round timestamps.
_decode = json.JSONDecoder(parse_float=str).raw_decode
# Redaction can make JSON invalid: `{"phone":[PHONE]}`. Valid JSON has no unquoted word in brackets, so replacing each
# placeholder by 0, within strings too, gives JSON that can be parsed.
_PLACEHOLDER = re.compile(r"\[[A-Za-z][A-Za-z0-9_]*(?::[*0-9A-Za-z]+)?\]")
# Possessive quantifiers, for speed, wherever backtracking cannot help. Not on groups: Python 3.11.4 and older match
# those wrongly.
_NAME, _QUOTED, _PLAIN = r"[A-Za-z@_][\w.@-]*+", r'[^"\\]*+(?:\\.[^"\\]*+)*', r'[^\s"]*+'
_END = r"(?:\s++|\Z)"
_PAIR = re.compile(rf'({_NAME})=(?:"({_QUOTED})"|({_PLAIN})){_END}', re.ASCII)
_PAIRS = re.compile(rf'(?:{_NAME}=(?:"{_QUOTED}"|{_PLAIN}){_END})+', re.ASCII)
_ESCAPED = re.compile(r"\\(.)")
# https://github.com/kubernetes/design-proposals-archive/blob/main/node/kubelet-cri-logging.md
_CONTAINER_LINE = re.compile(r"(\S+) (?:stdout|stderr) [FP](?::\S*)? (.*)", re.DOTALL)


def fields_inside(text: str) -> Mapping[str, JsonValue]:
    """Return the fields of a JSON object, a logfmt line or a line of a container's log; {} for any other text."""
    if len(text) > MAX_LINE_CHARACTERS:
        return {}
    text = text.strip()
    if text.startswith("{"):
        return _of_json(text) if text.endswith("}") else {}
    # Most texts are neither logfmt nor a container's line, and these searches rule them out faster than a match.
    if "=" in text and (pairs := _of_logfmt(text)):
        return pairs
    if " std" in text and (line := _CONTAINER_LINE.fullmatch(text)):
        return {"time": line[1], "log": line[2]}
    return {}


def _of_json(text: str) -> Mapping[str, JsonValue]:
    for written in (text, _PLACEHOLDER.sub("0", text)):
        try:
            fields, end = _decode(written)
        except (ValueError, RecursionError):
            continue
        if end == len(written) and isinstance(fields, dict):
            return fields
    return {}


def _of_logfmt(text: str) -> Mapping[str, JsonValue]:
    """Read the pairs at the beginning of the text, and ignore the rest."""
    pairs = _PAIRS.match(text)
    if pairs is None:
        return {}
    return {
        name: plain or (_ESCAPED.sub(r"\1", quoted) if "\\" in quoted else quoted)
        for name, quoted, plain in _PAIR.findall(text, 0, pairs.end())
    }
