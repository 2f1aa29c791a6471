r"""Decodes the escapes in a text.

These are `%2B44%2020` and `number=415+555+2671` in URLs and forms, `\u002B44` and `\u7535\u8bdd` in JSON, `\x22` in
nginx's logs of client requests, and the predefined entities of XML. The colour codes of terminals
(`\x1b[32mtoken\x1b[0m=…`) are removed, because their last letter would read as part of the next word or number. A
line ends with `\n` alone, also where it has a `\r` before it, and where rsyslog has written `#012` for it
(`EscapeControlCharactersOnReceive`), or Apache HttpClient `[\r][\n]`.
"""

import re
from collections.abc import Sequence

from domain.redaction.pattern import Pattern

_ENTITIES = {"quot": '"', "#34": '"', "apos": "'", "#39": "'", "#x27": "'", "lt": "<", "gt": ">", "amp": "&"}
_ENTITY = Pattern(f"&(?:{'|'.join(map(re.escape, _ENTITIES))});")
# Includes the code that `grep` writes after a colour, "erase to the end of the line".
_COLOUR = Pattern(r"(?:\x1b|\\(?:u001[bB]|x1[bB]|033))\[[0-9;:]{0,32}[mK]")
_ENDS_OF_COLOUR = "mK"
_LINE_END = Pattern(r"(?:\#015)?\#012|\r(?=\n)|(?:\[\\r\])?\[\\n\]")
# Escapes of printable ASCII characters, and in JSON also of other characters except surrogates.
_ESCAPE = Pattern(
    rf"""(?:%|\\x)(?!7[Ff])[2-7][0-9A-Fa-f]
      | \\u(?!00[01]|007[Ff]|00[89]|[Dd][89A-Fa-f])[0-9A-Fa-f]{{4}}
      | {_ENTITY.source}
      | {_COLOUR.source}
      | {_LINE_END.source}""",
    re.VERBOSE,
)
_CHARACTERS = {f"{code:02{case}}": chr(code) for code in range(0x20, 0x7F) for case in "xX"}
# Values in which `+` means a space: groups of digits, or the groups of an IBAN. In other values, such as Base64, it is
# a plus.
_SPACED = Pattern(
    r"""=(?:%2B|\+)? (?:[\d().\-/]|%2[89F])+ (?:(?<=[\d)9])\+(?:[\d().\-/]|%2[89F])+)+
        (?:\+(?:ext(?:ension)?\.?|x)\+?\d+)?
        (?![^\s&"'<>;\#])
      | =[A-Za-z]{2}\d\d(?:\+[0-9A-Za-z]{1,4}){3,}""",
    re.VERBOSE,
)


def decode(text: str) -> str:
    """Return the text with its escapes decoded."""
    # A `+` before the first `=` is part of a timestamp in most lines, so look only after it.
    if (value := text.find("=")) >= 0 and text.find("+", value) >= 0:
        for match in _SPACED.finditer(text, value):
            start, end = match.span()
            # The first sign may be the plus of an international number.
            text = text[: start + 2] + text[start + 2 : end].replace("+", " ") + text[end:]
    if (
        "\x1b" in text
        or "\r\n" in text
        or "#012" in text
        or ("\\" in text and ("\\u" in text or "\\x" in text or "\\0" in text or "[\\n]" in text))
        or ("&" in text and _ENTITY.search(text))
    ):
        return _ESCAPE.sub(_read, text)
    # If there are only URL escapes, this is faster than the regular expression.
    first, *others = text.split("%")
    if not others:
        return text
    pieces = [first]
    for other in others:
        character = _CHARACTERS.get(other[:2])
        pieces.append(f"%{other}" if character is None else character + other[2:])
    return "".join(pieces)


def origins(text: str) -> tuple[Sequence[int], Sequence[int]]:
    r"""Return, for each position in the decoded text, the position in `text` of a span that begins or ends there.

    The two differ after what is removed (a colour code, a `\r`), which is part of no span that begins or ends there. If
    an escape decodes to two characters, the second one begins where the escape ends, because no value ends in the
    middle of an escape.
    """
    begins: list[int] = []
    ends: list[int] = []
    # The start of the next character, and the end of the previous one.
    place = behind = 0
    for match in _ESCAPE.finditer(text):
        start, end = match.span()
        if start > place:
            begins += range(place, start)
            ends += (behind, *range(place + 1, start))
            behind = start
        place = end
        if size := len(_read(match)):
            begins += (start, *[end] * (size - 1))
            ends += (behind, *[end] * (size - 1))
            behind = end
    begins += range(place, len(text) + 1)
    ends += (behind, *range(place + 1, len(text) + 1))
    return begins, ends


def _read(escape: re.Match[str]) -> str:
    written = escape[0]
    if written[0] in "#[":
        return "\n"
    if written[0] == "\r":
        return ""
    if written[0] == "&":
        return _ENTITIES[written[1:-1]]
    if written[-1] in _ENDS_OF_COLOUR:
        return ""
    character = chr(int(written.lstrip("%\\ux"), 16))
    # An escaped quote does not end a string, so decode it to `\"`.
    return f"\\{character}" if character in "\"'" and written[0] == "\\" else character
