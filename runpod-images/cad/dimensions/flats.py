"""Distances between parallel plane faces: thicknesses, gaps and steps; and the overall size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

import numpy as np

from cad.dimensions.dimension import Dimension
from cad.dimensions.look import Face, Part
from cad.dimensions.worth import Worth, together
from cad.geometry.mesh import Mesh
from cad.geometry.vectors import Array, frame_of
from cad.kernel.shape import bounds_of

_PARALLEL = np.cos(np.radians(0.25))
_SAMPLES = 64
#: Share of the smaller face that must lie opposite the other.
_OPPOSITE_MIN = 0.05


class Levels:
    """Plane faces joined to levels: one outward direction, one offset."""

    def __init__(self, part: Part) -> None:
        self.of: dict[int, int] = {}
        self.faces: list[list[Face]] = []
        for face in part.faces:
            if face.normal is None:
                continue
            for number, level in enumerate(self.faces):
                like = level[0]
                apart = abs((face.centre - like.centre) @ like.normal)
                if face.normal @ like.normal > _PARALLEL and apart < 1e-4 * part.size:
                    level.append(face)
                    self.of[face.id] = number
                    break
            else:
                self.of[face.id] = len(self.faces)
                self.faces.append([face])


def _sampled(face: Face) -> Array:
    mesh = Mesh(face.corners.reshape(-1, 3), np.arange(3 * len(face.corners)).reshape(-1, 3), np.zeros(0, np.int64))
    return mesh.sample(_SAMPLES, np.random.default_rng(7))[0]


def _covers(face: Face, points: Array, normal: Array) -> np.ndarray:
    """Which points lie on the face when looked at along ``normal``."""
    x, y = frame_of(normal)
    flat = lambda p: np.stack([p @ x, p @ y], -1)  # noqa: E731
    a, b, c = (flat(face.corners[:, k]) for k in range(3))
    p = flat(points)[:, None]

    def side(u: Array, v: Array) -> Array:
        return (v[:, 0] - u[:, 0]) * (p[..., 1] - u[:, 1]) - (v[:, 1] - u[:, 1]) * (p[..., 0] - u[:, 0])

    s = np.stack([side(a, b), side(b, c), side(c, a)])
    return ((s >= 0).all(0) | (s <= 0).all(0)).any(1)


def _opposites(part: Part, planes: list[Face]) -> dict[tuple[int, int, bool], tuple[Array, Array]]:
    """(face, face, is material between) → a line from one to the other; of each point only the nearest face counts."""
    found: dict[tuple[int, int, bool], tuple[Array, Array]] = {}
    for face in planes:
        others = [o for o in planes if face.normal @ o.normal < -_PARALLEL]
        if not others:
            continue
        points = _sampled(face)
        heights = np.array([(other.centre - face.centre) @ face.normal for other in others])
        covered = np.array([_covers(other, points, face.normal) for other in others])
        for inside in (True, False):
            depth = np.where(heights < 0, -heights, np.inf) if inside else np.where(heights > 0, heights, np.inf)
            reach = np.where(covered, depth[:, None], np.inf)
            nearest = np.argmin(reach, axis=0)
            for k, other in enumerate(others):
                mine = points[(nearest == k) & np.isfinite(reach[k])]
                share = len(mine) / _SAMPLES * max(1.0, face.area / max(other.area, 1e-12))
                if len(mine) < 2 or share < _OPPOSITE_MIN:
                    continue
                ends = mine + heights[k] * face.normal
                middles = [part.holds((p + q) / 2) for p, q in zip(mine[:5], ends[:5], strict=True)]
                if 2 * sum(held == inside for held in middles) > len(middles):
                    low, high = min(face.id, other.id), max(face.id, other.id)
                    chosen = int(np.argmin(np.linalg.norm(mine - mine.mean(0), axis=1)))
                    found.setdefault((low, high, inside), (mine[chosen], ends[chosen]))
    return found


def parallel_distances(part: Part, worth: Worth) -> list[Dimension]:
    levels = Levels(part)
    planes = [face for level in levels.faces for face in level]
    grouped: dict[tuple[int, int, bool], list[tuple[int, int, tuple[Array, Array]]]] = defaultdict(list)
    for (a, b, inside), line in _opposites(part, planes).items():
        key = (*sorted((levels.of[a], levels.of[b])), inside)
        grouped[key].append((a, b, line))
    out = []
    for (low, high, inside), pairs in grouped.items():
        a, b = levels.faces[low][0], levels.faces[high][0]
        one = sorted({f for pair in pairs for f in pair[:2] if levels.of[f] == low})
        two = sorted({f for pair in pairs for f in pair[:2] if levels.of[f] == high})
        value = abs((b.centre - a.centre) @ a.normal)
        sign = 1 if inside else -1
        kind, label = ("thickness", "Thickness") if inside else ("gap", "Gap between walls")
        out.append(_distance(worth, kind, label, value, (one, sign), (two, sign), pairs[0][2], a.normal))
    return out + _steps(part, worth, levels)


def _distance(
    worth: Worth, kind: str, label: str, value: float, one: tuple[list[int], int], two: tuple[list[int], int],
    line: tuple[Array, Array], axis: Array,
) -> Dimension:  # fmt: skip
    """``one``, ``two``: the faces at either end, and whether the cloud's bias outward lengthens (+1) or shortens."""
    biases = [None if (b := worth.biases(faces)) is None else sign * b for faces, sign in (one, two)]
    raw = None if None in biases else float(value + sum(biases))
    faces = sorted({*one[0], *two[0]})
    return Dimension(
        kind, label, "length", float(value), raw, together(worth.places(one[0]), worth.places(two[0])),
        worth.evidence(faces), faces, (line[0] + line[1]) / 2, axis, lines=[line],
    )  # fmt: skip


