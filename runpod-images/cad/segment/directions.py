"""The directions a part is built on: the frame of its planes, and axes its curved faces point to."""

from __future__ import annotations

import numpy as np

from cad.cloud.cloud import Surfels
from cad.fit.surfaces import Plane, Segment
from cad.geometry.vectors import Array, angle_between_deg, unit
from cad.segment.limits import Limits


def plane_directions(planes: list[Segment], apart_deg: float = 4.0) -> Array:
    """Distinct plane normals, heaviest first, each the weighted mean of those within ``apart_deg`` ``(k, 3)``."""
    found: list[tuple[Array, float]] = []
    for segment in sorted(planes, key=lambda s: -len(s.index)):
        assert isinstance(segment.surface, Plane)
        normal, weight = segment.surface.normal, float(len(segment.index))
        for k, (direction, sum_weight) in enumerate(found):
            if angle_between_deg(normal, unit(direction)) < apart_deg:
                found[k] = (direction + weight * normal * np.sign(normal @ direction), sum_weight + weight)
                break
        else:
            found.append((normal * weight, weight))
    return np.array([unit(direction) for direction, _ in found]).reshape(-1, 3)


def dominant_frame(directions: Array, up: Array | None) -> Array:
    """Three orthogonal directions ``(3, 3)`` rows: ``up`` or the heaviest first, then the heaviest across it."""
    first = up if up is not None else (directions[0] if len(directions) else np.array([0.0, 0.0, 1.0]))
    for direction in directions:
        if abs(direction @ first) < np.sin(np.radians(5)):
            second = unit(direction - (direction @ first) * first)
            return np.array([first, second, np.cross(first, second)])
    helper = np.eye(3)[int(np.argmin(np.abs(first)))]
    second = unit(helper - (helper @ first) * first)
    return np.array([first, second, np.cross(first, second)])


def curved_axes(surfels: Surfels, free: np.ndarray, limits: Limits, most: int = 4) -> Array:
    """Axes of cylinders among unexplained surfels: normals of one cylinder lie on a great circle.

    Crossed pairs of nearby normals vote for directions; peaks are refined as the least eigenvector of the normals
    that lie across them. ``(k, 3)``, strongest first.
    """
    index = np.flatnonzero(free & surfels.good)
    if len(index) < 2 * limits.least:
        return np.empty((0, 3))
    rng = limits.rng(31)
    points, normals = surfels.points[index], surfels.normals[index]
    a = rng.integers(0, len(index), 6000)
    b = rng.integers(0, len(index), 6000)
    near = np.linalg.norm(points[a] - points[b], axis=1) < 0.25 * limits.diagonal
    cross = np.cross(normals[a[near]], normals[b[near]])
    strength = np.linalg.norm(cross, axis=1)
    votes = unit(cross[strength > 0.25])
    found: list[Array] = []
    while len(votes) > 40 and len(found) < most:
        probe = votes[rng.integers(0, len(votes), min(400, len(votes)))]
        support = (np.abs(probe @ votes.T) > np.cos(np.radians(4))).sum(1)
        if support.max() < max(30, 0.03 * len(votes)):
            break
        peak = axis = probe[int(support.argmax())]
        for _ in range(4):
            across = normals[np.abs(normals @ axis) < 0.12]
            if len(across) < limits.least:
                break
            axis = np.linalg.eigh(across.T @ across)[1][:, 0]
        if all(angle_between_deg(axis, other) > 5 for other in found):
            found.append(axis)
        # The peak goes too: refining may have led elsewhere, and the search must end.
        votes = votes[np.maximum(np.abs(votes @ axis), np.abs(votes @ peak)) < np.cos(np.radians(8))]
    return np.array(found).reshape(-1, 3)
