"""From a text and a policy to a redacted text."""

from collections import Counter
from dataclasses import dataclass

from domain.redaction.detectors import DETECTORS
from domain.redaction.finding import Finding
from domain.redaction.policy import RedactionPolicy


@dataclass(frozen=True)
class Redaction:
    """The redacted text, and what was found in the original: findings in order, none overlapping."""

    text: str
    findings: tuple[Finding, ...]

    @property
    def counts(self) -> Counter[str]:
        """Findings by kind, `{"PHONE": 2}`."""
        return Counter(finding.kind for finding in self.findings)


def redact(text: str, policy: RedactionPolicy) -> Redaction:
    """Replace each finding by its placeholder, `[PHONE]`, and leave every other character as it is.

    Redacting the result again changes nothing. Never raises, whatever the text.
    """
    findings: list[Finding] = []
    masked = text
    # A placeholder may uncover what its number had hidden (two numbers written as one run of digits), so the search
    # goes on over the masked text until it finds nothing more; each finding leaves fewer digits to find.
    while found := _find(masked, policy):
        findings += found
        for finding in found:
            masked = masked[: finding.start] + _mask(finding) + masked[finding.end :]
    if not findings:
        return Redaction(text, ())
    findings.sort(key=lambda finding: finding.start)
    return Redaction(_replace(text, findings), tuple(findings))


def _find(text: str, policy: RedactionPolicy) -> list[Finding]:
    """Non-overlapping findings; of two that overlap, the one that starts first and then the longer one wins."""
    candidates = sorted(
        (finding for kind in policy.kinds for finding in DETECTORS[kind].find(text)),
        key=lambda finding: (finding.start, -finding.end),
    )
    found: list[Finding] = []
    for finding in candidates:
        if not found or finding.start >= found[-1].end:
            found.append(finding)
    return found


def _mask(finding: Finding) -> str:
    """A stand-in as long as the finding, so that offsets hold, that a detector sees as it sees the placeholder."""
    return "[" + "X" * (finding.end - finding.start - 2) + "]"


def _replace(text: str, findings: list[Finding]) -> str:
    pieces: list[str] = []
    end = 0
    for finding in findings:
        pieces += (text[end : finding.start], f"[{finding.kind}]")
        end = finding.end
    return "".join((*pieces, text[end:]))
