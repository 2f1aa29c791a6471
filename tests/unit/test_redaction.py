import phonenumbers
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.json_value import JsonValue
from domain.redaction import DEFAULT_POLICY, Action, InvalidPolicy, RedactionPolicy, Redactor, redact_attributes
from domain.redaction.detectors import DETECTORS, Detector
from tests.support.examples import examples
from tests.support.redaction import is_covered
from tests.unit.test_identity import JSON_VALUES

# Texts in which numbers are likely: parts of numbers, separators and words in any order.
REDACTOR = Redactor(DEFAULT_POLICY)

PIECES = st.lists(
    st.sampled_from(
        [
            "+1",
            "+44",
            "415",
            "555",
            "0199",
            "2671",
            "20",
            "7946",
            "(",
            ")",
            "-",
            ".",
            " ",
            "+",
            "x",
            "[",
            "]",
            "\n",
            "é",
            "😀",
        ]
    )
    | st.text(max_size=3)
).map("".join)


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("User 555-0199 called", "User [PHONE] called"),
        ("Call me back on +44 20 7946 0958", "Call me back on [PHONE]"),
        ("(555) 123-4567", "[PHONE]"),
        ("call 555-123-4567, please", "call [PHONE], please"),
        ("555.123.4567", "[PHONE]"),
        ("1-800-555-0199", "[PHONE]"),
        ("+14155552671", "[PHONE]"),
        ("+1 (415) 555-2671.", "[PHONE]."),
        ("tel:+49-30-901820", "tel:[PHONE]"),
        ("+44 (0)20 7946 0958", "[PHONE]"),
        ("+33.1.23.45.67.89", "[PHONE]"),
        ("+91 98765 43210!", "[PHONE]!"),
        ("+44\u00a020\u00a07946\u00a00958", "[PHONE]"),
        ("+1\u2011415\u2011555\u20112671", "[PHONE]"),
        ("phone=+14155552671&x=1", "phone=[PHONE]&x=1"),
        ("+442079460958 +442079460959", "[PHONE] [PHONE]"),
        ("+442079460958+442079460959", "[PHONE][PHONE]"),
        ("(555) 123-4567(555) 123-4567", "[PHONE][PHONE]"),
        ("(+44) 20 7946 0958", "[PHONE]"),
        ('{"msg":"call\\n+442079460958"}', '{"msg":"call\\n[PHONE]"}'),
        ('{"from":"+14155552671"}', '{"from":"[PHONE]"}'),
        ("+1 555 123 4567", "[PHONE]"),
        ("+1 415 555 2671 2024-01-01 10:00", "[PHONE] 2024-01-01 10:00"),
    ],
)
def test_phone_numbers_are_redacted(text: str, redacted: str) -> None:
    """International numbers after a `+`, and US numbers by their shape, are redacted whether assigned or not."""
    result = REDACTOR.redact(text)
    assert result.text == redacted
    assert result.counts == {"PHONE": redacted.count("[PHONE]")}


# The codes unescaped, and as JSON, nginx or Python, and shells escape them.
@pytest.mark.parametrize("escape", ["\x1b", "\\u001b", "\\u001B", "\\x1b", "\\033"])
@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("<1;32m>555-0199<0m> called", "<1;32m>[PHONE]<0m> called"),
        ("<33m>WARN<m> call <38;2;1;2;3m>+44 20 7946 0958<0m>", "<33m>WARN<m> call <38;2;1;2;3m>[PHONE]<0m>"),
        ("found <01;31m><K>+442079460958<m><K> here", "found <01;31m><K>[PHONE]<m><K> here"),
        ("<36m>to<0m> <32m>a@example.com<0m>", "<36m>to<0m> <32m>[EMAIL]<0m>"),
        ("<36m>card<0m>=<32m>4111111111111111<0m>", "<36m>card<0m>=<32m>[PAYMENT_CARD]<0m>"),
        (
            "<36m>password<0m>=<32m>hunter2X<0m> <36m>user<0m>=bob",
            "<36m>password<0m>=<32m>[SECRET]<0m> <36m>user<0m>=bob",
        ),
        ('<36m>"phone"<0m>: <32m>4155552671<0m>,', '<36m>"phone"<0m>: <32m>[PHONE]<0m>,'),
        ("<36m>n=%2B442079460958<0m>&x=1", "<36m>n=[PHONE]<0m>&x=1"),
        ("<36m>12<0m> of <32m>20<0m>", "<36m>12<0m> of <32m>20<0m>"),
    ],
)
def test_terminal_colours_hide_no_value_and_are_kept(text: str, redacted: str, escape: str) -> None:
    """A text with terminal colours is redacted as it would be without them, and the colour codes are kept."""

    def coloured(marked: str) -> str:
        return marked.replace("<", f"{escape}[").replace(">", "")

    assert REDACTOR.redact(coloured(text)).text == coloured(redacted)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23T12:00:00+02:00",
        "2026-11-23 12:00:00,123 +0200",
        "ts=1700000000 1700000000123",
        "550e8400-e29b-41d4-a716-446655440000",
        "order 1234567890 size=4155552671",
        "10.0.0.1:8080 took 12.345 ms, +5 retries",
        "a+b 1+2=3 C++17 +100%",
        "build 555-0199a and 1555-01995",
        "2024-555-0199",
        "diff +1234 -567",
        "+4922 points",
        "1+442079460958",
    ],
)
def test_look_alikes_are_kept(text: str) -> None:
    """Timestamps, ids, sizes and counts stay unchanged, byte for byte."""
    assert REDACTOR.redact(text).text == text


