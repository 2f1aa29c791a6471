"""Writes the corpus as JSON lines: practice.jsonl, look_alikes.jsonl and plain.jsonl."""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from tests.corpus import Record, findings, look_alikes, plain


def main() -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.corpus", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder to write to")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same lines (default 1)")
    parser.add_argument("--findings", type=int, default=6_000, metavar="N")
    parser.add_argument("--look-alikes", type=int, default=3_000, metavar="N")
    parser.add_argument("--plain", type=int, default=10_000, metavar="N")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    _write(options.out / "practice.jsonl", findings(options.seed, options.findings))
    _write(options.out / "look_alikes.jsonl", look_alikes(options.seed, options.look_alikes))
    _write(options.out / "plain.jsonl", plain(options.seed, options.plain))


def _write(path: Path, records: Iterator[Record]) -> None:
    with path.open("w", encoding="utf-8") as file:
        for record in records:
            file.write(json.dumps(record.as_json(), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
