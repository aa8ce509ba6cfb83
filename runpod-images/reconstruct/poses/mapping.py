"""Structure from motion by COLMAP's mappers, and their result in our terms."""

from __future__ import annotations

import shutil
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
    database: Path,
    images: Path,
    output: Path,
    seed: int,
    limit_s: int,
    start: pycolmap.Reconstruction | None = None,
) -> pycolmap.Reconstruction | None:
    """The largest model that grows photo by photo; from ``start`` on where one is given. None: not even a pair fits.

    One thread: with more, sums run in another order each time, and the same photos gave 26 registered or three.
    """
    _empty(output)
    options = pycolmap.IncrementalPipelineOptions()
    options.num_threads = 1
    options.random_seed = seed
    options.mapper.random_seed = seed
    options.triangulation.random_seed = seed
    options.min_model_size = MIN_MODEL_PHOTOS
    options.max_num_models = 6
    options.multiple_models = start is None
    options.extract_colors = False
    options.max_runtime_seconds = limit_s
    source = ""
    if start is not None:
        source = str(_empty(output.with_name(output.name + "-start")))
        _write_start(start, database, Path(source))
    return _largest(pycolmap.incremental_mapping(str(database), str(images), str(output), options, input_path=source))


def map_globally(database: Path, images: Path, output: Path, seed: int) -> pycolmap.Reconstruction | None:
    """All photos at once: rotations averaged over all pairs, then places (GLOMAP, ECCV 2024).

    Pairs count by their matches: unweighted, the many weak pairs of a repeated print outvote the few strong ones.
    """
    options = pycolmap.GlobalPipelineOptions()
    options.num_threads = options.mapper.num_threads = 1
    adjustment = options.mapper.bundle_adjustment.ceres
    adjustment.solver_options.num_threads = 1
    # The same on every machine, and without a word on those that have none.
    adjustment.use_gpu = options.mapper.global_positioning.use_gpu = False
    options.random_seed = options.mapper.random_seed = seed
    averaging = options.mapper.rotation_averaging
    averaging.reweighting = pycolmap.RotationAveragingReweighting.INLIER_MATCH_COUNT
    averaging.random_seed = seed
    options.mapper.global_positioning.random_seed = seed
    options.mapper.retriangulation.random_seed = seed
    options.min_model_size = MIN_MODEL_PHOTOS
    return _largest(pycolmap.global_mapping(str(database), str(images), str(_empty(output)), options))


def calibrate(database: Path, seed: int) -> None:
    """Takes the focal lengths from the pairs' own geometries, in the database, and the pairs' poses anew with them."""
    options = pycolmap.ViewGraphCalibrationOptions()
    options.random_seed = seed
    pycolmap.calibrate_view_graph(str(database), options)


def without_frames(reconstruction: pycolmap.Reconstruction, names: set[str]) -> pycolmap.Reconstruction:
    """A copy in which these photos (one a frame) are not registered."""
    copy = pycolmap.Reconstruction(reconstruction)
    for image in list(copy.images.values()):
        if image.name in names and image.has_pose:
            copy.deregister_frame(image.frame_id)
    return copy


def _write_start(start: pycolmap.Reconstruction, database: Path, folder: Path) -> None:
    """Writes a model for the mapper to go on from, with the keypoints that its photos were given since.

    The mapper refuses photos whose numbers of keypoints differ, and a model's photos cannot be given more; so the text
    that it is written as is: after each photo's line one of ``x y point`` for every keypoint.
    """
    start.write_text(str(folder))
    path = folder / "images.txt"
    lines = path.read_text().splitlines()
    with pycolmap.Database.open(str(database)) as data:
        head = sum(line.startswith("#") for line in lines)
        for row in range(head, len(lines) - 1, 2):
            image_id = int(lines[row].split()[0])
            new = data.read_keypoints(image_id)[start.images[image_id].num_points2D() :, :2]
            lines[row + 1] = " ".join([lines[row + 1], *(f"{x} {y} -1" for x, y in new.tolist())])
    path.write_text("\n".join(lines) + "\n")


def _empty(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _largest(found: dict[int, pycolmap.Reconstruction]) -> pycolmap.Reconstruction | None:
    if not found:
        return None
    # Ties are broken by the points, then by the number, so that the same input picks the same model.
    return found[max(found, key=lambda number: (found[number].num_reg_images(), found[number].num_points3D(), -number))]


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
