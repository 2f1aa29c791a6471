"""Regular expressions that cost nothing until they are needed."""

import re
from collections.abc import Callable, Iterator


class Pattern:
    """`re.compile(source, flags)`, but compiled at its first use.

    One that is looked for in whole lines begins with a set of characters, and looks back from behind it: Python then
    skips what none of them is many times faster than it tries a lookbehind at each place.

    No group is repeated possessively (`(…)*+`): Python before 3.11.5 does not step back from one that fails half-way.

    A text needs two or three of more than sixty patterns; compiling all of them would be most of a cold start.
    """

    finditer: Callable[..., Iterator[re.Match[str]]]
    fullmatch: Callable[..., re.Match[str] | None]
    match: Callable[..., re.Match[str] | None]
    search: Callable[..., re.Match[str] | None]
    findall: Callable[..., list[str]]
    sub: Callable[..., str]

    def __init__(self, source: str, flags: int = 0) -> None:
        self.source = source
        self.flags = flags

    def __getattr__(self, name: str) -> object:
        # Only the first time: from then on the methods are attributes of this object.
        compiled = re.compile(self.source, self.flags)
        for method in ("finditer", "fullmatch", "match", "search", "findall", "sub"):
            self.__dict__[method] = getattr(compiled, method)
        return self.__dict__[name]
