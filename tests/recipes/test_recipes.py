"""A recipe that is quick to follow, and the files that all of them change; `recipes_checks.py` follows them all."""

from pathlib import Path

import pytest

from tests.recipes.recipe import change_files, copy_repository, follow, recipes

QUICK = "Add a protocol"


def test_a_recipe_works_as_it_is_written(tmp_path: Path) -> None:
    """Who follows the recipe for a protocol has one whose tests pass."""
    repository = tmp_path / "repository"
    copy_repository(repository)
    follow(recipes()[QUICK], repository)


@pytest.mark.parametrize("title", recipes())
def test_the_lines_that_a_recipe_changes_exist(title: str, tmp_path: Path) -> None:
    """Each file that a recipe changes has the lines that the recipe shows."""
    repository = tmp_path / "repository"
    copy_repository(repository)
    change_files(recipes()[title], repository)
