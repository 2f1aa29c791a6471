"""Names of tests in the output of test runners: redaction keeps them, and finds what tests print."""

import re

import pytest

from domain.redaction import DEFAULT_POLICY, Action, RedactionPolicy, redactor_for
from domain.redaction.detectors import DETECTORS
from domain.redaction.engine.trace import Outcome
from domain.redaction.policy.custom_kind import CustomKind
from tests.corpus.source import Source
from tests.corpus.template import expand

_MAIL = "ann@example.com"
_NAMES = (
    "=== RUN   TestParse/[192.0.2.7]:80",
    "=== CONT  TestParse/fe80::1%eth0",
    "=== NAME  Test_parse/+442079460958",
    "    --- PASS: TestParse/192.0.2.7/AppendTo (0.00s)",
    '{"Action":"run","Package":"net/netip","Test":"TestParse/192.0.2.7"}',
    r'{"Action":"output","Test":"TestParse/192.0.2.7","Output":"=== RUN   TestParse/192.0.2.7\n"}',
    "PASS net/netip.TestParse/192.0.2.7 (0.00s)",
    "BenchmarkParse/192.0.2.7-8  \t 1000\t 10 ns/op",
    f"tests/test_mail.py::TestMail::test_parse[{_MAIL}] PASSED [ 3%]",
    f"[gw0] [ 3%] PASSED tests/test_mail.py::test_parse[ {_MAIL} -x]",
    f"tests/test_mail.py::test_parse[[MAIL] {_MAIL}]",
    f"0.01s call     tests/test_mail.py::test_parse[{_MAIL}]",
    f"    <Function test_parse[{_MAIL}]>",
    f"__________ test_parse[{_MAIL}] __________",
    "test_parse (tests.test_ip.TestParse.test_parse) (value='192.0.2.7') ... ok",
    "FAIL: test_parse (test.test_ip.TestParse.test_parse) [192.0.2.7]",
    f"ok 12 - accepts {_MAIL}",
    "    not ok 3 - should call +44 20 7946 0958",
    f'<testcase classname="a.B" name="accepts {_MAIL}" time="0.001">',
    f"MailTest > accepts(String) > [1] {_MAIL} PASSED",
    f'1) Acme\\MailTest::testParse with data set "{_MAIL}"',
    f" \u2714 Accepts with data set #0 ('{_MAIL}')",
    f"#   Failed test 'accepts {_MAIL}'",
    f"\u2502     \u251c\u2500 [1] {_MAIL} \u2714",
    f"MailTest#test_accepts_{_MAIL} = 0.00 s = .",
    f"  * test accepts {_MAIL} (0.1ms) [L#12]",
    f"00:01 +3 -1: test/mail_test.dart: accepts {_MAIL}",
    f'\u2714 Test "accepts {_MAIL}" passed after 0.001 seconds.',
    f'[xUnit.net 00:00:01.23]     Acme.MailTests.Accepts(mail: "{_MAIL}") [FAIL]',
    f"{'Accepts ' + _MAIL:70}| PASS |",
    f'    Given a user "{_MAIL}"   # steps/mail.py:3 0.000s',
    f"  Scenario: {_MAIL} logs in  # features/mail.feature:3",
    f"rspec ./spec/mail_spec.rb:12 # Mail accepts {_MAIL}",
    f'[  FAILED  ] Mail/Parse.Accepts/0, where GetParam() = "{_MAIL}"',
    f'  Passed Acme.MailTests.Accepts(mail: "{_MAIL}") [3 ms]',
    f"  \u2713 accepts {_MAIL}",
    f"jest: \u2713 accepts {_MAIL} (5 ms)",
    f"  \x1b[32m\u2713\x1b[39m \x1b[2maccepts {_MAIL}\x1b[22m",
    f"it('accepts {_MAIL}', () => {{",
    f'test("accepts {_MAIL}", async () => {{',
    f" FAIL  test/mail.test.ts > mail > accepts {_MAIL}",
    f"  \u2718  1 [chromium] \u203a login.spec.ts:3:1 \u203a logs in as {_MAIL}",
)
_PRINTED = (
    r'{"Output":"=== RUN   TestParse/a\n    ip_test.go:12: got ⟦192.0.2.7⟧\n"}',
    "--- FAIL: TestParse/a (0.00s) got ⟦192.0.2.7⟧",
    "=== RUN   TestParse/a\n    ip_test.go:12: got ⟦192.0.2.7⟧",
    '{"Test":"⟦ann@example.com⟧"}',
    "FAILED tests/test_mail.py::test_parse[1] - AssertionError: ⟦ann@example.com⟧",
    "tests/test_mail.py::test_parse[1] PASSED\nmail to ⟦ann@example.com⟧",
    r"tests/test_mail.py::test_parse[1] FAILED\nmail to ⟦ann@example.com⟧",
    "tests/test_mail.py::test_parse mail to ⟦ann@example.com⟧",
    "ok 250 mail to ⟦ann@example.com⟧",
    "[info] - mail to ⟦ann@example.com⟧",
    "    \u2714 mail to ⟦ann@example.com⟧",
    "  \u2713 sent to ⟦ann@example.com⟧ (35 ms)",
    "<testcase\n⟦ann@example.com⟧",
    "\u2713 accepts\n⟦ann@example.com⟧",
    "it is ok 12 - mail to ⟦ann@example.com⟧",
    "ok 12 - accepts\nmail to ⟦ann@example.com⟧",
    r"ok 12 - accepts\nmail to ⟦ann@example.com⟧",
    "[  OK  ] Started mail for ⟦ann@example.com⟧",
    "\u2713 accepts ⟦ann@example.com⟧ (5 rows)",
    "\u2713 accepts ⟦ann@example.com⟧ (5 ms) later",
    "x\u2713 accepts ⟦ann@example.com⟧ (5 ms)",
    "\u2713 Logged in as ⟦ann@example.com⟧",
    "backup/TestServer/⟦192.0.2.7⟧/x",
    "curl > ⟦ann@example.com⟧ PASSED",
    "exit('⟦ann@example.com⟧')",
    "[info] mail to ⟦ann@example.com⟧",
    "read with data set ⟦ann@example.com⟧",
    "| ⟦ann@example.com⟧ | PASS |",
    "⟦ann@example.com⟧ | PASS",
    "PASSED: ⟦ann@example.com⟧",
    "00:01 mail to ⟦ann@example.com⟧",
    "Given ⟦ann@example.com⟧ # of users:3",
    "* tested ⟦ann@example.com⟧",
    "\u251c\u2500 ⟦ann@example.com⟧",
    "mail.test.ts mail to ⟦ann@example.com⟧",
    "Passed ⟦ann@example.com⟧ [3 ms]",
    "<testcase name='a'/><out>⟦ann@example.com⟧</out>",
    "=== RUN ⟦ann@example.com⟧",
    'msg="=== RUN   ⟦ann@example.com⟧"',
    "worker === CONT  mail=⟦ann@example.com⟧",
    "=== RUN   Testing/⟦ann@example.com⟧",
    "=== NAME  password=⟦hunter22x⟧",
    "=== RUN   TestLogin/password=⟦hunter22x⟧",
    "tests/test_login.py::test_login[password=⟦hunter22x⟧] PASSED",
    "tests/test_card.py::test_card[⟦4111111111111111⟧] PASSED",
    "tests/test_ssn.py::test_parse[ssn=⟦219-09-9999⟧]",
    "--- PASS: ⟦ann@example.com⟧",
    "--- PASS: TestMail/⟦ann@example.com⟧ was sent",
    "--- SKIP: ⟦+14155552671⟧ do not call",
    '{"Test":"TestUser/⟦ann@example.com⟧","status":200}',
    '{"Action":"run","Test":"Testing/⟦ann@example.com⟧"}',
    "FAIL login.TestUser/⟦ann@example.com⟧",
    "TestFlight/⟦ann@example.com⟧ invited",
    "Benchmark_host/⟦ann@example.com⟧ 12 ms",
    "app.py::send[⟦ann@example.com⟧] PASSED",
    "app.py::test_send[⟦ann@example.com⟧ was sent",
    "<Function send[⟦ann@example.com⟧]>",
    "____ user[⟦ann@example.com⟧] ____",
    "test_user (tests.alice) sent ⟦ann@example.com⟧ ... ok",
    "test_user (test) (⟦ann@example.com⟧) ... ok",
    "FAIL: test_user (tests.alice) [⟦ann@example.com⟧] was sent",
    "test_user (tests.alice) [⟦ann@example.com⟧] was sent",
    "ok 250 - delivered to ⟦ann@example.com⟧",
    "not ok 3 - user ⟦ann@example.com⟧",
    "#   Failed test for ⟦ann@example.com⟧",
    "<testcase user ⟦ann@example.com⟧ logged in",
    '<testcase mail="⟦ann@example.com⟧">',
    "\u251c\u2500 ⟦ann@example.com⟧ \u2714",
    "\u251c\u2500 [1] ⟦ann@example.com⟧ sent",
    "AuthIT > sent to ⟦ann@example.com⟧ PASSED",
    "PASSED: check(mail=⟦ann@example.com⟧)",
    "trained with data set #3 of ⟦ann@example.com⟧",
    "user_spec.rb:1 # ⟦ann@example.com⟧",
    "UserTest#test_mail to ⟦ann@example.com⟧ = 1",
    "* test user ⟦ann@example.com⟧ created",
    "12:30 +5: ⟦ann@example.com⟧ joined",
    'AB Test "⟦ann@example.com⟧" passed',
    "[ RUN      ] job for ⟦ann@example.com⟧",
    "[       OK ] mail to ⟦ann@example.com⟧",
    "[  FAILED  ] mail to ⟦ann@example.com⟧",
    "Failed auth.Login(⟦ann@example.com⟧) [3 ms]",
    "Failed auth.LoginTests.Login(⟦ann@example.com⟧) [denied]",
    "[xUnit.net 00:00:01.23]     connected to ⟦ann@example.com⟧",
    "SPF check for ⟦ann@example.com⟧ | FAIL |",
    "When ⟦ann@example.com⟧ calls # crm/lead:7",
    "  When ⟦ann@example.com⟧ calls # crm/lead.py:7",
    "\u2713 accepts payments from ⟦ann@example.com⟧",
    "  \u2713 sent to ⟦ann@example.com⟧",
    "user.test('⟦ann@example.com⟧')",
    'test("⟦ann@example.com⟧")',
    "user.test.js > sent to ⟦ann@example.com⟧",
    "ok 12 - key ⟦gh«»p_«alnum:36»⟧",
)


