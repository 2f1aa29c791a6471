"""An evolutionary search for logs that are expensive to redact."""

import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from domain.redaction.detectors import DETECTORS
from domain.redaction.detectors.secret.named.names import NAMES
from domain.redaction.detectors.secret.tokens.formats import FORMATS
from domain.redaction.words.shared import IDENTIFIERS, NEUTRAL
from tests.fuzzing.hostile_log import COUNTER, Recipe, Shape
from tests.fuzzing.known_families import FAMILIES
from tests.fuzzing.redaction_cost import Costs

_SIZES = (2_000, 8_000, 16_000)
_POPULATION = 40
_MOST_PIECES, _LONGEST = 8, 400
# The best logs of a generation are measured again, because a busy machine makes any log look expensive.
_ATTEMPTS = 3
_FRESH = 0.15
_PATIENCE, _KEPT = 600, 5
_MOST_WAITING = 8

_SIGNS = (
    *"\"'`=:;,.|&?%+-_/\\@#$*!~^<>()[]{} \t\n\x00\x03",
    '": "',
    '","',
    "=>",
    ":=",
    "->",
    "::",
    "{{",
    "</",
    "--",
    "\\n",
    '\\"',
)
_ESCAPES = ("%2B", "%20", "%3A", r"\u002b", r"\u0022", r"\x22", "&quot;", "&amp;", r"\u7535")
_DIGITS = (
    "1",
    "0",
    "00",
    "12",
    "415",
    "555",
    "2671",
    "0199",
    "+1",
    "+44",
    "20",
    "7946",
    "10.",
    "::1",
    "fe80:",
    COUNTER,
)
_LETTERS = ("a", "A", "x", "é", "电话", "😀", "\u00a0", "\uff11", "ab12CD", "hunter22", "deadbeef", "eyJ", "AKIA")
_VALUES = ("4111 1111 1111 1111", "378282246310005", "123-45-6789", "GB82 WEST 1234 5698 7654 32", "ann@example.com",
           "[PHONE]", "[SECRET]", "415-555-2671", "555-0199", "+442079460958")  # fmt: skip
_WORDS = (
    *("password", "pwd=", "token ", "secret is ", "api_key=", "key", "api", "auth: ", "Bearer ", "Basic ", "client"),
    *(
        "phone",
        "tel: ",
        "call ",
        "from=",
        "to",
        "number",
        "caller id",
        "ssn",
        "social security",
        "mobile",
        "fax",
        "sms",
    ),
    *(
        "name=",
        '"name":"',
        "value",
        "val=",
        "INTO a (",
        ") VALUES (",
        "-----BEGIN ",
        "PRIVATE KEY-----",
        "identified by ",
    ),
    *("curl -u ", "mysql -p", "set password for ", "to ", "version ", "://", "http://a:", "@s.whatsapp.net", "wa.me/"),
    *(" ext. ", " rows", "password,phone\n", "id", "count", "ref"),
)


def _pieces() -> tuple[str, ...]:
    """Return texts that rules look for, and texts that may surround them."""
    beginnings = [start for _, start, *_ in FORMATS if start.isascii() and not set(start) & set("(?[\\")]
    stems = [stem for stem in NAMES.stems if stem.isalpha()]
    spoken = [*sorted(IDENTIFIERS)[:20], *sorted(NEUTRAL)[:20]]
    examples = [detector.example for detector in DETECTORS.values()]
    return (*_SIGNS, *_SIGNS, *_ESCAPES, *_DIGITS, *_DIGITS, *_LETTERS, *_VALUES, *_WORDS, *_WORDS, *stems, *spoken,
            *beginnings, *examples)  # fmt: skip


PIECES = _pieces()


@dataclass(frozen=True, order=True)
class Found:
    """A log, and how many ordinary lines of its length it costs."""

    cost: float
    written: str

    @property
    def recipe(self) -> Recipe:
        """The recipe of the log."""
        return Recipe.parse(self.written)


