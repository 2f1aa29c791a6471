"""`docs/laws.md`: the laws of each port, in the words of the contract suites."""

import ast
from collections.abc import Iterator
from pathlib import Path

_HEAD = """\
# Contracts of the ports

The guarantees that the contract suites in `tests/contract` test for every adapter: those for AWS (against moto or an
emulator), those of the embedded run, and the fakes that other tests use. `make documents` generates this page from the
tests' docstrings.
"""


def laws_page(folder: Path) -> str:
    """Return the page, with a heading for each suite and a line for each of its tests."""
    parts = [_HEAD]
    for path in sorted(folder.glob("test_*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        if laws := list(_laws(module)):
            parts.append(f"## {_about(module, path)}\n\n`{path.name}`\n")
            parts.append("\n".join(f"- {law}" for law in laws) + "\n")
    return "\n".join(parts)


def _about(module: ast.Module, path: Path) -> str:
    said = ast.get_docstring(module) or path.stem
    return said.splitlines()[0].rstrip(".:")


def _laws(module: ast.Module) -> Iterator[str]:
    """Yield the first paragraph of each test's docstring, in order, including tests in classes."""
    for node in ast.walk(module):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and (said := ast.get_docstring(node)):
            yield " ".join(said.split("\n\n")[0].split())
