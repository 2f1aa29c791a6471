"""Text without regard to case."""

# Their small letters are, or begin with, letters of ASCII: they would make text that is not ASCII match words that are.
_KELVIN_SIGN, _I_WITH_DOT = 0x212A, 0x130
_NEVER_TEXT = {_KELVIN_SIGN: 0xFDD0, _I_WITH_DOT: 0xFDD1}
_FINAL_SIGMA, _SIGMA = "\N{GREEK SMALL LETTER FINAL SIGMA}", "\N{GREEK SMALL LETTER SIGMA}"


def fold(text: str) -> str:
    """The text in small letters, character by character, so that a part of a text folds to a part of the folded text.

    Only ASCII folds to ASCII: a store that lowers nothing but ASCII finds an ASCII word wherever this finds it.
    """
    if text.isascii():
        return text.lower()
    return text.translate(_NEVER_TEXT).lower().replace(_FINAL_SIGMA, _SIGMA)