def _redacted(text: str, *custom: CustomKind) -> str:
    kinds = (*DETECTORS, *(kind.name for kind in custom))
    policy = RedactionPolicy(version="1", actions=dict.fromkeys(kinds, Action.MASK), custom=custom)
    return redactor_for(policy).redact(text).text


@pytest.mark.parametrize("line", _NAMES, ids=range(len(_NAMES)))
def test_the_name_of_a_test_is_kept(line: str) -> None:
    """A value in the name of a test is kept."""
    assert _redacted(line) == line


@pytest.mark.parametrize("line", _PRINTED, ids=range(len(_PRINTED)))
def test_a_value_outside_the_name_of_a_test_is_redacted(line: str) -> None:
    """A value that a test prints is redacted, and so is a token of a known format in a name."""
    before, value, behind = re.split("[⟦⟧]", str(expand(Source(line), line)))
    assert re.fullmatch(rf"{re.escape(before)}\[[A-Z_]+\]{re.escape(behind)}", _redacted(before + value + behind))


def test_a_custom_kind_is_found_in_the_name_of_a_test() -> None:
    """The patterns of a tenant's policy apply to the names of tests too."""
    assert _redacted("=== RUN   TestOrder/E-1234", CustomKind("ORDER", "E-[0-9]{4}")) == "=== RUN   TestOrder/[ORDER]"


def test_the_trace_tells_the_name_of_a_test() -> None:
    """The trace says why a value in the name of a test is kept."""
    traced, _, _ = redactor_for(DEFAULT_POLICY).trace("ok 12 - accepts ann@example.com")
    assert [(each.kind, each.outcome) for each in traced] == [("EMAIL", Outcome.NAME_OF_TEST)]
