"""Parts made by formula for the tests: features strewn over a surface, and ray-cast passes of a body turned over."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from manifold3d import Manifold

from reconstruct.dense.ply import Cloud
from reconstruct.dense.testing_scenes import FOCAL, TABLE, scene_of
from reconstruct.dense.views import FloatArray
from reconstruct.passes.patches import PatchFeatures
from reconstruct.passes.surface import PassSurface
from reconstruct.poses.camera_model import rotation_from_vector
from reconstruct.poses.rigid import Rigid

DISTANCE = 140.0
OVER = np.diag([1.0, -1.0, -1.0])  # turned over about the x axis


def bracket() -> Manifold:
    """A 40 x 24 x 16 mm part that looks like itself in no other position."""
    foot = Manifold.cube((40, 24, 6))
    wall = Manifold.cube((8, 24, 10)).translate((0, 0, 6))
    post = Manifold.cube((9, 7, 5)).translate((26, 3, 6))
    return (foot + wall + post).translate((-20, -12, 0))


def block() -> Manifold:
    """A 40 x 24 x 16 mm block: half a turn about any of its axes changes nothing."""
    return Manifold.cube((40, 24, 16)).translate((-20, -12, 0))


def passes_of(body: Manifold) -> tuple[PassSurface, PassSurface, Rigid]:
    """The body seen as it stands and turned over, and the motion that carries the second pass into the first."""
    turn = OVER @ rotation_from_vector(np.array([[0.0, 0.0, 0.7]]))[0]
    placed = np.column_stack([turn, [3.0, -2.0, 16.0]])
    return _pass(body), _pass(body.transform(placed)), Rigid(turn, placed[:, 3]).inverse()


def _pass(body: Manifold) -> PassSurface:
    scene = scene_of(body, np.array([0.0, 0, 7]), DISTANCE)
    step = DISTANCE / FOCAL
    return PassSurface(scene.views, scene.depths, [v.K for v in scene.views], TABLE, scene.cloud, step)


def strewn(cloud: Cloud, count: int, seed: int) -> PatchFeatures:
    """Features at random places of a cloud, no two alike."""
    random = np.random.default_rng(seed)
    chosen = random.choice(len(cloud), count, replace=False)
    normals = cloud.normals[chosen]
    along = np.cross(normals, random.normal(size=(count, 3)))
    return PatchFeatures(
        cloud.points[chosen],
        along / np.linalg.norm(along, axis=1, keepdims=True),
        normals,
        described(count, random),
        random.uniform(0.5, 2, count),
    )


def described(count: int, random: np.random.Generator) -> FloatArray:
    """Random descriptors (n, 128) as RootSIFT has them: not negative, of unit length."""
    values = random.exponential(size=(count, 128)) ** 2
    return np.sqrt(values / values.sum(1, keepdims=True)).astype(np.float32)


def seen_again(features: PatchFeatures, motion: Rigid, share: float, noise_mm: float, seed: int) -> PatchFeatures:
    """The features moved, with noise; all but ``share`` of them look like nothing seen before."""
    random = np.random.default_rng(seed)
    lost = random.random(len(features)) > share
    described_anew = np.where(lost[:, None], described(len(features), random), features.descriptors)
    return PatchFeatures(
        motion.apply(features.places) + random.normal(0, noise_mm, (len(features), 3)),
        features.directions @ motion.rotation.T,
        features.normals @ motion.rotation.T,
        described_anew.astype(np.float32),
        features.sizes,
    )


def noisy(cloud: Cloud, sigma_mm: float, seed: int) -> Cloud:
    """The cloud with its points off by ``sigma_mm`` along their normals."""
    off = np.random.default_rng(seed).normal(0, sigma_mm, len(cloud))
    return replace(cloud, points=cloud.points + off[:, None] * cloud.normals)


def error(found: Rigid, true: Rigid, places: FloatArray) -> tuple[float, float]:
    """Degrees, and mm at the middle of ``places``."""
    middle = places.mean(0)
    return found.angle_deg(true), float(np.linalg.norm(found.apply(middle) - true.apply(middle)))
