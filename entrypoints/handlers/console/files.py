"""The files of the console's page, read once.

The path of each file contains a digest of all files, so browsers may cache the files permanently. `/console` itself,
which is never cached, refers to the files of this version.
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).with_name("page")
_CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_PAGE = "index.html"
# Marks in index.html: for the version in the paths of its files, and for the list of modules to load at once. Without
# the list, a browser would find each module only after it has loaded the module that imports it.
_VERSION_MARK, _MODULES_MARK = "{{version}}", "<!-- modules -->"


@dataclass(frozen=True)
class ConsoleFile:
    """A file of the page."""

    content_type: str
    text: str


@dataclass(frozen=True)
class ConsoleFiles:
    """The page, and its files by name. `version` is a digest of all of them."""

    page: str
    files: dict[str, ConsoleFile]
    version: str


@cache
def console_files() -> ConsoleFiles:
    """Return the console's files, and cache them."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.iterdir())}
    digest = hashlib.sha256("".join(f"{name}\0{text}\0" for name, text in texts.items()).encode()).hexdigest()
    version = digest[:16]
    files = {
        name: ConsoleFile(content_type, text)
        for name, text in texts.items()
        if (content_type := _CONTENT_TYPES.get(Path(name).suffix))
    }
    modules = "\n".join(
        f'<link rel="modulepreload" href="/console/{version}/{name}">' for name in files if name.endswith(".js")
    )
    page = texts[_PAGE].replace(_VERSION_MARK, version).replace(_MODULES_MARK, modules)
    return ConsoleFiles(page, files, version)
