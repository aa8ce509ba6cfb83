"""Profiles of holes: the closed outline on the face, in 2D about its middle.

Outside a corner the distance is to the edges' lines, so that a profile moved outwards keeps its corners.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import least_squares

from cad.fit.refine import fit_circle
from cad.geometry.vectors import Array


@dataclass(frozen=True)
class Round:
    radius: float

    @property
    def inradius(self) -> float:
        return self.radius

    @property
    def area(self) -> float:
        return float(np.pi * self.radius**2)

    def distance(self, flat: Array) -> Array:
        """How far points ``(n, 2)`` lie outside the outline; negative inside."""
        return np.linalg.norm(flat, axis=1) - self.radius

    def moved(self, outwards: float) -> Round:
        return Round(max(self.radius + outwards, 0.0))

    def outline(self) -> Array:
        turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
        return self.radius * np.stack([np.cos(turn), np.sin(turn)], 1)


@dataclass(frozen=True)
class Straight:
    """A convex polygon. ``normals (k, 2)``: outward, in order of turn; ``reach (k,)``: of each edge from the middle."""

    normals: Array
    reach: Array

    @property
    def inradius(self) -> float:
        return float(self.reach.min())

    @property
    def corners(self) -> Array:
        """Corners ``(k, 2)``; the k-th ends the k-th edge."""
        after, far = np.roll(self.normals, -1, 0), np.roll(self.reach, -1)
        return np.linalg.solve(np.stack([self.normals, after], 1), np.stack([self.reach, far], 1)[..., None])[..., 0]

    @property
    def area(self) -> float:
        x, y = self.corners.T
        return float(0.5 * abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)))

    def distance(self, flat: Array) -> Array:
        return (flat @ self.normals.T - self.reach).max(1)

    def moved(self, outwards: float) -> Straight:
        return Straight(self.normals, np.maximum(self.reach + outwards, 0.0))

    def turned(self, angle: float) -> Straight:
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        return Straight(self.normals @ turn.T, self.reach)

    def outline(self) -> Array:
        return self.corners


Profile = Round | Straight


def rectangle(angle: float, half: Array) -> Straight:
    """``half (2,)``: half sizes along ``angle`` and across it."""
    return _regular(angle, np.array([half[0], half[1], half[0], half[1]]))


def _regular(angle: float, reach: Array) -> Straight:
    turn = angle + np.arange(len(reach)) * 2 * np.pi / len(reach)
    return Straight(np.stack([np.cos(turn), np.sin(turn)], 1), reach)


def hexagon(angle: float, apothem: float) -> Straight:
    return _regular(angle, np.full(6, apothem))


def _least_off(make, start: Array, rim: Array, step: float) -> tuple[Array, Straight, float]:
    """Middle, profile and rms of the profile ``make(q[2:])`` about ``q[:2]`` whose outline the rim lies on best."""
    off = lambda q: make(q[2:]).distance(rim - q[:2])  # noqa: E731
    best = least_squares(off, start, loss="soft_l1", f_scale=step, max_nfev=60).x
    return best[:2], make(best[2:]), float(np.sqrt(np.mean(off(best) ** 2)))


def fit_straight(rim: Array, step: float) -> tuple[Array, Straight, float] | None:
    """Middle, profile and rms (of the distance of the rim's points ``(n, 2)``, ``step`` apart) of the rectangle or
    regular hexagon that fits best; None where it is too small to be told from a circle."""
    middle = rim.mean(0)
    found = []
    for angle in np.radians([0.0, 22.5, 45.0, 67.5]):
        axes = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
        along = (rim - middle) @ axes.T
        low, high = along.min(0), along.max(0)
        start = np.r_[middle + (low + high) / 2 @ axes, angle, (high - low) / 2]
        found.append(_least_off(lambda q: rectangle(q[0], np.abs(q[1:]) + 1e-9), start, rim, step))
    _, radius = fit_circle(rim)
    for angle in np.radians([0.0, 30.0]):
        start = np.r_[middle, angle, 0.95 * radius]
        found.append(_least_off(lambda q: hexagon(q[0], abs(q[1]) + 1e-9), start, rim, step))
    best = min(found, key=lambda item: item[2])
    return best if best[1].inradius > 3 * step else None
