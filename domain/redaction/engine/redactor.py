"""Redacts texts by a policy: replaces what a search finds, until it finds nothing more."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from domain.redaction.detectors import DETECTORS
from domain.redaction.engine.search import Search
from domain.redaction.engine.trace import Trace
from domain.redaction.policy import Action, RedactionPolicy
from domain.redaction.replacement import placeholder
from domain.redaction.replacement.finding import Finding
from domain.redaction.replacement.settling import Redaction, Settling
from domain.redaction.text import Value
from domain.redaction.text.tables import head_of


class Redactor:
    """Redacts texts by one policy. Raises ValueError if the policy has pseudonyms and the tenant's key is missing.

    Redacting a redacted text changes nothing, and the text between findings never changes. The time is proportional to
    the length of the text (docs/redaction-cost.md). No text makes a method raise. With `shortest`, every finding
    becomes `[x]`, which is never longer than the value.
    """

    def __init__(self, policy: RedactionPolicy, pseudonym_key: bytes = b"", *, shortest: bool = False) -> None:
        if policy.needs_key and not pseudonym_key:
            raise ValueError("The policy asks for pseudonyms, which need a key.")
        self._search = Search(policy, shortest=shortest)
        self._actions = policy.actions
        self._heads = [head for head in map(head_of, policy.columns) if head]
        self._key = pseudonym_key
        self._masks = {
            kind: placeholder.SHORTEST if shortest else placeholder.masked(kind)
            for kind, action in policy.actions.items()
            if shortest or action is Action.MASK
        }

    def redact(self, text: str) -> Redaction:
        """Replace each finding by its kind's placeholder."""
        if not self._heads:
            return self._redacted(text)
        redaction = self._with_head(text)
        if not redaction.findings:
            return redaction
        # A finding that covers a separator may leave a line with exactly as many values as a head has.
        settling = self._settling(("", text), redaction.findings)
        while found := self._with_head(settling.redaction.text).findings:
            settling.is_settled_by(found)
        return settling.redaction

    def _with_head(self, text: str) -> Redaction:
        """Redact a text below the head that the policy has for its rows."""
        if head := self._head_before(text):
            return self._redacted(head + text).without_head(head) or self._redacted(text)
        return self._redacted(text)

    def _head_before(self, text: str) -> str:
        """Return the head that the policy has for the rows in the text, or an empty text."""
        heads = (head for head in self._heads if head.has_row(text) and head.written not in text)
        return next((f"{head.written}\n" for head in heads), "")

    def _redacted(self, text: str) -> Redaction:
        search = self._search
        reading = search.reading(text)
        # Most log lines end here, and nearly all others after the second reading.
        if not (findings := search.find(reading)):
            return Redaction(text, ())
        redacted = self._replaced(text, findings)
        new = search.find(search.reading(redacted, reading.rejected), is_redacted=True)
        if not new:
            return Redaction(redacted, tuple(findings))
        settling = self._settling(("", text), findings)
        settling.is_settled_by(new)
        return self._settle({("", text): settling}, {}, reading.rejected)["", text]

    def redact_values(self, values: Iterable[Value]) -> dict[Value, Redaction]:
        """Redact values separately, each with its name as context. Values without findings are not in the result.

        The values are read together, which is much cheaper than one at a time.
        """
        redactions: dict[Value, Redaction] = {}
        settling: dict[Value, Settling] = {}
        # Values that are a finding as a whole often get the same placeholder, which is read again only once.
        whole: dict[Value, list[tuple[Value, Finding]]] = {}
        rejected: set[str] = set()
        for value, found in self._search.find_in(values, rejected).items():
            if len(found) == 1 and found[0].end - found[0].start == len(value[1]):
                stand_in = self._stand_in(found[0].kind, value[1])
                whole.setdefault((value[0], stand_in), []).append((value, found[0]))
                redactions[value] = Redaction(stand_in, (found[0],))
            else:
                settling[value] = self._settling(value, found)
        return redactions | self._settle(settling, whole, rejected)

    def trace(self, text: str) -> Trace:
        """Return the candidates of the first reading of a text, and the decision for each."""
        head = self._head_before(text)
        return self._search.trace(head + text).without_head(len(head))

    def _settle(
        self,
        settling: dict[Value, Settling],
        whole: Mapping[Value, Sequence[tuple[Value, Finding]]],
        rejected: set[str],
    ) -> dict[Value, Redaction]:
        """Read redacted values again until nothing more is found. `whole` has values that became the same text."""
        redactions: dict[Value, Redaction] = {}
        while settling or whole:
            parts = {value: list(each.parts()) for value, each in settling.items()}
            read = self._search.find_in([*whole, *(part.value for each in parts.values() for part in each)], rejected)
            for value, each in parts.items():
                new = [found for part in each for found in part.in_whole(read.get(part.value, ()))]
                if settling[value].is_settled_by(new):
                    redactions[value] = settling.pop(value).redaction
            for become, values in whole.items():
                if become in read:
                    settling.update((value, self._settling(value, [found])) for value, found in values)
            whole = {}
        return redactions

    def _settling(self, value: Value, found: Sequence[Finding]) -> Settling:
        return Settling(value, found, self._stand_in, self._search.placeholders)

    def _replaced(self, text: str, findings: Iterable[Finding]) -> str:
        pieces: list[str] = []
        end = 0
        for found in findings:
            pieces += (text[end : found.start], self._stand_in(found.kind, text[found.start : found.end]))
            end = found.end
        pieces.append(text[end:])
        return "".join(pieces)

    def placeholder_of(self, kind: str, value: str) -> str:
        """Return the placeholder of a value of the kind, in whatever notation the value is written."""
        return self._stand_in(kind, value.strip())

    def _stand_in(self, kind: str, value: str) -> str:
        """Return the placeholder of a finding."""
        if (mask := self._masks.get(kind)) is not None:
            return mask
        if self._actions[kind] is Action.PARTIAL:
            shows = not self._search.is_built_in(kind) or DETECTORS[kind].is_number
            return placeholder.partial(kind, value) if shows else placeholder.masked(kind)
        return placeholder.pseudonym(kind, self._search.normalised(kind, value), self._key)


@lru_cache(maxsize=256)
def redactor_for(policy: RedactionPolicy, pseudonym_key: bytes = b"", *, shortest: bool = False) -> Redactor:
    """Return the redactor of a policy, from a cache."""
    return Redactor(policy, pseudonym_key, shortest=shortest)
