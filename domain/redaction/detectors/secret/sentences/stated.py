"""Passwords that a sentence states, in several languages: `Su contraseña temporal es …`, `wrong password "…"`.

The words of the sentences are in `words/secret_sentences.txt`.
"""

import re
from collections.abc import Iterator

from domain.redaction.detectors.secret.named.forms import LETTERS_AND_DIGITS, names_something_else
from domain.redaction.detectors.secret.passwords import is_password
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.precheck import AnyMatch
from domain.redaction.text import LETTER, Span, Text
from domain.redaction.words import read_words

_WORDS = read_words("secret_sentences")
# Words in place of the password that describe it, or belong to its name: `password policy rejected …`.
_DESCRIBING = frozenset(
    word
    for section in ("about", "verbs", "topics", "nouns", "of", "with", "changed", "wrong")
    for word in _WORDS[section]
)
# What adjectives and participles end in: `the password is expired`, `le mot de passe est modifié`.
_ABOUT_ENDINGS = _WORDS["about-endings"]
_AMBIGUOUS = ("clave",)
# Copulas that mean something else after other words.
_COPULAS = {"to": "hasło", "on": "salasana"}
_COMPOUNDS = frozenset(read_words("secret_mentioned")["compounds"]) - {"password"}


def one_of(*sections: str) -> str:
    """Return a pattern for the words of some sections, the longest first."""
    words = dict.fromkeys(word for section in sections for word in _WORDS[section])
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


def _folded(word: str) -> str:
    """Return the word as it is in a folded text."""
    return "".join(character if character.isascii() else LETTER for character in word)


def _folded_words(*sections: str) -> str:
    return "(?:" + "|".join(_folded(word) for section in sections for word in _WORDS[section]) + ")"


OPEN, _CLOSE = r"\\{0,7}[\"'`«„“]\s?", r"\s?\\{0,7}[\"'`»“”]"
# The end of the sentence, or of the string that it is in.
_END = r"(?P<end>[.!]?(?=[ ]?(?:\\|[\"'»”]|(?m:$))|,\s))?"
_VALUE = r"(?P<value>[^\s\"'`«»„“”\\,;()<>]{3,63}[^\s\"'`«»„“”\\,;()<>.!])"
_QUOTED = rf"{OPEN}{_VALUE}{_CLOSE}"
_PLAIN_OR_QUOTED = rf"(?:{_QUOTED}|{_VALUE.replace('value', 'plain')}{_END})"
_PASSWORD = Pattern(one_of("passwords", "phrases"))
# What precedes the word: `new `, `falsches `, `cambió la `.
_NEW = Pattern(rf"(?<!\w){one_of('adjectives')}\s(?:\w{{1,16}}\s)?$")
_WRONG = Pattern(rf"(?<!\w){one_of('wrong')}\s$")
_CHANGING = Pattern(rf"(?<!\w){one_of('changing', 'changed')}\s(?:[^\W\d]{{1,4}}\s){{0,2}}$")
# What follows it: an adjective, whose password it is, and the sign or verb before the value.
_OWNER = rf"\s(?:{one_of('of')}|{one_of('somebody')})(?:\s(?!from\s|by\s|at\s|via\s)[\w.@%'/-]{{1,64}}){{1,3}}?"
_CHANGED = rf"\s(?!{one_of('topics')}\s)(?:[^\W\d]{{2,12}}\s){{0,2}}{one_of('changed')}\s{one_of('into')}\s"
# The verb may be at the end: `Passwort für ada auf … gesetzt`.
_VERB_LAST = rf"\sauf\s(?=\S{{4,66}}\s{one_of('changed')})"
# `password has been generated: …`
_REPORTED = r"\s(?:[^\W\d]{1,12}\s){0,3}(?:generated|created|set|stdin|received|read)\s?:\s"
_IS = rf"\s(?:{one_of('is', 'is-phrases')}(?:\s{one_of('still')})?|to|on)\s?:?\s"
_LINK = rf"(?:(?P<changed>{_CHANGED}|{_VERB_LAST}|{_REPORTED})|(?(owner)(?:\s?:|\s=)|\s?[:=])\s?|(?P<is>{_IS}))"
# `password of ada is …`, `Passwort für ada auf … gesetzt`
_STATED = Pattern(rf"(?P<new>\s{one_of('adjectives', 'owners')})?(?P<owner>{_OWNER})?{_LINK}{_PLAIN_OR_QUOTED}")
# `cambió la contraseña de ada a …`
_CHANGED_TO = Pattern(rf"(?:\s{one_of('of')}(?:\s[\w.@%'/-]{{1,64}}){{1,3}}?)?\s{one_of('into')}\s{_PLAIN_OR_QUOTED}")
# `Passwort falsch: …`
_REJECTED = Pattern(rf"\s{one_of('wrong-behind')}\s?(?:[:=]\s?)?(?:{_QUOTED}|{_VALUE.replace('value', 'plain')})")
# `password supplied was "…"`, `the password you entered (…)`
_VERBS = "entered|provided|supplied|typed|given|submitted|tried|received"
_ENTERED = Pattern(rf"\s(?:you\s)?(?:{_VERBS})\s(?:was\s)?[\s(:\"'`\\]+{_VALUE}[)\"'`\\]")
# `wrong password attempt for ada: "…"`
# `wrong password letmein for ada`, `password letmein rejected`, `with password letmein`
PLAIN = _VALUE.replace("value", "plain")
_BEFORE_OWNER = Pattern(rf"\s{PLAIN}(?P<end>(?=\s(?:for|from|by|to|against)\s))")
_ACTED = Pattern(rf"(?<!\w){one_of('acts', 'adjectives', 'wrong')}\s(?:the\s)?$")
_JUDGED = Pattern(rf"\s{PLAIN}(?P<end>(?=\s{one_of('verdict-phrases')}(?!\w)))")
_WITH = Pattern(rf"(?<!\w){one_of('with', 'acts', 'adjectives', 'wrong', 'owners')}\s(?:the\s)?$")
_GIVEN = Pattern(rf"\s{PLAIN}{_END}")
_AFTER_WRONG = Pattern(rf"(?:\sattempt)?(?:\sfor\s[\w.@-]{{1,64}})?\s?:?\s{_QUOTED}")
_LONGEST_BEFORE = 48


