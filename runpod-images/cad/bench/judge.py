"""A result beside its truth: volume, surface, face types, radii, places. A failure counts as zero, never as missing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from OCP.BRepAdaptor import BRepAdaptor_Surface
from OCP.ShapeUpgrade import ShapeUpgrade_UnifySameDomain
from OCP.TopoDS import TopoDS_Shape

from cad.geometry.columns import Columns
from cad.geometry.mesh import Mesh, distance_to_mesh
from cad.geometry.vectors import Array
from cad.kernel.shape import area_of, faces_of, kind_of

#: P-coverage counts points nearer than this to the solid (share of the longest side; ParSeNet, Sharma et al. 2020).
COVERED_WITHIN_SHARE = 0.01
#: A faceted solid has nothing to be joined, and joining thousands of facets takes minutes.
_UNIFIED_FACES_MAX = 1500


@dataclass(frozen=True)
class Faces:
    """Faces by type, and the radii of cylinders (each once, to 1 µm)."""

    types: Counter
    radii: list[float]


def unified(shape: TopoDS_Shape) -> TopoDS_Shape:
    """Neighbouring faces of one surface made one. STEP files hold cylinders as two halves and planes in pieces; a
    fair count of faces joins them in the truth and in the result alike."""
    if sum(1 for _ in faces_of(shape)) > _UNIFIED_FACES_MAX:
        return shape
    joiner = ShapeUpgrade_UnifySameDomain(shape, True, True, False)
    joiner.Build()
    return joiner.Shape()


def faces_in(shape: TopoDS_Shape) -> Faces:
    """Of a :func:`unified` shape."""
    types: Counter = Counter()
    radii: set[float] = set()
    for face in faces_of(shape):
        surface = BRepAdaptor_Surface(face)
        kind = kind_of(surface)
        types[kind] += 1
        if kind == "cylinder" and area_of(face) > 0:
            radii.add(round(surface.Cylinder().Radius(), 3))
    return Faces(types, sorted(radii))


def overlap(a: Mesh, b: Mesh, samples: int = 80_000) -> float:
    """Volume of the intersection over that of the union, by the same random points for every part."""
    (low_a, high_a), (low_b, high_b) = a.bounds(), b.bounds()
    low, high = np.minimum(low_a, low_b), np.maximum(high_a, high_b)
    points = low + (high - low) * np.random.default_rng(5).random((samples, 3))
    in_a, in_b = Columns(a.vertices, a.triangles).inside(points), Columns(b.vertices, b.triangles).inside(points)
    return float((in_a & in_b).sum() / max(1, (in_a | in_b).sum()))


def face_f1(found: Counter, true: Counter) -> float:
    """F1 of the face types as multisets."""
    hits = sum((found & true).values())
    return 2 * hits / max(1, sum(found.values()) + sum(true.values()))


def is_near(found: float, true: float) -> bool:
    """A radius is right within 0.1 mm or 1 %."""
    return abs(found - true) <= max(0.1, 0.01 * true)


def radii_hit(found: list[float], true: list[float]) -> tuple[int, int]:
    """How many of the true radii were found anywhere, and how many there are: those too small to be seen count too.

    Lenient in that a cylinder elsewhere may stand in for the one that is missing; ``places.py`` asks for it in place.
    """
    hits = sum(any(is_near(r, t) for r in found) for t in true)
    return hits, len(true)


def surface_distance(found: Mesh, true: Mesh, samples: int = 40_000) -> dict[str, float]:
    """Point-to-surface distance both ways, from samples even by area: mean, 95 % and the greatest (Hausdorff), mm."""
    rng = np.random.default_rng(6)
    both = np.concatenate([
        distance_to_mesh(found.sample(samples, rng)[0], true)[0],
        distance_to_mesh(true.sample(samples, rng)[0], found)[0],
    ])  # fmt: skip
    return {
        "distanceMeanMm": float(both.mean()), "distanceP95Mm": float(np.percentile(both, 95)),
        "hausdorffMm": float(both.max()),
    }  # fmt: skip


def primitive_fit(points: Array, found: Mesh) -> dict[str, float]:
    """Primitive residual (mean distance of the measured ``points`` to the solid's faces, mm) and P-coverage."""
    low, high = found.bounds()
    distance = distance_to_mesh(points, found)[0]
    covered = distance < COVERED_WITHIN_SHARE * float((high - low).max())
    return {"primitiveResidualMm": float(distance.mean()), "pCoverage": float(covered.mean())}
