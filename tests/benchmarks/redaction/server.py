"""Runs one redactor in a process of its own: `python -m tests.benchmarks.redaction.server NAME`.

Each line of input is a JSON list of [text, region]. Each line of output has the findings of these texts and the CPU
seconds that they took. The seconds are counted here, so that they do not include the pipe, and are CPU time, so that a
busy machine changes little.
"""

import importlib
import importlib.metadata
import json
import os
import sys
import time

_WARM_UP = "warm up +1 415 555 2671, ada@example.com, 4111 1111 1111 1111, 203.0.113.9"


def main() -> None:
    """Report which redactor this is, then answer until the input ends."""
    finder = importlib.import_module(f"tests.benchmarks.redaction.finders.{sys.argv[1]}")
    # The output of a library must not get between the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    finder.find(_WARM_UP, "US")
    version = importlib.metadata.version(finder.PACKAGE)
    print(json.dumps({"version": version, "labels": sorted(finder.LABELS)}), file=answers, flush=True)
    for request in sys.stdin:
        lines = json.loads(request)
        start = time.process_time()
        found = [finder.find(text, region) for text, region in lines]
        seconds = time.process_time() - start
        print(json.dumps({"found": found, "seconds": seconds}), file=answers, flush=True)


if __name__ == "__main__":
    main()
