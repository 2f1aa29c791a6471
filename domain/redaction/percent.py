"""Reading what URLs and forms have encoded: `%2B44%2020`, `number=415+555+2671`."""

import re

from domain.redaction.pattern import Pattern

_CHARACTERS = {f"{code:02{case}}": chr(code) for code in range(0x20, 0x7F) for case in "xX"}
_ESCAPE = Pattern("%[2-7][0-9A-Fa-f]")
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
    """The text with each escape of a printable ASCII character read as that character."""
    if "+" in text and "=" in text:
        for match in _SPACED.finditer(text):
            start, end = match.span()
            # The first sign may be the number's own.
            text = text[: start + 2] + text[start + 2 : end].replace("+", " ") + text[end:]
    first, *others = text.split("%")
    if not others:
        return text
    pieces = [first]
    for other in others:
        character = _CHARACTERS.get(other[:2])
        pieces.append(f"%{other}" if character is None else character + other[2:])
    return "".join(pieces)


def origins(text: str) -> list[int]:
    """Where each character of the decoded text begins in the original, and where the last one ends."""
    offsets: list[int] = []
    last = 0
    for match in _ESCAPE.finditer(text):
        if match[0][1:].upper() != "7F":
            offsets += range(last, match.start() + 1)
            last = match.end()
    offsets += range(last, len(text) + 1)
    return offsets
