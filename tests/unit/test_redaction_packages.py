"""The packages of `domain/redaction` tell a reader what is inside."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "domain" / "redaction"
# Examples are named where they are used, and `detectors/__init__.py` lists the kinds in its code.
EXAMPLES = ("examples", "look_alikes")
WITHOUT_KINDS = {"detectors": {"apart", "detector", "digits", "leads", "signs"}}


def _packages() -> list[Path]:
    return sorted(path.parent for path in ROOT.rglob("__init__.py"))


def _modules(package: Path) -> Iterator[str]:
    for path in package.iterdir():
        if path.suffix == ".py" and path.stem != "__init__" and not path.stem.startswith(EXAMPLES):
            yield path.stem
        if (path / "__init__.py").exists():
            yield path.name


@pytest.mark.parametrize("package", _packages(), ids=lambda package: str(package.relative_to(ROOT.parent)))
def test_a_package_names_its_modules(package: Path) -> None:
    """The docstring of a package names each module in it, so that a reader knows where to look."""
    docstring = ast.get_docstring(ast.parse((package / "__init__.py").read_text(encoding="utf-8")))
    assert docstring
    modules = set(_modules(package)) & WITHOUT_KINDS.get(package.name, set(_modules(package)))
    unnamed = modules - set(re.findall(r"\w+", docstring))
    assert not unnamed, f"Say in the docstring of {package.name} what these hold: {sorted(unnamed)}."
