"""National numbers of persons: identity, tax, insurance and health numbers, with their check digits.

Where to add a case:

    the form of a country's numbers     `forms.py`, with its check in python-stdnum or in `checks.py`
    a word that names them              `words/national_id.txt`, read by `named.py`
    numbers without check digits        `unchecked.py`, `words/national_id_unchecked.txt`
    numbers after a type and a country  `by_shape.py`

`extent.py` has the possible beginnings and ends of a number.
"""

from domain.redaction.detectors.detector import Detector
from domain.redaction.detectors.national_id import by_shape, named, unchecked

DETECTOR = Detector(
    kind="NATIONAL_ID",
    example="codice fiscale RSSMRA85T10A562S",
    source="python-stdnum 2.2, and for numbers that it lacks the checks of `checks.py`.",
    rules=(*by_shape.RULES, named.RULE, named.APART, unchecked.RULE),
    is_number=True,
    since=2,
)
