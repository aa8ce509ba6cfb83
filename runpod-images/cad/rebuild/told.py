"""The faces of a report found again on the solid: report.json names faces by number, the solid has surfaces."""

from __future__ import annotations

from typing import Any

import numpy as np

from cad.build.blend import Blend
from cad.fit.surfaces import Cylinder, Plane, Sphere, Surface, axis_of, radius_of
from cad.kernel.surface import same_surface
from cad.problem import CadError
from cad.rebuild.surfaces import Skin

Face = dict[str, Any]


def surface_told(face: Face, by: float) -> Surface | None:
    """A face's plane, cylinder or sphere with lengths multiplied ``by``; None for what has no single size."""
    if face["type"] == "plane" and face["axis"] is not None:
        normal = np.array(face["axis"])
        return Plane(normal, float(normal @ np.array(face["origin"])) * by)
    if face["type"] == "cylinder":
        return Cylinder(np.array(face["axis"]), np.array(face["origin"]) * by, face["radiusMm"] * by)
    if face["type"] == "sphere":
        return Sphere(np.array(face["origin"]) * by, face["radiusMm"] * by)
    return None


class Told:
    """Where each face of a report lies: on ``segment[id]`` of the skin, or on ``blend[id]``; else in neither."""

    def __init__(self, faces: list[Face], by: float, skin: Skin, blends: list[Blend]) -> None:
        self.faces = {face["id"]: face for face in faces}
        self.segment: dict[int, int] = {}
        self.blend: dict[int, int] = {}
        for number, face in self.faces.items():
            surface = surface_told(face, by)
            if surface is None:
                continue
            for k, segment in enumerate(skin.segments):
                if same_surface(segment.surface, surface, 5 * skin.diagonal):
                    self.segment[number] = k
                    break
            else:
                found = next((k for k, b in enumerate(blends) if _rounds(b, surface, skin.diagonal)), None)
                if found is not None:
                    self.blend[number] = found

    def support(self, skin: Skin, table_z: float | None) -> list[float]:
        """Points of the cloud on each segment; the table under the part does not move, so its plane counts most."""
        out = [0.0] * len(skin.segments)
        for number, k in self.segment.items():
            out[k] += self.faces[number]["inliers"]
        for k, segment in enumerate(skin.segments):
            plane = segment.surface
            if table_z is not None and isinstance(plane, Plane) and abs(plane.normal[2]) > 0.999:
                low = abs(plane.offset * np.sign(plane.normal[2]) - table_z) < 2e-3 * skin.diagonal
                out[k] = np.inf if low else out[k]
        return out

    def face(self, number: int) -> Face:
        if number not in self.faces:
            raise CadError("override-unfit", f"the part has no face {number}")
        return self.faces[number]


def _rounds(blend: Blend, surface: Surface, diagonal: float) -> bool:
    """Is the surface the rounding that ``blend`` makes?"""
    axis, radius = axis_of(surface), radius_of(surface)
    if not isinstance(surface, Cylinder) or axis is None or radius is None:
        return False
    slack = 1e-5 * diagonal
    if abs(radius - blend.radius) > slack or abs(abs(axis @ blend.axis) - 1) > 1e-6:
        return False
    off = [abs(abs(plane.signed(surface.centre[None])[0]) - radius) for plane in (blend.first, blend.second)]
    return max(off) < slack
