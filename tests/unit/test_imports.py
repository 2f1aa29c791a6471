import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.conftest import FORBIDDEN

ROOT = Path(__file__).parents[2]
CORE = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for package in ("domain", "application")
    for path in (ROOT / package).rglob("*.py")
)


def run_python(code: str, *flags: str) -> subprocess.CompletedProcess[str]:
    """Run code in a separate interpreter."""
    return subprocess.run(  # noqa: S603 - our own code
        [sys.executable, *flags, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


def test_core_imports_in_a_bare_python() -> None:
    """`import domain, application` works with nothing but Python itself."""
    result = run_python("import sys; sys.path.insert(0, '.'); import domain, application", "-I", "-S")
    assert result.returncode == 0, result.stderr


def test_every_module_of_the_core_imports_without_aws_and_frameworks() -> None:
    """No module of the core imports boto3, powertools, dependency-injector or pydantic, not even indirectly."""
    blocked = f"import sys; sys.modules.update(dict.fromkeys({FORBIDDEN!r}))"
    imports = "; ".join(f"import {module.removesuffix('.__init__')}" for module in CORE)
    result = run_python(f"{blocked}; {imports}")
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("package", FORBIDDEN)
def test_unit_tests_cannot_import_forbidden_packages(package: str) -> None:
    """The fixture that hides packages from these tests works."""
    with pytest.raises(ModuleNotFoundError):
        __import__(package)
