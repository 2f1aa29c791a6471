"""`redact`, called as from a shell."""

import json
import os
import pty
import re
import shlex
import subprocess
import sys
import textwrap
from itertools import count
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "entrypoints.cli", "redact"]
GUIDE = (Path(__file__).parents[2] / "docs" / "redaction.md").read_text(encoding="utf-8")
_TRACES = re.findall(r" *[$] echo '(.*)' [|] aws-log-processor redact --trace\n((?:.+\n)+?) *```", GUIDE)


def redact(*arguments: str, stdin: bytes) -> subprocess.CompletedProcess[bytes]:
    """Run the command on these bytes."""
    return subprocess.run(  # noqa: S603 - our own command
        [*COMMAND, *arguments], input=stdin, capture_output=True, timeout=60, check=False
    )


def test_lines_are_redacted_and_otherwise_unchanged() -> None:
    """Line ends, bytes that are not UTF-8, and a last line without an end are unchanged."""
    result = redact(stdin=b"User 555-0199 called\r\n\xff \xf0\x9f\x98\x80 ann@example.com\n\nend 10.0.0.1")
    assert result.stdout == b"User [PHONE] called\r\n\xff \xf0\x9f\x98\x80 [EMAIL]\n\nend 10.0.0.1"
    assert (result.returncode, result.stderr) == (0, b"")


def test_explain_names_kind_span_and_rule() -> None:
    """Each line is followed by its findings, with positions in characters and the rule."""
    result = redact("--explain", stdin="é 😀 +44 20 7946 0958\nnothing\n555-0199".encode())
    assert result.stdout.decode().splitlines() == [
        "é 😀 [PHONE]",
        "    PHONE 4-20 by international",
        "nothing",
        "[PHONE]",
        "    PHONE 0-8 by local-shape",
    ]


@pytest.mark.parametrize(
    ("line", "traced"),
    [
        ("ssn=123456789", ["4-13 US_SSN by named: taken, named by 'key ssn'", "shape +2, name +4 = 6; 4 are enough"]),
        (
            "order 123-45-6789",
            [
                "6-17 '123-45-6789' US_SSN by ranges: left, named by 'words order'",
                "shape +5, name of an identifier -3 = 2; 4 are enough",
            ],
        ),
        (
            '{"ssns":["219099999","078051121"]}',
            ["22-31 US_SSN by named: taken, named by 'key ssns'", "shape +2, list +4 = 6; 4 are enough"],
        ),
        ("SSN 666456789", ["US_SSN by named: no candidate, its pattern does not match"]),
        ("password: mustard", ["SECRET by sentence: no candidate, its precheck does not match"]),
        ("token=hello", ["6-11 'hello' SECRET by pair: left, named by 'key token'", "its name is for: a random value"]),
        ("password=${PASS}", ["9-16 '${PASS}' SECRET by pair: left, named by 'key password'", "a reference, a mask"]),
        ("password: 'no longer than 8'", ["SECRET by pair: left, named by 'key password'", "a sentence about secrets"]),
        ("api_key_count: 31", ["0-13 'api_key_count' SECRET by pair: left", "this key does not name the kind"]),
        (r"id,password\n7,expired", ["15-22 'expired' SECRET by column: left, named by 'column password'"]),
        ("Cookie: theme=dark1; a=1", ["14-19 'dark1' SESSION by cookie: left", "not the cookie of a session"]),
        ("session of-the-last-winter-2 ok", ["8-28", "SESSION by session-in-sentence: left", "gives no access"]),
        ("your new password is required", ["21-29 'required' SECRET by sentence: left", "no form of a password"]),
        ("room code 1370 by ada", ["10-14 '1370' ONE_TIME_CODE by code-in-sentence: left", "no words around it name"]),
        (
            'got password "maypole" here',
            ["'maypole' SECRET by pair: left", "without a sign after the name, a word of a"],
        ),
        ("| door_pin | 4829", ["2-10 'door_pin' ONE_TIME_CODE by named-code: left", "no value follows this name"]),
        ("token=hello token=hello", ["6-11 'hello' SECRET by pair: left"]),
        ("password=hunter22", ["9-17 SECRET by pair: taken", "4 are enough; its name is for any value"]),
        ("call 4155552671 now", ["5-15 PHONE by named: taken", "4 are enough; words support it: SOME"]),
        ("No password given, using q7Jd82mskAJ2", ["SECRET by mentioned: taken", "4 are enough; value +3, words +2"]),
        ("No password given, using hunter1", ["SECRET by mentioned: left", "value +1, words +2; 4 are enough"]),
        ("curl -u ada", ["its function in `detectors.secret.commands.lines` finds nothing"]),
        (
            "session data of-the-summer-festival-2: a",
            ["13-37", "SESSION by session-mentioned: left", "no form of a sess"],
        ),
        (
            "otp-service got 493027 ok",
            ["16-22 '493027' ONE_TIME_CODE by code-checked: left", "does not say that it is about one"],
        ),
        ("tel 1767323045.123456", ["PHONE by named: left", "a date, a time, an IP address or too few digits"]),
        ("phone_count=4155552671", ["12-22 '4155552671' PHONE by named: left", "its name is that of something else"]),
        ("contato 11 98765 4321", ["PHONE by named: left", "no region of the policy has such numbers"]),
        ("mobile 4155552671 bytes", ["PHONE by named: left", "it is a quantity"]),
        ("nothing here", ["no rule has a word or shape that is in this line"]),
        ("[PHONE] 10.0.0.1 ann@example.com", ["17-32 'ann@example.com' EMAIL by address: left: the policy allows it"]),
        ("P/N 415-555-2671", ["4-16 '415-555-2671' PHONE by us-shape: left: a custom kind keeps it"]),
        ("E-123456", ["0-8 OWN by custom: taken", "a pattern of the tenant"]),
        ("tel:+14155552671@example.com", ["4-16 PHONE by international: another finding takes its place"]),
    ],
    ids=count(),
)
def test_trace_shows_every_candidate_with_its_account(tmp_path: Path, line: str, traced: list[str]) -> None:
    """Each line is followed by its candidates with their accounts. Redacted values are not shown."""
    path = tmp_path / "policy.json"
    own = [{"name": "PART", "pattern": "P/N .*", "action": "keep"}, {"name": "OWN", "pattern": "E-[0-9]{6}"}]
    path.write_text(json.dumps({"custom": own, "allow": ["ann@example.com"]}))
    told = [
        each.strip()
        for each in redact("--trace", "--policy", str(path), stdin=line.encode()).stdout.decode().splitlines()
    ]
    for each in traced:
        assert any(each in written for written in told[1:]), told


