"""Hand-written examples: a text, and its redaction."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.corpus.kinds.tokens import jwt
from tests.corpus.source import Source
from tests.corpus.template import expand
from tests.corpus.text_files import sections

# `⟦KIND value⟧`. The value may contain holes of templates, so that values with a token's format are built at run time.
_FINDING = re.compile(r"⟦(\w+) ([^⟧]*)⟧")
_REGION = re.compile(r"\((\w\w)\)$")
_BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


@dataclass(frozen=True)
class Example:
    """`redacted` is `text` with `[KIND]` in place of each finding; `form` is the format that it shows."""

    form: str
    text: str
    redacted: str
    region: str = "US"

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of its findings."""
        return frozenset(re.findall(r"\[([A-Z]+(?:_[A-Z]+)*)\]", self.redacted)) - {"REDACTED", "FILTERED"}


def examples() -> Iterator[Example]:
    """Yield all examples, always in the same order."""
    source = Source("examples")
    for form, lines in sections("examples.txt").items():
        region = _REGION.search(form)
        for line in lines:
            key = source.text(_BASE32, 16)
            filled = str(expand(source, line, aws=key, jwt=jwt(source)))
            yield Example(
                form=form,
                text=_FINDING.sub(r"\2", filled),
                redacted=_FINDING.sub(r"[\1]", filled),
                region=region[1] if region else "US",
            )
