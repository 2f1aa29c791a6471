"""Tokens that a vendor's prefix or a format identifies in any context."""

import re
from collections.abc import Iterator
from functools import cached_property

from domain.redaction.detectors.secret.tokens.formats import FORMATS
from domain.redaction.pattern import Pattern
from domain.redaction.rule import Rule
from domain.redaction.rule.precheck import Matching, matching_set, options_for
from domain.redaction.text import Span, Text


class _Formats:
    """The formats of one rule.

    Their beginnings, which no other text has, are searched for first. The whole pattern is matched only where one is.
    """

    def __init__(self, name: str) -> None:
        formats = [(start, rest, *before) for name_, start, rest, *before in FORMATS if name_ == name]
        self._beginnings = [f"(?-i:{_LOOKAHEAD.sub('', start)})" for start, *_ in formats]
        # Other characters of the token may precede its beginning.
        first = {start for start, _, *before in formats if start[0].isalpha() and not before}
        self._patterns = [
            Pattern(f"{''.join(before)}{_LOOKAHEAD.sub('', start)}{rest}") for start, rest, *before in formats
        ]
        # A counted repeat in the automaton of all keywords would multiply its states.
        words = {start: _LOOKAHEAD.sub(r"\1\1\1", start) for start, *_ in formats}
        words = {start: word for start, word in words.items() if "{" not in word}
        at_start = "|".join(word for start, word in words.items() if start in first)
        anywhere = (word for start, word in words.items() if start not in first)
        self.words = (*([f"{_FREE}(?:{at_start})"] if at_start else ()), *anywhere)
        counting = (start for start, *_ in formats if "{" in _LOOKAHEAD.sub("", start))
        self.shapes = tuple(_LOOKAHEAD.sub(r"\1{16}", start) for start in counting)

    @cached_property
    def _present(self) -> Matching:
        return matching_set(
            (beginning.encode() for beginning in self._beginnings), options_for(_MEMORY_BYTES, latin=True)
        )

    def find(self, text: Text, _start: int) -> Iterator[Span]:
        folded = text.folded
        for index in self._present(text.data):
            for match in self._patterns[index].finditer(folded):
                before = folded[max(0, match.start() - 4) : match.start()]
                free = not (before[-1:].isalnum() and match[0][0].isalnum()) or _ENDED.search(before)
                ends = not folded[match.end() : match.end() + 1].isalnum()
                if free and ends and not _MASKED.search(match[0]):
                    yield match.span(match.lastindex or 0)


_MEMORY_BYTES = 4 << 20
# Where a token may begin, in RE2's syntax. The letter of an escape (`\n`) does not belong to a word.
_FREE = r"(?:^|[^0-9a-z]|\\[nrt])"
# RE2 has no lookahead: the prefilter requires three of the characters instead, or sixteen where it counts anyway.
_LOOKAHEAD = re.compile(r"\(\?=(\[[^]]+\])\{\d+\}\)")
_MASKED = Pattern(r"[xX]{6}|0{8}")
# Text that ends in a letter or digit directly before a token: escapes, and the path of Telegram's API.
_ENDED = Pattern(r"\\[nrt]$|(?:^|[^0-9A-Za-z])bot$")


def _rule(name: str, takes: tuple[str, ...], leaves: tuple[str, ...]) -> Rule:
    formats = _Formats(name)
    return Rule(
        name=name,
        pattern=formats.find,
        source="The issuers' documentation, and the prefixes and lengths that the rules of gitleaks list.",
        keywords=formats.words,
        shapes=formats.shapes,
        takes=takes,
        leaves=leaves,
    )


