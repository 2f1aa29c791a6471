"""Secrets that a sentence mentions, wherever it names them: `No password given, using …`, `ada tried … as password`.

A candidate is a value in a sentence. It is taken if its points reach `ENOUGH`:

    evidence                                                           points
    it looks generated, such as `q7Jd82mskAJ2`                         GENERATED
    it is long, but may also be an id or a digest                      LONG
    it looks chosen by a person, such as `hunter22` or `open#sesame`   CHOSEN
    it is a word in quotes                                             PLAIN
    it is several words with dashes                                    DASHED
    a word for secrets is one of the three words before it             NEAR
    such a word is one of the eight words before it                    FAR
    such a word follows it: `… as the new password`                    AS
    the word before it leads to it: `is …`, `expected …`               LED
    the secret is changed: `changed from … to …`                       CHANGED
    a user stands before it: `login ada:…`, `credentials ada/…`        PAIRED
    the word for a password is directly before it                      NEXT
    it is in quotes or brackets, and the word means a password         MARKED
    it is behind a sign, and the word means a password                 SIGNED
    the word before it names something else: `user …`                  OTHER

`shapes` judges the value, and `words` the words around it, which are in `words/secret_mentioned.txt`. A value directly
after the name of a secret has rules of its own (`secret/named`).
"""

from collections.abc import Iterator

from domain.redaction.detectors.secret.mentioned import examples, shapes
from domain.redaction.detectors.secret.mentioned.words import (
    KEYWORD,
    NAME,
    OTHER,
    is_name,
    place_of_name,
    points_of_link,
    points_of_mark,
    points_of_user,
    words_of,
)
from domain.redaction.detectors.signs import MESSAGE_END
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.evidence import ENOUGH
from domain.redaction.rule.precheck import FirstMatch
from domain.redaction.text import Span, Text

NEAR, FAR, AS = 2, 1, 3

_NEAR_WORDS, _FAR_WORDS, _ROLE_WORDS = 3, 8, 3
_WINDOW = 96
_ROLES = (["as"], ["instead"])
# The text behind a value, up to the end of its part of the sentence: not `using utf8mb4 as charset; password …`.
_CLAUSE = Pattern(r"\\*\W?[^\n,;\"\\]*")
_CLOSING = Pattern(r"\\*[\"'`]")
_ROLE_BEHIND = Pattern(r"\W{1,4}(?:as|instead|to)\s")
# What stands behind a sign, up to the end of its line.
_TO_LINE_END = rf"(?<=[:=]\s)(?![\w.-]*:)[^\s\"'`\\]{{5,128}}(?<![)\]}}>.,;]){MESSAGE_END}"
# A word of a sentence begins after a space, a quote or a sign, and ends before one; a full stop belongs to it only in
# quotes. A word that is not in quotes has a digit or a sign.
_AFTER_SIGN = r"(?<![^\s\"'`(,;:])"
_BEGINNING = r"[^\s\"'`()\[\]<>{},;:=|\\/%-](?:(?<=[\"'`].)|(?=[^\s\d!#&+@^-]{0,127}[\d!#&+@^-]))"
_END = r"(?:(?<![.!?])|(?=[\"'`]))(?=[\s\"'`)\[\]<>{},;.!?\\]|$)"
_WORD = rf"{_BEGINNING}[^\s\"'`()\[\]<>{{}},:;|\\=]{{4,511}}={{0,2}}{_END}"
_VALUE = Pattern(rf"{_AFTER_SIGN}(?:{_TO_LINE_END}|{_WORD})")
# Another name says what such a value is, or it is an argument: `"id":"…"`, `id="…"`, `["…", "…"]`, `[id "…"]`, `f(…`.
_OF_OTHER_NAME = Pattern(r"(?:=>?\\*[\"'`]|[\"']\s?:\s?\\*[\"']|[\[{(,]\s?\\*[\"']|[\[(]\w+\s[\"']|\w\()$")
# `requestId: …`
_OF_ID = Pattern(r"[a-z]I[dD]\s?[:=]\s$")
# The argument of an option: `passwd -l …`.
_OPTION = Pattern(r"\s--?[a-zA-Z][\w-]*\s$")
# The command that changes a password takes a user: `sudo passwd ada22`.
_OF_COMMAND = Pattern(r"(?:^|[#$>/]\s?|sudo\s)passwd\s$")
# `ada:…`, `ada/…`, `ada / …`, `(ada, …`
_USER = Pattern(
    r"(?P<user>[A-Za-z](?<![^\s\"'`(].)[\w.@\\-]{0,40})(?:/|\s/\s|:)$|\((?P<first>[A-Za-z][\w.@\\-]{0,40}),\s$"
)
_QUOTES = ('"', "'", "`")
# How the text before these ends. Most texts end otherwise and need no search.
_ENDS_OF_OTHER_NAME = (*_QUOTES, "(")
_ENDS_OF_USER = ("/", ":", ",")


