r"""Reading what is encoded in a text.

Of URLs and forms `%2B44%2020` and `number=415+555+2671`; of JSON `\u002B44` and `\u7535\u8bdd`; of nginx `\x22`, as
it logs what clients sent; of XML what it cannot have as it is. A terminal's colours (`\x1b[32mtoken\x1b[0m=…`) are read
as nothing: their last letter would be taken for the beginning of the word or number behind them.
"""

import re
from collections.abc import Sequence

from domain.redaction.pattern import Pattern

_ENTITIES = {"quot": '"', "#34": '"', "apos": "'", "#39": "'", "#x27": "'", "lt": "<", "gt": ">", "amp": "&"}
_ENTITY = Pattern(f"&(?:{'|'.join(map(re.escape, _ENTITIES))});")
# Also what `grep` writes behind a colour: "erase to the end of the line".
_COLOUR = Pattern(r"(?:\x1b|\\(?:u001[bB]|x1[bB]|033))\[[0-9;:]{0,32}[mK]")
_ENDS_OF_COLOUR = "mK"
# The printable characters of ASCII, and of JSON also what is not ASCII and no half of a character.
_ESCAPE = Pattern(
    rf"""(?:%|\\x)(?!7[Ff])[2-7][0-9A-Fa-f]
      | \\u(?!00[01]|007[Ff]|00[89]|[Dd][89A-Fa-f])[0-9A-Fa-f]{{4}}
      | {_ENTITY.source}
      | {_COLOUR.source}""",
    re.VERBOSE,
)
_CHARACTERS = {f"{code:02{case}}": chr(code) for code in range(0x20, 0x7F) for case in "xX"}
# Values in which a plus stands for a space: digits and what separates them, or an IBAN's groups. Base64 has pluses too,
# and there they are what they are.
_SPACED = Pattern(
    r"""=(?:%2B|\+)? (?:[\d().\-/]|%2[89F])+ (?:(?<=[\d)9])\+(?:[\d().\-/]|%2[89F])+)+
        (?:\+(?:ext(?:ension)?\.?|x)\+?\d+)?
        (?![^\s&"'<>;\#])
      | =[A-Za-z]{2}\d\d(?:\+[0-9A-Za-z]{1,4}){3,}""",
    re.VERBOSE,
)


def decode(text: str) -> str:
    """The text with each escape read as what it stands for."""
    # In most lines that have both, the plus is an earlier time's.
    if (value := text.find("=")) >= 0 and text.find("+", value) >= 0:
        for match in _SPACED.finditer(text, value):
            start, end = match.span()
            # The first sign may be the number's own.
            text = text[: start + 2] + text[start + 2 : end].replace("+", " ") + text[end:]
    if (
        "\x1b" in text
        or ("\\" in text and ("\\u" in text or "\\x" in text or "\\0" in text))
        or ("&" in text and _ENTITY.search(text))
    ):
        return _ESCAPE.sub(_read, text)
    # For URLs alone there is a faster way.
    first, *others = text.split("%")
    if not others:
        return text
    pieces = [first]
    for other in others:
        character = _CHARACTERS.get(other[:2])
        pieces.append(f"%{other}" if character is None else character + other[2:])
    return "".join(pieces)


def origins(text: str) -> tuple[Sequence[int], Sequence[int]]:
    """Where in `text` a span begins, and where one ends, by its place in the decoded text.

    The two differ behind a colour, which belongs to no span that begins or ends there. Of an escape that is read as two
    characters the second begins where the escape ends: no value ends in its middle.
    """
    begins: list[int] = []
    ends: list[int] = []
    # Where the next character is, and where the one before it ends.
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
    if written[0] == "&":
        return _ENTITIES[written[1:-1]]
    if written[-1] in _ENDS_OF_COLOUR:
        return ""
    character = chr(int(written.lstrip("%\\ux"), 16))
    # A quote in a string does not end it, so it is read as `\"` is.
    return f"\\{character}" if character in "\"'" and written[0] == "\\" else character
