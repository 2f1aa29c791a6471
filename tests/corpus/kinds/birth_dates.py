"""Dates of birth in the formats of forms, databases and languages. Only a name distinguishes them from other dates."""

from collections.abc import Callable, Mapping

from tests.corpus.source import Source
from tests.corpus.text_files import listed, sections
from tests.corpus.value import Value, whole

LABEL = "DATE_OF_BIRTH"
_MONTHS = {language: listed(names) for language, names in sections("vocabulary/months.txt").items()}
# `y m d` are numbers, with two digits for two letters; `N` is the month's name, `n` its first three letters.
_FORMS: Mapping[str, tuple[float, str]] = {
    "iso": (8, "{y}-{mm}-{dd}"),
    "slash_us": (4, "{mm}/{dd}/{y}"),
    "slash_eu": (3, "{dd}/{mm}/{y}"),
    "slash_short": (1, "{m}/{d}/{y}"),
    "dot": (3, "{dd}.{mm}.{y}"),
    "dash_eu": (1, "{dd}-{mm}-{y}"),
    "slash_iso": (1, "{y}/{mm}/{dd}"),
    "compact": (1.5, "{y}{mm}{dd}"),
    "two_digit_year": (1, "{dd}.{mm}.{yy}"),
    "named_en": (2, "{d} {N} {y}"),
    "named_us": (2, "{N} {d}, {y}"),
    "named_short": (1, "{dd}-{n}-{y}"),
    "named_de": (1, "{d}. {N} {y}"),
    "named_es": (1, "{d} de {N} de {y}"),
    "kanji": (1, "{y}年{m}月{d}日"),
    "hangul": (0.5, "{y}년 {m}월 {d}일"),
}
_LANGUAGES: Mapping[str, tuple[str, ...]] = {
    "named_de": ("de",),
    "named_es": ("es", "pt"),
    "named_en": ("en", "en", "fr", "it", "pl", "ru"),
}


def _written(name: str, pattern: str) -> Callable[[Source], Value]:
    def make(source: Source) -> Value:
        year, month, day = source.randint(1925, 2016), source.randint(1, 12), source.randint(1, 28)
        month_name = _MONTHS[source.pick(_LANGUAGES.get(name, ("en",)))][month - 1]
        text = pattern.format(
            y=year,
            yy=f"{year % 100:02d}",
            m=month,
            mm=f"{month:02d}",
            d=day,
            dd=f"{day:02d}",
            N=month_name,
            n=month_name[:3],
        )
        return whole(text, LABEL, name, telling=True)

    return make


FORMS = {_written(name, pattern): weight for name, (weight, pattern) in _FORMS.items()}


def make(source: Source) -> Value:
    """Return a date of birth in some notation."""
    return source.weighted(FORMS)(source)
