"""The analytic rung: surfels → surfaces → relations → cells → labels → one solid of analytic faces."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
from OCP.TopoDS import TopoDS_Solid

from cad.ahead import in_turn
from cad.arrange.cells import CellComplex, arrange
from cad.build.blend import Blend, apply_blends
from cad.build.solid import build_solid
from cad.cloud.cloud import Surfels
from cad.edges.trim import Trim
from cad.edges.trimmed import Rounded, trimmed
from cad.fault import fault_of, usual_scatter
from cad.fit.freeform import Freeform
from cad.fit.surfaces import Cylinder, Plane, Segment
from cad.geometry.columns import Columns
from cad.geometry.vectors import Array
from cad.label.cut import Labels, Weights, label_cells
from cad.label.evidence import facet_samples, space_samples
from cad.label.views import View
from cad.problem import CadError
from cad.regularise.joint import regularise
from cad.regularise.tangent import is_blend, tangent_planes
from cad.segment.detect import Detection, detect
from cad.segment.limits import Limits
from cad.segment.outlines import outline_hypotheses
from cad.segment.windows import Window, with_windows

#: Below it a solid is taken as it is; below the second no guessed surface can be worth its risk.
_FAULT_GOOD, _FAULT_FAIR = 0.035, 0.1
#: Below it nothing is left to be found in the averaged places.
_FAULT_SURE = 0.008
#: Times that surfaces are sought in the last places, each with other random draws, and what sets their seeds apart.
DRAWS, _SALT = 3, 7919
#: How far sheets reach beyond where they were seen (share of the diagonal), in the order tried; and as a last resort.
_MARGINS, _MARGIN_SHORT = (0.12, 0.2), 0.06
#: Smaller roundings (share of the diagonal) are left sharp: every edge of a real cloud is rounded that much.
_BLEND_MIN = 0.009


@dataclass(frozen=True)
class Scene:
    """What is known besides the surfels: free space from views, and a closed mesh; both may be missing."""

    views: list[View] = field(default_factory=list)
    mesh_inside: Columns | None = None
    nominal: bool = True


@dataclass(frozen=True)
class AnalyticResult:
    """``segments``: the surfaces the solid was built from; ``figures``: what was counted and measured on the way.

    ``sharp``: the solid before its edges were rounded by ``blends`` and after them cut by ``trims``.
    """

    solid: TopoDS_Solid
    sharp: TopoDS_Solid
    blends: list[Blend]
    trims: list[Trim]
    segments: list[Segment]
    frame: Array
    figures: dict[str, float]


def _box(surfels: Surfels) -> tuple[Array, Array]:
    room = 0.04 * surfels.diagonal
    low, high = surfels.low - room, surfels.high + room
    if surfels.table_z is not None:
        low[2] = surfels.table_z
    return low, high


def _down_to_table(segment: Segment, seen: Array, table_z: float) -> Array:
    """Places below those ``seen`` where a steep surface may go on down to the table, out of every camera's sight."""
    surface, down = segment.surface, np.array([0.0, 0.0, -1.0])
    if isinstance(surface, Plane) and abs(surface.normal[2]) < 0.5:
        slide = down - (down @ surface.normal) * surface.normal
    elif isinstance(surface, Cylinder) and abs(surface.axis[2]) > 0.9:
        slide = surface.axis * -np.sign(surface.axis[2])
    else:
        return seen[:0]
    return seen + ((table_z - seen[:, 2]) / slide[2])[:, None] * slide


def _solve(
    segments: list[Segment], surfels: Surfels, frame: Array, scene: Scene, limits: Limits, margin: float,
    reach: dict[int, Array], windows: list[Window],
) -> tuple[CellComplex, Labels]:  # fmt: skip
    """Arrangement and labels of one set of surfaces."""
    if surfels.table_z is not None:
        reach = dict(reach)
        for number, segment in enumerate(segments):
            seen = surfels.points[segment.index]
            lower = _down_to_table(segment, seen, surfels.table_z)
            if not segment.hypothesis and len(lower):
                reach[number] = np.vstack([lower, reach[number]]) if number in reach else lower
    complex_ = arrange(segments, surfels.points, reach, _box(surfels), margin, frame, surfels.diagonal)
    if not complex_.cells:
        raise CadError("no-solid", "the surfaces do not cut space")
    facets = facet_samples(complex_, surfels, limits, scene.views, windows)
    space = space_samples(complex_, facets, surfels, limits, scene.views, scene.mesh_inside, windows)
    return complex_, label_cells(complex_, facets, space, surfels, Weights())


