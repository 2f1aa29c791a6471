"""In which words a kind is spoken of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Vocabulary:
    """`keys` are words, joined later in some style; `own_keys` are keys of one spelling, by language.

    `sentences` tell what stands in their `§`; `own_sentences` do so by language. `neutral` ones tell nothing.
    """

    keys: Sequence[str]
    sentences: Sequence[str]
    own_keys: Mapping[str, Sequence[str]] = field(default_factory=dict)
    own_sentences: Mapping[str, Sequence[str]] = field(default_factory=dict)


# Keys and sentences that say nothing of the kind of what they hold.
NEUTRAL_KEYS = (
    "note", "value", "input", "arg", "q", "data", "comment", "field", "param", "body", "text", "item", "remark", "term",
    "old value", "new value", "raw input", "details", "content", "label",
)  # fmt: skip
NEUTRAL_SENTENCES = (
    "lookup failed for §",
    "invalid input: §",
    "§ not found",
    "duplicate entry '§' for index uq_3",
    'could not parse "§"',
    "row 17 rejected: § (not unique)",
    "saved § after 3 ms",
    "merged record § into profile",
    "unexpected value §, skipping",
    "search for § returned 0 results",
    "changed from '' to '§'",
    "The customer wrote: §",
    "ValueError: bad literal '§'",
    "Validation failed: '§' is already taken",
    "WARN  § has been seen before",
    "import: line 204: §",
    "§",
    "[§] flagged for review",
    "note to self -> §",
    "Kommentar: §.",
    "removed § from the list;",
)

# Which languages' words may go with a region's numbers; all may have English ones.
LANGUAGES = {
    "DE": "de", "AT": "de", "CH": "de", "FR": "fr", "BE": "fr", "SN": "fr", "CI": "fr", "MA": "fr", "ES": "es", "MX": "es",
    "AR": "es", "CO": "es", "CL": "es", "PE": "es", "EC": "es", "BR": "pt", "PT": "pt", "AO": "pt", "MZ": "pt", "IT": "it",
    "SM": "it", "NL": "nl", "SR": "nl", "JP": "ja", "PL": "pl", "SE": "sv", "TR": "tr", "RU": "ru", "KZ": "ru", "CN": "zh",
    "TW": "zh", "KR": "ko",
}  # fmt: skip
