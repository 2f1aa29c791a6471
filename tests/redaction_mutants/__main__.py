"""`make redaction-mutants`: delete or weaken each clause of each rule, and list the changes that no example detects."""

import argparse
import sys
import time
from collections import Counter

from tests.redaction_mutants.hunt import Hunt
from tests.redaction_mutants.mutants import SHARED, mutants
from tests.redaction_mutants.survivors import justified

_MOST_SURVIVING = 0.03


def main() -> int:
    """Print the survivors. Return 1 if one of them has no reason, or if there are too many."""
    parser = argparse.ArgumentParser(prog="python -m tests.redaction_mutants", description=__doc__)
    parser.add_argument("--kind", help="only mutants of this kind's modules and rules")
    chosen = parser.parse_args()
    started = time.monotonic()
    found = [mutant for mutant in mutants() if chosen.kind in {None, mutant.kind}]
    reasons = justified()
    made: Counter[str] = Counter(mutant.kind for mutant in found)
    survived: Counter[str] = Counter()
    unexplained = 0
    for tried in Hunt().tried(found):
        if tried.noticed_by:
            continue
        survived[tried.mutant.kind] += 1
        reason = reasons.get(str(tried.mutant))
        unexplained += reason is None
        print(f"{tried.mutant}\n    {reason or 'NOT DETECTED, AND WITHOUT A REASON'}")
    print(f"\n{len(found):,} mutants in {time.monotonic() - started:.0f} s")
    for kind, number in made.items():
        print(
            f"    {kind or 'shared' if kind == SHARED else kind:<16} {number:>5} mutants, {survived[kind]:>4} survive"
        )
    share = survived.total() / len(found)
    most = f"; at most {_MOST_SURVIVING:.0%}" if chosen.kind is None else ""
    print(f"{survived.total()} survive ({share:.1%}{most}), {unexplained} without a reason")
    return int(unexplained > 0 or (chosen.kind is None and share >= _MOST_SURVIVING))


if __name__ == "__main__":
    sys.exit(main())
