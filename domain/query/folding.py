"""Case folding for searches."""

# The lower-case forms of these two characters are or begin with an ASCII letter, so they are replaced by code points
# that no text contains. Otherwise an ASCII word would match a text that does not contain it.
_KELVIN_SIGN, _I_WITH_DOT = 0x212A, 0x130
_NEVER_TEXT = {_KELVIN_SIGN: 0xFDD0, _I_WITH_DOT: 0xFDD1}
_FINAL_SIGMA, _SIGMA = "\N{GREEK SMALL LETTER FINAL SIGMA}", "\N{GREEK SMALL LETTER SIGMA}"


def fold(text: str) -> str:
    """Return the text in lower case.

    Each character is folded by itself, so each part of a text folds to a part of the folded text. No other character
    folds to an ASCII letter, so a store that folds only ASCII letters finds an ASCII word in the same texts.
    """
    if text.isascii():
        return text.lower()
    return text.translate(_NEVER_TEXT).lower().replace(_FINAL_SIGMA, _SIGMA)