@pytest.mark.parametrize("example", _TRACES, ids=count())
def test_the_traces_of_the_guide_are_true(example: tuple[str, str]) -> None:
    """The guide shows the output of the command exactly."""
    line, shown = example
    assert redact("--trace", stdin=line.encode()).stdout.decode().splitlines() == textwrap.dedent(shown).splitlines()


def test_a_policy_from_a_file_is_used(tmp_path: Path) -> None:
    """Actions, region and custom kinds are those of the file, and equal values get equal pseudonyms."""
    path = tmp_path / "policy.json"
    path.write_text(
        json.dumps({"region": "DE", "kinds": {"PHONE": "pseudonym"}, "custom": [{"name": "A", "pattern": "a-[0-9]+"}]})
    )
    lines = redact("--policy", str(path), stdin=b"Tel. 030 901820 a-42\n+49 30 901820\n").stdout.decode().splitlines()
    assert lines[0] == f"Tel. {lines[1]} [A]"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('{"kinds": {"PHONE": "hide"}}', "must be one of mask, pseudonym, partial, keep"),
        ('{"kinds"', "is not JSON: line 1, column 9"),
        (None, "No such file"),
    ],
)
def test_an_invalid_policy_file_is_refused(tmp_path: Path, content: str | None, reason: str) -> None:
    """Exit code 2; the file and the reason are printed to standard error, and no line is printed."""
    path = tmp_path / "policy.json"
    if content is not None:
        path.write_text(content)
    result = redact("--policy", str(path), stdin=b"555-0199\n")
    assert (result.returncode, result.stdout) == (2, b"")
    assert str(path) in result.stderr.decode()
    assert reason in result.stderr.decode()


def test_a_closed_output_ends_the_command() -> None:
    """`| head` ends the command without an error."""
    pipeline = f"yes 'call 555-0199' | head -n 50000 | {shlex.join(COMMAND)} | head -n 1"
    result = subprocess.run(  # noqa: S602 - our own pipeline
        pipeline, shell=True, capture_output=True, timeout=60, check=False
    )
    assert (result.stdout, result.stderr) == (b"call [PHONE]\n", b"")


def test_a_terminal_gets_a_summary() -> None:
    """If standard error is a terminal, it gets the number of lines and of findings."""
    controller, terminal = pty.openpty()
    try:
        subprocess.run(  # noqa: S603 - our own command
            COMMAND, input=b"555-0199\n555-0198\n", stdout=subprocess.DEVNULL, stderr=terminal, timeout=60, check=True
        )
        assert b"2 lines: PHONE 2" in os.read(controller, 65_536)
    finally:
        os.close(controller)
        os.close(terminal)
