"""US social security numbers, in the ranges that the SSA may give out."""

from tests.corpus.kinds.vocabulary import Vocabulary
from tests.corpus.source import Source
from tests.corpus.value import Value, whole

LABEL = "SSN"


def parts(source: Source) -> tuple[str, str, str]:
    """Area, group and serial number."""
    area = source.pick([n for n in range(1, 900) if n != 666])
    return f"{area:03d}", f"{source.randint(1, 99):02d}", f"{source.randint(1, 9_999):04d}"


def make(source: Source) -> Value:
    """A number in some style; without dashes only its surroundings tell."""
    style = source.weighted({"dash": 5, "space": 1.5, "plain": 2, "uni_dash": 0.4})
    separator = {"dash": "-", "space": " ", "plain": "", "uni_dash": "\u2011"}[style]
    category = "plain_ctx" if style == "plain" else style
    return whole(separator.join(parts(source)), LABEL, category, telling=style != "dash", region="US")


WORDS = Vocabulary(
    keys=(
        "ssn",
        "social security number",
        "social security no",
        "ss number",
        "ssn number",
        "applicant ssn",
        "taxpayer ssn",
        "patient ssn",
        "employee ssn",
        "soc sec no",
        "social security",
        "spouse ssn",
        "social sec num",
        "borrower ssn",
    ),
    sentences=(
        "SSN § did not match",
        "social security number: §",
        "applicant's SSN is §",
        "W-2 for SSN § filed",
        "credit pull for ssn § returned 3 tradelines",
        "Social Security No. § already on file",
        "enrollee (ssn §) not found",
    ),
)
