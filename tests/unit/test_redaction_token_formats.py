"""Each format of a token, tested with values generated from its own pattern."""

import re

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from domain.redaction import DEFAULT_POLICY, Redactor
from domain.redaction.detectors.secret.tokens.formats import FORMATS
from tests.support.examples import examples

REDACTOR = Redactor(DEFAULT_POLICY)
# Formats that begin with a special character are also found directly after a letter.
AROUND = ((" ", " "), ('="', '"'), ("/", " "), ("\\n", "\\n"), ("(", ")"), (r"\u0022", r"\u0022"))


def _pattern(start: str, rest: str, *before: str) -> str:
    """Return the pattern of a token, with what precedes it."""
    # `(?<=/t/)` is written like any other text.
    precedes = re.sub(r"[(][?]<=([^()]*)[)]", r"\1", "".join(before))
    return f"{precedes}(?:{start}){rest}"


def _written(*form: str) -> st.SearchStrategy[str]:
    # Hypothesis does not support lookahead. Without it, the pattern generates the same values.
    pattern = re.sub(r"[(][?][=!][^()]*[)]", "", _pattern(*form))
    return st.from_regex(re.compile(pattern, re.ASCII), fullmatch=True)


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form[1])
@settings(
    max_examples=examples(4),
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(data=st.data(), around=st.sampled_from(AROUND))
def test_every_format_is_found(form: tuple[str, ...], data: st.DataObject, around: tuple[str, str]) -> None:
    """A generated token is found wherever it stands alone."""
    value = data.draw(_written(*form[1:]))
    # Documents mask tokens with a run of these characters, and an escape would be decoded.
    assume(not re.search("[xX]{6}|0{8}|%", value))
    assume(re.fullmatch(_pattern(*form[1:]), value))
    redacted = REDACTOR.redact(f"log{around[0]}{value}{around[1]}end")
    assert "[SECRET]" in redacted.text
