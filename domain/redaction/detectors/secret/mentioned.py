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
    it is in quotes or brackets, or after a colon, and the word for
    secrets means a password                                           MARKED
    the word before it names something else: `user …`                  OTHER

A value directly after the name of a secret has rules of its own (`named.py`). The words are in
`words/secret_mentioned.txt`.
"""

from collections.abc import Iterator, Sequence

from domain.redaction.detectors.secret.commands.values import is_password
from domain.redaction.detectors.secret.values import names_something_else
from domain.redaction.evidence import ENOUGH
from domain.redaction.pattern import UUID, Pattern
from domain.redaction.precheck import AnyMatch
from domain.redaction.rule import Rule
from domain.redaction.text import LETTER, Span, Text
from domain.redaction.words import read_words

GENERATED, LONG, CHOSEN, PLAIN, DASHED = 3, 2, 1, 0, -1
NEAR, FAR, AS = 2, 1, 3
LED, CHANGED, PAIRED, MARKED, OTHER = 2, 4, 2, 1, -4

_NEAR_WORDS, _FAR_WORDS, _ROLE_WORDS = 3, 8, 3
_WINDOW = 96
_LONG, _LEAST_GENERATED = 20, 8
_MANY_GROUPS = 4
_WORDS = read_words("secret_mentioned")
_PASSWORDS = frozenset((*_WORDS["passwords"], *read_words("secret_sentences")["passwords"]))
_LOGINS = frozenset(_WORDS["logins"])
_NAMES = _PASSWORDS.union(_WORDS["names"], _LOGINS)
# The last word first, as the words before a value are read.
_KEY_PHRASES, _LOGIN_PHRASES = (
    frozenset(tuple(reversed(phrase.split())) for phrase in _WORDS[section]) for section in ("phrases", "login-phrases")
)
_PHRASES = _KEY_PHRASES | _LOGIN_PHRASES
_LINKS, _CHANGES, _LEADING, _OTHERS = (
    frozenset(_WORDS[section]) for section in ("links", "changes", "leading", "others")
)
_NOT_USERS = frozenset(read_words("secret_sentences")["not-users"])
# A word of a sentence, or all that stands behind a sign at the end of a line. The lookahead saves time: most words have
# no digits and no signs.
_VALUE = Pattern(
    r"(?m:(?<=[:=]\s)(?![\w.-]*:)[^\s\"'`\\]{5,128}(?<![)\]}>.,;])$)"
    r"|[^\s\"'`()\[\]<>{},;:=|\\/%-](?<![^\s\"'`(,;:].)(?:(?<=[\"'`].)|(?=[^\s\d!#&+@^-]{0,127}[\d!#&+@^-]))"
    r"[^\s\"'`()\[\]<>{},:;|\\=]{4,511}={0,2}(?:(?<![.!?])|(?=[\"'`]))(?=[\s\"'`()\[\]<>{},;.!?]|$)"
)
# Another name says what such a value is, or it is an argument: `"id":"…"`, `id="…"`, `["…", "…"]`, `[id "…"]`, `f(…`.
_OF_OTHER_NAME = Pattern(r"(?:=>?\\*[\"'`]|[\"']\s?:\s?\\*[\"']|[\[{(,]\s?\\*[\"']|[\[(]\w+\s[\"']|\w\()$")
# `ada:…`, `ada/…`, `ada / …`, `(ada, …`
_USER = Pattern(
    r"(?P<user>[A-Za-z](?<![^\s\"'`(].)[\w.@\\-]{0,40})(?:/|\s/\s|:)$|\((?P<first>[A-Za-z][\w.@\\-]{0,40}),\s$"
)
_MARKS = Pattern(r"[\"'`(]$|:\s$")
# A word of a sentence: not a part of `next-page-token` or `/etc/passwd`, nor a key such as `password=`.
_WORD = Pattern(r"[^\W\d_](?<![\w/.-].)[^\W_]*(?:['_-][^\W_]+)*(?=[ ,)]|: |$)")
_GROUP_OF_DIGITS = Pattern(r"\d+")
_DIGIT_INSIDE = Pattern(r"\d[A-Za-z]")
_CAPITAL_INSIDE = Pattern(r"(?=.*[a-z]).+[A-Z]")
_SIGN = Pattern(r"[!@#$%^&*+?~=;<>]")
_CHOSEN = Pattern(r"(?=.*[A-Za-z])(?:(?=.*\d)|.*\w[!#&+^]\w)")
_SEVERAL_WORDS = Pattern(r"[a-z]\w*_\w+_\w*")
_WORD_AND_NUMBER = Pattern(r"[a-z]{3,}\d{2,}")
_PLAIN = Pattern(r"[A-Za-z]+(?:-[A-Za-z]+)*")
_QUOTES = ('"', "'", "`")


def _mentioned(text: Text, position: int) -> Iterator[Span]:
    for match in _VALUE.finditer(text.folded, position):
        start, end = match.span()
        shape = _shape(match[0], quoted=text.folded[start - 1 : start] in _QUOTES)
        if shape is None and match[0].count("/") == 1:
            start += match[0].index("/") + 1
            shape = _shape(text.folded[start:end], quoted=False)
        if shape is None:
            continue
        words = _of_words(text, start, end)
        if shape + words >= ENOUGH:
            text.explain(start, end, f"value {shape:+}, words {words:+}")
            yield start, end
        else:
            text.leave(start, end, f"value {shape:+}, words {words:+}; {ENOUGH} are enough")


def _shape(value: str, *, quoted: bool) -> int | None:
    """Return the points of the value itself, None if it is no candidate."""
    if not is_password(value) or (names_something_else(value) and not _WORD_AND_NUMBER.fullmatch(value)):
        return None
    if not _CHOSEN.match(value):
        is_plain = _PLAIN.fullmatch(value) is not None
        return PLAIN if is_plain and quoted else DASHED if is_plain and "-" in value else None
    groups = len(_GROUP_OF_DIGITS.findall(value))
    has_capitals, has_signs = _CAPITAL_INSIDE.match(value) is not None, _SIGN.search(value) is not None
    if "-" not in value and "_" not in value and len(value) >= _LEAST_GENERATED:
        features = has_capitals + has_signs + (_DIGIT_INSIDE.search(value) is not None)
        if features > 1 and (has_signs or groups > 1):
            return GENERATED
    if len(value) >= _LONG and groups >= _MANY_GROUPS and not UUID.fullmatch(value):
        return LONG
    return None if _SEVERAL_WORDS.fullmatch(value) else CHOSEN


def _of_words(text: Text, start: int, end: int) -> int:
    """Return the points of the text around a value, in its line."""
    low, high, _ = text.value_at(start)
    line = text.blanked()[max(low, start - _WINDOW) : start].rpartition("\n")[2]
    user = _USER.search(line)
    if _OF_OTHER_NAME.search(line) or (user is None and line.endswith((":", "/"))):
        return OTHER
    before = _words(line[: user.start()] if user else line)[::-1][:_FAR_WORDS]
    behind = _words(text.blanked()[end : min(high, end + _WINDOW)].partition("\n")[0])
    if behind[:1] in (["as"], ["instead"]) and _place_of_name(behind[_ROLE_WORDS + 1 : 0 : -1]) is not None:
        return AS
    place = _place_of_name(before)
    if place is None:
        return OTHER
    near = NEAR if place < _NEAR_WORDS else FAR
    if user:
        return near + _of_user((user["user"] or user["first"]).lower(), before, place)
    marked = MARKED if before[place] in _PASSWORDS and _MARKS.search(line) else 0
    return near + marked + _of_link(before, behind)


def _words(written: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(written)]


def _place_of_name(words: Sequence[str]) -> int | None:
    """Return the place of the first word for secrets. The words are in reverse order."""
    for place, word in enumerate(words):
        if word in _NAMES or tuple(words[place : place + 2]) in _PHRASES:
            return place
    return None


def _of_user(user: str, before: Sequence[str], place: int) -> int:
    """Return the points of a user before a value: only a word for logins says that a password follows."""
    is_login = before[place] in _LOGINS or tuple(before[place : place + 2]) in _LOGIN_PHRASES
    if not is_login or user in _NOT_USERS or user in _NAMES or user in _OTHERS:
        return OTHER
    return OTHER if place and before[0] in _OTHERS and before[0] != "for" else PAIRED


def _of_link(before: Sequence[str], behind: Sequence[str]) -> int:
    """Return the points of the word directly before a value."""
    word, second = before[0], before[1] if len(before) > 1 else ""
    if _is_changed(before, behind):
        return CHANGED
    # `answered with …`, `and password …`
    if word in _LINKS or (word in _LEADING and second in _LINKS) or (second in _LEADING and word in _NAMES):
        return LED
    # `… for this session: …` says for whom the secret is.
    return OTHER if word in _OTHERS and second != "this" else 0


def _is_changed(before: Sequence[str], behind: Sequence[str]) -> bool:
    """Return whether a secret is changed to the value or from it: `password changed from 'hunter22' to 'hunter23'`."""
    if _CHANGES.isdisjoint(before):
        return False
    if before[0] == "to":
        # `changed to …`, `password to …`, `from hunter22 to …`, but not `reset mail sent to …`.
        return not {*_CHANGES, *_NAMES, "from"}.isdisjoint(before[1:3])
    return (before[0] == "from" or before[0] in _CHANGES) and behind[:1] == ["to"]


def _written(word: str) -> str:
    """Return the word as it is in a folded text."""
    return "".join(character if character.isascii() else LETTER for character in word)


_KEYWORD = "|".join(_written(word) for word in sorted({*_NAMES, *_WORDS["phrases"], *_WORDS["login-phrases"]}))
# What a candidate contains: a letter next to a digit or a sign, or a word in quotes.
_PART = "(?:[a-z][^ 0-9a-z]*[0-9]|[0-9][^ 0-9a-z]*[a-z]|[a-z][!#&+^-][a-z]|[\"'`][a-z]+[\"'`])"

RULE = Rule(
    name="mentioned",
    pattern=_mentioned,
    keywords=(rf"(?:{_KEYWORD})(?:[ ,)]|: |$)",),
    precheck=AnyMatch(f"(?:{_KEYWORD})[^0-9a-z].*{_PART}|{_PART}.* (?:as|instead) .*(?:{_KEYWORD})"),
    takes=(
        # Generated values, next to a word for secrets or further away.
        "No password given, generated one: ⟦q7Jd82mskAJ2⟧",
        "root password not set, using ⟦q7Jd82mskAJ2⟧",
        'passwords differ: "⟦q7Jd82mskAJ2⟧" != "⟦q7Jd82mskAJ3⟧"',
        "Password mismatch: expected ⟦q7Jd82mskAJ2⟧, got ⟦q7Jd82mskAJ3⟧",
        "you can log in as admin / ⟦q7Jd82mskAJ2⟧",
        "login with ada and ⟦Tr0ub4dor&3⟧ at first",
        "API key used by ada: ⟦q7Jd82mskAJ2⟧",
        "updating secret db/prod with value ⟦q7Jd82mskAJ2⟧",
        "rotating token: old ⟦«alnum:10»x7Qw9⟧, new ⟦«alnum:10»x8Qw9⟧",
        "Password for user elastic: ⟦q7Jd82mskAJ2⟧",
        "A temporary password is generated for root@localhost: ⟦k#2Lq;wZ<9aR⟧",
        "PASSWORD kibana = ⟦q7Jd82mskAJ2⟧",
        "(token: ⟦«alnum:10»x7Qw9==⟧)",
        "revoked secret of ada ⟦«hex:16»1a2b3c4d⟧",
        # Chosen ones.
        "ada tried ⟦hunter22⟧ as password and failed",
        "using '⟦hunter22!⟧' as the new API key",
        "the PSK of peer 7 is ⟦hunter22⟧",
        "Shared secret for client 192.0.2.7 is '⟦hunter22⟧'",
        "ada changed her password to ⟦hunter22⟧ on db1",
        "reset password from ⟦hunter21⟧ to '⟦hunter22⟧'",
        "Your password has been reset to ⟦hunter22⟧.",
        "the password for ada was changed to ⟦hunter22⟧",
        "password changed '⟦oldie22⟧' to '⟦hunter22⟧'",
        "A temporary password is provided for this session: ⟦q7Jd82mskAJ2⟧",
        "pwd changed from ⟦old-boat⟧ to ⟦new-boat⟧",
        "password prompt answered with ⟦hunter22⟧",
        "registering phone7 with secret ⟦hunter22⟧",
        "login of ada and password ⟦open#sesame⟧",
        "weak password refused: ⟦hunter22⟧",
        "Contraseña incorrecta (⟦hunter22⟧) para ada",
        'filling password field with "⟦Autofill7⟧"',
        "ada typed ⟦hunter22⟧ instead of the password",
        'password expected "⟦letmein⟧"',
        "secret for client 192.0.2.7 is ⟦testing123⟧",
        # Behind a user.
        "cannot log in ada/⟦hunter22⟧",
        "valid credentials found: ada / ⟦hunter22⟧",
        "brute force: ada:⟦hunter22⟧ ada:⟦hunter23⟧",
        "auth error for (ada, ⟦hunter22⟧): no such user",
        "Passwort von ada geändert, neu: ⟦q7Jd82mskAJ2⟧",
    ),
    leaves=(
        "no password for user h4xX0r22",
        "password changed for ada from host22",
        "password reset mail sent to ada22",
        "password changed oldie22 today",
        "changed password to never expire",
        "API key of tenant q7Jd82mskAJ2 rotated",
        "token id «hex:16»1a2b3c4d expired",
        "secret my-app-tls7 was created",
        "password file «alnum:10»x7Qw9 was read",
        "value q7Jd82mskAJ2 is cached",
        "password checked AB12CD34EF today",
        "password is hard-coded",
        "password of R& D or TACACS+ users was",
        'token "foo+bar" unexpected',
        "use plugin caching_sha2_password as the password plugin",
        "secret is tests/unit22",
        "password was 2026-11-29",
        # A user needs a word for logins.
        "login tenant ada/hunter22",
        "login docs/hunter22",
        "login a:b:hunter22 ok",
        "passwd: ada:x2y:1001:1001",
        "password for WPA2/WPA3-ENTERPRISE1 file",
        "BIOS token of slot:Front22",
        # Values of another name, elements of lists, arguments, and parts of longer values.
        "login x=q7Jd82mskAJ2 is ok",
        "login q7Jd82mskAJ2:x is ok",
        'login ok x="q7Jd82mskAJ2"',
        '{"text":"login ok","x":"q7Jd82mskAJ2"}',
        'tokens ["q7Jd82mskAJ2", "b"]',
        'password="" x q7Jd82mskAJ2 y',
        'login of [x "q7Jd82mskAJ2"]',
        "login f(q7Jd82mskAJ2)",
        # Words that are part of a name.
        "next-page-token was q7Jd82mskAJ2",
        "/etc/passwd is q7Jd82mskAJ2",
        "the password of the user who works here since a year at db is hunter22",
    ),
)
