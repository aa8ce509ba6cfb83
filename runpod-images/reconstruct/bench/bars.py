"""What a scan of a set must reach, and whether it did; what was not measured counts as missed unless it cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reconstruct.bench.holes import DIAMETER_WITHIN_MM

IOU_TWO_PASSES, IOU_ONE_PASS = 0.95, 0.90
#: Three runs agree when they differ by no more than this.
IOU_SPREAD_MAX, DIAMETER_SPREAD_MAX_MM, SIZE_SPREAD_MAX_MM = 0.01, 0.1, 0.2


@dataclass(frozen=True)
class Bar:
    """``passed``: None where the set gives nothing to measure it by."""

    set: str
    asked: str
    measured: str
    passed: bool | None


def bars_of(rows: Sequence[dict[str, Any]]) -> list[Bar]:
    """The bars of one set, its worst run counting."""
    name, least = rows[0]["set"], IOU_TWO_PASSES if rows[0]["passes"] > 1 else IOU_ONE_PASS
    bars = [
        Bar(name, "a result", ", ".join(row["label"] for row in rows), all(row["label"] != "failed" for row in rows)),
        _least(name, "photos placed within 0.3 mm, share", _values(rows, "poses", "rightShare"), 0.95),
        _scale(name, rows),
        _least(name, "cloud precision", _values(rows, "cloud", "precision"), 0.97),
        _least(name, "cloud completeness of seen surface", _values(rows, "cloud", "completeness"), 0.90),
        _least(name, f"IoU of the solid, {rows[0]['passes']} passes", _values(rows, "solid", "iou"), least),
        _holes(name, rows),
        Bar(name, "STL watertight and manifold", "", all(_closed(row["stl"]) for row in rows)),
    ]
    return bars + ([_agreement(name, rows)] if len(rows) > 1 else [])


def spread_of(rows: Sequence[dict[str, Any]]) -> dict[str, float | None]:
    """How far the runs lie apart: IoU, each hole's diameter, the box's sizes; None where a run gave no such figure."""
    iou = _values(rows, "solid", "iou")
    sizes = [row["solid"]["boxSizeMm"] if row["solid"] else None for row in rows]
    diameters = [[hole["foundMm"] for hole in row["holes"] or []] for row in rows]
    same = len({len(found) for found in diameters}) == 1
    return {
        "iou": _range(iou),
        "sizeMm": None if None in sizes else max((max(s) - min(s) for s in zip(*sizes, strict=True)), default=0.0),
        "diameterMm": _worst([_range(list(d)) for d in zip(*diameters, strict=True)]) if same else None,
        "labels": float(len({row["label"] for row in rows})),
    }


def _values(rows: Sequence[dict[str, Any]], part: str, figure: str) -> list[float | None]:
    return [row[part].get(figure) if row[part] else None for row in rows]


def _least(name: str, asked: str, values: list[float | None], bar: float) -> Bar:
    told = ", ".join("none" if value is None else f"{value:.4f}" for value in values)
    return Bar(name, f"{asked} ≥ {bar:g}", told, all(value is not None and value >= bar for value in values))


def _scale(name: str, rows: Sequence[dict[str, Any]]) -> Bar:
    values = _values(rows, "poses", "scaleErrorPercent")
    told = ", ".join("unknown" if value is None else f"{value:+.3f} %" for value in values)
    return Bar(name, "scale within 0.2 %", told, all(value is not None and abs(value) <= 0.2 for value in values))


def _holes(name: str, rows: Sequence[dict[str, Any]]) -> Bar:
    asked = f"diameters of seen holes within {DIAMETER_WITHIN_MM:g} mm"
    holes = [hole for row in rows for hole in row["holes"] or []]
    if not holes:
        return Bar(name, asked, "no hole is known", None)
    good = sum(hole["errorMm"] is not None and abs(hole["errorMm"]) <= DIAMETER_WITHIN_MM for hole in holes)
    return Bar(name, asked, f"{good} of {len(holes)}", good == len(holes))


def _closed(stl: dict[str, Any] | None) -> bool:
    return stl is not None and stl["watertight"] and stl["manifold"] and stl["volumeMm3"] > 0


def _agreement(name: str, rows: Sequence[dict[str, Any]]) -> Bar:
    spread = spread_of(rows)
    told = ", ".join(f"{key} {'unknown' if value is None else f'{value:.4g}'}" for key, value in spread.items())
    limits = {"iou": IOU_SPREAD_MAX, "sizeMm": SIZE_SPREAD_MAX_MM, "diameterMm": DIAMETER_SPREAD_MAX_MM, "labels": 1.0}
    agree = all(spread[key] is not None and spread[key] <= limit for key, limit in limits.items())
    return Bar(name, f"{len(rows)} runs (seeds) agree", told, agree)


def _range(values: Sequence[float | None]) -> float | None:
    """Greatest less least; 0 where no run found it at all, None where only some did."""
    known = [value for value in values if value is not None]
    if not known:
        return 0.0
    return max(known) - min(known) if len(known) == len(values) else None


def _worst(values: Sequence[float | None]) -> float | None:
    return None if any(value is None for value in values) else max((v for v in values if v is not None), default=0.0)
