"""The analytic rung: surfels → surfaces → relations → cells → labels → one solid of analytic faces."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from OCP.TopoDS import TopoDS_Solid

from cad.arrange.cells import CellComplex, arrange
from cad.build.solid import build_solid
from cad.cloud.cloud import Surfels
from cad.fit.surfaces import Segment
from cad.geometry.columns import Columns
from cad.geometry.vectors import Array
from cad.label.cut import Weights, label_cells
from cad.label.evidence import facet_samples, space_samples
from cad.label.views import View
from cad.problem import CadError
from cad.regularise.joint import regularise
from cad.segment.detect import detect
from cad.segment.limits import Limits


@dataclass(frozen=True)
class Scene:
    """What is known besides the surfels: free space from views, and a closed mesh; both may be missing."""

    views: list[View] = field(default_factory=list)
    mesh_inside: Columns | None = None
    nominal: bool = True


@dataclass(frozen=True)
class AnalyticResult:
    """``segments``: the surfaces the solid was built from; ``figures``: what was counted and measured on the way."""

    solid: TopoDS_Solid
    segments: list[Segment]
    frame: Array
    figures: dict[str, float]


def _box(surfels: Surfels) -> tuple[Array, Array]:
    room = 0.04 * surfels.diagonal
    low, high = surfels.low - room, surfels.high + room
    if surfels.table_z is not None:
        low[2] = surfels.table_z
    return low, high


def _solve(segments: list[Segment], surfels: Surfels, frame: Array, scene: Scene, limits: Limits, margin: float):
    """Arrangement and labels of one set of surfaces."""
    complex_ = arrange(segments, surfels.points, {}, _box(surfels), margin, frame, surfels.diagonal)
    if not complex_.cells:
        raise CadError("no-solid", "the surfaces do not cut space")
    facets = facet_samples(complex_, surfels, limits, scene.views)
    space = space_samples(complex_, facets, surfels, limits, scene.views, scene.mesh_inside)
    return complex_, label_cells(complex_, facets, space, surfels, Weights())


def _used(segments: list[Segment], complex_: CellComplex, skin: np.ndarray, diagonal: float) -> list[Segment]:
    """Segments that own part of the skin; the others only cut space needlessly."""
    mesh = complex_.mesh
    mine = np.isin(mesh.faces, skin)
    centres, areas = mesh.corners[mine].reshape(-1, 3), np.repeat(mesh.areas()[mine] / 3, 3)
    kept = []
    for segment in segments:
        on = np.abs(segment.surface.signed(centres)) < 1e-4 * diagonal
        if areas[on].sum() > 1e-3 * diagonal**2 * 0.5:
            kept.append(segment)
    return kept


def build_analytic(
    surfels: Surfels, scene: Scene, seed: int, say: Callable[[str], None] = lambda text: None
) -> AnalyticResult:
    """One solid. Raises CadError ``no-solid`` when no set of margins gives a valid one."""
    limits = Limits.of(surfels, seed)
    found = detect(surfels, seed)
    say(f"{len(found.segments)} surfaces")
    segments, frame = regularise(found.segments, surfels, found.frame, limits, nominal=scene.nominal)
    problem = CadError("no-solid", "too few surfaces were found")
    if len(segments) < 2:
        raise problem
    for margin in (0.06, 0.11, 0.03):
        try:
            complex_, labels = _solve(segments, surfels, frame, scene, limits, margin * surfels.diagonal)
            used = _used(segments, complex_, labels.skin, surfels.diagonal)
            if len(used) < len(segments):
                complex_, labels = _solve(used, surfels, frame, scene, limits, 1.5 * margin * surfels.diagonal)
            solid = build_solid(complex_, labels, surfels.diagonal)
        except CadError as error:
            problem = error
            say(error.detail)
            continue
        figures = {
            "surfaces": float(len(segments)), "surfacesUsed": float(len(used)), "cells": float(len(complex_.cells)),
            "unexplainedShare": found.unexplained, "noise": surfels.noise,
        }  # fmt: skip
        return AnalyticResult(solid, used, frame, figures)
    raise problem