@given(PIECES)
@settings(max_examples=examples(200))
def test_redacting_again_changes_nothing(text: str) -> None:
    """`REDACTOR.redact(REDACTOR.redact(x)) == REDACTOR.redact(x)`, for any text."""
    once = REDACTOR.redact(text)
    twice = REDACTOR.redact(once.text)
    assert (twice.text, twice.findings) == (once.text, ())


@given(PIECES)
@settings(max_examples=examples(200))
def test_only_findings_change(text: str) -> None:
    """Findings are in order and do not overlap, and replacing them by their placeholders gives the redacted text."""
    redaction = REDACTOR.redact(text)
    rebuilt, end = "", 0
    for finding in redaction.findings:
        assert end <= finding.start < finding.end
        rebuilt += text[end : finding.start] + f"[{finding.kind}]"
        end = finding.end
    assert rebuilt + text[end:] == redaction.text


@given(st.text(max_size=30), st.text(max_size=30))
@example("555 2671", "555 2671")
def test_a_number_that_stands_alone_is_redacted(before: str, after: str) -> None:
    """A number that stands alone is redacted, whatever is around it, including characters above U+FFFF."""
    number = "+1 415 555 2671"
    start = len(before) + 1
    assert is_covered(REDACTOR.redact(f"{before}\n{number}\n{after}").findings, start, start + len(number))


