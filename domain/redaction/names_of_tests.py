"""The names of tests in the output of test runners.

The values in such a name are test data (`--- PASS: TestParse/192.0.2.7:80 (0.00s)`), and readers of the output need the
whole name. What a test prints is not part of its name. Only notations that other programs do not print are here: what
a service logs behind a tick or a dash (`\u2713 sent to …`) is no name of a test.
"""

import re
from collections.abc import Iterator

from domain.redaction.candidates import joined
from domain.redaction.pattern import Pattern
from domain.redaction.text import Span, Text

# The rest of a line, and of a line in a JSON string.
_REST = r"(?:[^\n\\]|\\(?![nr])){0,512}"
# What the name of a test begins with, and no message of a service: `\u2713 accepts …`.
_SAYS = "should|returns|rejects|accepts|parses|throws|validates|ignores|detects|recognizes|formats"
_TEST_FILE = r"\.(?:test|spec)\.[cm]?[jt]sx?(?::\d{1,6}){0,2}"
# For each notation a text that all its lines contain, and the pattern of a name.
_NOTATIONS = (
    # Go: `=== RUN   TestParse/192.0.2.7`, `--- PASS: TestParse/192.0.2.7 (0.00s)`, `{"Test":"TestParse/192.0.2.7"}`.
    ("=== ", Pattern(r"=== (?:RUN|PAUSE|CONT|NAME) {1,3}[^\s\"]+")),
    ("--- ", Pattern(r"--- (?:PASS|FAIL|SKIP|BENCH): [^\s\"]+")),
    ('"Test":', Pattern(r"\"Test\":\s?\"(?:Test|Benchmark|Fuzz|Example)[^\s\"]+")),
    (
        "/",
        Pattern(
            r"(?m)^(?:(?:PASS|FAIL|SKIP) [\w./-]{1,128}\.)?(?:Test|Benchmark|Fuzz|Example)[A-Z_]\w{0,128}/[^\s\"]+"
        ),
    ),
    # pytest: `tests/test_ip.py::test_parse[192.0.2.7] PASSED`, `<Function test_parse[192.0.2.7]>`.
    (
        ".py::",
        Pattern(
            r"\.py::\w[\w:]{0,256}\["
            r"(?:(?!\]\s*$|\](?:\\[nr]|\s+(?:PASS|FAIL|ERROR|SKIP|XFAIL|XPASS|RERUN)|\s-\s|\"))[^\n]){0,512}"
        ),
    ),
    ("<Function ", Pattern(r"<Function \w{1,256}\[[^\n]{0,256}\]>")),
    ("____ ", Pattern(r"(?m)^_{4,128} \w[\w.]{0,256}\[[^\n]{0,512}\] _{4}")),
    # Python's unittest: `test_parse (tests.test_ip.TestParse.test_parse) (value='192.0.2.7') ... ok`.
    (" (test", Pattern(r"(?m)(?:^|: )test\w{0,256} \(tests?[\w.]{0,256}\)[^\n]{1,512}")),
    # TAP: `ok 12 - accepts ann@example.com`.
    ("ok ", Pattern(rf"(?m)^[^\S\n]{{0,32}}(?:not )?ok \d{{1,6}} - {_REST}")),
    ("#   Failed test ", Pattern(rf"#   Failed test ['\"]{_REST}")),
    # Java and Scala: JUnit's XML and tree, Gradle and TestNG.
    ("<testcase", Pattern(r"<testcase [^\n>]{0,1024}")),
    ("\u2500 ", Pattern(r"[\u251c\u2514]\u2500 [^\n\u251c\u2514]{1,256} (?:[\u2714\u2718]|\[OK\]|\[X\])")),
    (" > ", Pattern(r"(?m)^\w*(?:Test|Tests|Spec|IT) > [^\n]{1,512} (?:PASSED|FAILED|SKIPPED)\s*$")),
    ("ED: ", Pattern(r"(?m)^(?:PASSED|FAILED|SKIPPED): \w{1,128}\([^\n]{0,512}")),
    # PHPUnit, RSpec, minitest, ExUnit, Dart, Swift, GoogleTest, .NET and Robot Framework.
    ("with data set ", Pattern(rf"\bwith data set [#\"]{_REST}")),
    ("_spec.rb:", Pattern(rf"_spec\.rb:\d{{1,6}} # {_REST}")),
    ("#test_", Pattern(r"\b\w{1,64}Test#test_[^\n=]{1,256} = \d")),
    ("* test ", Pattern(rf"(?m)^\s{{1,4}}\* test {_REST}")),
    (" +", Pattern(rf"(?m)^\d\d:\d\d \+\d{{1,6}}(?: [-~]\d{{1,6}}){{0,2}}: {_REST}")),
    (' Test "', Pattern(r" Test \"[^\n\"]{1,256}\" (?:started|passed|failed|recorded)")),
    (" ] ", Pattern(rf"\[ RUN      \] {_REST}|\[       OK \] {_REST}|\[  FAILED  \] {_REST}")),
    ("ed ", Pattern(r"(?m)^\s{0,8}(?:Passed|Failed|Skipped) [\w.]{1,256}\([^\n]{0,512}\) \[[^\n\]]{1,16}\]")),
    ("[xUnit.net ", Pattern(rf"\[xUnit\.net [\d:.]{{1,16}}\] {{2,8}}{_REST}")),
    (" |", Pattern(r"(?m)^[^\n|]{1,256}\| (?:PASS|FAIL|SKIP) \|\s*$")),
    # Cucumber and behave.
    (
        " # ",
        Pattern(r"(?m)^\s{2,8}(?:Scenario(?: Outline)?:|Given|When|Then|And|But) [^\n]{1,256} # [\w/.-]{1,128}:\d"),
    ),
    # Mocha, Jest, Vitest and Playwright.
    *((mark, Pattern(rf"{mark} (?:{_SAYS}) {_REST}")) for mark in "\u2713\u2714\u221a\u2715\u2717\u2716\u00d7"),
    *((mark, Pattern(rf"\b{re.escape(mark)}{_REST}")) for mark in ("it('", 'it("', "test('", 'test("')),
    (".test.", Pattern(rf"{_TEST_FILE} [>\u203a] {_REST}")),
    (".spec.", Pattern(rf"{_TEST_FILE} [>\u203a] {_REST}")),
)


def names_of_tests(text: Text) -> list[Span]:
    """Return the spans of all names of tests in `written`, each with the words that mark it."""
    return joined(_spans(text))


def _spans(text: Text) -> Iterator[Span]:
    for mark, pattern in _NOTATIONS:
        if mark in text.decoded:
            for match in pattern.finditer(text.decoded):
                yield text.span_as_written(*match.span())
