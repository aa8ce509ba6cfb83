"""Diameters of the holes that the photos show: the true part's bores beside the solid's."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from OCP.BRepBuilderAPI import BRepBuilderAPI_Transform
from OCP.gp import gp_Trsf
from OCP.TopoDS import TopoDS_Shape

from cad.bench.judge import overlap
from cad.bench.walls import RoundWall, bores, round_walls
from cad.geometry.vectors import Array
from cad.kernel.shape import bounds_of, tessellate
from cad.step.document import read_step
from reconstruct.bench.poses import Similarity
from reconstruct.bench.sets import TrueCamera
from reconstruct.bench.truth import Truth, seen_by

#: A hole was seen where two cameras see this much of one of its rims.
RIM_SEEN_SHARE = 0.6
DIAMETER_WITHIN_MM = 0.2
_RIM_POINTS = 48
_FOUND_ANGLE_MIN_DEG = 150.0
_LAID_IOU_MIN = 0.97


def laid_as(truth: Truth, step: Path) -> TopoDS_Shape | None:
    """The STEP's shape moved onto the truth: a right-angled turn and a shift, None where none of them fits.

    Data sets turn a part before they lay it on the mat, and no file says how.
    """
    shape = read_step(step)
    low, high = bounds_of(shape)
    true_low, true_high = truth.points.min(0), truth.points.max(0)
    best: tuple[float, TopoDS_Shape | None] = (_LAID_IOU_MIN, None)
    for turn in _right_turns():
        ends = np.sort(np.stack([turn @ low, turn @ high]), axis=0)
        if np.abs(np.ptp(ends, axis=0) - (true_high - true_low)).max() > 0.005 * truth.diagonal:
            continue
        moved = _moved(shape, turn, (true_low + true_high) / 2 - ends.mean(0))
        share = overlap(tessellate(moved, 0.001 * truth.diagonal), truth.mesh)
        if share > best[0]:
            best = share, moved
    return best[1]


def hole_figures(
    true_shape: TopoDS_Shape, found: TopoDS_Shape | None, carried: Similarity, truth: Truth,
    cameras: Sequence[TrueCamera],
) -> list[dict[str, Any]]:  # fmt: skip
    """One row for each true hole whose rim was seen: its diameter, the solid's (None: not there), both errors in mm."""
    walls = [] if found is None else [_carried(wall, carried) for wall in round_walls(found) if wall.inner]
    walls = [wall for wall in walls if wall.angle_deg >= _FOUND_ANGLE_MIN_DEG]
    rows = []
    for hole in bores(true_shape):
        if not _is_seen(hole, truth, cameras):
            continue
        match = _nearest(hole, walls)
        row: dict[str, Any] = {"placeMm": [round(float(v), 2) for v in hole.middle], "diameterMm": 2 * hole.radius,
                               "foundMm": None, "errorMm": None, "offAxisMm": None}  # fmt: skip
        if match is not None:
            row |= {"foundMm": 2 * match.radius, "errorMm": 2 * (match.radius - hole.radius),
                    "offAxisMm": match.off_axis(hole.middle)}  # fmt: skip
        rows.append(row)
    return rows


def _right_turns() -> list[Array]:
    """The 24 rotations that keep the axes."""
    turns = []
    for order in itertools.permutations(range(3)):
        for signs in itertools.product((1.0, -1.0), repeat=3):
            turn = np.zeros((3, 3))
            turn[range(3), order] = signs
            if np.linalg.det(turn) > 0:
                turns.append(turn)
    return turns


def _moved(shape: TopoDS_Shape, turn: Array, shift: Array) -> TopoDS_Shape:
    move = gp_Trsf()
    rows = np.column_stack([turn, shift])
    move.SetValues(*(float(v) for v in rows.reshape(-1)))
    return BRepBuilderAPI_Transform(shape, move, True).Shape()


def _carried(wall: RoundWall, carried: Similarity) -> RoundWall:
    start, end = carried.points(np.array([wall.start, wall.end]))
    return replace(wall, start=start, end=end, radius=wall.radius * carried.scale)


def _is_seen(hole: RoundWall, truth: Truth, cameras: Sequence[TrueCamera]) -> bool:
    across = np.linalg.svd(hole.axis[None])[2][1:]
    turn = 2 * np.pi * np.arange(_RIM_POINTS) / _RIM_POINTS
    circle = hole.radius * (np.cos(turn)[:, None] * across[0] + np.sin(turn)[:, None] * across[1])
    seen = seen_by(truth, np.vstack([hole.start + circle, hole.end + circle]), None, cameras) >= 2
    return bool(seen.reshape(2, -1).mean(1).max() >= RIM_SEEN_SHARE)


def _nearest(hole: RoundWall, walls: Sequence[RoundWall]) -> RoundWall | None:
    """The wall along the same axis whose radius is nearest."""
    near = [
        wall
        for wall in walls
        if abs(wall.axis @ hole.axis) > np.cos(np.radians(5)) and wall.off_axis(hole.middle) < 0.5 * hole.radius
    ]
    return min(near, key=lambda wall: abs(wall.radius - hole.radius), default=None)