def _used(segments: list[Segment], complex_: CellComplex, skin: np.ndarray, diagonal: float) -> list[Segment]:
    """Segments that own part of the skin; the others only cut space needlessly."""
    mesh = complex_.mesh
    mine = np.isin(mesh.faces, skin)
    vertices, corner = np.unique(mesh.triangles[mine], return_inverse=True)
    places, areas = mesh.vertices[vertices], np.repeat(mesh.areas()[mine] / 3, 3)
    kept = []
    for segment in segments:
        on = (np.abs(segment.surface.signed(places)) < 1e-4 * diagonal)[corner.ravel()]
        if areas[on].sum() > 1e-3 * diagonal**2 * 0.5:
            kept.append(segment)
    return kept


@dataclass(frozen=True)
class _Sharp:
    """Segments without rounded edges, those edges, and where the planes beside them are expected to reach."""

    segments: list[Segment]
    blends: list[Blend]
    reach: dict[int, Array]
    windows: list[Window] = field(default_factory=list)


def _without_blends(segments: list[Segment], surfels: Surfels, limits: Limits) -> _Sharp:
    """Rounded edges are taken out and put back on the finished solid; their planes reach on to the sharp edge."""
    blends, kept, places = [], [], {}
    for number, segment in enumerate(segments):
        if not isinstance(segment.surface, Cylinder):
            kept.append(segment)
            continue
        tangency = tangent_planes(segments, number, surfels, limits)
        if not is_blend(segment, segments, tangency):
            kept.append(segment)
            continue
        if segment.surface.radius < _BLEND_MIN * surfels.diagonal:
            continue
        first, second = (segments[k].surface for k in tangency.planes)
        axis = segment.surface.axis
        low, high = np.percentile(surfels.points[segment.index] @ axis, [1, 99])
        blends.append(Blend(first, second, axis, segment.surface.radius, low, high))
        system = np.array([first.normal, second.normal, axis])
        ends = [np.linalg.solve(system, [first.offset, second.offset, end]) for end in (low, high)]
        for k in tangency.planes:
            places.setdefault(k, []).extend(ends * (1 + len(segments[k].index) // 100))
    numbers = {id(segments[k]): np.array(rows) for k, rows in places.items()}
    reach = {n: numbers[id(segment)] for n, segment in enumerate(kept) if id(segment) in numbers}
    return _Sharp(kept, blends, reach)


def _attempt(
    sharp: _Sharp, surfels: Surfels, frame: Array, scene: Scene, limits: Limits, margin: float
) -> tuple[TopoDS_Solid, TopoDS_Solid, list[Segment], int, int]:
    """Sharp and rounded solid, segments used, cells and rounded edges for one margin. Raises CadError."""
    segments, reach = sharp.segments, sharp.reach
    complex_, labels = _solve(segments, surfels, frame, scene, limits, margin, reach, sharp.windows)
    used = _used(segments, complex_, labels.skin, surfels.diagonal)
    if len(used) < len(segments):
        place = {id(s): k for k, s in enumerate(segments)}
        reach = {n: reach[place[id(s)]] for n, s in enumerate(used) if place[id(s)] in reach}
        complex_, labels = _solve(used, surfels, frame, scene, limits, 1.5 * margin, reach, sharp.windows)
    plain = build_solid(complex_, labels, surfels.diagonal)
    solid, rounded = apply_blends(plain, sharp.blends, surfels.diagonal)
    return plain, solid, used, len(complex_.cells), rounded


@dataclass(frozen=True)
class _Draw:
    """Surfaces found by one search and brought into relation; what they are arranged from."""

    surfels: Surfels
    limits: Limits
    found: Detection
    frame: Array
    segments: list[Segment]
    sharp: _Sharp
    rounded_edges: list[Segment]


def _draw(found: Detection, surfels: Surfels, scene: Scene, seed: int) -> _Draw:
    if found.refused:
        raise CadError("no-solid", found.refused)
    limits = Limits.of(surfels, seed)
    segments, frame = regularise(found.segments, surfels, found.frame, limits, nominal=scene.nominal)
    if len(segments) < 2:
        raise CadError("no-solid", "too few surfaces were found")
    sharp = _without_blends(segments, surfels, limits)
    rounded_edges = [s for s in segments if all(s is not k for k in sharp.segments)]
    cut, windows = with_windows(sharp.segments, surfels, scene.views, limits, nominal=scene.nominal)
    sharp = replace(sharp, segments=cut, windows=windows)
    return _Draw(surfels, limits, found, frame, segments, sharp, rounded_edges)


@dataclass(frozen=True)
class _Tried:
    """One set of surfaces at one margin: ``result`` or the ``problem`` why there is none; ``said`` on the way;
    ``patchable``: of the search they come from, where it was asked for."""

    draw: _Draw | None = None
    result: AnalyticResult | None = None
    problem: CadError | None = None
    said: list[str] = field(default_factory=list)
    patchable: float | None = None


@dataclass(frozen=True)
class _Turn:
    """One draw at one margin; ``again``: a further margin of the draw before; ``bar``: with less fault it is not
    needed."""

    surfels: Surfels
    seed: int
    margin: float
    again: bool
    bar: float


def _turns(surfels: Surfels, seed: int, draws: int) -> list[_Turn]:
    *first, last = _as_measured_then_averaged(surfels)
    turns = [_Turn(cloud, seed, _MARGINS[0], False, np.inf) for cloud in first]
    for number in range(draws):
        for margin in _MARGINS:
            again = margin != _MARGINS[0]
            bar = _FAULT_GOOD if number or again else _FAULT_SURE
            turns.append(_Turn(last, seed + _SALT * number, margin, again, bar))
    return turns


@dataclass(frozen=True)
class _Judge:
    """Whom solids are held against: the places as measured, and how they usually scatter about a plane. ``drawn``: of
    the latest turn, for further margins."""

    surfels: Surfels
    limits: Limits
    scene: Scene
    segmenter: Callable[[Surfels, int], Detection]
    usual: float
    drawn: dict[tuple[int, int], tuple[Detection, _Draw | CadError]] = field(default_factory=dict)

    def tried(self, draw: _Draw, margin: float, guesses: list[Segment]) -> _Tried:
        sharp = replace(draw.sharp, segments=draw.sharp.segments + guesses)
        try:
            plain, solid, used, cells, rounded = _attempt(
                sharp, draw.surfels, draw.frame, self.scene, draw.limits, margin * draw.surfels.diagonal
            )
        except CadError as error:
            return _Tried(draw, problem=error)
        fault = fault_of(solid, self.surfels, self.scene.views, self.limits, self.usual)
        figures = {
            "surfaces": float(len(draw.segments)), "surfacesUsed": float(len(used)), "cells": float(cells),
            "unexplainedShare": draw.found.unexplained, "noise": draw.surfels.noise,
            "blends": float(len(sharp.blends)), "blendEdges": float(rounded), "fault": fault,
            "windows": float(len(sharp.windows)),
        }  # fmt: skip
        result = AnalyticResult(solid, plain, sharp.blends, [], used + draw.rounded_edges, draw.frame, figures)
        return _Tried(draw, result, said=[f"margin {margin}, {len(guesses)} guesses: fault {fault:.2%}"])

    def turn_tried(self, turn: _Turn) -> Iterator[_Tried]:
        """The one result of a turn."""
        found, draw = self._drawn(turn)
        patches = sum(isinstance(segment.surface, Freeform) for segment in found.segments)
        said = [] if turn.again else [f"{len(found.segments)} surfaces, {patches} of them freeform"]
        tried = _Tried(problem=draw) if isinstance(draw, CadError) else self.tried(draw, turn.margin, [])
        yield replace(tried, said=said + tried.said, patchable=found.patchable)

    def _drawn(self, turn: _Turn) -> tuple[Detection, _Draw | CadError]:
        key = id(turn.surfels), turn.seed
        if key not in self.drawn:
            found = self.segmenter(turn.surfels, turn.seed)
            draw: _Draw | CadError
            try:
                draw = _draw(found, turn.surfels, self.scene, turn.seed)
            except CadError as error:
                draw = error
            self.drawn.clear()
            self.drawn[key] = found, draw
        return self.drawn[key]


class _Search:
    """The best solid so far of those of one part, and the last reason for none."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.best: _Tried | None = None
        self.problem = CadError("no-solid", "no margin gave a solid")
        self.patchable: float | None = None

    @property
    def found(self) -> AnalyticResult:
        """The best so far. Raises CadError ``no-solid`` where there is none."""
        if self.best is None:
            raise self.problem
        result = self.best.result
        assert result is not None
        # The averaged places, where they were looked at, show it best.
        share = {} if self.patchable is None else {"patchableShare": self.patchable}
        return replace(result, figures=result.figures | share)

    @property
    def least(self) -> float:
        return self.found.figures["fault"] if self.best else np.inf

    def take(self, tried: _Tried) -> bool:
        """True where that is the best solid so far."""
        for text in tried.said:
            self.say(text)
        self.patchable = self.patchable if tried.patchable is None else tried.patchable
        if tried.result is None:
            assert tried.problem is not None
            self.problem = tried.problem
            self.say(tried.problem.detail)
            return False
        if tried.result.figures["fault"] > self.least - 1e-4:
            return False
        self.best = tried
        return True


def _with_guesses(search: _Search, judge: _Judge) -> Iterator[AnalyticResult]:
    """With surfaces guessed from outlines where the plain ones left much doubt, at last with sheets that reach less."""
    draw = search.best.draw if search.best is not None else None
    if draw is None:
        return
    trials: list[tuple[float, list[Segment]]] = []
    if search.least >= _FAULT_FAIR:
        guesses = outline_hypotheses(draw.sharp.segments, draw.surfels, draw.frame, draw.limits)
        trials += [(_MARGINS[0], guesses), (_MARGINS[1], guesses[:7])] if guesses else []
    for margin, guesses in [*trials, (_MARGIN_SHORT, [])]:
        if search.least < (_FAULT_FAIR if guesses else _FAULT_GOOD):
            return
        if search.take(judge.tried(draw, margin, guesses)):
            yield search.found


def analytic_solids(
    surfels: Surfels, scene: Scene, seed: int, say: Callable[[str], None] = lambda text: None,
    segmenter: Callable[[Surfels, int], Detection] = detect, draws: int = DRAWS, at_once: int = 1,
) -> Iterator[AnalyticResult]:  # fmt: skip
    """Solids over several draws, margins and sets of surfaces, each with less fault than the one before.

    From the places as measured first: few and large faces stand out from any noise. Where that leaves doubt, from the
    averaged ones, which show small faces, and steps smaller than the noise; more than once, for a search among random
    draws misses a face now and then. Whoever runs out of time keeps the latest. ``at_once``: turns that may be worked
    on, which changes nothing but the time. Raises CadError ``no-solid`` when there is none.
    """
    limits = Limits.of(surfels, seed)
    search, judge = _Search(say), _Judge(surfels, limits, scene, segmenter, usual_scatter(surfels, limits))
    plan, drawn = _turns(surfels, seed, draws), True
    with closing(in_turn([partial(judge.turn_tried, turn) for turn in plan], at_once)) as turns:
        for turn, results in zip(plan, turns, strict=True):
            if search.least < turn.bar:
                break
            for tried in results if drawn or not turn.again else ():
                drawn = tried.draw is not None
                if search.take(tried):
                    yield search.found
    yield from _with_guesses(search, judge)
    finished = _with_trims(search.found, surfels, scene)
    if finished is not None:
        yield finished


def _with_trims(result: AnalyticResult, surfels: Surfels, scene: Scene) -> AnalyticResult | None:
    given = Rounded(result.sharp, result.solid, result.blends, int(result.figures["blendEdges"]), [])
    made = trimmed(given, surfels, scene.views, scene.nominal)
    if made is None:
        return None
    counts = {"trims": len(made.trims), "blends": len(made.blends), "blendEdges": made.edges}
    figures = result.figures | {name: float(count) for name, count in counts.items()}
    return replace(result, solid=made.solid, blends=made.blends, trims=made.trims, figures=figures)


def _as_measured_then_averaged(surfels: Surfels) -> list[Surfels]:
    if surfels.noise == surfels.seen_noise:
        return [surfels]
    return [surfels.as_measured(), surfels]


def build_analytic(
    surfels: Surfels, scene: Scene, seed: int, say: Callable[[str], None] = lambda text: None
) -> AnalyticResult:
    """The last and best of :func:`analytic_solids`."""
    return list(analytic_solids(surfels, scene, seed, say))[-1]
