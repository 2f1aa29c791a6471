"""The table of packages that import each other, in docs/architecture.md."""

import re
from pathlib import Path

import grimp

ROOT = Path(__file__).parents[2]
LAYERS = ("domain", "application", "infrastructure", "entrypoints")
ROW = re.compile(r"^\| `(\w+\.\w+)` \| `(\w+\.\w+)` \|", re.MULTILINE)


def test_packages_of_a_layer_import_each_other_as_documented() -> None:
    """Each package of a layer imports exactly those packages of its layer that the table names."""
    graph = grimp.build_graph(*LAYERS)
    packages = {child for layer in LAYERS for child in graph.find_children(layer) if graph.find_children(child)}
    found = {
        (importer, imported)
        for importer in packages
        for imported in packages
        if importer != imported
        and importer.partition(".")[0] == imported.partition(".")[0]
        and graph.direct_import_exists(importer=importer, imported=imported, as_packages=True)
    }
    assert found == set(ROW.findall((ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")))
