"""`python -m tests.package.size`: the sizes of the built packages and of their largest parts."""

import io
import sys
import zipfile
from collections import Counter
from pathlib import Path

from entrypoints.deployment.packages import BUILT, architectures

# The maximum zipped sizes in bytes. read-api checks its answers with pydantic, and contains the redaction rules for
# searches by redacted values and for previews of policies. It loads these when they are first needed.
MAX_ZIP_BYTES = {"IngestApi": 6_000_000, "LogWorker": 6_000_000, "ReadApi": 9_000_000}
_SHOWN = 6


def zipped(folder: Path) -> tuple[int, Counter[str]]:
    """Return the size of the folder as a zip file, and the sizes of its top-level entries in it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, path.relative_to(folder))
        parts: Counter[str] = Counter()
        for entry in archive.infolist():
            parts[entry.filename.partition("/")[0]] += entry.compress_size
    return len(buffer.getvalue()), parts


def main() -> int:
    """Print a line for each function. Return 1 if one is too large."""
    too_large = False
    for function, most in MAX_ZIP_BYTES.items():
        size, parts = zipped(BUILT / function)
        largest = ", ".join(f"{name} {part / 1e6:.1f}" for name, part in parts.most_common(_SHOWN))
        print(f"{function:<10} {', '.join(architectures(BUILT / function))} zip {size / 1e6:.1f} MB: {largest}")
        if size > most:
            print(f"{function} is over {most / 1e6:.1f} MB.", file=sys.stderr)
            too_large = True
    return int(too_large)


if __name__ == "__main__":
    sys.exit(main())
