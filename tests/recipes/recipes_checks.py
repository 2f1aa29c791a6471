"""`make test-recipes`: each recipe of docs/recipes.md, on a copy of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.recipes.recipe import copy_repository, follow, recipes

RECIPES = recipes()


@pytest.mark.timeout(600)
@pytest.mark.parametrize("title", RECIPES)
def test_each_recipe_works_as_written(title: str, tmp_path: Path) -> None:
    """A recipe that is followed literally works: its tests pass, and its code passes the checks of style."""
    repository = tmp_path / "repository"
    copy_repository(repository)
    follow(RECIPES[title], repository)
    for check in (["format", "--check", "--quiet"], ["check", "--quiet"]):
        ended = subprocess.run(  # noqa: S603 - our own tools
            [Path(sys.prefix) / "bin" / "ruff", *check], cwd=repository, capture_output=True, text=True, check=False
        )
        assert ended.returncode == 0, ended.stdout
