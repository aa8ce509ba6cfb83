"""Photos made for tests: a printed mat with a textured box on it, seen by known cameras. No data from outside.

Each face of the box and the mat are planes, so a homography draws each exactly; faces are drawn far to near.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from reconstruct.mat.board import HEIGHT_MM, WIDTH_MM
from reconstruct.mat.mask import printed

TEXTURE_PX_PER_MM = 12
TABLE_LEVEL = 150


@dataclass(frozen=True)
class Scene:
    """A box of ``size_mm (3,)`` standing on the mat's middle; its texture depends on ``seed`` alone."""

    size_mm: tuple[float, float, float]
    seed: int


def look_at(position: np.ndarray, target: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """World-to-camera rotation (3, 3) and shift (3,) of a camera that looks at a point, upright."""
    forward = (target - position) / np.linalg.norm(target - position)
    right = np.cross(forward, [0.0, 0.0, 1.0])
    right /= np.linalg.norm(right)
    rotation = np.array([right, np.cross(forward, right), forward])
    return rotation, -rotation @ position


def ring(
    count: int, radius_mm: float, elevation_deg: float, start_deg: float = 0.0
) -> list[tuple[np.ndarray, np.ndarray]]:
    """Poses all round, looking at a point just above the mat's middle."""
    poses = []
    for angle in np.deg2rad(start_deg + np.arange(count) * 360 / count):
        rise = np.deg2rad(elevation_deg)
        position = radius_mm * np.array([np.cos(angle) * np.cos(rise), np.sin(angle) * np.cos(rise), np.sin(rise)])
        poses.append(look_at(position, np.array([0.0, 0.0, 6.0])))
    return poses


def speckle(width: int, height: int, seed: int) -> np.ndarray:
    """Grey texture (h, w) uint8 with detail at several scales."""
    random = np.random.default_rng(seed)
    total = np.zeros((height, width))
    for sigma in (1.5, 3, 6, 12):
        layer = cv2.GaussianBlur(random.standard_normal((height, width)), (0, 0), sigma)
        total += layer / layer.std()
    return np.clip(128 + 28 * total, 10, 245).astype(np.uint8)


def _faces(scene: Scene) -> list[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]]:
    """Of the five visible faces: corner, edge u, edge v (mm) and outward normal."""
    x, y, z = np.array(scene.size_mm) / [2, 2, 1]
    up = np.array([0.0, 0, z])
    return [
        (np.array([-x, y, z]), np.array([2 * x, 0, 0]), np.array([0, -2 * y, 0]), np.array([0.0, 0, 1])),
        (np.array([-x, -y, z]), np.array([2 * x, 0, 0]), -up, np.array([0.0, -1, 0])),
        (np.array([x, y, z]), np.array([-2 * x, 0, 0]), -up, np.array([0.0, 1, 0])),
        (np.array([x, -y, z]), np.array([0, 2 * y, 0]), -up, np.array([1.0, 0, 0])),
        (np.array([-x, y, z]), np.array([0, -2 * y, 0]), -up, np.array([-1.0, 0, 0])),
    ]  # fmt: skip


def _draw(canvas: np.ndarray, texture: np.ndarray, corners_mm: np.ndarray, pose: tuple[np.ndarray, np.ndarray],
          focal_px: float) -> None:  # fmt: skip
    height, width = canvas.shape
    camera = corners_mm @ pose[0].T + pose[1]
    pixels = camera[:, :2] / camera[:, 2:] * focal_px + [width / 2, height / 2] - 0.5
    rows, columns = texture.shape
    source = np.array([[0, 0], [columns, 0], [columns, rows], [0, rows]], np.float32) - 0.5
    homography = cv2.getPerspectiveTransform(source, pixels.astype(np.float32))
    drawn = cv2.warpPerspective(texture, homography, (width, height), flags=cv2.INTER_AREA)
    inside = cv2.warpPerspective(np.full_like(texture, 255), homography, (width, height), flags=cv2.INTER_LINEAR)
    share = inside.astype(np.float32) / 255
    canvas[:] = np.round(canvas * (1 - share) + drawn * share).astype(np.uint8)


def render(scene: Scene | None, pose: tuple[np.ndarray, np.ndarray], size_px: tuple[int, int], focal_px: float,
           with_mat: bool = True, noise_seed: int = 0) -> np.ndarray:  # fmt: skip
    """A grey photo (h, w) uint8 taken at twice the size and halved, with a little noise; size is (width, height)."""
    canvas = np.full((size_px[1] * 2, size_px[0] * 2), TABLE_LEVEL, np.uint8)
    half = np.array([WIDTH_MM / 2, HEIGHT_MM / 2])
    if with_mat:
        outline = np.array(
            [[-half[0], half[1], 0], [half[0], half[1], 0], [half[0], -half[1], 0], [-half[0], -half[1], 0]]
        )
        _draw(canvas, _levels(printed()), outline, pose, 2 * focal_px)
    centre = -pose[0].T @ pose[1]
    for number, (corner, u, v, normal) in enumerate(_faces(scene) if scene else ()):
        if (centre - corner) @ normal <= 0:
            continue
        width, height = (round(np.linalg.norm(edge) * TEXTURE_PX_PER_MM) for edge in (u, v))
        texture = speckle(width, height, scene.seed * 10 + number)
        _draw(canvas, texture, np.array([corner, corner + u, corner + u + v, corner + v]), pose, 2 * focal_px)
    small = cv2.resize(canvas, size_px, interpolation=cv2.INTER_AREA).astype(np.float64)
    noise = np.random.default_rng(noise_seed).normal(0, 1.5, small.shape)
    return np.clip(small + noise, 0, 255).astype(np.uint8)


def _levels(picture: np.ndarray) -> np.ndarray:
    """Ink and paper as a camera sees them: neither black nor white."""
    return (25 + picture.astype(np.float64) * 0.8).astype(np.uint8)
