"""Closes holes whose missing faces are plain: flat ones, and small ones."""

from __future__ import annotations

from dataclasses import dataclass

import manifold3d
import numpy as np

from slicer.prepare.speak import Refusal, counted
from slicer.prepare.stl import Mesh, area_mm2, size_mm
from slicer.prepare.surface import Loop, hole_loops

#: A rim that does not lie in a plane is closed only so far across: a small hole of a curved surface.
UNEVEN_MM, UNEVEN_SHARE = 2.0, 0.05
#: More of the surface is never made up.
AREA_SHARE_MAX = 0.10
_HOLES_MAX = 200
_SAME_PLANE = 0.999


@dataclass(frozen=True)
class Done:
    """``detail`` in words, with numbers."""

    count: int
    detail: str


def close_holes(mesh: Mesh) -> tuple[Mesh, Done]:
    """Raises ``Refusal`` where a hole is too large, or too uneven, to be closed without guessing."""
    loops = hole_loops(mesh)
    if not loops:
        return mesh, Done(0, "")
    if len(loops) > _HOLES_MAX:
        raise Refusal("mesh-mending-refused", f"it has {len(loops)} holes; at most {_HOLES_MAX} are closed")
    uneven_max = max(UNEVEN_MM, UNEVEN_SHARE * float(size_mm(mesh).max()))
    for loop in loops:
        if not loop.flat and loop.across_mm > uneven_max:
            detail = f"a hole {loop.across_mm:.1f} mm across is not flat; such are closed up to {uneven_max:.1f} mm"
            raise Refusal("mesh-mending-refused", detail)
    added = np.concatenate([_closing(group) for group in _in_planes(loops)])
    area = area_mm2(Mesh(mesh.points, added))
    share = area / (area_mm2(mesh) + area)
    if share > AREA_SHARE_MAX:
        detail = f"{share:.0%} of its surface is missing; at most {AREA_SHARE_MAX:.0%} is made up"
        raise Refusal("mesh-mending-refused", detail)
    widest = max(loop.across_mm for loop in loops)
    made = f"{area:.1f} mm², {share:.1%} of the surface"
    detail = f"{counted(len(loops), 'hole', 'holes')} closed, the widest {widest:.1f} mm across: {made}"
    return Mesh(mesh.points, np.concatenate([mesh.faces, added])), Done(len(loops), detail)


def _in_planes(loops: list[Loop]) -> list[list[Loop]]:
    """A missing ring has two rims, to be closed together: the inner one looks the other way, in the same plane."""
    outer = sorted(loops, key=lambda loop: -loop.across_mm)
    groups: list[list[Loop]] = []
    for loop in outer:
        for group in groups:
            if loop.flat and group[0].flat and _is_inner(loop, group[0]):
                group.append(loop)
                break
        else:
            groups.append([loop])
    return groups


def _is_inner(inner: Loop, outer: Loop) -> bool:
    if float(inner.normal @ outer.normal) > -_SAME_PLANE:
        return False
    off = np.abs((inner.places - outer.places.mean(0)) @ outer.normal).max()
    if off > max(0.01, 0.002 * outer.across_mm):
        return False
    axes = _axes(outer.normal)
    return _within(inner.places[0] @ axes, outer.places @ axes)


def _closing(group: list[Loop]) -> np.ndarray:
    axes = _axes(group[0].normal)
    made = manifold3d.triangulate([np.ascontiguousarray(loop.places @ axes) for loop in group])
    faces = np.concatenate([loop.points for loop in group])[np.asarray(made, np.int64)]
    if len(faces) != sum(len(loop.points) for loop in group) - 2 + 2 * (len(group) - 1):
        raise Refusal("mesh-mending-refused", f"a hole {group[0].across_mm:.1f} mm across crosses itself")
    return faces


def _axes(normal: np.ndarray) -> np.ndarray:
    """Two directions across the normal, as columns, so that it looks at whoever sees them turn left."""
    helper = np.eye(3)[np.abs(normal).argmin()]
    first = np.cross(helper, normal)
    first /= np.linalg.norm(first)
    return np.stack([first, np.cross(normal, first)], axis=1)


def _within(point: np.ndarray, rim: np.ndarray) -> bool:
    x, y = point
    (ax, ay), (bx, by) = rim.T, np.roll(rim, -1, axis=0).T
    crosses = (ay > y) != (by > y)
    with np.errstate(divide="ignore", invalid="ignore"):
        at = ax + (y - ay) / (by - ay) * (bx - ax)
    return bool((crosses & (at > x)).sum() % 2)
