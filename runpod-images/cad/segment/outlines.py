"""Surfaces nobody saw, inferred from the outlines of faces that were seen: an edge of a face is where another begins.

A straight piece of outline stands for a plane across the face, a round piece for a cylinder; both are carried through
the part and offered to the labelling, which takes them only where they save bare skin.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from cad.cloud.cloud import Surfels
from cad.fit.refine import fit_circle
from cad.fit.surfaces import Cylinder, Plane, Segment
from cad.geometry.vectors import Array, frame_of, unit
from cad.segment.limits import Limits
from cad.segment.painted import painted

_MOST = 14
_TRIES = 250


@dataclass(frozen=True)
class _Piece:
    """A run of outline: 2D ``points``, ``circle`` centre and radius or None for a line."""

    points: Array
    circle: tuple[Array, float] | None


def _contours(points: Array, step: float) -> list[Array]:
    """Closed outlines ``(m, 2)`` of a 2D point set, holes included."""
    image, low = painted(points, step, 6)
    image = cv2.morphologyEx(image, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    image = cv2.morphologyEx(image, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    found, _ = cv2.findContours(image, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    return [(c[:, 0, :] + 0.5) * step + low for c in found if len(c) >= 16]


def _line(points: Array, normals: Array, left: np.ndarray, pair: np.ndarray, tolerance: float) -> np.ndarray:
    edge = points[pair[1]] - points[pair[0]]
    length = np.linalg.norm(edge)
    if length < 4 * tolerance:
        return left[:0]
    across = np.array([-edge[1], edge[0]]) / length
    near = np.abs((points[left] - points[pair[0]]) @ across) < tolerance
    return left[near & (np.abs(normals[left] @ across) > 0.85)]


def _circle(points: Array, normals: Array, left: np.ndarray, pair: np.ndarray, tolerance: float, most: float):
    (a, b), (na, nb) = points[pair], normals[pair]
    det = na[0] * nb[1] - na[1] * nb[0]
    if abs(det) < 0.2:
        return left[:0]
    gap = b - a
    centre = a + na * (gap[0] * nb[1] - gap[1] * nb[0]) / det
    radius = float(np.linalg.norm(a - centre))
    if not 3 * tolerance < radius < most or abs(np.linalg.norm(b - centre) - radius) > tolerance:
        return left[:0]
    offset = points[left] - centre
    length = np.linalg.norm(offset, axis=1)
    near = np.abs(length - radius) < 0.8 * tolerance
    return left[near & (np.abs((offset * normals[left]).sum(1)) > 0.85 * length)]


def _pieces(outline: Array, step: float, shortest: float, diagonal: float, rng: np.random.Generator) -> list[_Piece]:
    """Lines and circles of one outline, longest first (RANSAC on points with normals of the outline)."""
    reach = int(np.clip(round(0.012 * diagonal / step), 2, max(2, len(outline) // 4)))
    tangent = unit(np.roll(outline, -reach, 0) - np.roll(outline, reach, 0))
    normals = np.stack([tangent[:, 1], -tangent[:, 0]], 1)
    left, out, tolerance = np.arange(len(outline)), [], max(0.9 * step, 0.003 * diagonal)
    while len(left) * step >= shortest:
        best, is_circle = left[:0], False
        for pair in rng.choice(left, (_TRIES, 2)):
            if pair[0] == pair[1]:
                continue
            line = _line(outline, normals, left, pair, tolerance)
            if len(line) > len(best):
                best, is_circle = line, False
            ring = _circle(outline, normals, left, pair, tolerance, 0.4 * diagonal)
            if len(ring) > 1.25 * len(best):
                best, is_circle = ring, True
        if len(best) * step < shortest:
            break
        out.append(_Piece(outline[best], fit_circle(outline[best]) if is_circle else None))
        left = np.setdiff1d(left, best)
    return out


def _segment(piece: _Piece, face: Segment, x: Array, y: Array, frame: Array, body: Array) -> Segment | None:
    """The piece carried along the face's normal through the whole part."""
    plane = face.surface
    assert isinstance(plane, Plane)
    place = piece.points @ np.stack([x, y])
    heights = body @ plane.normal
    ends = [place + plane.normal * h for h in (heights.min(), heights.max())]
    extent, none = np.vstack(ends), np.empty(0, np.int64)
    if piece.circle is None:
        centred = piece.points - piece.points.mean(0)
        across = np.linalg.eigh(centred.T @ centred)[1][:, 0]
        normal = across[0] * x + across[1] * y
        near = frame[int(np.argmax(np.abs(frame @ normal)))]
        if abs(near @ normal) > np.cos(np.radians(3.5)) and abs(near @ plane.normal) < 1e-6:
            normal = near * np.sign(near @ normal)
        offset = float(np.median(place @ normal))
        return Segment(Plane(normal, offset), none, 1, 0.0, hypothesis=True, extent=extent)
    centre, radius = piece.circle
    turn = np.arctan2(*(piece.points - centre).T[::-1])
    if (np.histogram(turn, 36, (-np.pi, np.pi))[0] > 0).sum() < 6:
        return None
    axis_point = centre[0] * x + centre[1] * y + plane.normal * plane.offset
    return Segment(Cylinder(plane.normal, axis_point, radius), none, 1, 0.0, hypothesis=True, extent=extent)


def _known(candidate: Segment, edge: Array, segments: list[Segment], face: Segment, near: float) -> bool:
    """Does a segment already run along this piece of outline?"""
    for segment in segments:
        if segment is face:
            continue
        if np.median(np.abs(segment.surface.signed(edge))) < near:
            if type(segment.surface) is type(candidate.surface) or not isinstance(segment.surface, Plane):
                return True
            if isinstance(segment.surface, Plane) and np.median(np.abs(segment.surface.signed(edge))) < 0.4 * near:
                return True
    return False


def outline_hypotheses(segments: list[Segment], surfels: Surfels, frame: Array, limits: Limits) -> list[Segment]:
    """Planes and cylinders across the seen planes, along pieces of outline that no segment explains yet."""
    diagonal, rng = surfels.diagonal, limits.rng(111)
    step = max(0.006 * diagonal, 1.2 * surfels.spacing)
    ranked: list[tuple[float, int, Segment]] = []
    for face in segments:
        plane = face.surface
        if not isinstance(plane, Plane) or len(face.index) < 4 * limits.least:
            continue
        across = [d for d in frame if abs(d @ plane.normal) < 1e-6]
        x = across[0] if across else frame_of(plane.normal)[0]
        y = np.cross(plane.normal, x)
        flat = surfels.points[face.index] @ np.stack([x, y], 1)
        for outline in _contours(flat, step):
            for piece in _pieces(outline, step, 0.03 * diagonal, diagonal, rng):
                candidate = _segment(piece, face, x, y, frame, surfels.points)
                edge = piece.points @ np.stack([x, y]) + plane.normal * plane.offset
                if candidate is not None and not _known(candidate, edge, segments, face, 0.014 * diagonal):
                    weight = len(piece.points) * step * np.sqrt(len(face.index))
                    ranked.append((-weight, len(ranked), candidate))
    chosen: list[Segment] = []
    for _, _, candidate in sorted(ranked, key=lambda item: item[:2]):
        assert candidate.extent is not None
        twin = any(
            type(other.surface) is type(candidate.surface)
            and np.median(np.abs(other.surface.signed(candidate.extent))) < 0.008 * diagonal
            for other in chosen
        )
        if not twin and len(chosen) < _MOST:
            chosen.append(candidate)
    return chosen
