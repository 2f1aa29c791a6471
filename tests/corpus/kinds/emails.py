"""E-mail addresses."""

from collections.abc import Callable, Mapping

from tests.corpus import words
from tests.corpus.marked import finding
from tests.corpus.source import Source
from tests.corpus.value import Value, whole

LABEL = "EMAIL"
_ASCII_FIRST = [name for name in words.FIRST_NAMES if name.isascii()]
_ASCII_LAST = [name for name in words.LAST_NAMES if name.isalpha()]


def _domain(source: Source) -> str:
    plain = (
        "example.com", "example.org", "mail.example.net", "corp.example.com", "example.co.uk", "example.com.br",
        f"{source.pick(words.NOUNS)}-{source.pick(words.NOUNS)}.io", f"{source.pick(words.NOUNS)}.example.museum",
        f"{source.pick(words.PLACES)}.{source.pick(words.NOUNS)}s.dev", "uni-beispiel.de", "ejemplo.es", "exemple.fr",
    )  # fmt: skip
    return source.pick(plain)


def _names(source: Source) -> tuple[str, str]:
    return source.pick(_ASCII_FIRST).lower(), source.pick(_ASCII_LAST).lower()


def _form(pattern: str, category: str) -> Callable[[Source], Value]:
    """Return an address for the pattern: `F` and `L` are names, `9` is a number, `N` a word."""

    def make(source: Source) -> Value:
        first, last = _names(source)
        slots = {"F": first, "L": last, "9": str(source.randint(1, 9_999)), "N": source.pick(words.NOUNS)}
        local = "".join(slots.get(character, character) for character in pattern)
        return whole(f"{local}@{_domain(source)}", LABEL, category)

    return make


def _upper(source: Source) -> Value:
    first, last = _names(source)
    text = f"{first.title()}.{last.title()}@{_domain(source)}"
    return whole(source.pick((text, text.upper())), LABEL, "upper")


def _apostrophe(source: Source) -> Value:
    return whole(f"{_names(source)[0]}.o'brien@{_domain(source)}", LABEL, "apos")


def _idn(source: Source) -> Value:
    domain = source.pick(("bücher.example", "españa.example.org", "пример.рф", "例え.jp", "xn--bcher-kva.example"))
    return whole(f"{_names(source)[0]}@{domain}", LABEL, "idn")


def _unicode(source: Source) -> Value:
    local = source.pick(("zoë.müller", "jürgen", "josé.garcía", "дмитрий", "用户", "たろう", "søren"))
    return whole(f"{local}@{_domain(source)}", LABEL, "unicode")


def _percent_at(source: Source) -> Value:
    first, last = _names(source)
    plus = source.pick(("", "", "%2Bnews"))
    return Value(finding(f"{first}.{last}{plus}%40{_domain(source)}", LABEL, "urlenc"), place="query")


FORMS: Mapping[Callable[[Source], Value], float] = {
    _form("F.L", "plain"): 8,
    _form("F", "plain"): 2,
    _form("FL", "plain"): 2,
    _form("F.L+N", "plus"): 2,
    _form("F+N-9", "plus"): 1,
    _form("F_L", "under"): 1.5,
    _form("F-L", "dash"): 1,
    _form("FL9", "digits"): 2,
    _form("9", "digits"): 0.5,
    _upper: 1.5,
    _apostrophe: 1,
    _idn: 1,
    _unicode: 1,
    _percent_at: 1.5,
}


def make(source: Source) -> Value:
    """Return an e-mail address in some format."""
    return source.weighted(FORMS)(source)
