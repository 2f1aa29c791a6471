"""The arguments of commands, as shells, lists of strings and audit logs write them."""

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from domain.redaction.pattern import Pattern

_MOST_ARGUMENTS = 100
# An argument as a part of a pattern: the quote that may open it, perhaps escaped, and its text.
QUOTE = r"(?:\\{0,7}[\"'])?"
VALUE = r"(?P<value>[^\s\"'\\|;&,)<>]{3,})"
_QUOTES = "\"'"
# After a command in a sentence or in brackets.
_PUNCTUATION = ",)]}"


def _quoted(group: str) -> str:
    """Return a pattern for a quoted string. In JSON, backslashes precede both of its quotes."""
    return rf"(?P<{group}>\\{{0,7}}[\"'])(?:(?!(?P={group}))(?:\\[^\n\x03]|[^\\\n\x03]))*(?P={group})"


# A backslash continues a command on the next line, and `\n` between the lines of a JSON string ends it.
_SPACE = r"(?:[ \t]|\\{1,3}\n)+"
_BARE = r"(?:\\[^nrt\"'\s\x03]|[^\s\"'`|;&<>\\\x03])"
# In a path of Windows, `\n` is the beginning of a name.
_PATH = r"\b[A-Za-z]:\\[\w.$\\-]*"
# Quotes within a word: `-p'two words'`, `"ada":"…"`. Otherwise a quote after a word encloses the whole command.
_GLUED = r"(?:(?<=[=:%,/])|(?<=[\s\"'(]-[A-Za-z])|(?<=[\s\"'(]-[A-Za-z]{2}))"
_SHELL = Pattern(
    rf"{_SPACE}(?P<argument>(?:{_quoted('a')}{_BARE}*|(?:{_PATH}|{_BARE})+)(?:{_GLUED}{_quoted('b')}(?:@[\w.:-]+)?)?)"
)
# `["mysql", "-p", "…"]`, `[/usr/bin/mysql, -p, …]`, `arguments: ['login', '-p', …]`
_LIST = Pattern(rf"(?:\\{{0,7}}[\"']?,|:\s?\[)\s?(?P<argument>{_quoted('a')}|[^\s\"',\]\[\\\x03][^\"',\]\[\n\x03]*)")
# `- mysql\n- -p\n- …`, as in YAML.
_LINES = Pattern(r"\\{0,7}[\"']?(?:\n|\\n)\s{0,24}-\s(?P<argument>[^\s\\\x03][^\n\\\x03]*)")
# `a0="mysql" a1="-p" a2="…"`, as auditd writes them.
_AUDIT = Pattern(r"\"?\sa\d{1,3}=\"(?P<argument>[^\"\n\x03]*)")
_WRITTEN = (_LIST, _LINES, _AUDIT)


class Argument(NamedTuple):
    """An argument without its outer quotes, and where it begins in the text."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


def arguments_after(folded: str, start: int, end: int) -> Iterator[Argument]:
    """Yield the arguments of the command whose program's name ends at `start`."""
    written = next((each for each in _WRITTEN if each.match(folded, start, end)), _SHELL)
    return islice(_arguments(written, folded, start, end), _MOST_ARGUMENTS)


def _arguments(written: Pattern, folded: str, start: int, end: int) -> Iterator[Argument]:
    for match in written.chain(folded, start, end):
        text, begin = match["argument"], match.start("argument")
        opening = len(text) - len(text.lstrip("\\")) + 1
        closing = text[:opening]
        if closing[-1:] and closing[-1] in _QUOTES and len(text) >= 2 * opening and text.endswith(closing):
            text, begin = text[opening:-opening], begin + opening
        else:
            text = text.rstrip(_PUNCTUATION)
        yield Argument(text, begin)
