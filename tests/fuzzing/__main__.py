"""`make fuzz-redaction`: search for logs that are expensive to redact."""

import argparse
import sys

from tests.fuzzing.hostile_log import Recipe
from tests.fuzzing.redaction_cost import BOUND, Costs
from tests.fuzzing.redaction_search import Found, search

_SHOWN = 10
_LAST_ATTEMPTS = 5


def main() -> int:
    """Return 1 if a log costs more than the bound."""
    parser = argparse.ArgumentParser(prog="make fuzz-redaction", description=__doc__)
    parser.add_argument("--minutes", type=float, default=1.0, help="minutes of CPU time (default: 1)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the search (default: 1)")
    parser.add_argument("--replay", metavar="RECIPE", help="measure this printed log again")
    options = parser.parse_args()
    costs = Costs()
    if options.replay:
        found = [Found(costs.of(Recipe.parse(options.replay), _LAST_ATTEMPTS), options.replay)]
    else:
        population = search(costs, seconds=options.minutes * 60, seed=options.seed, report=_show)
        found = [Found(costs.of(each.recipe, _LAST_ATTEMPTS), each.written) for each in population]
        print(f"\nThe worst, best of {_LAST_ATTEMPTS}:")
    found.sort(reverse=True)
    for each in found[:_SHOWN]:
        _show(each, costs)
    print(f"An ordinary line costs {costs.ordinary * 1e9:.0f} us/kB here; the bound is {BOUND} times that.")
    return int(found[0].cost > BOUND)


def _show(found: Found, costs: Costs | None = None) -> None:
    absolute = f" {found.cost * costs.ordinary * 1e6:6.2f} ms/kB" if costs else ""
    print(f"{found.cost:6.1f} x{absolute}  {found.written}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