RULES = (
    _rule(
        "cloud-key",
        takes=(
            "key ⟦AK«»IA234567ABCDEFGHIJ⟧ used",
            "https://maps.example/js?key=⟦AI«»za«alnum:35»⟧",
            "⟦A3«»TXIA234567ABCDEFGH⟧ rotated",
            "X-Amz-Signature=⟦«hex:64»⟧&x=1",
            "<value>⟦~G«alnum:1»8«»Q~«alnum:34»⟧</value>",
        ),
        leaves=(
            "AK«»IA234567",
            "xAK«»IA234567ABCDEFGHIJ",
            "AI«»za«alnum:20»",
            "AI«»zaXXXXXX«alnum:29»",
            "signature «hex:64»",
        ),
    ),
    _rule(
        "jwt",
        takes=(
            "id ⟦ey«»J«alnum:24».ey«»J«alnum:24».«alnum:43»⟧ verified",
            "a=⟦ey«»J«alnum:24».«alnum:24».⟧,",
            "⟦ZXl«»K«alnum:80»⟧",
            r"line\n⟦ey«»J«alnum:24».«alnum:24».⟧",
            r"line\n⟦ZXl«»K«alnum:80»⟧",
        ),
        leaves=("ey«»J«alnum:24»", "ey«»J«alnum:4».«alnum:24»", "aey«»J«alnum:24».ey«»J«alnum:24»"),
    ),
    _rule(
        "vendor-token",
        takes=(
            "⟦gh«»p_«alnum:36»⟧",
            r"line\n⟦gh«»p_«alnum:36»⟧",
            "https://api.telegram.org/bot⟦«digits:10»:A«»A«alnum:33»⟧/getMe",
            "bot⟦«digits:9»:A«»A«alnum:33»⟧",
            "key ⟦«hex:32»-u«»s12⟧ revoked",
            "DOPPLER ⟦dp«».pt.«alnum:40»⟧",
            "root@pam!ci=⟦«hex:8»-«hex:4»-«hex:4»-«hex:4»-«hex:12»⟧",
            "ada@pve!ci=⟦«hex:8»-«hex:4»-«hex:4»-«hex:4»-«hex:12»⟧",
            "⟦psc«»ale_tkn_«alnum:40»⟧",
            "⟦ak«»_live_«alnum:20»7a⟧ or ⟦srv«»_prod_«alnum:20»7a⟧",
            "⟦sk«»_prod_«alnum:24»⟧ or ⟦rk«»_test_«alnum:24»⟧",
            "⟦rzp«»_live_«alnum:14»⟧ or ⟦rzp«»_test_«alnum:14»⟧",
            "⟦ship«»po_live_«hex:40»⟧ or ⟦ship«»po_test_«hex:40»⟧",
            "⟦duf«»fel_live_«alnum:43»⟧ or ⟦duf«»fel_test_«alnum:43»⟧",
            "⟦pat«»-eu1-«hex:8»-«hex:4»-«hex:4»-«hex:4»-«hex:12»⟧",
            "⟦acc«»ess-sandbox-«hex:8»-«hex:4»-«hex:4»-«hex:4»-«hex:12»⟧",
            "⟦access«»_token$production$«hex:16»$«hex:32»⟧",
            "⟦access«»_token$sandbox$«hex:16»$«hex:32»⟧",
            "⟦sdk«»-«hex:8»-«hex:4»-«hex:4»-«hex:4»-«hex:12»⟧ or ⟦mob«»-«hex:8»-«hex:4»-«hex:4»-«hex:4»-«hex:12»⟧",
            'pre-shared-key ascii-text "⟦$9$«alnum:22»⟧"',
            "rtmp://live.example/app/⟦live_«digits:9»_«alnum:30»⟧",
            "FLY_API_TOKEN=⟦FlyV1 fm2_«alnum:60»⟧",
            "https://conda.example/t/⟦tk-«alnum:20»⟧/main",
            "bot ⟦«digits:9»:A«»AF-«alnum:29»⟧ here",
            "⟦pdl_live_apikey_«alnum:40»⟧ or ⟦pdl_sdbx_apikey_«alnum:40»⟧",
            "⟦perm-«alnum:12».«alnum:8».«alnum:30»⟧",
            "⟦AVNS_«alnum:19»⟧",
            "⟦sk.ey«»J«alnum:40».«alnum:22»⟧ or ⟦tk.ey«»J«alnum:40».«alnum:22»⟧",
            "⟦live_1«alnum:29»⟧",
            "hooks.slack.com/services/⟦T«digits:8»/B«digits:10»/«alnum:24»⟧",
        ),
        leaves=(
            "app_live_AbcdefghIjklmnopqrStuvwx",
            "gh«»p_short",
            "grid-fc-«hex:32».internal",
            "live_migrationOfTheDatabaseServersX",
            "pk«»_live_«alnum:24»",
            "agh«»p_«alnum:36»",
            "gh«»p_xxxxxx«alnum:30»",
            "gh«»p_00000000«alnum:28»",
            "np«»m_«alnum:40»",
            "sk-learn-is-a-library-of-python",
            "hostkeys sk-ssh-ed25519-cert-v01@openssh.com",
            "hostkeys sk-ecdsa-sha2-nistp256-cert-v01@openssh.com",
            "12:30:45 «alnum:35»",
            "enable secret 9 $9$«alnum:14»$«alnum:43»",
            "tk-«alnum:20» is no path",
            "robot«digits:9»:A«»A«alnum:33»",
        ),
    ),
)
