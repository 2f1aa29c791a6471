"""Builds the prefilter's patterns from the words of a vocabulary. A rule runs only if one of its patterns matches."""

from collections.abc import Iterable, Mapping, Sequence

from domain.redaction.text import LETTER, UNSPACED
from domain.redaction.words import plain_letters
from domain.redaction.words.shared import HOLDERS, NUMBER_ENDINGS, NUMBER_WORDS

_SHORT_PHRASE = 5
_FOREIGN = f"[{LETTER}{UNSPACED}]"
_HOLDERS = "|".join(HOLDERS)
_SHORT_ENDINGS = f"(?:{'|'.join(NUMBER_ENDINGS)}|nbr|val|raw|full|str|{_HOLDERS})"
# Between two words: an ending (`né(e) le`), the dot of an abbreviation, and a word that joins them (`fecha de nac`).
_GAP = r"(?:\([aeos]\))?[ _.-]?[ ]?(?:(?:d[eiao]|of) )?"
# Six digits in groups, but no IPv4 address, because most lines with `from` or `client` have one.
_DIGIT_GROUPS = (
    r"[0-9(](?:[0-9 ()/-]{5}|[0-9]{3}\.[0-9]"
    r"|[0-9]{0,2}\.(?:[0-9]{4}|[0-9]{1,3}\.(?:[0-9]{4}|[0-9]{1,3}\.[0-9]{1,3}\.[0-9])))"
)


def keywords_of(sections: Mapping[str, Sequence[str]], *, short: int, apart: bool) -> tuple[str, ...]:
    """Return the patterns for the words of all sections. `short` and `apart` are those of `Vocabulary`."""
    patterns = [*_names(sections, short, apart=apart), *_phrases(sections.get("phrases", ()))]
    if sections.get("anywhere"):
        patterns.append(_FOREIGN)
    if sentences := _plain(sections.get("sentences", ())):
        patterns.append(f"(?:^|[^a-z])(?:{'|'.join(sentences)})(?:[ :,.('\n]|$)")
    if sections.get("owners"):
        patterns.append(rf"(?:{'|'.join(sorted(NUMBER_WORDS))})[a-z]{{0,2}}[ :][a-z ]{{0,4}}[0-9(][0-9 ().-]{{5}}")
    if spoken := _plain(sections.get("phrases-in-sentences", ())):
        patterns.append(f"(?:^|[^a-z])(?:{'|'.join(filter(str.isascii, spoken))})[ :]{{1,2}}[0-9(]")
    if hints := _plain(sections.get("hints", ())):
        known = frozenset(hints)
        ends = "|".join(word for word in hints if known.isdisjoint(word[at:] for at in range(1, len(word))))
        forms = "|".join((*NUMBER_ENDINGS, *sections.get("forms", ())))
        patterns.append(rf"(?:{ends})(?:[_. -]?(?:{forms}))?[0-9_]*[^0-9a-z\n]+(?:value[^0-9a-z\n]+)?{_DIGIT_GROUPS}")
        patterns.append(rf"--(?:[\w]+-)?(?:{'|'.join(hints)})[ -]")
    return tuple(patterns)


def without_boundaries(pattern: str) -> str:
    r"""Return the pattern of a word with the characters around it in place of `\b` at its beginning and its end."""
    before = "(?:^|[^0-9a-z_])" if pattern.startswith(r"\b") else ""
    behind = "(?:[^0-9a-z_]|$)" if pattern.endswith(r"\b") else ""
    return before + pattern.removeprefix(r"\b").removesuffix(r"\b") + behind


def _plain(words: Iterable[str]) -> list[str]:
    return sorted(set(map(plain_letters, words)))


def _names(sections: Mapping[str, Sequence[str]], short: int, *, apart: bool) -> list[str]:
    """Return the patterns for names: one for each long name, which may be inside other words, and one for the short."""
    written = (word for section in ("names", "rare", "stems") for word in sections.get(section, ()))
    folded = {plain_letters(word): as_folded(word) for word in written}
    rare = frozenset(sections.get("rare", ()))
    words = sorted(filter(str.isascii, folded))
    patterns = shortest([folded[word] for word in words if len(word) > short or word in rare])
    exceptions = () if apart else sections.get("exceptions", ())
    if few := [_unless_in(exceptions, folded[word]) for word in words if len(word) <= short and word not in rare]:
        before = f"(?:^|[^0-9a-z]|{_HOLDERS})" if apart else ""
        patterns.append(f"{before}(?:{'|'.join(few)})(?:[^a-z]|{_SHORT_ENDINGS}|$)")
    return patterns


def _unless_in(exceptions: Iterable[str], word: str) -> str:
    """Return the pattern of a word, but not in an exception that is one letter longer: `hp`, but not `php`."""
    letters = "".join(each[0] for each in exceptions if each[1:] == word)
    return f"(?:^|[^{letters}]|[a-z][{letters}]){word}" if letters else word


def shortest(words: Sequence[str]) -> list[str]:
    """Return the words that contain no other one. A text that contains the longer word contains the shorter one too."""
    together = "\n".join(words)
    contained = [word for word in words if together.count(word) > 1]
    return [word for word in words if not any(other in word and other != word for other in contained)]


def _phrases(written: Iterable[str]) -> list[str]:
    phrases = sorted({plain_letters(phrase): as_folded(phrase) for phrase in written}.values())
    patterns = [phrase.replace(" ", _GAP) for phrase in phrases if len(phrase) > _SHORT_PHRASE]
    # Short phrases occur inside too many other words.
    if short := [phrase.replace(" ", _GAP) for phrase in phrases if len(phrase) <= _SHORT_PHRASE]:
        patterns.append(f"(?:^|[^a-z])(?:{'|'.join(short)})(?:[^a-z]|$)")
    return patterns


def as_folded(written: str) -> str:
    """Return an RE2 pattern for a word in a folded text, with or without its accents.

    Letters with accents are folded to `LETTER`.
    """
    written = written.replace(".", r"\.")
    if written.isascii():
        return written
    plain = {each: plain_letters(each) for each in written if not each.isascii()}
    return "".join(
        each if each.isascii() else f"(?:{plain[each]}|{LETTER})" if plain[each].isascii() else _FOREIGN
        for each in written
    )
