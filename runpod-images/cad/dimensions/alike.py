"""Things of one kind put together."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")


def alike(items: Iterable[T], same: Callable[[T, T], bool]) -> list[list[T]]:
    """Groups in the order of their first members; an item joins the first group whose first member is the same."""
    groups: list[list[T]] = []
    for item in items:
        group = next((g for g in groups if same(g[0], item)), None)
        if group is None:
            groups.append([item])
        else:
            group.append(item)
    return groups
