"""A result beside its truth: volume overlap, face types, radii. A failure counts as zero, never as missing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from OCP.BRepAdaptor import BRepAdaptor_Surface
from OCP.TopoDS import TopoDS_Shape

from cad.geometry.columns import Columns
from cad.geometry.mesh import Mesh, distance_to_mesh
from cad.kernel.shape import area_of, faces_of, kind_of


@dataclass(frozen=True)
class Faces:
    """Faces by type, and the radii of cylinders (each once, to 1 µm)."""

    types: Counter
    radii: list[float]


def faces_in(shape: TopoDS_Shape) -> Faces:
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


def radii_hit(found: list[float], true: list[float]) -> tuple[int, int]:
    """How many of the true radii were found within 0.1 mm or 1 %, and how many there are."""
    hits = sum(any(abs(r - t) <= max(0.1, 0.01 * t) for r in found) for t in true)
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
