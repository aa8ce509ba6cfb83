"""The size a drawing would name: the roundest preferred one that the measurement allows."""

from __future__ import annotations

from typing import Any

#: Thread → tapping drill (coarse pitch, ISO 2306) and clearance holes fine, medium, coarse (ISO 273), in mm.
_THREADS = {
    "M2": (1.6, 2.2, 2.4, 2.6), "M2.5": (2.05, 2.7, 2.9, 3.1), "M3": (2.5, 3.2, 3.4, 3.6), "M4": (3.3, 4.3, 4.5, 4.8),
    "M5": (4.2, 5.3, 5.5, 5.8), "M6": (5.0, 6.4, 6.6, 7.0), "M8": (6.8, 8.4, 9.0, 10.0),
    "M10": (8.5, 10.5, 11.0, 12.0), "M12": (10.2, 13.0, 13.5, 14.5), "M16": (14.0, 17.0, 17.5, 18.5),
    "M20": (17.5, 21.0, 22.0, 24.0),
}  # fmt: skip
_USES = ("tapping drill", "fine clearance", "medium clearance", "coarse clearance")
#: Twist drills come in steps of 0.1 mm up to it (ISO 235).
_DRILL_MAX_MM = 14.0
#: Beyond it every size is as good as the next.
_UNCERTAINTY_MAX = {"length": 0.25, "diameter": 0.25, "radius": 0.25, "angle": 1.0}
_EXACT = 1e-6


def _thread_of(diameter: float) -> str | None:
    uses = [
        f"{thread}, {use}"
        for thread, sizes in _THREADS.items()
        for size, use in zip(sizes, _USES, strict=True)
        if abs(size - diameter) < _EXACT
    ]
    return " or ".join(uses) or None


def _nearest(value: float, step: float) -> float:
    return round(round(value / step) * step, 6)


def nominal_of(value: float, uncertainty: float | None, quantity: str, is_hole: bool) -> dict[str, Any] | None:
    """The contract's ``nominal``; ``value`` in mm or degrees. None when no preferred size is within the uncertainty.

    Of sizes that all fit, the rounder is taken: 1, then 0.5, then 0.1 mm (angles: 15°, 5°, 1°, 0.5°).
    """
    steps = (15.0, 5.0, 1.0, 0.5) if quantity == "angle" else (1.0, 0.5, 0.1)
    if quantity == "radius":
        steps = (0.5, 0.25, 0.1, 0.05)
    last = _nearest(value, steps[-1])
    if uncertainty is not None and uncertainty <= _UNCERTAINTY_MAX[quantity]:
        for step in steps:
            size = _nearest(value, step)
            if size > 0 and abs(size - value) <= max(uncertainty, _EXACT):
                return _named(size, step, quantity, is_hole)
    # Whatever was measured, the solid itself was rounded to it.
    return _named(last, steps[-1], quantity, is_hole) if last > 0 and abs(last - value) < _EXACT else None


def _named(size: float, step: float, quantity: str, is_hole: bool) -> dict[str, Any]:
    if is_hole and quantity == "diameter":
        thread = _thread_of(size)
        if thread:
            return {"value": size, "basis": "thread", "detail": thread}
        if size <= _DRILL_MAX_MM:
            return {"value": size, "basis": "drill", "detail": f"twist drill {size:g} mm"}
    return {"value": size, "basis": "step", "detail": f"multiple of {step:g}{'°' if quantity == 'angle' else ' mm'}"}
