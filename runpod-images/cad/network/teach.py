"""What a network is to learn, from parts whose B-rep is known: the type of each surfel's face, and an embedding.

The embedding is the same all over a face and differs between faces: where its surface stands in space. ``plane``
normal (3), axis squares (6), foot point nearest to the origin or centre (3), size (1), each 0 where it has no meaning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from OCP.BRepAdaptor import BRepAdaptor_Surface
from OCP.TopoDS import TopoDS_Face, TopoDS_Shape

from cad.bench.judge import unified
from cad.bench.scan import ScanSettings, scan
from cad.cloud.prepare import prepare
from cad.geometry.mesh import distance_to_mesh
from cad.geometry.vectors import Array
from cad.kernel.shape import faces_of, kind_of, tessellate
from cad.network.features import local_features
from cad.network.tensors import TYPES, Normalised

EMBEDDING = 13
#: Places weigh more than directions: parallel faces lie close to each other.
_PLACE_WEIGHT = 4.0


@dataclass(frozen=True)
class Lesson:
    """``given (n, 6 + F)``: points, normals, features; ``types (n,)``: index into ``TYPES``; ``embedding (n, 13)``."""

    given: Array
    types: np.ndarray
    embedding: Array


def lesson_of(makers: Iterable[Callable[[], TopoDS_Shape]], settings: ScanSettings, most: int = 3000) -> Lesson:
    """Scans of the parts, ``most`` surfels of each."""
    parts = [_taught(make(), settings, most, number) for number, make in enumerate(makers)]
    return Lesson(*(np.concatenate([getattr(part, name) for part in parts]) for name in vars(parts[0])))


def _taught(shape: TopoDS_Shape, settings: ScanSettings, most: int, number: int) -> Lesson:
    shape = unified(shape)
    mesh = tessellate(shape, 0.02, 0.1)
    surfels = prepare(*scan(mesh, settings))
    chosen = np.random.default_rng([settings.seed, number]).permutation(len(surfels.points))[:most]
    seen = Normalised.of(surfels)
    owner = mesh.faces[distance_to_mesh(surfels.points[chosen], mesh)[1]]
    told = [_face(face, seen) for face in faces_of(shape)]
    features = local_features(seen.points, seen.normals, chosen)
    return Lesson(
        np.c_[seen.points[chosen], seen.normals[chosen], features],
        np.array([told[face][0] for face in owner]),
        np.array([told[face][1] for face in owner]),
    )


def _face(face: TopoDS_Face, seen: Normalised) -> tuple[int, Array]:
    surface = BRepAdaptor_Surface(face)
    kind, out = kind_of(surface), np.zeros(EMBEDDING)
    if kind == "freeform":
        return TYPES.index(kind), out
    geometry = {"plane": surface.Plane, "cylinder": surface.Cylinder, "cone": surface.Cone, "sphere": surface.Sphere,
                "torus": surface.Torus}[kind]()  # fmt: skip
    frame = geometry.Position()
    axis = np.array([frame.Direction().X(), frame.Direction().Y(), frame.Direction().Z()])
    origin = frame.Location()
    place = (np.array([origin.X(), origin.Y(), origin.Z()]) - seen.centre) / seen.scale
    if kind == "plane":
        facing = _outward(face, surface)
        out[:3], out[9:12] = facing, _PLACE_WEIGHT * facing * (facing @ place)
        return TYPES.index(kind), out
    if kind == "cone":
        apex = geometry.Apex()
        place = (np.array([apex.X(), apex.Y(), apex.Z()]) - seen.centre) / seen.scale
    if kind == "cylinder":
        place = place - axis * (axis @ place)
    if kind != "sphere":
        out[3:9] = [axis[i] * axis[j] for i, j in ((0, 0), (1, 1), (2, 2), (0, 1), (0, 2), (1, 2))]
    size = {"cylinder": "Radius", "sphere": "Radius", "torus": "MinorRadius", "cone": "SemiAngle"}[kind]
    out[9:12] = _PLACE_WEIGHT * np.clip(place, -2, 2)
    out[12] = _PLACE_WEIGHT * (float(getattr(geometry, size)()) / (seen.scale if kind != "cone" else 1.0))
    return TYPES.index(kind), out


def _outward(face: TopoDS_Face, surface: BRepAdaptor_Surface) -> Array:
    axes = surface.Plane().Position()
    way = axes.XDirection().Crossed(axes.YDirection())
    sign = -1.0 if face.Orientation().name == "TopAbs_REVERSED" else 1.0
    return sign * np.array([way.X(), way.Y(), way.Z()])
