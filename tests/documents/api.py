"""`docs/api.md`: the OpenAPI document as a page."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

_HEAD = """\
# The HTTP API

`make documents` generates this page from [the OpenAPI document](../entrypoints/http/openapi.json), which the server
also serves at `/openapi.json`. [http.md](http.md) explains answers and errors, [reading.md](reading.md) searching.
"""

_Document = Mapping[str, Any]


def api_page(openapi: Path) -> str:
    """Return the page, with a heading for each route, its parameters and its answers."""
    document = json.loads(openapi.read_text(encoding="utf-8"))
    parts = [_HEAD]
    for path, methods in document["paths"].items():
        shown = {method: operation for method, operation in methods.items() if method != "head"}
        for method, operation in shown.items():
            parts.append("\n".join(_route(f"{method.upper()} {path}", operation)))
    return "\n".join(parts)


def _route(name: str, operation: _Document) -> Iterator[str]:
    yield f"## `{name}`\n"
    yield f"{operation['summary']}.{' ' + operation['description'] if 'description' in operation else ''}\n"
    if parameters := operation.get("parameters"):
        yield "| parameter | where | what |\n| --- | --- | --- |"
        for parameter in parameters:
            yield (
                f"| `{parameter['name']}` | {parameter['in']}{', required' if parameter.get('required') else ''}"
                f" | {_cell(parameter.get('description', ''))}{_values(parameter['schema'])} |"
            )
        yield ""
    if body := operation.get("requestBody"):
        yield f"Body: {', '.join(f'`{kind}`' for kind in body['content'])}.\n"
    yield "| answer | what |\n| --- | --- |"
    for status, answer in operation["responses"].items():
        yield f"| {status} | {_cell(answer['description'])} |"
    yield ""


def _values(schema: _Document) -> str:
    said = []
    if "enum" in schema:
        said.append(f"one of {', '.join(f'`{value}`' for value in schema['enum'])}")
    if "minimum" in schema or "maximum" in schema:
        said.append(f"{schema.get('minimum', '')} to {schema.get('maximum', '')}")
    if "default" in schema:
        said.append(f"default `{schema['default']}`")
    if "examples" in schema:
        said.append(f"such as {', '.join(f'`{_cell(str(value))}`' for value in schema['examples'])}")
    return f" ({'; '.join(said)})" if said else ""


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
