"""`make documents`: write the documents that are generated from the code."""

import sys

from tests.documents.pages import PAGES, ROOT


def main() -> int:
    """Write each document. Return 0."""
    for name, make in PAGES.items():
        (ROOT / name).write_text(make(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
