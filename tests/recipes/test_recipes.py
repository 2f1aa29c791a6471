"""A recipe that is quick to follow; `recipes_checks.py` follows all of them."""

from pathlib import Path

from tests.recipes.recipe import copy_repository, follow, recipes

QUICK = "Add a protocol"


def test_a_recipe_works_as_it_is_written(tmp_path: Path) -> None:
    """Who follows the recipe for a protocol has one whose tests pass."""
    repository = tmp_path / "repository"
    copy_repository(repository)
    follow(recipes()[QUICK], repository)
