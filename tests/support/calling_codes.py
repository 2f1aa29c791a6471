"""Write the table of calling codes anew from libphonenumber's metadata: `make calling-codes`."""

from pathlib import Path

import phonenumbers

MODULE = Path(__file__).parents[2] / "domain" / "redaction" / "detectors" / "phone" / "calling_codes.py"
HEADER = '''"""Country calling codes, and how many digits the numbers behind them have.

Made by `make calling-codes` from the metadata of phonenumberslite, so that a number behind a plus is told without
loading them: 20 ms and a region's patterns.
"""

LENGTHS: dict[int, tuple[int, ...]] = {
'''


def source() -> str:
    """The module's text, by the metadata of the release that is installed."""
    lines = []
    for code, regions in sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items()):
        lengths: set[int] = set()
        for region in regions:
            metadata = phonenumbers.PhoneMetadata.metadata_for_region_or_calling_code(code, region)
            description = getattr(metadata, "general_desc", None)
            lengths.update(description.possible_length if description else ())
        listed = ", ".join(map(str, sorted(lengths)))
        lines.append(f"    {code}: ({listed}{',' if len(lengths) == 1 else ''}),\n")
    return HEADER + "".join(lines) + "}\n"


if __name__ == "__main__":
    MODULE.write_text(source(), encoding="utf-8")
