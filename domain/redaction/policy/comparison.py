"""Compares two policies: how redaction of new logs would change."""

from collections.abc import Iterator

from domain.redaction.policy.policy import Action, RedactionPolicy


def policy_changes(old: RedactionPolicy, new: RedactionPolicy) -> Iterator[str]:
    """Yield one line for each difference, such as `SESSION: keep -> mask`. Patterns and values are not shown."""
    for kind in sorted(old.actions.keys() | new.actions.keys()):
        before, after = (policy.actions.get(kind, Action.KEEP) for policy in (old, new))
        if before is not after:
            yield f"{kind}: {before} -> {after}"
    if old.catalogue != new.catalogue:
        yield f"catalogue: {old.catalogue} -> {new.catalogue}"
    if old.regions != new.regions:
        yield f"region: {' '.join(old.regions)} -> {' '.join(new.regions)}"
    patterns = {own.name: own.pattern for own in old.custom}
    for own in new.custom:
        if patterns.get(own.name, own.pattern) != own.pattern:
            yield f"{own.name}: another pattern"
    for what, entries in (("more", new.allow - old.allow), ("fewer", old.allow - new.allow)):
        if entries:
            yield f"allow: {len(entries)} {what}"
    if old.columns != new.columns:
        yield f"columns: {'; '.join(old.columns) or 'none'} -> {'; '.join(new.columns) or 'none'}"
