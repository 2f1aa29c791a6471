"""A query's tree in the format in which `node/read.mjs` writes the tree of Grafana's grammar."""

from dataclasses import fields
from functools import reduce
from typing import Any

from domain.logql.expressions import All, Condition, Expression
from domain.logql.expressions import Any as AnyOf


def shape(tree: Expression) -> Any:
    """Return the tree as JSON."""
    return _shape(tree)


def _shape(node: Any) -> Any:
    if isinstance(node, All | AnyOf):
        return _in_pairs("all" if isinstance(node, All) else "any", node.conditions)
    if isinstance(node, tuple):
        return [_shape(each) for each in node]
    if hasattr(node, "__dataclass_fields__"):
        return {field.name: _shape(getattr(node, field.name)) for field in fields(node)}
    return node


def _in_pairs(word: str, conditions: tuple[Condition, ...]) -> Any:
    """Join two at a time from the left, as Grafana's grammar does."""
    first, *others = map(_shape, conditions)
    return reduce(lambda left, right: {word: [left, right]}, others, first)
