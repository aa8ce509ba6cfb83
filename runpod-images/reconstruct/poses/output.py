"""What poses hands on: cameras.json, the undistorted pinhole views, and the sparse points."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from reconstruct.poses.camera_model import camera_matrix, distort


@dataclass(frozen=True)
class Posed:
    """One photo's place: world to camera ``rotation (3, 3)``, ``shift (3,)``, ``intrinsics (7,)``, error in px."""

    rotation: np.ndarray
    shift: np.ndarray
    intrinsics: np.ndarray
    error_px: float


@dataclass(frozen=True)
class Solution:
    """All that is written. ``posed`` and ``reasons`` by index into the usable photos; ``plane (4,)`` or None.

    ``pass_planes``: the plane ``(4,)`` each joined pass's mat lay in, in this frame, by pass.
    """

    frame: str
    unit: str
    scale: dict[str, Any]
    plane: np.ndarray | None
    posed: dict[int, Posed]
    reasons: dict[int, str]
    points: np.ndarray
    point_errors_px: np.ndarray
    track_lengths: np.ndarray
    pass_planes: dict[int, np.ndarray] = field(default_factory=dict)


def write_solution(
    folder: Path,
    load_folder: Path,
    all_photos: list[dict[str, Any]],
    photos: list[dict[str, Any]],
    solution: Solution,
    processes: int,
) -> None:
    """Writes ``cameras.json`` (every photo, also the refused), ``views.json``, ``views/``, ``sparse.npz``."""
    place = {photo["photoId"]: index for index, photo in enumerate(photos)}
    cameras = [_camera(photo, place.get(photo["photoId"]), solution) for photo in all_photos]
    document = {
        "frame": solution.frame,
        "unit": solution.unit,
        "scale": solution.scale,
        "supportPlane": None if solution.plane is None else _numbers(solution.plane),
        "passPlanes": {str(n): _numbers(p) for n, p in solution.pass_planes.items()},
        "cameras": cameras,
    }
    (folder / "cameras.json").write_text(json.dumps(document, indent=1))
    colors = _write_views(folder, load_folder, photos, solution, processes)
    np.savez(
        folder / "sparse.npz",
        points=solution.points,
        colors=colors,
        errorPx=solution.point_errors_px,
        trackLength=solution.track_lengths,
    )


def _numbers(values: np.ndarray) -> list[float]:
    return [float(value) for value in np.ravel(values)]


def _camera(photo: dict[str, Any], index: int | None, solution: Solution) -> dict[str, Any]:
    base = {"photoId": photo["photoId"], "name": photo["name"], "pass": photo["pass"]}
    size = {"widthPx": photo["widthPx"], "heightPx": photo["heightPx"]}
    posed = solution.posed.get(index) if index is not None else None
    if posed is None:
        reason = photo["reason"] if index is None else solution.reasons.get(index, "it does not fit the other photos")
        return base | {
            "registered": False,
            "reason": reason,
            "reprojectionErrorPx": None,
            **size,
            "K": None,
            "distortion": None,
            "R": None,
            "t": None,
        }
    return base | {
        "registered": True,
        "reason": None,
        "reprojectionErrorPx": round(posed.error_px, 4),
        **size,
        "K": _numbers(camera_matrix(posed.intrinsics)),
        "distortion": _numbers(posed.intrinsics[3:]),
        "R": _numbers(posed.rotation),
        "t": _numbers(posed.shift),
    }


def _write_views(
    folder: Path, load_folder: Path, photos: list[dict[str, Any]], solution: Solution, processes: int
) -> np.ndarray:
    """Undistorts the registered photos; returns the points' colours (n, 3) uint8, means over the views they fall in."""
    (folder / "views").mkdir(exist_ok=True)
    order = sorted(solution.posed)

    def work(numbered: tuple[int, int]) -> tuple[dict[str, Any], np.ndarray]:
        number, index = numbered
        photo, posed = photos[index], solution.posed[index]
        picture = cv2.imread(str(load_folder / photo["file"]), cv2.IMREAD_COLOR)
        matrix = pinhole_matrix(posed.intrinsics, photo["widthPx"], photo["heightPx"])
        view = undistort_picture(picture, posed.intrinsics, matrix)
        file = f"views/{number:03d}.png"
        if not cv2.imwrite(str(folder / file), view, [cv2.IMWRITE_PNG_COMPRESSION, 1]):
            raise OSError(f"cannot write {file}")
        entry = {
            "photoId": photo["photoId"],
            "pass": photo["pass"],
            "file": file,
            "widthPx": view.shape[1],
            "heightPx": view.shape[0],
            "K": _numbers(matrix),
            "R": _numbers(posed.rotation),
            "t": _numbers(posed.shift),
        }
        return entry, _sample(view, matrix, posed, solution.points)

    with ThreadPoolExecutor(processes) as pool:
        results = list(pool.map(work, enumerate(order)))
    (folder / "views.json").write_text(json.dumps([entry for entry, _ in results], indent=1))
    total = np.sum([sample for _, sample in results], axis=0)
    return np.round(total[:, :3] / np.maximum(total[:, 3:], 1)).astype(np.uint8)


def _sample(view: np.ndarray, matrix: np.ndarray, posed: Posed, points: np.ndarray) -> np.ndarray:
    """RGB and a count of 1 (n, 4) where a point falls into the view; a rough colour, hidden sides are not tested."""
    camera = points @ posed.rotation.T + posed.shift
    depth = np.where(camera[:, 2] > 1e-9, camera[:, 2], np.nan)
    pixel = np.nan_to_num(camera / depth[:, None] @ matrix.T, nan=-1.0)[:, :2]
    inside = ((pixel >= 0) & (pixel < [view.shape[1], view.shape[0]])).all(axis=1)
    out = np.zeros((len(points), 4))
    column, row = pixel[inside].astype(int).T
    out[inside, :3] = view[row, column, ::-1]
    out[inside, 3] = 1
    return out


def pinhole_matrix(intrinsics: np.ndarray, width_px: int, height_px: int) -> np.ndarray:
    """K of an ideal camera for a picture of the same size, zoomed just so far that no pixel lies outside the photo."""
    u, v = np.linspace(0, width_px, 33), np.linspace(0, height_px, 33)
    border = np.concatenate(
        [
            np.column_stack([u, np.zeros(33)]),
            np.column_stack([u, np.full(33, height_px)]),
            np.column_stack([np.zeros(33), v]),
            np.column_stack([np.full(33, width_px), v]),
        ]
    )
    matrix = np.array([[intrinsics[0], 0, width_px / 2], [0, intrinsics[0], height_px / 2], [0, 0, 1.0]])
    for _ in range(60):
        mapped = distort((border - matrix[:2, 2]) / matrix[0, 0], intrinsics)
        if (mapped >= -0.5).all() and (mapped <= [width_px + 0.5, height_px + 0.5]).all():
            break
        matrix[0, 0] *= 1.005
        matrix[1, 1] = matrix[0, 0]
    return matrix


def undistort_picture(picture: np.ndarray, intrinsics: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """The picture (h, w, 3) as the ideal camera ``matrix`` would have taken it, same size."""
    height, width = picture.shape[:2]
    column, row = np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5)
    normal = np.column_stack(
        [((column - matrix[0, 2]) / matrix[0, 0]).ravel(), ((row - matrix[1, 2]) / matrix[1, 1]).ravel()]
    )
    source = (distort(normal, intrinsics) - 0.5).astype(np.float32).reshape(height, width, 2)
    return cv2.remap(picture, source, None, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