def _steps(part: Part, worth: Worth, levels: Levels) -> list[Dimension]:
    """Levels that look the same way and share a riser."""
    found: dict[tuple[int, int], tuple[set[int], set[int]]] = defaultdict(lambda: (set(), set()))
    for riser in part.faces:
        ends = [n for n in riser.joins if n in levels.of]
        for i, a in enumerate(ends):
            for b in ends[i + 1 :]:
                p, q = part.faces[a], part.faces[b]
                upright = riser.normal is not None and abs(riser.normal @ p.normal) < 0.01
                turned = riser.kind == "cylinder" and abs(riser.axis @ p.normal) > _PARALLEL
                if p.normal @ q.normal > _PARALLEL and levels.of[a] != levels.of[b] and (upright or turned):
                    low, high = (a, b) if (q.centre - p.centre) @ p.normal > 0 else (b, a)
                    if not _spans(riser, part.faces[low], part.faces[high], 1e-3 * part.size):
                        continue
                    pair = found[(levels.of[low], levels.of[high])]
                    pair[0].add(low)
                    pair[1].add(high)
    out = []
    for below, above in found.values():
        p, q = part.faces[min(below)], part.faces[min(above)]
        value = float((q.centre - p.centre) @ p.normal)
        start = _nearest_corner(p, q.centre)
        line = (start, start + value * p.normal)
        out.append(_distance(worth, "step", "Step", value, (sorted(below), -1), (sorted(above), 1), line, p.normal))
    return out


def _spans(riser: Face, low: Face, high: Face, slack: float) -> bool:
    """Does the riser reach from the one level to the other and no further? The end face of a bar does not."""
    heights = riser.corners.reshape(-1, 3) @ low.normal
    return bool(
        abs(heights.min() - low.centre @ low.normal) < slack and abs(heights.max() - high.centre @ low.normal) < slack
    )


def _nearest_corner(face: Face, place: Array) -> Array:
    points = face.corners.reshape(-1, 3)
    return points[int(np.argmin(np.linalg.norm(points - place, axis=1)))]


def overall_size(part: Part, worth: Worth) -> list[Dimension]:
    """The bounding box along the part's frame."""
    low, high = bounds_of(part.shape)
    out = []
    for k, name in enumerate("XYZ"):
        axis = np.eye(3)[k]
        ends = [_touching(part, lambda p, at=at, k=k: abs(p[:, k] - at) < 1e-3 * part.size, axis)
                for at in (low[k], high[k])]  # fmt: skip
        corner, other = low.copy(), low.copy()
        if k == 1:
            corner[0] = other[0] = high[0]
        other[k] = high[k]
        label, value = f"Overall size along {name}", float(high[k] - low[k])
        out.append(_distance(worth, "size", label, value, (ends[0], 1), (ends[1], 1), (corner, other), axis))
    return out


def _touching(part: Part, near: Callable[[Array], np.ndarray], axis: Array) -> list[int]:
    """Faces at one end: the planes across it, else the curved faces that reach it, else whatever does."""
    reach = [face for face in part.faces if len(face.corners) and near(face.corners.reshape(-1, 3)).any()]
    flat = [face for face in reach if face.normal is not None and abs(face.normal @ axis) > _PARALLEL]
    curved = [face for face in reach if face.normal is None]
    return sorted(face.id for face in flat or curved or reach)
