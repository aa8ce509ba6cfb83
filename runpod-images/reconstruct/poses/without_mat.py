"""Poses from structure from motion alone: shape without scale, checked before it is believed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reconstruct.matching.store import PhotoSet
from reconstruct.poses.camera_model import undistort
from reconstruct.poses.mapping import Model
from reconstruct.poses.output import Posed, Solution
from reconstruct.poses.upright import find_table, to_upright

MIN_POINTS_A_PHOTO = 60
MAX_ERROR_PX_SHARE = 0.0016  # of the longest side: 2.5 px at 1600


@dataclass(frozen=True)
class Support:
    """What a photo's pose rests on: points seen, and mean error in px."""

    points: np.ndarray
    error_px: np.ndarray


def support_by_photo(model: Model, files: list[str]) -> Support:
    """Points and mean reprojection error of each file (n,), zero for those outside the model."""
    place = {file: index for index, file in enumerate(files)}
    photo = np.array([place[file] for file in model.track_file], dtype=int)
    count = np.bincount(photo, minlength=len(files))
    total = np.bincount(photo, model_errors(model), len(files))
    return Support(count, total / np.maximum(count, 1))


def model_errors(model: Model) -> np.ndarray:
    """Reprojection error (n,) px of every observation."""
    errors = np.zeros(len(model.track_xy))
    files = np.array(model.track_file)
    for file, (rotation, shift, lens) in model.poses.items():
        mine = np.flatnonzero(files == file)
        camera = model.points[model.track_point[mine]] @ rotation.T + shift
        ideal = undistort(model.track_xy[mine], lens)
        errors[mine] = np.linalg.norm(camera[:, :2] / camera[:, 2:] - ideal, axis=1) * lens[0]
    return errors


def upright_solution(photo_set: PhotoSet, model: Model, reasons: dict[int, str], seed: int) -> Solution:
    """The model set upright on its table where one is found, in scene units."""
    index_of = {photo["file"]: index for index, photo in enumerate(photo_set.photos)}
    files = list(model.poses)
    rotations = np.array([model.poses[file][0] for file in files])
    shifts = np.array([model.poses[file][1] for file in files])
    centres = -np.einsum("nji,nj->ni", rotations, shifts)
    table = find_table(model.points, rotations, centres, seed)
    turn, move = to_upright(table.plane, np.median(model.points, axis=0))
    support = support_by_photo(model, files)
    posed = {}
    for number, file in enumerate(files):
        rotation = rotations[number] @ turn.T
        posed[index_of[file]] = Posed(rotation, shifts[number] - rotation @ move, model.poses[file][2],
                                      float(support.error_px[number]))
    scale = {"source": "unknown", "known": False,
             "detail": "No mat and no known distance: lengths are in scene units."}
    return Solution(
        frame="table" if table.found else "free", unit="scene", scale=scale,
        plane=np.array([0.0, 0.0, 1.0, 0.0]) if table.found else None, posed=posed, reasons=reasons,
        points=model.points @ turn.T + move, point_errors_px=model.point_errors_px,
        track_lengths=np.bincount(model.track_point, minlength=len(model.points)),
    )
