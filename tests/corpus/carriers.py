"""How a key and its value are written in the text of a log line."""

from collections.abc import Mapping
from urllib.parse import quote

from tests.corpus.marked import Mark, Marked
from tests.corpus.source import Source
from tests.corpus.template import expand
from tests.corpus.value import Value

_TEXT: Mapping[str, float] = {
    # logfmt and its kin
    "«noun»=«int:1-99» «key»=«value» status=ok": 4,
    '«key»="«value:json»" «noun»_id=«int:1-9999»': 4,
    "«key»='«value»'": 2,
    "«key»: «value»": 4,
    "«key» = «value»": 2,
    "[«key»=«value»] «event»": 2,
    "(«key»: «value», «noun»: «int:1-99»)": 1,
    "«key» -> «value»": 0.7,
    "«key»: <«value»>": 0.7,
    "«key»:'«value»', «noun»:'«hex:6»'": 1,
    "«noun»:«int:1-99»|«key»:«value»|ok": 0.7,
    "«noun»=«int:1-99»;«key»=«value»;v=1": 1,
    "--«key»=«value» --verbose": 0.7,
    # JSON: whole, nested, and as a string in JSON
    '{"«key»":"«value:json»"}': 4,
    '{"id":"«uuid»","«key»":"«value:json»","active":true}': 4,
    '{"«noun»": {"«key»": "«value:json»", "tags": ["a", "b"]}, "n": «int:1-99»}': 3,
    '{"data":[{"«noun»":«int:1-99»},{"«key»":"«value:json»"}]}': 2,
    '{"«key»":["«value:json»"]}': 1,
    '"{\\"«key»\\":\\"«value:json2»\\",\\"«noun»\\":«int:1-99»}"': 3,
    '"{\\"«noun»\\": {\\"«key»\\": \\"«value:json2»\\"}}"': 1.5,
    '{"name":"«key»","value":"«value:json»"}': 1.5,
    '"{\\\\\\"«key»\\\\\\":\\\\\\"«value»\\\\\\"}"': 0.7,
    # other languages' ways of printing an object
    "{'«noun»': «int:1-99», '«key»': '«value»'}": 2,
    '{:«noun»=>«int:1-99», :«key»=>"«value:json»"}': 1,
    '{"«key»"=>"«value:json»", "«noun»"=>"«int:1-99»"}': 1.5,
    "User{id=«int:1-9999», «key»='«value»', active=true}": 1.5,
    "Order(id=«int:1-9999», «key»=«value», total=«decimal:1-99-2»)": 1.5,
    "&{ID:«int:1-9999» «key»:«value» Active:true}": 1,
    'Profile {{ id: «int:1-9999», «key»: Some("«value:json»") }}': 0.7,
    "    [«key»] => «value»": 0.7,
    "{ «noun»: '«hex:6»', «key»: '«value»' }": 1.5,
    '«noun» { «key»: "«value:json»" }': 0.7,
    # XML
    "<request><«tag»>«value:xml»</«tag»></request>": 2.5,
    '<«noun» id="«int:1-99»" «tag»="«value:attribute»"/>': 1.5,
    "<ns2:«tag»>«value:xml»</ns2:«tag»>": 1,
    '<field name="«key»">«value:xml»</field>': 1,
    # headers, tables, statements
    "> X-«tag»: «value»": 1,
    "INSERT INTO «noun»s (id, «tag») VALUES («int:1-99», '«value»')": 1,
    "SELECT * FROM «noun»s WHERE «tag» = '«value»' LIMIT 1": 1.5,
    "UPDATE «noun»s SET «tag»='«value»' WHERE id=«int:1-9999»": 1,
    "DETAIL:  Key («tag»)=(«value») already exists.": 1,
    'Parameters: {"utf8"=>"✓", "«noun»"=>{"«key»"=>"«value:json»"}, "commit"=>"Save"}': 1,
    "id,«key»,«noun»\\n«int:1-99»,«value»,«int:1-99»": 1,
    "binding parameter [«key»] as [VARCHAR] - [«value»]": 0.7,
}
_URL: Mapping[str, float] = {
    "GET «path»?«tag»=«value» HTTP/1.1": 3,
    "GET «path»?page=«int:1-9»&«tag»=«value»&sort=asc": 3,
    "POST «path» body: «noun»=«int:1-99»&«tag»=«value»": 2,
    "https://api.example.com«path»?«tag»=«value»": 2,
    '"GET «path»?«tag»=«value»&v=«int:1-9» HTTP/2.0" 200 «size»': 3,
    "redirect to /login?«tag»=«value»#top": 1,
    "query: «tag»=«value»": 0.5,
}


def pair(source: Source, key: str, value: Value) -> Marked:
    """The key and its value in some notation that can hold it."""
    text = str(value.text)
    if value.place == "query" or (value.place == "any" and _fits_query(text) and source.maybe(0.15)):
        written = value.text if value.place == "query" else percent_encoded(source, value.text)
        return expand(source, source.weighted(_URL), key=key, tag=_tag(key), value=written)
    while True:
        pattern = source.weighted(_TEXT)
        if "'" in text and "'«value»'" in pattern:
            continue
        # A tight colon would be one more of an IPv6 address's; a comma or a semicolon one more column.
        if text.count(":") > 1 and ":«value»" in pattern:
            continue
        return expand(source, pattern, key=key, tag=_tag(key), value=value.text)


def percent_encoded(source: Source, text: Marked) -> Marked:
    """The text as it stands in a query, the `%2B` of a `+` in front being soft."""
    space, safe = source.pick(("%20", "+")), source.pick(("@", ""))
    pieces: list[tuple[str, tuple[Mark, ...]]] = []
    for piece, marks in text.pieces:
        encoded = quote(piece, safe=f"{safe}!*-._~ ").replace(" ", space)
        hard = next((mark for mark in marks if mark.category), None)
        if hard and piece.startswith("+"):
            around = Mark(hard.label)
            pieces += [("%2B", (around,)), (encoded.removeprefix("%2B"), (*marks, around))]
        else:
            pieces.append((encoded, marks))
    return Marked(tuple(pieces))


def _fits_query(text: str) -> bool:
    return text.isascii() and len(text) < 120


def _tag(key: str) -> str:
    """The key where no spaces may stand in it."""
    return key.replace(" ", "_")
