"""US social security numbers in the ranges that the SSA may assign."""

from tests.corpus.source import Source
from tests.corpus.value import Value, whole

LABEL = "US_SSN"


def parts(source: Source) -> tuple[str, str, str]:
    """Return area, group and serial number."""
    area = source.pick([n for n in range(1, 900) if n != 666])
    return f"{area:03d}", f"{source.randint(1, 99):02d}", f"{source.randint(1, 9_999):04d}"


def make(source: Source) -> Value:
    """Return a number in some style. Without dashes, only its context identifies it."""
    style = source.weighted({"dash": 5, "space": 1.5, "plain": 2, "uni_dash": 0.4})
    separator = {"dash": "-", "space": " ", "plain": "", "uni_dash": "\u2011"}[style]
    category = "plain_ctx" if style == "plain" else style
    return whole(separator.join(parts(source)), LABEL, category, telling=style != "dash", region="US")
