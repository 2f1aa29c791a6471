"""The generated documents, and the functions that generate them."""

from collections.abc import Callable, Mapping
from pathlib import Path

from tests.documents.api import api_page
from tests.documents.laws import laws_page

ROOT = Path(__file__).parents[2]
PAGES: Mapping[str, Callable[[], str]] = {
    "docs/api.md": lambda: api_page(ROOT / "entrypoints/http/openapi.json"),
    "docs/laws.md": lambda: laws_page(ROOT / "tests/contract"),
}