def _passwords(text: Text, _position: int) -> Iterator[Span]:
    lower = text.decoded.lower()
    if len(lower) != len(text.decoded):
        return
    for word in _PASSWORD.finditer(lower):
        low, high, _ = text.value_at(word.start())
        before = lower[max(low, word.start() - _LONGEST_BEFORE) : word.start()]
        if before[-1:].isalpha() and word[0] not in _COMPOUNDS:
            continue
        match, may_be_word = _sentence(lower, word, high, before)
        if match is None:
            continue
        group = "plain" if match.groupdict().get("plain") else "value"
        start, end = match.span(group)
        # A word that is not in quotes is a password only at the end of its sentence.
        may_be_word = group != "plain" or (may_be_word and match["end"] is not None)
        if is_stated_password(text.decoded[start:end], may_be_word=may_be_word):
            yield start, end
        else:
            text.leave(start, end, "after these words, it has no form of a password")


def _sentence(lower: str, found: re.Match[str], end: int, before: str) -> tuple[re.Match[str] | None, bool]:
    """Return the match after the word for a password, and whether any word may be the password."""
    word, start = found[0], found.end()
    if match := _STATED.match(lower, start, end):
        is_new = match["new"] is not None or _NEW.search(before) is not None
        copula = (match["is"] or "").strip(" :")
        is_stated = is_new or match["owner"] or match["changed"] or match["is"]
        if is_stated and _COPULAS.get(copula, word) == word:
            # `la clave de caché es usuario`: the word also means a key.
            return match, is_new or match["changed"] is not None or word not in _AMBIGUOUS
    if _CHANGING.search(before) and (match := _CHANGED_TO.match(lower, start, end)):
        return match, True
    if match := _REJECTED.match(lower, start, end) or _ENTERED.match(lower, start, end):
        return match, False
    if _WRONG.search(before) and (match := _AFTER_WRONG.match(lower, start, end)):
        return match, False
    match = _BEFORE_OWNER.match(lower, start, end) if _ACTED.search(before) else None
    match = match or _JUDGED.match(lower, start, end)
    return match or (_GIVEN.match(lower, start, end) if _WITH.search(before) else None), True


