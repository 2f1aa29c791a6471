"""Where numbers of persons begin and end, and RE2 patterns of their digits for `Rule.values`."""

# After the first character of a number: not inside a word, number, path or version. The letter of an escape (`\n`) is
# no word, the dot of `no.` belongs to the word before it, and a path may name its next part: `/cpf/39053344705`.
FREE = r"(?:(?<![0-9A-Za-z_.+/-].)|(?<=[nN][or]\..)|(?<=\\[nrt].)|(?<=[A-Za-z]/.))"
END = r"(?![0-9A-Za-z_]|[-./]\d)"
# Before the first character, for RE2, which has no lookarounds.
START = r"(?:^|[^0-9a-z_.+/-]|n[or]\.|\\[nrt]|[a-z]/)"
# Before groups of digits, which may begin with a bracket.
_BEFORE_GROUPS = r"(?:^|[^0-9a-z_.+/-]|\\[nrt])\(?"
# The same, but not the seconds of a time of day.
_BEFORE_DECIMALS = r"(?:^|[^0-9a-z_.+/:-]|[^0-9]:|\\[nrt])\(?"
_GAP = "[ ()/-]"
_PART = "[0-9]{2}[0-9]?"
# Too large for a part of an IPv4 address.
_LARGE = "(?:2[6-9]|[3-9][0-9])[0-9]"


def _more(count: int) -> str:
    return rf"(?:{_GAP}*[0-9]){{{count}}}"


# At least seven digits in groups, but not only a date that begins with the year, which most lines have.
_SPACED = "|".join(
    (
        rf"[03-9]{_more(6)}",
        rf"[12][1-8]{_more(5)}",
        rf"[12]{_GAP}{_more(6)}",
        rf"[12][09]{_GAP}{_more(5)}",
        rf"[12][09][0-9]{_GAP}{_more(4)}",
        rf"[12][09][0-9]{{2}}[0-9]{_more(2)}",
        rf"[12][09][0-9]{{2}}{_GAP}+(?:[0-9]{{3}}|(?:[2-9][0-9]|1[3-9]){_GAP}*[0-9])",
        rf"[12][09][0-9]{{2}}{_GAP}+[0-9][0-9]?{_GAP}+(?:[0-9]{{3}}|[4-9][0-9])",
    )
)
# Three or five groups with dots, or four that are no IPv4 address, which many lines have.
_DOTTED = "|".join(
    (
        r"[0-9]+\.[0-9]+\.[0-9]{4}",
        r"[0-9]{4}\.[0-9]+\.[0-9]",
        rf"{_PART}\.{_PART}\.{_PART}(?:[^0-9.]|\.?$|\.[^0-9])",
        r"[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+\.[0-9]",
        rf"{_LARGE}\.[0-9]+\.[0-9]",
        rf"[0-9]+\.{_LARGE}\.[0-9]",
        rf"[0-9]+\.[0-9]+\.(?:[0-9]+\.)?{_LARGE}",
    )
)
_IN_TWO_PARTS = r"[0-9][0-9]+\.[0-9]{5}|[0-9]{3}[0-9]*\.[0-9]{4}|1\.[2-9][0-9]{9}"
GROUPS_OF_DIGITS = (
    rf"{_BEFORE_GROUPS}(?:{_SPACED})",
    rf"{_BEFORE_GROUPS}(?:{_DOTTED})",
    rf"{_BEFORE_DECIMALS}(?:{_IN_TWO_PARTS})",
)
