"""Coarse depth maps of every view, made side by side."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from reconstruct.dense.matcher import MatchRule, PlaneMap, compile_kernels, match_coarse
from reconstruct.dense.pool import ViewPool
from reconstruct.dense.scene import Sphere
from reconstruct.dense.views import FloatArray, View


def coarse_maps(
    pool: ViewPool, views: list[View], sources: list[list[int]], sphere: Sphere, planes: dict[str, FloatArray | None],
    rule: MatchRule, done: Callable[[int], None],
) -> list[PlaneMap]:  # fmt: skip
    """One map a view; ``done`` hears how many have come."""
    compile_kernels()
    return pool.map(partial(_coarse, views, sources, sphere, planes, rule), range(len(views)), done)


def _coarse(views, sources, sphere, planes, rule: MatchRule, i: int) -> PlaneMap:
    return match_coarse(views, i, sources[i], sphere, planes[views[i].pass_name], rule)