@pytest.mark.parametrize("piece", ["+29022222", "+442079460958", "(555) 123-4567", "+1 4", "(+44)", "555-", "+"])
def test_hostile_texts_take_time_in_proportion_to_their_length(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text four times as long has at most about four times as many candidates to check, even without spaces."""
    checks = 0
    parse = phonenumbers.parse

    def counting(number: str) -> object:
        nonlocal checks
        checks += 1
        return parse(number)

    monkeypatch.setattr("phonenumbers.parse", counting)
    counts = []
    for repetitions in (250, 1_000):
        checks = 0
        REDACTOR.redact(piece * repetitions)
        counts.append(checks)
    assert counts[1] <= 4 * counts[0] + 40


def test_a_finding_has_kind_position_and_rule() -> None:
    """A finding gives the kind, the position in the original text in characters, and the rule."""
    findings = REDACTOR.redact("\N{PILE OF POO} 555-0199 or +44 20 7946 0958").findings
    assert [(finding.kind, finding.start, finding.end, finding.rule) for finding in findings] == [
        ("PHONE", 2, 10, "local-shape"),
        ("PHONE", 14, 30, "international"),
    ]


def test_a_policy_chooses_the_kinds() -> None:
    """A kind that the policy does not name is kept, and a policy with an unknown kind is refused when it is created."""
    assert Redactor(RedactionPolicy(version="1", actions={})).redact("555-0199").text == "555-0199"
    with pytest.raises(InvalidPolicy, match="SHOE_SIZE"):
        RedactionPolicy(version="1", actions={"SHOE_SIZE": Action.MASK})


@pytest.mark.parametrize("detector", DETECTORS.values(), ids=lambda detector: detector.kind)
def test_every_detector_finds_its_own_example(detector: Detector) -> None:
    """Each detector finds its own example, and does not find anything in the placeholder."""
    redactor = Redactor(RedactionPolicy(version="1", actions=dict.fromkeys(DETECTORS, Action.MASK)))
    redaction = redactor.redact(detector.example)
    assert set(redaction.counts) == {detector.kind}
    assert redactor.redact(f"{detector.kind} [{detector.kind}]").findings == ()


def test_attributes_are_redacted_at_any_depth() -> None:
    """Strings, keys and numbers in objects and lists are redacted; a value without findings keeps its type."""
    attributes: dict[str, JsonValue] = {
        "caller": {"numbers": ["555-0199", {"+1 415 555 2671": True}]},
        "count": 3,
        "ratio": 0.5,
        "none": None,
        "flag": False,
    }
    redacted, counts = redact_attributes(attributes, REDACTOR)
    assert redacted == {
        "caller": {"numbers": ["[PHONE]", {"[PHONE]": True}]},
        "count": 3,
        "ratio": 0.5,
        "none": None,
        "flag": False,
    }
    assert counts == {"PHONE": 2}


_HEX = "8f3a9b1c2d4e5f60718293a4b5c6d7e8"


@pytest.mark.parametrize(
    ("attributes", "redacted"),
    [
        ({"password": "secret"}, {"password": "[SECRET]"}),
        ({"db": {"pass": "hunter"}}, {"db": {"pass": "[SECRET]"}}),
        (
            {"env": [{"name": "DB_PASSWORD", "value": "exposed"}]},
            {"env": [{"name": "DB_PASSWORD", "value": "[SECRET]"}]},
        ),
        ({"cmd": "mysql -uroot -phunter22 db"}, {"cmd": "mysql -uroot -p[SECRET] db"}),
        ({"headers": {"cookie": f"sid={_HEX}; theme=dark"}}, {"headers": {"cookie": "sid=[SESSION]; theme=dark"}}),
        ({"set-cookie": [f"sid={_HEX}; Path=/"]}, {"set-cookie": ["sid=[SESSION]; Path=/"]}),
        ({"session_id": _HEX}, {"session_id": "[SESSION]"}),
        ({"password_hash": _HEX}, {"password_hash": "[PASSWORD_HASH]"}),
        ({"user": {"otp": 493027}}, {"user": {"otp": "[ONE_TIME_CODE]"}}),
        ({"card": {"cvv": "123"}}, {"card": {"cvv": "[ONE_TIME_CODE]"}}),
        ({"message": "Your code is 493027"}, {"message": "Your code is [ONE_TIME_CODE]"}),
    ],
)
def test_names_identify_secrets_sessions_hashes_and_codes(
    attributes: dict[str, JsonValue], redacted: dict[str, JsonValue]
) -> None:
    """The key of a value counts as evidence like a name before the value in a text."""
    assert redact_attributes(attributes, REDACTOR)[0] == redacted


@pytest.mark.parametrize(
    "attributes",
    [
        {"password": "must not be blank"},
        {"password": None},
        {"pass": 1200, "fail": 0},
        {"token": "Hello", "max_tokens": 4096},
        {"code": "493027", "status_code": 404},
        {"pin": 13, "pin_count": 4711},
        {"session": "550e8400-e29b-41d4-a716-446655440000"},
        {"hash": _HEX, "trace_id": _HEX},
        {"cookie": "theme=dark; lang=en"},
    ],
)
def test_values_under_other_names_are_kept(attributes: dict[str, JsonValue]) -> None:
    """Words of validation, counts, ids and hashes of contents are kept."""
    assert redact_attributes(attributes, REDACTOR)[0] == attributes


@pytest.mark.parametrize("key", ["password", "api_key", "session_id", "otp", "phone", "dob"])
@pytest.mark.parametrize("blank", [" " * 9, "\t" * 9, "\n \n \n \n"])
def test_blank_values_are_kept(key: str, blank: str) -> None:
    """A value of white space only is no secret, whatever its name."""
    attributes: dict[str, JsonValue] = {key: blank, "parts": [{key: blank}]}
    assert redact_attributes(attributes, REDACTOR)[0] == attributes


def test_keys_that_redaction_makes_equal_are_both_kept() -> None:
    """Two keys that redaction makes equal do not overwrite each other, or a key that looks like their placeholder."""
    attributes: dict[str, JsonValue] = {"555-0199": 1, "555-0198": 2, "[PHONE]": 3, "[PHONE]#2": 4}
    redacted, _ = redact_attributes(attributes, REDACTOR)
    assert sorted(redacted.values(), key=str) == [1, 2, 3, 4]
    assert redacted["[PHONE]#2"] == 4


@given(st.dictionaries(st.text(), JSON_VALUES, max_size=4))
def test_attributes_without_findings_are_unchanged(attributes: dict[str, JsonValue]) -> None:
    """Any JSON without findings is returned unchanged."""
    redacted, counts = redact_attributes(attributes, REDACTOR)
    if not counts:
        assert redacted == attributes


def test_a_token_within_a_private_key_is_part_of_it() -> None:
    """A value inside a larger value of the same kind does not replace the larger one."""
    inside = "AKIA" + "Q" * 16
    block = f"-----BEGIN RSA PRIVATE {'KEY'}-----\\n{'a' * 40}/{inside}/{'b' * 3}\\n-----END RSA PRIVATE {'KEY'}-----"
    assert REDACTOR.redact(f'{{"pem":"{block}\\n"}}').text == '{"pem":"[SECRET]\\n"}'


@pytest.mark.parametrize("kind", list(DEFAULT_POLICY.actions))
def test_a_placeholder_opens_no_rule(kind: str) -> None:
    """The words in a placeholder name no value, so no rule looks for candidates because of them."""
    assert REDACTOR.trace(f"seen by 7: [{kind}], then gone").without_candidates == []
