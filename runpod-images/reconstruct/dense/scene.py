"""Where the part is: a sphere from the optical axes, and which views look at it from helpful angles."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reconstruct.dense.views import FloatArray, View


@dataclass(frozen=True, eq=False)
class Sphere:
    """The region of interest; ``radius`` in world units."""

    centre: FloatArray
    radius: float


def scene_sphere(views: list[View]) -> Sphere:
    """The point nearest to all optical axes, and what half the longer image side covers there.

    Axes far from the rest (a photo that looks elsewhere) are down-weighted by iterated Cauchy weights.
    """
    centres = np.array([view.centre for view in views])
    axes = np.array([view.axis for view in views])
    projectors = np.eye(3) - axes[:, :, None] * axes[:, None, :]
    weights = np.ones(len(views))
    point = centres.mean(0)
    for _ in range(10):
        normal = np.einsum("n,nij->ij", weights, projectors) + 1e-9 * np.eye(3)
        point = np.linalg.solve(normal, np.einsum("n,nij,nj->i", weights, projectors, centres))
        misses = np.linalg.norm(np.einsum("nij,nj->ni", projectors, point - centres), axis=1)
        weights = 1 / (1 + (misses / max(np.median(misses), 1e-9) / 2) ** 2)
    half_fields = [max(v.width / v.K[0, 0], v.height / v.K[1, 1]) / 2 for v in views]
    distances = np.linalg.norm(centres - point, axis=1)
    return Sphere(point, float(np.median(distances * half_fields)))


def pairwise_angles_deg(views: list[View], point: FloatArray) -> FloatArray:
    """Angle between the views' directions to ``point``, ``(n, n)`` degrees."""
    directions = np.array([view.centre for view in views]) - point
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    return np.degrees(np.arccos(np.clip(directions @ directions.T, -1, 1)))


def choose_sources(views: list[View], sphere: Sphere, count: int, best_deg: float = 18.0) -> list[list[int]]:
    """Source views for each reference: near ``best_deg`` of parallax, of one pass, from different sides.

    Small angles leave depth loose, large ones change the look of the surface; views on different sides of the
    reference see what the other side hides.
    """
    angles = pairwise_angles_deg(views, sphere.centre)
    directions = np.array([view.centre for view in views]) - sphere.centre
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    same_pass = np.array([[a.pass_name == b.pass_name for b in views] for a in views])
    chosen = []
    for i in range(len(views)):
        width = np.where(angles[i] < best_deg, 6.0, 14.0)
        score = np.exp(-((angles[i] - best_deg) ** 2) / (2 * width**2))
        score[(angles[i] < 3) | (angles[i] > 60) | ~same_pass[i]] = 0
        tangents = directions - directions[i]
        tangents /= np.maximum(np.linalg.norm(tangents, axis=1, keepdims=True), 1e-9)
        picked: list[int] = []
        while len(picked) < count and score.max() > 1e-6:
            j = int(score.argmax())
            picked.append(j)
            score = score * (1 - 0.6 * np.clip(tangents @ tangents[j], 0, 1) ** 2)
            score[picked] = 0
        chosen.append(picked)
    return chosen