def _mentioned(text: Text, position: int) -> Iterator[Span]:
    # The precheck may have matched in the middle of a candidate.
    first = text.folded.rfind(" ", 0, position) + 1
    for match in _VALUE.finditer(text.folded, first):
        start, end = match.span()
        quote = text.folded[start - 1 : start]
        is_opened, is_closed = quote in _QUOTES, _CLOSING.match(text.folded, end) is not None
        # `"Maybe<string>"`: a part of what is in quotes.
        shape = None if is_opened and not is_closed else shapes.points_of(match[0], quoted=is_opened)
        if shape is None and match[0].count("/") == 1:
            start += match[0].index("/") + 1
            shape = shapes.points_of(text.folded[start:end], quoted=False)
        if shape is None or is_name(match[0]):
            continue
        words = _of_words(text, start, end)
        if shape + words >= ENOUGH:
            text.explain(start, end, f"value {shape:+}, words {words:+}")
            yield start, end
        else:
            text.leave(start, end, f"value {shape:+}, words {words:+}; {ENOUGH} are enough")


def _names_another(line: str) -> bool:
    """Return whether the end of a line before a value is another name, or an option."""
    if line.endswith((": ", "= ")) and _OF_ID.search(line):
        return True
    if line.endswith(_ENDS_OF_OTHER_NAME):
        return _OF_OTHER_NAME.search(line) is not None
    return (" -" in line and _OPTION.search(line) is not None) or _OF_COMMAND.search(line) is not None


def _of_words(text: Text, start: int, end: int) -> int:
    """Return the points of the text around a value, in its line."""
    low, high, _ = text.value_at(start)
    line = text.blanked()[max(low, start - _WINDOW) : start].rpartition("\n")[2]
    user = _USER.search(line) if line.rstrip().endswith(_ENDS_OF_USER) else None
    if (user is None and line.endswith((":", "/"))) or _names_another(line):
        return OTHER
    before = words_of(line[: user.start()] if user else line)[::-1][:_FAR_WORDS]
    after = _CLAUSE.match(text.blanked(), end, min(high, end + _WINDOW))
    behind = words_of(after[0]) if after and _ROLE_BEHIND.match(after[0]) else []
    # `… as the password`; `ada / hunter22 to log in`
    leads = behind[:1] == ["to"] if user else behind[:1] in _ROLES
    if leads and place_of_name(behind[_ROLE_WORDS + 1 : 0 : -1]) is not None:
        return AS
    place = place_of_name(before)
    if place is None:
        return OTHER
    near = NEAR if place < _NEAR_WORDS else FAR
    if user is not None:
        return near + points_of_user((user["user"] or user["first"]).lower(), before, place)
    return near + points_of_mark(line, before, place) + points_of_link(before, place, behind)


def _mixed(separators: str) -> str:
    """Return an RE2 pattern for text without these characters that has a letter next to a digit or a sign."""
    between = f"[^{separators}0-9a-z]*"
    return f"[^{separators}]*(?:[a-z]{between}[0-9]|[0-9]{between}[a-z]|[a-z][!#&+^-][a-z])"


# For the precheck, what every candidate contains, and what may be directly before it.
_MIXED = _mixed(r"\s\"'`()\[\]<>{},:;|\\=")
_BEFORE = "(?:(?:^|[\\s(,;:])[\"'`]?|[\"'`])"
_QUOTED = "[\"'`][a-z]+\\\\*[\"'`]"
_MIXED_TO_LINE_END = _mixed(r"\s\"'`\\")
# The text between two values of JSON is no part of a sentence.
_SENTENCE = r"(?:[^\n\"{}]|\"[^,:{}])*"
_AFTER_NAME = (
    rf"(?:[ ,)]|: )(?:(?:{_SENTENCE}{_BEFORE})?{_MIXED}|(?:{_SENTENCE}[^=])?{_QUOTED})"
    rf"|(?:[ ,)]{_SENTENCE}[:=]|:(?: {_SENTENCE}[:=])?)\s{_MIXED_TO_LINE_END}"
    r"|[a-z ]*: [a-z]+(?m:$|[\"'\\])"
)
_IN_ROLE = rf"(?:{_BEFORE}{_MIXED}|(?:^|[^=]){_QUOTED}){_SENTENCE} (?:as|instead|to) {_SENTENCE}"

RULE = Rule(
    name="mentioned",
    pattern=_mentioned,
    keywords=(
        rf"(?:{KEYWORD})(?:[ ,)\n]|: |$)",
        r" (?:as|instead of) (?:(?:the|a|my|your) )?(?:new |old )?(?:password|api key|secret|token)[\\\"']",
    ),
    precheck=FirstMatch(f"(?:{NAME})(?:{_AFTER_NAME})|{_IN_ROLE}(?:{NAME})"),
    takes=examples.TAKES,
    leaves=examples.LEAVES,
)
