"""Structure from motion by COLMAP's incremental mapper, and its result in our terms."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pycolmap

MIN_MODEL_PHOTOS = 3


@dataclass(frozen=True)
class Model:
    """One reconstruction: by file name ``rotations``, ``shifts``, ``intrinsics (7,)``; points and what sees them.

    ``track_point (n,)``, ``track_file [n]``, ``track_xy (n, 2)`` list every observation.
    """

    poses: dict[str, tuple[np.ndarray, np.ndarray, np.ndarray]]
    points: np.ndarray
    point_errors_px: np.ndarray
    track_point: np.ndarray
    track_file: list[str]
    track_xy: np.ndarray


def map_incrementally(
    database: Path, images: Path, output: Path, processes: int, seed: int, limit_s: int
) -> Model | None:
    """The largest model found in the database; None where not even a pair fits."""
    output.mkdir(parents=True, exist_ok=True)
    options = pycolmap.IncrementalPipelineOptions()
    options.num_threads = processes
    options.random_seed = seed
    options.mapper.random_seed = seed
    options.triangulation.random_seed = seed
    options.min_model_size = MIN_MODEL_PHOTOS
    options.max_num_models = 6
    options.extract_colors = False
    options.max_runtime_seconds = limit_s
    found = pycolmap.incremental_mapping(str(database), str(images), str(output), options)
    if not found:
        return None
    # Ties are broken by the points, then by the number, so that the same input picks the same model.
    best = max(found, key=lambda number: (found[number].num_reg_images(), found[number].num_points3D(), -number))
    return read_model(found[best])


def read_model(reconstruction: pycolmap.Reconstruction) -> Model:
    """Poses and points of a COLMAP reconstruction."""
    poses = {}
    for image in reconstruction.images.values():
        if not image.has_pose:
            continue
        matrix = image.cam_from_world().matrix()
        params = reconstruction.cameras[image.camera_id].params
        lens = np.array([params[0], params[1], params[2], params[3], params[4], 0.0, 0.0])
        poses[image.name] = matrix[:, :3].copy(), matrix[:, 3].copy(), lens
    points, errors, owner, files, xy = [], [], [], [], []
    for number, key in enumerate(sorted(reconstruction.points3D)):
        point = reconstruction.points3D[key]
        points.append(point.xyz)
        errors.append(point.error)
        for element in point.track.elements:
            image = reconstruction.images[element.image_id]
            owner.append(number)
            files.append(image.name)
            xy.append(image.points2D[element.point2D_idx].xy)
    return Model(
        poses,
        np.array(points).reshape(-1, 3),
        np.array(errors),
        np.array(owner, int),
        files,
        np.array(xy).reshape(-1, 2),
    )
