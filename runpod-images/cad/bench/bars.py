"""What the CAD stage must reach on clouds with 0.15 mm of noise, and whether it did."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import mean, median
from typing import Any

NOISE_MM = 0.15

Rows = Sequence[dict[str, Any]]


@dataclass(frozen=True)
class Bar:
    """``passed``: None where no trial of the run belongs to it."""

    on: str
    asked: str
    measured: str
    passed: bool | None


@dataclass(frozen=True)
class _Asked:
    what: str
    measure: Callable[[Rows], float]
    bar: float
    most: bool = False


def share(rows: Rows, test: Callable[[dict[str, Any]], bool]) -> float:
    return sum(map(test, rows)) / len(rows)


def hit_share(rows: Rows, hit: str, of: str) -> float:
    """Over all trials together; 1 where there is nothing to be found."""
    total = sum(row[of] for row in rows)
    return sum(row[hit] for row in rows) / total if total else 1.0


_VALID = _Asked("one valid closed solid", lambda rows: share(rows, lambda r: r["valid"]), 1.0)


def _iou(bar: float, least: float) -> _Asked:
    return _Asked(f"IoU ≥ {bar:g}, share", lambda rows: share(rows, lambda r: r["iou"] >= bar), least)


def _f1(least: float) -> _Asked:
    return _Asked("face F1, mean", lambda rows: mean(r["f1"] for r in rows), least)


def _radii(least: float) -> _Asked:
    return _Asked("radii within 0.1 mm or 1 %", lambda rows: hit_share(rows, "radiiHit", "radii"), least)


_ALL = (
    _VALID, _Asked("analytic", lambda rows: share(rows, lambda r: r["label"] == "analytic"), 0.85), _iou(0.98, 0.90),
    _f1(0.92), _radii(0.95), _Asked("seconds, median", lambda rows: median(r["seconds"] for r in rows), 15.0, True),
    _Asked("seconds, most", lambda rows: max(r["seconds"] for r in rows), 90.0, True),
)  # fmt: skip
_UNSEEN = (_VALID, _iou(0.95, 0.80))
_GENERATED = (_iou(0.99, 0.95), _f1(0.97), _radii(0.98))


def bars_of(rows: Rows) -> list[Bar]:
    """Bars over all parts, over all with the underside unseen, and over the generated ones."""
    here = [row for row in rows if abs(row["noiseMm"] - NOISE_MM) < 1e-9]
    seen = [row for row in here if row["underside"]]
    groups = [
        ("all parts", seen, _ALL),
        ("underside unseen", [row for row in here if not row["underside"]], _UNSEEN),
        ("generated parts", [row for row in seen if row["source"] == "generated"], _GENERATED),
    ]
    return [_bar(on, chosen, asked) for on, chosen, wanted in groups for asked in wanted]


def _bar(on: str, rows: Rows, asked: _Asked) -> Bar:
    words = f"{asked.what} {'≤' if asked.most else '≥'} {asked.bar:g}"
    if not rows:
        return Bar(on, words, f"no trial with {NOISE_MM:g} mm of noise", None)
    value = asked.measure(rows)
    passed = value <= asked.bar if asked.most else value >= asked.bar
    return Bar(on, words, f"{value:.4g} ({len(rows)} trials)", passed)
