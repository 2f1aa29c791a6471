"""The names of tests in the output of test runners.

The addresses and phone numbers in such a name are test data (`--- PASS: TestParse/192.0.2.7:80 (0.00s)`), and readers
of the output need the whole name. What a test prints is not part of its name. The patterns match only lines
that no other program prints, because a service may log any text after a tick, a dash or `ok`. To add a test runner, add
its notation to `_NOTATIONS`.
"""

import re
from collections.abc import Iterator
from functools import cache

from domain.redaction.detectors import DETECTORS
from domain.redaction.engine.candidates import Candidate, joined, unprotected
from domain.redaction.pattern import Pattern
from domain.redaction.rule.precheck import Matching, matching_set, options_for
from domain.redaction.text import Span, Text
from domain.redaction.words import read_words

_MEMORY_BYTES = 1 << 20
# The rest of a line, and of a line in a JSON string.
_REST = r"(?:[^\n\\]|\\(?![nr])){0,512}"
_SAYS = f"(?:{'|'.join(read_words('names_of_tests')['verbs'])})"
_GO_TEST = r"(?:Test|Benchmark|Fuzz|Example)(?![a-z])\w{0,128}/[^\s\"]+"
_GO_SECONDS = r"(?= \(\d{1,6}\.\d\ds\))"
_TEST_FILE = r"[cm]?[jt]sx?(?::\d{1,6}){0,2}"
# For each notation a text that all its lines contain, and the pattern of a name.
_NOTATIONS = (
    # Go: `=== RUN   TestParse/192.0.2.7`, `--- PASS: TestParse/192.0.2.7 (0.00s)`, `"Action":"run","Test":"TestA/…`.
    ("=== ", Pattern(rf"=== (?:RUN|PAUSE|CONT|NAME) {{1,3}}{_GO_TEST}")),
    ("--- ", Pattern(rf"--- (?:PASS|FAIL|SKIP): {_GO_TEST}{_GO_SECONDS}")),
    ('"Test":', Pattern(rf"\"(?:Action|Package)\":\s?\"[^\s\"]{{1,256}}\",\s?\"Test\":\s?\"{_GO_TEST}")),
    ("s)", Pattern(rf"(?m)^(?:PASS|FAIL|SKIP) [\w./-]{{1,128}}\.{_GO_TEST}{_GO_SECONDS}")),
    (" ns/op", Pattern(rf"(?m)^{_GO_TEST}(?=\s{{1,16}}\d{{1,16}}\s{{1,16}}[\d.]{{1,16}} ns/op)")),
    # pytest: `tests/test_ip.py::test_parse[192.0.2.7] PASSED`, `<Function test_parse[192.0.2.7]>`.
    (
        ".py::",
        Pattern(
            r"\.py::(?:\w{1,128}::){0,4}test\w{0,128}\[[^\n]{0,512}?"
            r"\](?=\s*$|\]|\\[nr]|\s+(?:PASS|FAIL|ERROR|SKIP|XFAIL|XPASS|RERUN)|\s-\s|\")"
        ),
    ),
    ("<Function ", Pattern(r"<Function test\w{0,256}\[[^\n]{0,256}\]>")),
    ("____ ", Pattern(r"(?m)^_{4,128} (?:\w{1,128}\.)?test\w{0,256}\[[^\n]{0,512}\] _{4}")),
    # Python's unittest: `test_parse (tests.test_ip.TestParse.test_parse) (value='192.0.2.7') ... ok`.
    (
        " (test",
        Pattern(
            r"(?m)(?:^|(?P<failed>(?:FAIL|ERROR): ))test\w{0,256} \(tests?\.[\w.]{1,256}\) "
            r"(?:[(\[][^\n]{1,512}[)\]])(?(failed)\s*$| \.\.\. )"
        ),
    ),
    # TAP: `ok 12 - accepts ann@example.com`.
    ("ok ", Pattern(rf"(?m)^[^\S\n]{{0,32}}(?:not )?ok \d{{1,6}} - {_SAYS} {_REST}")),
    ("#   Failed test ", Pattern(rf"(?m)^[^\S\n]{{0,32}}#   Failed test '{_SAYS} {_REST}")),
    # Java: JUnit's XML and tree, and Gradle.
    (
        "<testcase",
        Pattern(r"<testcase(?:\s(?:classname|name|time|file|line|status|assertions)=\"[^\"\n]{0,512}\"){1,8}"),
    ),
    ("\u2500 ", Pattern(r"[\u251c\u2514]\u2500 \[\d{1,6}\] [^\n\u251c\u2514]{1,256} (?:[\u2714\u2718]|\[OK\]|\[X\])")),
    (
        ") > ",
        Pattern(
            r"(?m)^\w{0,128}(?:Test|Tests|Spec|IT) > \w{1,128}\([\w., \[\]]{0,128}\) > \[\d{1,6}\] [^\n]{1,512}"
            r" (?:PASSED|FAILED|SKIPPED)\s*$"
        ),
    ),
    # PHPUnit, RSpec, minitest, ExUnit, Dart, Swift, GoogleTest, .NET and Robot Framework.
    (
        "with data set ",
        Pattern(rf"(?m)(?:::test\w{{0,128}}|^ [\u2714\u2718] [^\n]{{1,128}}) with data set [#\"]{_REST}"),
    ),
    ("_spec.rb:", Pattern(rf"\brspec \./[\w./-]{{1,256}}_spec\.rb:\d{{1,6}} # {_REST}")),
    ("#test_", Pattern(r"\b\w{1,64}Test#test_[^\n=]{1,256} = \d{1,6}\.\d\d s = [.FES]")),
    ("[L#", Pattern(r"(?m)^\s{1,4}\* test [^\n]{1,512} \[L#\d{1,6}\]")),
    (
        "_test.dart: ",
        Pattern(rf"(?m)^\d\d:\d\d \+\d{{1,6}}(?: [-~]\d{{1,6}}){{0,2}}: [\w./-]{{1,256}}_test\.dart: {_REST}"),
    ),
    (' Test "', Pattern(r"[\u2714\u2718\u25c7] Test \"[^\n\"]{1,256}\" (?:started\.|(?:passed|failed) after \d)")),
    ("GetParam() = ", Pattern(rf"\[  FAILED  \] [\w/]{{1,128}}\.[\w/]{{1,128}}, where GetParam\(\) = {_REST}")),
    (
        "ed ",
        Pattern(
            r"(?m)^\s{0,8}(?:Passed|Failed|Skipped) [\w.]{1,128}Tests?\.\w{1,128}\([^\n]{0,512}\)"
            r" \[(?:< )?\d{1,6} m?s\]"
        ),
    ),
    ("[xUnit.net ", Pattern(r"\[xUnit\.net [\d:.]{1,16}\] {2,8}[\w.]{1,256}\([^\n]{0,512}\) \[(?:FAIL|SKIP)\]")),
    (" |", Pattern(r"(?m)^[^\n|]{70}\| (?:PASS|FAIL|SKIP) \|\s*$")),
    # Cucumber and behave.
    (
        " # ",
        Pattern(
            r"(?m)^\s{2,8}(?:Scenario(?: Outline)?:|Given|When|Then|And|But) [^\n]{1,256}"
            r" # (?:features|steps)/[\w/.-]{1,128}\.(?:feature|py|rb|js|ts|java):\d"
        ),
    ),
    # Mocha, Jest, Vitest and Playwright. Without indentation, how long the test took must follow.
    *(
        (
            mark,
            Pattern(
                rf"(?m)^[^\S\n]{{1,32}}{mark} {_SAYS} {_REST}"
                rf"|(?:^|\s){mark} {_SAYS} [^\n]{{1,512}}? \(\d{{1,6}}(?:\.\d{{1,3}})? ?m?s\)(?=\s*$)"
            ),
        )
        for mark in "\u2713\u2714\u221a\u2715\u2717\u2716\u00d7"
    ),
    *(
        (mark, Pattern(rf"(?m)^[^\S\n]{{0,32}}{re.escape(mark)}[^\n]{{1,256}}{mark[-1]}, (?:async )?(?:\(|function\b)"))
        for mark in ("it('", 'it("', "test('", 'test("')
    ),
    *(
        (
            mark,
            Pattern(
                rf"(?m)^\s{{0,8}}(?:FAIL|[\u2713\u2714\u00d7\u2718]) [^\n]{{0,128}}"
                rf"{re.escape(mark)}{_TEST_FILE} [>\u203a] {_REST}"
            ),
        )
        for mark in (".test.", ".spec.")
    ),
)


def outside_names_of_tests(text: Text, candidates: list[Candidate]) -> list[Candidate]:
    """Return the candidates outside the names of tests in the text, and those of kinds that are found even there."""
    if not any(_is_kept(kind) for _, _, _, kind, _ in candidates):
        return candidates
    names = joined(_spans(text))
    return [each for each in candidates if not _is_kept(each[3]) or unprotected(names, [each])] if names else candidates


def _is_kept(kind: str) -> bool:
    detector = DETECTORS.get(kind)
    return detector is not None and detector.kept_in_names_of_tests


def _spans(text: Text) -> Iterator[Span]:
    """Yield the names of tests in the text as written, each with the words that mark it."""
    for number in _marks()(text.data):
        for match in _NOTATIONS[number][1].finditer(text.decoded):
            yield text.span_as_written(*match.span())


@cache
def _marks() -> Matching:
    """Return a function that returns the numbers of the notations whose mark is in a folded text."""
    marks = (re.escape(Text(mark).data) for mark, _ in _NOTATIONS)
    return matching_set(marks, options_for(_MEMORY_BYTES, latin=True))
