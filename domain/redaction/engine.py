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
    findings = _find(text, policy)
    return Redaction(_replace(text, findings) if findings else text, tuple(findings))


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


def _replace(text: str, findings: list[Finding]) -> str:
    pieces: list[str] = []
    end = 0
    for finding in findings:
        pieces += (text[end : finding.start], f"[{finding.kind}]")
        end = finding.end
    return "".join((*pieces, text[end:]))