def search(costs: Costs, *, seconds: float, seed: int, report: Callable[[Found], None]) -> list[Found]:
    """Return the most expensive logs found in this much CPU time, the worst first.

    `report` gets each new worst log.

    If a population finds nothing worse for a while, its best logs are kept, and a new population starts at random.
    """
    chance = random.Random(seed)  # noqa: S311 - only test data
    ends = time.process_time() + seconds
    # On a busy machine, even that takes long.
    latest = time.monotonic() + _MOST_WAITING * seconds

    def is_over() -> bool:
        return time.process_time() > ends or time.monotonic() > latest

    best: list[Found] = []
    first: Iterable[Recipe] = FAMILIES.values()
    while not is_over():
        population: list[Found] = []
        since_worse = 0
        for recipe in _candidates(chance, population, first):
            worst = population[0].cost if population else 0.0
            _try(costs, recipe, population)
            since_worse = 0 if population[0].cost > worst else since_worse + 1
            if population[0].cost > max([worst, *(found.cost for found in best)]):
                report(population[0])
            if since_worse > _PATIENCE or is_over():
                break
        best = sorted([*best, *population[:_KEPT]], reverse=True)[:_POPULATION]
        first = ()
    return best


def _try(costs: Costs, recipe: Recipe, population: list[Found]) -> None:
    """Add a log to the population if it is among the most expensive."""
    found = Found(costs.of(recipe, 1), str(recipe))
    if len(population) < _POPULATION or found.cost > population[-1].cost:
        _keep(population, Found(costs.of(recipe, _ATTEMPTS), str(recipe)))


def _keep(population: list[Found], found: Found) -> None:
    """Keep the best, but only one per unit, because copies of one idea would leave no room for the next."""
    recipe = found.recipe
    for other in population:
        if other.recipe.shape is recipe.shape and (
            other.recipe.unit == recipe.unit and other.recipe.head == recipe.head
        ):
            if other.cost >= found.cost:
                return
            population.remove(other)
            break
    population.append(found)
    population.sort(reverse=True)
    del population[_POPULATION:]


def _candidates(chance: random.Random, population: Sequence[Found], first: Iterable[Recipe]) -> Iterator[Recipe]:
    yield from first
    while True:
        if not population or chance.random() < _FRESH:
            yield _random(chance)
            continue
        # A better log is chosen more often.
        parent = population[int(len(population) * chance.random() ** 2)].recipe
        other = chance.choice(population).recipe
        yield _varied(chance, parent, other)


def _random(chance: random.Random) -> Recipe:
    head, unit, tail = (_joined(chance, most) for most in (3, _MOST_PIECES, 2))
    return Recipe(chance.choice(list(Shape)), head, unit, tail, chance.choice(_SIZES))


def _joined(chance: random.Random, most: int) -> str:
    return "".join(chance.choices(PIECES, k=chance.randint(0, most)))


def _varied(chance: random.Random, recipe: Recipe, other: Recipe) -> Recipe:
    field = chance.choice(("head", "unit", "unit", "unit", "tail", "size", "shape"))
    if field == "size":
        return replace(recipe, size=chance.choice(_SIZES))
    if field == "shape":
        return replace(recipe, shape=chance.choice(list(Shape)))
    text: str = getattr(recipe, field)
    donor: str = getattr(other, field)
    start, end = sorted((chance.randint(0, len(text)), chance.randint(0, len(text))))
    match chance.randrange(7):
        case 0:
            text = text[:start] + chance.choice(PIECES) + text[start:]
        case 1:
            text = text[:start] + text[end:]
        case 2:
            text = text[:start] + chance.choice(PIECES) + text[end:]
        case 3:
            text = text[:end] + text[start:]
        case 4:
            text = text[:start] + donor[chance.randint(0, len(donor)) :]
        case 5:
            text = text * 2
        case _:
            text = text + chance.choice(PIECES)
    return replace(recipe, **{field: text[:_LONGEST]})  # type: ignore[arg-type]  # a field with a text
