"""The beginning and the end of a value."""

from domain.redaction.named.names import Promise
from domain.redaction.pattern import Pattern
from domain.redaction.text import BLANK, Text

# The beginning of a bare value is enough to judge it. Reading all of it would take quadratic time for nested keys.
JUDGED = 256
PARTING = ",;&|"
CLOSERS = {"[": "]", "<": ">", "(": ")"}
_OPENED_BY = {"]": "[", ")": "(", "}": "{"}
# The signs that end a value without quotes. Control characters separate the variables of an environment.
_ENDS = r"\s\x00-\x1f\"'<>,;&|\\"
# The second part of some tokens: `Atza|…`, `12|…`.
_SECOND_PART = r"\|[0-9A-Za-z_.-]{20,}"
# A value may contain such a sign, if no other pair follows it.
_CONTINUATIONS = (
    # `password=a&b, …`
    rf"&(?=[^\s=:,;&|\"'()]{{1,24}}[,)]\s)[^{_ENDS}=()]+",
    _SECOND_PART,
    # `password=a;b `, but not `password=a;user=ada` and `password=a, user: ada`
    rf"[,;&|](?=[^\s=:,;&|\"']{{1,24}}(?:\s(?!\s?(?:->|[:=]))|[\"'<>\\]|$))[^{_ENDS}=]+",
    rf">[^{_ENDS}]+",
)
BARE_ANYTHING = Pattern(rf"[^{_ENDS}]+(?:{'|'.join(_CONTINUATIONS)})*")
BARE_RANDOM = Pattern(rf"[^{_ENDS}()\[\]{{}}]+(?:{_SECOND_PART})?")
# Base64 ends with `=` where its last group of four has fewer characters.
_BASE64_GROUP = 4
NEXT_KEY = Pattern(r"/[A-Za-z_][\w-]{1,24}[:=]?$")
_UP_TO_SEMICOLON = Pattern(rf"[^;\x00-\x1f\"'<>\\]{{1,{JUDGED}}}(?=;)")
QUOTED = {quote: Pattern(rf"(?s)[^{quote}\\]*(?:\\.[^{quote}\\]*)*(?={quote})") for quote in "\"'"}


def quote_end(text: Text, start: int, quote: str) -> int | None:
    """Return the end of the string that `quote` opens before `start`, or None."""
    folded, limit = text.folded, text.value_at(start).end
    # An escaped quote in a value does not end the value if its opening quote is not escaped.
    if quote in QUOTED and folded[start - 2 : start - 1] != "\\":
        cut = folded.find("\n", start, limit)
        # A value ends in its line: in the next one, a quote belongs to something else.
        end = limit if cut < 0 or folded[start:cut].isspace() else cut
        if whole := QUOTED[quote].match(folded, start, min(limit, end + 1)):
            return whole.end()
        # A string that was cut off before its closing quote is still a string if it contains an escaped quote.
        return end if folded.find(f"\\{quote}", start, end) >= 0 else None
    for closing in (quote, quote[-1]):
        end = folded.find(closing, start, limit)
        if end >= 0:
            # The quote that closes the value may be escaped.
            return start + len(folded[start:end].rstrip("\\"))
    return None


# `password={cur;ly9};encrypt=true`, in connection strings.
BRACED = Pattern(r"\{[^{}\s\x00;]{1,64};[^{}\s\x00]{0,64}\}")


def bare_end(text: Text, start: int, opened: str, promise: Promise, longest: int) -> int:
    """Return the position at which a value without quotes ends at the latest."""
    folded, blanked = text.folded, text.blanked()
    # After a placeholder, a value ends where it would have ended before.
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
    # The number of closing brackets without an opener in the value. They are counted once, because a value may end in
    # many.
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
    """Return the end of a bare value that has the sign before its key: `ada|password=…|next`, `uid=ada;pwd=…;next`.

    In connection strings of databases, the value continues to the next `;`, including spaces.
    """
    folded = text.folded
    if not sign or sign not in PARTING:
        return end
    if sign == ";" and (whole := _UP_TO_SEMICOLON.match(folded, start, start + JUDGED)):
        return whole.end()
    cut = folded.find(sign, start, end)
    return cut if cut > start else end
