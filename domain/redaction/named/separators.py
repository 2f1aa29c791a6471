"""Separators between a name and its value, and text that only looks like one."""

import re

from domain.redaction.named.extent import BARE_ANYTHING
from domain.redaction.named.notation import ASSIGNMENTS
from domain.redaction.pattern import Pattern
from domain.redaction.text import OTHER, Text, folded
from domain.redaction.words import read_words

# The last words of `changed: old=…`, and the like.
_OLD = tuple(phrase.rpartition(" ")[2] for phrase in read_words("notations")["phrases-before-old-value"])
_TOLD = tuple(f"{folded(word)}:" for word in (*read_words("notations")["participles"], "found"))
_ADJECTIVES = tuple(f"{word}:" for word in read_words("notations")["adjectives"])
# What `separator_of` returns for a participle and a colon.
TOLD = "told"
_ARROWS = frozenset("\u2192\u21d2\u21a6\u2794\u279c\u27a1\u27f6\u27f9")
# Signs that mean what is written, whatever is around them.
_PLAIN = frozenset((":", *ASSIGNMENTS))
# A sign or a verb with formatting: `:</b>`, `is <b>`, `</b>:`.
_HAS_MARKUP = Pattern(r"[^<>\"]+<.*>$|<.*>\s?:$")
_TEXT_OF_ELEMENT = Pattern(r">(?:\w{1,16}[ -])?$")
_ALONE_IN_LINE = Pattern(r"\S+[ \t]*(?:\n|$)")
_TAG_OPENS = Pattern(r"<(?:[\w-]+:)?$")
# Documentation in reStructuredText: `Pass :meth:`peek`.
_ROLE = Pattern(r"[a-z]{2,16}:`")
# The owner of a value: `for ada:`.
_WHOSE = Pattern(r"[a-z\xe9]{1,3} [^:]*:")
# In a notation such as `"password"=> string "…"`.
_ASSIGNS = Pattern(r"[^,:=>]*[:=>]")
# `password=raw["password"]`
_SUBSCRIPT = Pattern(r"\w\[$")
# `68369 tokens createdAt=6044703502`: a pair of its own.
_ASSIGNED = Pattern(r"[A-Za-z_][\w.-]*=[^=]")


def is_tag(separator: str) -> bool:
    """Return whether the separator ends the tag of an XML element: `>`, `type="text">`."""
    return separator.endswith(">") and separator[-2:] not in ("=>", "->")


def is_unparted(match: re.Match[str]) -> bool:
    """Return whether only white space separates the key from its value. Some notations have no such group."""
    return "unparted" in match.re.groupindex and match["unparted"] is not None


def separator_of(text: Text, match: re.Match[str]) -> str:  # noqa: PLR0911 - one for each sign
    """Return the sign between the key and its value in any notation; an empty text between elements of a list."""
    folded = text.folded
    if is_unparted(match):
        return "\t" if folded[match.start("unparted") - 1] == "\t" else " "
    written = match["separator"]
    # `**Password:** …`
    sign = ">" if written is None else written.strip().rstrip("*")
    if sign in _PLAIN:
        return sign
    if is_tag(sign) or _HAS_MARKUP.match(sign):
        return ">"
    # `(password:VARCHAR) <- […]`, `password: defined 'password' as '…'`, `token issued value=…`
    if sign.endswith(("<-", " as", " changed", "value:", "val:", "new:", "current:", "plain:", " ->", " =>")) or sign[
        :-1
    ].endswith((*_OLD, "value", "val")):
        return "="
    # `..:`, a list in YAML, `password new: …`, `for ada:`
    is_colon = sign.startswith("..") or (sign.startswith(":") and sign.endswith("-")) or sign.endswith(_ADJECTIVES)
    if is_colon or _WHOSE.fullmatch(sign):
        return ":"
    if not sign:
        between = folded[match.end("key") : match.start("opened")]
        return ":" if _ASSIGNS.match(between) and not _SUBSCRIPT.search(between) else ""
    if sign.startswith(("(", "[", "{")):
        sign = "("
    # `token rejected: …`
    elif sign.endswith(_TOLD):
        sign = TOLD
    is_arrow = sign == OTHER and text.decoded[match.start("separator") + 1] in _ARROWS
    return "->" if is_arrow else sign


def _is_element(folded: str, match: re.Match[str]) -> bool:
    """Return whether the key is the name of an XML element, and the value its content."""
    tag = _TAG_OPENS.search(folded[max(0, match.start() - 24) : match.start()])
    follows = folded[match.end("separator") : match.end()]
    return tag is not None and (not follows or "\n" in follows or "[CDATA[" in follows)


def means_no_pair(folded: str, match: re.Match[str], written: str, quote: str | None) -> bool:
    """Return whether the text between key and value separates something else."""
    separator, start = written.strip(), match.end()
    # `<key>password</key><string>…`: the element contains only the name.
    if separator.startswith("</") and not separator.endswith(":"):
        return not _TEXT_OF_ELEMENT.search(folded[max(0, match.start() - 24) : match.start()])
    if is_tag(separator) or separator.startswith("</"):
        return not (_HAS_MARKUP.match(separator) or _is_element(folded, match))
    follows = folded[match.end("separator") : match.end("separator") + 1]
    # `API_KEY=`, and the next line is another name; a word at the end of a line, and the next line is another sentence.
    # `Enter password:`, and the next line is another message.
    may_be_other = separator in ("=", ":") or is_unparted(match)
    if may_be_other and not quote and "\n" in folded[match.end("key") : start]:
        # Looked at only here, because it reads up to the end of the line.
        is_alone = separator == ":" and _ALONE_IN_LINE.match(folded, start) is not None
        if not is_alone:
            return True
    # `arn:aws:…:secret:prod/db`: a key is not between two colons. `{:name "password" :value …}`: the next key of Lisp.
    is_next_key = written[:1].isspace() and (folded[match.end("key")] in "\\\"'" or _ROLE.match(folded, start))
    if separator == ":" and (is_next_key or folded[match.start() - 1 : match.start()] == ":"):
        return not quote and not follows.isspace()
    # `password= host=db1`, `password= [main]`: there is no value after the sign.
    if written == "=" and follows.isspace() and not quote:
        value = BARE_ANYTHING.match(folded, start)
        return (
            bool(match["opened"])
            or value is None
            or value[0].isalpha()
            or value[0].startswith("-")
            or bool(_ASSIGNED.match(folded, start))
        )
    return False
