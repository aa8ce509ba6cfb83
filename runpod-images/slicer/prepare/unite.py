"""Bodies that overlap into one, by manifold3d; a hollow stays with the body that it lies in."""

from __future__ import annotations

import manifold3d
import numpy as np
from manifold3d import Manifold

from slicer.prepare.close_holes import Done
from slicer.prepare.speak import Refusal
from slicer.prepare.stl import Mesh

_BODIES_MAX = 2_000
#: Less in common is no overlap: bodies that only touch.
_SHARE_MIN = 1e-6


def united(mesh: Mesh) -> tuple[Mesh, int, Done]:
    """The mesh as it was where nothing overlaps; how many bodies it has then."""
    whole = _solid(mesh)
    if whole.status() != manifold3d.Error.NoError:
        raise Refusal("mesh-mending-refused", f"its surface is no boundary of a body ({whole.status().name})")
    pieces = whole.decompose()
    if len(pieces) > _BODIES_MAX:
        raise Refusal("mesh-mending-refused", f"it has {len(pieces)} bodies; at most {_BODIES_MAX} are united")
    bodies = _with_hollows(pieces)
    if len(bodies) < 2:
        return mesh, len(bodies), Done(0, "")
    one = Manifold.batch_boolean(bodies, manifold3d.OpType.Add)
    apart = sum(body.volume() for body in bodies)
    common = apart - one.volume()
    if one.status() != manifold3d.Error.NoError or one.volume() < max(body.volume() for body in bodies) * (1 - 1e-3):
        raise Refusal("mesh-mending-refused", "its bodies could not be united")
    if common <= _SHARE_MIN * apart:
        return mesh, len(bodies), Done(0, "")
    made = one.to_mesh()
    points = np.asarray(made.vert_properties)[:, :3].astype(np.float64)
    left = len([piece for piece in one.decompose() if piece.volume() > 0])
    detail = f"{len(bodies)} bodies that overlapped by {common:.1f} mm³ made into {left}"
    return Mesh(points, np.asarray(made.tri_verts, np.int64)), left, Done(len(bodies), detail)


def _solid(mesh: Mesh) -> Manifold:
    return Manifold(manifold3d.Mesh(mesh.points.astype(np.float32), mesh.faces.astype(np.uint32)))


def _turned(piece: Manifold) -> Manifold:
    raw = piece.to_mesh()
    faces = np.asarray(raw.tri_verts)[:, ::-1]
    return Manifold(manifold3d.Mesh(np.asarray(raw.vert_properties)[:, :3].copy(), np.ascontiguousarray(faces)))


def _with_hollows(pieces: list[Manifold]) -> list[Manifold]:
    """What holds less than nothing is the hollow of the smallest body round it; one that lies in none is turned out."""
    solids = sorted((piece for piece in pieces if piece.volume() > 0), key=Manifold.volume)
    boxes = [_box(solid) for solid in solids]
    for piece in (piece for piece in pieces if piece.volume() < 0):
        low, high = _box(piece)
        home = next((i for i, (a, b) in enumerate(boxes) if (a <= low).all() and (high <= b).all()), None)
        if home is None:
            solids.append(_turned(piece))
        else:
            solids[home] = solids[home] - _turned(piece)
    return solids


def _box(piece: Manifold) -> tuple[np.ndarray, np.ndarray]:
    box = np.array(piece.bounding_box())
    return box[:3], box[3:]
