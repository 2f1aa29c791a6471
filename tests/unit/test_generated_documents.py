"""Documents that are generated from the code."""

import pytest

from tests.documents.pages import PAGES, ROOT


@pytest.mark.parametrize("name", PAGES)
def test_generated_documents_are_current(name: str) -> None:
    """Each generated document is what `make documents` would write now."""
    assert (ROOT / name).read_text(encoding="utf-8") == PAGES[name](), "Run `make documents`."
