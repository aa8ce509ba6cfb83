"""One dimension, as in the contract's ``dimension`` (lengths in the part's unit)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from cad.geometry.vectors import Array


@dataclass
class Dimension:
    """``id`` and ``nominal`` are given when all are known (:func:`cad.dimensions.find.dimensions_of`)."""

    kind: str
    label: str
    quantity: str
    value: float
    raw: float | None
    uncertainty: float | None
    evidence: str
    faces: list[int]
    place: Array
    axis: Array | None = None
    count: int = 1
    depth: float | None = None
    through: bool | None = None
    lines: list[tuple[Array, Array]] = field(default_factory=list)
    circles: list[tuple[Array, Array, float]] = field(default_factory=list)
    at: Array | None = None

    def as_json(self, number: str, nominal: dict[str, Any] | None) -> dict[str, Any]:
        vec = lambda v: [float(x) for x in v]  # noqa: E731
        circles = [{"centre": vec(c), "axis": vec(a), "radius": float(r)} for c, a, r in self.circles]
        return {
            "id": number, "kind": self.kind, "label": self.label, "quantity": self.quantity, "value": float(self.value),
            "raw": self.raw, "nominal": nominal, "uncertainty": self.uncertainty, "evidence": self.evidence,
            "faces": sorted(self.faces), "count": self.count, "place": vec(self.place),
            "axis": None if self.axis is None else vec(self.axis), "depthMm": self.depth, "through": self.through,
            "drawing": {"lines": [[vec(a), vec(b)] for a, b in self.lines], "circles": circles,
                        "at": vec(self.place if self.at is None else self.at)},
        }  # fmt: skip
