"""The form of a value, without its name: letters with digits, or the name of something else."""

from domain.redaction.pattern import Pattern

LETTERS_AND_DIGITS = Pattern(r"(?=.*[A-Za-z])(?=.*[0-9])")
_OTHER_NAMES = (
    # A file, perhaps with a position in it: `main.go:12`; a test, a version, an address or a line: `db1:5432`.
    r"[\w./-]*\.[a-z]{1,4}\d?(?::\d+)*",
    r"(?i:tests?|bench|fuzz|example|spec)[\w/#.-]*",
    r"[vV]?\d+(?:\.\d+)+[\w.-]*",
    r"[\w.-]+:\d+",
    # A path or a package, an issue: `OPS-1234`.
    r"(?:[\w.-]+/)+[\w.-]+",
    r"[A-Z]{2,5}-?\d{1,5}",
)
_OTHER_NAME = Pattern("|".join(_OTHER_NAMES))


def names_something_else(value: str) -> bool:
    """Return whether the value is the name of a file, a package, a test or the like."""
    return _OTHER_NAME.fullmatch(value) is not None
