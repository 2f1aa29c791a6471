"""The recipes of `docs/recipes.md`, followed literally on a copy of the repository."""
