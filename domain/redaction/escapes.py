r"""Reading what is encoded in a text.

Of URLs and forms `%2B44%2020` and `number=415+555+2671`; of JSON `\u002B44` and `\u7535\u8bdd`; of nginx `\x22`, as
it logs what clients sent; of XML what it cannot have as it is.
"""

import re

from domain.redaction.pattern import Pattern

_ENTITIES = {"quot": '"', "#34": '"', "apos": "'", "#39": "'", "#x27": "'", "lt": "<", "gt": ">", "amp": "&"}
_ENTITY = Pattern(f"&(?:{'|'.join(map(re.escape, _ENTITIES))});")
# The printable characters of ASCII, and of JSON also what is not ASCII and no half of a character.
_ESCAPE = Pattern(
    rf"""(?:%|\\x)(?!7[Ff])[2-7][0-9A-Fa-f]
      | \\u(?!00[01]|007[Ff]|00[89]|[Dd][89A-Fa-f])[0-9A-Fa-f]{{4}}
      | {_ENTITY.source}""",
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
    if ("\\" in text and ("\\u" in text or "\\x" in text)) or ("&" in text and _ENTITY.search(text)):
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


def origins(text: str) -> list[int]:
    """Where each character of the decoded text begins in the original, and where the last one ends.

    Of an escape that is read as two characters the second begins where the escape ends: no value ends in its middle.
    """
    offsets: list[int] = []
    last = 0
    for match in _ESCAPE.finditer(text):
        offsets += range(last, match.start() + 1)
        last = match.end()
        offsets += [last] * (len(_read(match)) - 1)
    offsets += range(last, len(text) + 1)
    return offsets


def _read(escape: re.Match[str]) -> str:
    written = escape[0]
    if written[0] == "&":
        return _ENTITIES[written[1:-1]]
    character = chr(int(written.lstrip("%\\ux"), 16))
    # A quote in a string does not end it, so it is read as `\"` is.
    return f"\\{character}" if character in "\"'" and written[0] == "\\" else character
