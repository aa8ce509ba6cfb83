"""How well a photo's place is determined by the points it sees."""

from __future__ import annotations

import numpy as np

from reconstruct.poses.camera_model import project, skew
from reconstruct.poses.mapping import Model

MIN_NOISE_PX = 0.5  # a handful of points can be fitted to nothing; keypoints are not better than this
MIN_POINTS = 6
STEP = 1e-5


def place_sigmas(model: Model) -> dict[str, float]:
    """Standard deviation of each photo's centre along its worst direction, as a share of the cameras' extent.

    Its points that at least two others see are taken as known; a photo with fewer than six of them has no place (inf).
    """
    centres = {name: -rotation.T @ shift for name, (rotation, shift, _) in model.poses.items()}
    places = np.array(list(centres.values()))
    extent = max(1e-12, *(float(np.linalg.norm(places - place, axis=1).max()) for place in places))
    length = np.bincount(model.track_point, minlength=len(model.points))
    rows: dict[str, list[int]] = {name: [] for name in model.poses}
    for row, (point, name) in enumerate(zip(model.track_point.tolist(), model.track_file, strict=True)):
        if length[point] >= 3:
            rows[name].append(row)
    return {
        name: _sigma(pose, model.points[model.track_point[mine]], model.track_xy[mine], extent)
        if len(mine := rows[name]) >= MIN_POINTS
        else float("inf")
        for name, pose in model.poses.items()
    }


def _sigma(
    pose: tuple[np.ndarray, np.ndarray, np.ndarray], points: np.ndarray, seen: np.ndarray, extent: float
) -> float:
    """As a share of ``extent``; shifts are measured in it too, so that nothing hangs on the scene's unit."""
    rotation, shift, lens = pose

    def moved(change: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        turn = np.eye(3) + skew(change[None, :3])[0]
        return turn @ rotation, turn @ shift + extent * change[3:]

    def pixels(change: np.ndarray) -> np.ndarray:
        turned, shifted = moved(change)
        return project(points @ turned.T + shifted, lens).ravel()

    def centre(change: np.ndarray) -> np.ndarray:
        turned, shifted = moved(change)
        return -turned.T @ shifted / extent

    steps = STEP * np.eye(6)
    by_pixel = np.column_stack([(pixels(step) - pixels(-step)) / (2 * STEP) for step in steps])
    by_place = np.column_stack([(centre(step) - centre(-step)) / (2 * STEP) for step in steps])
    noise_px = max(MIN_NOISE_PX, float(np.sqrt(np.mean((pixels(np.zeros(6)) - seen.ravel()) ** 2))))
    information = by_pixel.T @ by_pixel
    if np.linalg.matrix_rank(information) < 6:
        return float("inf")
    covariance = by_place @ np.linalg.inv(information) @ by_place.T
    return noise_px * float(np.sqrt(max(np.linalg.eigvalsh(covariance).max(), 0.0)))
