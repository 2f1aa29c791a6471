"""Where a value begins and ends."""

import re

from domain.redaction.detectors.named.names import Promise
from domain.redaction.pattern import Pattern
from domain.redaction.text import BLANK, Text

# What a bare value is shows in its beginning; read whole, values of keys within a value would take the square of time.
JUDGED = 256
PARTING = ",;&|"
CLOSERS = {"[": "]", "<": ">", "(": ")"}
_OPENED_BY = {"]": "[", ")": "(", "}": "{"}
# What ends a value without quotes; control characters stand between the variables of an environment.
_ENDS = r"\s\x00-\x1f\"'<>,;&|\\"
BARE_ANYTHING = Pattern(
    rf"""[^{_ENDS}]+
        (?: [,;&|](?=[^\s=:,;&|"']{{1,24}}(?:[\s"'<>\\]|$))[^{_ENDS}=]+ | >[^{_ENDS}]+ )*""",
    re.VERBOSE,
)
BARE_RANDOM = Pattern(rf"[^{_ENDS}()\[\]{{}}]+")
# Base64 ends with `=` where its last group of four has fewer characters.
_BASE64_GROUP = 4
NEXT_KEY = Pattern(r"/[A-Za-z_][\w-]{1,24}[:=]?$")
_UP_TO_SEMICOLON = Pattern(rf"[^;\x00-\x1f\"'<>\\]{{1,{JUDGED}}}(?=;)")
QUOTED = {quote: Pattern(rf"(?s)[^{quote}\\]*(?:\\.[^{quote}\\]*)*(?={quote})") for quote in "\"'"}


def quote_end(text: Text, start: int, quote: str) -> int | None:
    """Where the string ends that `quote` opens before `start`, if it does."""
    folded, limit = text.folded, text.value_at(start).end
    # What is escaped in a value does not end it, where the quote that opens it is not.
    if quote in QUOTED and folded[start - 2 : start - 1] != "\\":
        if whole := QUOTED[quote].match(folded, start, limit):
            return whole.end()
        # What was cut off before its closing quote is a string all the same if there is an escaped quote in it.
        cut = folded.find("\n", start, limit)
        end = cut if cut >= 0 else limit
        return end if folded.find(f"\\{quote}", start, end) >= 0 else None
    for closing in (quote, quote[-1]):
        end = folded.find(closing, start, limit)
        if end >= 0:
            # The quote that closes the value may be escaped.
            return start + len(folded[start:end].rstrip("\\"))
    return None


def bare_end(text: Text, start: int, opened: str, promise: Promise, longest: int) -> int:
    """Where nothing more of a value without quotes can be."""
    folded, blanked = text.folded, text.blanked()
    # Behind a placeholder a value ends where it would have ended before.
    behind = start
    while blanked[behind : behind + 1] == BLANK and folded[behind] != BLANK:
        behind += 1
    bracketed = behind == start and folded[start : start + 1] in CLOSERS
    bare = BARE_ANYTHING if promise.any_signs or bracketed else BARE_RANDOM
    found = bare.match(folded, behind, start + longest)
    if found is None:
        return behind
    end = found.end()
    closer = CLOSERS.get(opened[:1])
    if closer and (closed := folded.find(closer, start, end)) >= 0:
        return closed
    if (
        (folded[end - 1] in ":=" or folded[end : end + 1] in (":", "="))
        and (next_key := NEXT_KEY.search(folded, behind, end))
        and not (folded[end - 1] == "=" and (end - behind) % _BASE64_GROUP == 0)
    ):
        # `token: …/token: …`.
        return next_key.start()
    ends_sentence = ".,;:?" if promise.any_signs else ".,;:!?"
    # How many closing brackets have no opener in the value. They are counted once: a value may end in very many.
    unopened: dict[str, int] = {}
    while end > start:
        sign = folded[end - 1]
        if sign in _OPENED_BY:
            if sign not in unopened:
                unopened[sign] = folded.count(sign, start, end) - folded.count(_OPENED_BY[sign], start, end)
            # A closing bracket whose opener is not in the value does not belong to the value.
            if unopened[sign] <= 0:
                break
            unopened[sign] -= 1
        elif sign not in ends_sentence:
            break
        end -= 1
    return end


def parted_end(text: Text, start: int, end: int, sign: str) -> int:
    """Where a bare value ends that has the sign before its key: `ada|password=…|next`, `uid=ada;pwd=…;next`.

    In the connection strings of databases it goes on to the next `;`, with all spaces.
    """
    folded = text.folded
    if not sign or sign not in PARTING:
        return end
    if sign == ";" and (whole := _UP_TO_SEMICOLON.match(folded, start, start + JUDGED)):
        return whole.end()
    cut = folded.find(sign, start, end)
    return cut if cut > start else end