def is_stated_password(value: str, *, may_be_word: bool) -> bool:
    """Return whether the value is a password and does not describe one. Without letters and digits, it is a word."""
    if not is_password(value) or names_something_else(value) or value.lower() in _DESCRIBING:
        return False
    if LETTERS_AND_DIGITS.match(value):
        return True
    return may_be_word and not (value[0].isdigit() or value.lower().endswith(_ABOUT_ENDINGS))


_PLAIN_PASSWORD = _folded_words("passwords", "phrases")
_WORD, _IS_OR_INTO = "(?:[^ ]+ )?", _folded_words("is", "is-phrases", "into")
# The beginnings of such sentences, for RE2.
_BEGINNINGS = (
    # `password … rejected`, `with password …`
    rf"{_PLAIN_PASSWORD} [^ ]+ {_folded_words('verdict-phrases')}",
    rf"{_folded_words('with')} (?:[^ ]+ )?{_PLAIN_PASSWORD} ",
    rf"{_folded_words('adjectives')} {_WORD}{_PLAIN_PASSWORD}[: =]",
    rf"{_folded_words('wrong')} {_PLAIN_PASSWORD}(?: attempt)?(?: for [^ ]+)? ?:? \\*[\"'`\xb7]",
    rf"{_folded_words('acts', 'adjectives', 'wrong', 'owners')} (?:the |a )?{_PLAIN_PASSWORD} ",
    rf"{_folded_words('changing', 'changed')} {_WORD * 2}{_PLAIN_PASSWORD} {_folded_words('into')} ",
    rf"{_PLAIN_PASSWORD} (?:you )?(?:enter|provi|suppl|type|given|submi|tried|recei)",
    rf"{_PLAIN_PASSWORD} (?:you )?{_folded_words('adjectives', 'owners', 'wrong-behind')}",
    rf"{_PLAIN_PASSWORD} {_folded_words('of', 'somebody')} (?:[^ :=]+ )?(?:[^ :=]+ )?[^ :=]+(?: ?[:=]| {_IS_OR_INTO})",
    rf"{_PLAIN_PASSWORD} (?:{_folded_words('is', 'is-phrases')}|to|on)[ :]",
    rf"{_PLAIN_PASSWORD} {_WORD * 4}(?:auf |{_folded_words('changed')} {_folded_words('into')} )",
    rf"{_PLAIN_PASSWORD} {_WORD * 4}(?:generated|created|set|stdin|received|read) ?:",
)

