"""One recipe that is quick to follow, and the files that all recipes change.

`recipes_checks.py` follows all recipes.
"""

from pathlib import Path

import pytest

from tests.recipes.recipe import change_files, copy_repository, follow, recipes

QUICK = "Add a protocol"


def test_a_recipe_works_as_written(tmp_path: Path) -> None:
    """Following the recipe for a protocol gives a protocol whose tests pass."""
    repository = tmp_path / "repository"
    copy_repository(repository)
    follow(recipes()[QUICK], repository)


@pytest.mark.parametrize("title", recipes())
def test_the_lines_that_a_recipe_changes_exist(title: str, tmp_path: Path) -> None:
    """The lines that a recipe changes exist in their files."""
    repository = tmp_path / "repository"
    copy_repository(repository)
    change_files(recipes()[title], repository)
