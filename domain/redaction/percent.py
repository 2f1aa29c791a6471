"""Reading what URLs and forms have encoded: `%2B44%2020`, `number=415+555+2671`."""

from domain.redaction.pattern import Pattern

_ESCAPE = Pattern(r"%([2-7][0-9A-Fa-f])")
# Values in which a plus stands for a space: digits and what separates them, or an IBAN's groups. Base64 has pluses too,
# and there they are what they are.
_SPACED = Pattern(
    r"""=(?:%2B|\+)? (?:[\d().\-/]|%2[89F])+ (?:(?<=[\d)9])\+(?:[\d().\-/]|%2[89F])+)+ (?:\+(?:ext(?:ension)?\.?|x)\+?\d+)?
        (?![^\s&"'<>;\#])
      | =[A-Za-z]{2}\d\d(?:\+[0-9A-Za-z]{1,4}){3,}""",
    64,  # re.VERBOSE
)


def decode(text: str) -> tuple[str, list[int]] | None:
    """The text with each escape read as its character, and where each of its characters begins in the original.

    None where nothing is encoded. One more offset follows, for the end. Only printable ASCII is read.
    """
    spaced = False
    if "+" in text and "=" in text:
        for match in _SPACED.finditer(text):
            start, end = match.span()
            # The first sign may be the number's own.
            text = text[: start + 2] + text[start + 2 : end].replace("+", " ") + text[end:]
            spaced = True
    if not spaced and _ESCAPE.search(text) is None:
        return None
    pieces: list[str] = []
    origins: list[int] = []
    last = 0
    for match in _ESCAPE.finditer(text):
        start, end = match.span()
        pieces += (text[last:start], chr(int(match[1], 16)))
        origins += range(last, start + 1)
        last = end
    pieces.append(text[last:])
    origins += range(last, len(text) + 1)
    return "".join(pieces), origins