RULES = (
    Rule(
        name="set-in-file",
        pattern=Pattern(r"(?i)\bsetting\s[\w.-]{0,40}password\sto\s(?P<value>[^\s\"'\\,;]{3,64})\sin\s[\w.-]{0,64}/"),
        valid=is_password,
        source="What the containers of game servers print when they write a configuration.",
        keywords=("password to ",),
        takes=("[init] Setting rcon.password to ⟦letmein⟧ in /data/server.properties",),
        leaves=(
            "setting password to expire in 30 days",
            "setting password to $PW in /data/x",
            "resetting password to letmein in /x",
        ),
    ),
    Rule(
        name="sentence",
        pattern=_passwords,
        keywords=tuple(f"{_folded(word)}[: =]" for word in (*_WORDS["passwords"], *_WORDS["phrases"])),
        precheck=AnyMatch("|".join(_BEGINNINGS)),
        takes=(
            "your temporary password is ⟦letmein⟧",
            "Your new password is: ⟦Hunter22⟧",
            r"new password: ⟦letmein⟧\nnext",
            "new password: ⟦letmein⟧\nnext",
            "Ihr neues Passwort lautet ⟦letmein⟧.",
            "Votre mot de passe provisoire est : ⟦Hunter22⟧",
            "mot de passe administrateur : ⟦hunter22⟧",
            "su nueva contraseña es ⟦letmein⟧",
            "contraseña temporal: ⟦letmein⟧",
            "contraseña del usuario juan: ⟦hunter22⟧",
            "La tua password provvisoria è ⟦hunter22⟧",
            "nowe hasło to ⟦letmein⟧",
            "hasło użytkownika zofia: ⟦hunter22⟧",
            "Kennwort für Benutzer ada: ⟦hunter22⟧",
            "Passwort für ada auf ⟦hunter22⟧ gesetzt",
            "the password for the database is ⟦hunter22⟧",
            "password of ada was reset to ⟦hunter22⟧",
            "Enter passphrase for key '/k': ⟦hunter22⟧",
            "A one-off password has been generated: ⟦hunter22⟧",
            "senha do usuário maria alterada para ⟦hunter22⟧",
            "password for ada set to '⟦letmein⟧'",
            "the password is ⟦letmein⟧",
            "password of ada = ⟦letmein⟧",
            "The password for the printer should be ⟦letmein⟧",
            'said "my password on db1 is still ⟦letmein⟧"',
            "My password is ⟦letmein⟧, please reset it",
            "das WLAN-Passwort lautet ⟦letmein⟧",
            "das Telefonkennwort ist ⟦letmein⟧",
            "la clave wifi es ⟦letmein⟧",
            "wachtwoord van de printer: ⟦letmein⟧",
            "salasana on ⟦letmein⟧",
            "wrong password ⟦letmein⟧ for ada",
            "ada typed the password ⟦letmein⟧ for db1",
            "login with password ⟦letmein⟧, then",
            r'x="with default password ⟦letmein⟧"; y="with password ⟦letmein⟧\n"',
            "password ⟦letmein⟧ rejected",
            "the admin changed the password to ⟦letmein⟧",
            "password for ada was set to ⟦letmein⟧",
            "mot de passe ⟦letmein⟧ refusé",
            "login as ada with password ⟦letmein⟧",
            "connect using the password ⟦letmein⟧.",
            "nowe hasło użytkownika ewa to ⟦Lato2025⟧",
            "kata sandi baru: ⟦letmein⟧",
            "password has been changed to ⟦letmein⟧.",
            "el administrador cambió la clave a ⟦letmein⟧",
            "el administrador cambió la clave a ⟦letmein⟧, y",
            r'x="cambió la clave a ⟦letmein⟧"; y="cambió la clave a ⟦letmein⟧\n"',
            'ada changed the password of user bob to "⟦letmein⟧"',
            "ha cambiato la password del router in ⟦letmein⟧",
            "the admin changed the password to ⟦hunter22⟧",
            'The admin password has been reset to "⟦letmein⟧".',
            "password temporary=⟦hunter22⟧",
            "Passwort falsch: ⟦hunter22⟧",
            "mot de passe incorrect “⟦letmein⟧”",
            "The password you entered (⟦letmein⟧) is not correct",
            'password supplied was "⟦letmein⟧"',
            'wrong password "⟦letmein⟧" from ada',
            'Failed password attempt for ada: "⟦letmein⟧"',
            'Falsches Passwort "⟦letmein⟧" für ada',
        ),
        leaves=(
            "your password is incorrect",
            "your new password is too short",
            "Your password is about to expire",
            "your new password is letmein and more",
            "your new password is: $PASS",
            "contraseña temporal: index.html",
            "the password is stored, and never shown",
            "the password is older",
            "la clave de la tabla es letmein",
            "the admin changed the password to continue",
            "cambió la clave a letmein y nada",
            "the password on letmein",
            "wrong password letmein today",
            "unread password letmein for ada",
            "wrong password attempt for ada",
            "password policy rejected",
            "This reset password token has expired",
            "received password packet",
            "password letmein rejectedly",
            "login with password authentication",
            "new password policies",
            "notwith password letmein",
            "falsches Passwort eingegeben",
            "with password letmein and more",
            "Failed password for bob trace=hunter22",
            "password last set: 2026-11-02",
            "interchanged password to hunter22",
            "password for ada was set to expire",
            "Failed password for ada from 2001:76c7:5bfc:cf1b:dc70:98d1:3f96:1688 port 5097 ssh2",
            "password for ada set to expire",
            "Passwort falsch: letmein",
            "wrong password from ada",
            'password "letmein";',
            "renew password=letmein",
            'notwrong password "letmein"',
            "Passwort für ada auf Server22 geprüft",
            "su nueva contraseña es incorrecta",
            "new password to letmein",
            "passphrase to given 'letmein'",
            "nopassword for ada: hunter22",
            "password expiry changed to 'letmein'",
        ),
    ),
)
