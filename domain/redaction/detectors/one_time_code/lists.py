"""Lists of codes: `backup_codes=["…","…"]`, `recovery codes generated: …, …`."""

import re
from collections.abc import Iterator

from domain.redaction.detectors.one_time_code import keywords
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.precheck import AnyMatch
from domain.redaction.text import Span, Text

_NAMES = (
    "(?:backup|recovery|scratch|emergency)[ _-]?codes?",
    rf"(?:{keywords.SUBJECT}|verification|sms)[ _-]?(?:pass)?codes",
    # German, French, Spanish and Portuguese, Italian, Polish
    "(?:sicherungs|wiederherstellungs|ersatz)-?codes",
    "codes? de (?:secours|r.cup.ration|sauvegarde)",
    "c.digos? de (?:respaldo|recuperaci.n|recupera..o)",
    "codici di (?:backup|recupero|emergenza)",
    "kod[uy] zapasow[ey]",
)
_NAME = f"(?:{'|'.join(_NAMES)})"
# Signs and words between the name and the first code: `recovery code 3 of 10: …`, `backup codes generated for ada: …`.
_SIGN_OR_WORD = (
    r"(?:[\"'\s:=>\[(-]|\d{1,2}\sof\s\d{1,2}:"
    r"|(?:generated|regenerated|created|issued|used|are|is|for|user)(?=[:\s]))"
)
_OWNER = r"(?:(?:of\s|(?<=for\s)|(?<=user\s))[^\s:]{1,40}:\s{1,8}[\"'\[]?)"
_OPENS = Pattern(rf"(?i){_NAME}{_SIGN_OR_WORD}{{1,12}}{_OWNER}?(?:1[.)]\s)?")
_FORMS = (
    # `45494855`, `4829 1344`
    r"\d{6,10}",
    r"\d{4} \d{4}",
    # `mdc9y-9lr3k`, `A1B2-C3D4`
    "[0-9a-z]{4,5}(?:-[0-9a-z]{4,5}){1,3}",
    "[0-9A-Z]{4,5}(?:-[0-9A-Z]{4,5}){1,3}",
    # `7f3k9dq2`, `"ahsd 1wwt"`
    r"(?=[a-z]*\d)[0-9a-z]{8,12}",
    r"[0-9a-z]{4} [0-9a-z]{4}(?=[\"'])",
)
_CODE = Pattern(rf"(?:{'|'.join(_FORMS)})(?![\w.-])")
# Between two codes, with the number of the next one: `, `, `⏎  - `, `⏎2. `.
_NEXT = Pattern(r"[\"']?(?:\s?[,;|]\s?|\s{1,8})(?:-\s)?[\"']?(?:\d\d?[.)]\s)?")


def _find(text: Text, position: int) -> Iterator[Span]:
    for opens in _OPENS.finditer(text.folded, position):
        codes: list[re.Match[str]] = []
        parting: re.Match[str] | None = opens
        while parting and (code := _CODE.match(text.folded, parting.end())):
            codes.append(code)
            parting = _NEXT.match(text.folded, code.end())
        # Some codes of a list have no digits.
        if any(character.isdigit() for code in codes for character in code[0]):
            yield from (code.span() for code in codes)


RULE = Rule(
    name="list-of-codes",
    pattern=_find,
    keywords=(
        "backup[ _-]?code",
        "recovery[ _-]?code",
        "scratch[ _-]?code",
        "emergency[ _-]?code",
        *(f"{subject}[ _-]?codes" for subject in (*keywords.SUBJECTS, "verification")),
        *(
            "sms[ _-]?passcodes",
            "(?:sicherungs|wiederherstellungs|ersatz)-?codes",
            "code[^ ]? de (?:secours|r.cup.ration|sauvegarde)",
        ),
        *("c.digos? de (?:respaldo|recupera)", "codici di (?:backup|recupero|emergenza)", "kod[uy] zapasow"),
    ),
    precheck=AnyMatch(rf"{_NAME}[^a-z0-9]"),
    takes=(
        'backup_codes=["⟦45494855⟧","⟦79962850⟧"]',
        "recovery codes generated: ⟦olgja-1o4dv⟧, ⟦mdc9y-9lr3k⟧",
        "recoveryCodes=['⟦ab12c-9lr3k⟧', '⟦mdc9y-9lr3k⟧']",
        "scratch codes: ⟦45494855⟧; ⟦79962850⟧",
        "emergency codes ⟦A1B2-C3D4⟧ ⟦E5F6-G7H8⟧ printed",
        "backup code used: ⟦7284-9153⟧",
        "recovery-code: ⟦a1b2c3d4e5⟧",
        "backup codes: ⟦454948⟧",
        "recovery code 3 of 10: ⟦7f3k-9dq2⟧",
        "recovery_codes:\n  - ⟦7f3k9dq2⟧\n  - ⟦8a3k9dq2⟧",
        'backup code "⟦ahsd 1wwt⟧" ok',
        "Recovery codes\n⟦cavl-gsgo⟧\n⟦istv-qu2y⟧",
        "Backup codes for ada:\n  ⟦4829 1344⟧\n  ⟦9932 1182⟧",
        "backup codes:\n1. ⟦0693 8157⟧\n2. ⟦0176 4171⟧",
        "SMS passcodes: ⟦4829130⟧ ⟦1234561⟧ ⟦9912834⟧",
        "Sicherungscodes: ⟦27964259⟧ ⟦67491076⟧",
        "Codes de secours : ⟦27964259⟧, ⟦67491076⟧",
        "códigos de recuperación: ⟦27964259⟧",
        "Codici di backup: ⟦27964259⟧",
        "kody zapasowe: ⟦27964259⟧",
        "backup codes for ada: ⟦45494855⟧",
        "backup codes generated for user 5: ⟦bcid9dnf⟧, ⟦7nrc1rl8⟧",
        "2fa codes of ada@example.org: ⟦493027⟧",
        '{"otpCodes":["⟦493027⟧","⟦493028⟧"]}',
        "verification_codes = [⟦493027⟧, ⟦493028⟧]",
    ),
    leaves=(
        "backup code 4829",
        "recovery code used-once",
        "recovery codes for user 12345678.5",
        "backup codes: 8 of 10",
        "backup codec: 45494855",
        "backup codes error: 45494855",
        'backup codes "used once" ok',
        "backup codes a1b2 used now",
        "backup codes downloaded 12345678",
        "backup codes by 5: 45494855",
        "fallback of codes: 45494855",
        "backup codes mailed 45494855",
        "backup codes=ABCD-EFGH",
        "backup codes=abcd-efgh",
        "backup codes=abcdefghij",
        "backup codes isabc45494855",
        "recovery_code_count: abcdefgh",
    ),
)
