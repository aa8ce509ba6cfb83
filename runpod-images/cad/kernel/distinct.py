"""Shapes told apart as the kernel does: the same edge is met once in each of its faces, turned either way."""

from __future__ import annotations

from collections.abc import Iterable

from OCP.TopoDS import TopoDS_Shape


class Distinct:
    """Shapes numbered in the order in which they are first met; ``shapes``: each once."""

    def __init__(self, shapes: Iterable[TopoDS_Shape] = ()) -> None:
        self.shapes: list[TopoDS_Shape] = []
        self._buckets: dict[int, list[int]] = {}
        for shape in shapes:
            self.number(shape)

    def number(self, shape: TopoDS_Shape) -> int:
        """Of the shape, a new one where it was not met before."""
        bucket = self._buckets.setdefault(hash(shape), [])
        known = next((k for k in bucket if self.shapes[k].IsSame(shape)), None)
        if known is not None:
            return known
        bucket.append(len(self.shapes))
        self.shapes.append(shape)
        return len(self.shapes) - 1

    def add(self, shape: TopoDS_Shape) -> bool:
        """True when it was not met before."""
        before = len(self.shapes)
        return self.number(shape) == before
