"""poses: where every photo was taken from, in millimetres where the mat tells them."""

from __future__ import annotations

import json
from typing import Any

import cv2
import numpy as np

from reconstruct.matching.store import PhotoSet, read_board_start, read_photo_set, read_tracks
from reconstruct.poses.bundle import Bundle
from reconstruct.poses.mapping import map_incrementally
from reconstruct.poses.output import Posed, Solution, write_solution
from reconstruct.poses.with_mat import feature_observations, refine, start_bundle
from reconstruct.poses.without_mat import upright_solution
from reconstruct.stage import Figure, StageContext, StageError, StageResult

VERSION = 1
INPUTS: tuple[str, ...] = ("load", "features", "matching")
TIMEOUT_S = 900.0
MAPPING_LIMIT_S = 400


def run(context: StageContext) -> StageResult:
    """Writes ``cameras.json``, ``views.json``, ``views/`` and ``sparse.npz``. Raises scan-unregistered."""
    cv2.setNumThreads(1)
    target = context.folder("poses")
    target.mkdir(parents=True, exist_ok=True)
    photo_set = read_photo_set(context.workspace)
    all_photos = json.loads((context.folder("load") / "photos.json").read_text())
    mode = json.loads((context.folder("matching") / "matching.json").read_text())["mode"]
    solution, measured = _by_mat(context, photo_set) if mode == "mat" else _by_features(context, photo_set)
    write_solution(target, context.folder("load"), all_photos, photo_set.photos, solution,
                   max(1, context.settings.processes))
    measured = {"photosRegistered": len(solution.posed), "photos": len(all_photos),
                "points": len(solution.points), "frame": solution.frame, **measured}
    return StageResult(measured, tuple(_left_out(all_photos, photo_set, solution)))


def _left_out(all_photos: list[dict[str, Any]], photo_set: PhotoSet, solution: Solution) -> list[str]:
    names = [photo["name"] for photo in photo_set.photos]
    out = [index for index in range(len(names)) if index not in solution.posed]
    return [f"{names[index]} is left out: {solution.reasons.get(index, 'it does not fit the other photos')}."
            for index in out]


def _by_features(context: StageContext, photo_set: PhotoSet) -> tuple[Solution, dict[str, Figure]]:
    model = map_incrementally(context.folder("matching") / "database.db", context.folder("load"),
                              context.folder("poses") / "sparse", max(1, context.settings.processes),
                              context.settings.seed, MAPPING_LIMIT_S)
    if model is None:
        raise StageError("scan-unregistered", "poses", f"None of the {len(photo_set.photos)} photos fit together.")
    solution = upright_solution(photo_set, model, {}, context.settings.seed)
    return solution, {"reprojectionErrorPx": round(float(np.mean(model.point_errors_px)), 4)}


def _by_mat(context: StageContext, photo_set: PhotoSet) -> tuple[Solution, dict[str, Figure]]:
    start = read_board_start(context.folder("matching"))
    tracks = read_tracks(context.folder("matching") / "tracks.npz")
    passes = photo_set.passes[start.photos]
    main = int(np.bincount(passes).argmax())
    solution = start_bundle(photo_set, start, np.flatnonzero(passes == main))
    features = {int(i): photo_set.features(int(i)) for i in solution.photos}
    camera_of = {int(i): k for k, i in enumerate(solution.photos)}
    solved = refine(photo_set, solution, feature_observations(tracks, features, camera_of))
    reasons = dict(start.reasons)
    reasons |= {int(i): "its pass is not joined to the first one" for i in start.photos[passes != main]}
    bundle = solved.bundle
    written = Solution("mat", "mm", {"source": "mat", "known": True, "detail": "from the printed mat"},
                       np.array([0.0, 0, 1, 0]), posed_cameras(bundle, solved.photos), reasons,
                       *sparse_points(bundle))
    return written, {"reprojectionErrorPx": round(float(np.median(bundle.feature_errors_px())), 4),
                     "boardErrorPx": round(float(np.median(bundle.board_errors_px())), 4)}


def posed_cameras(bundle: Bundle, photos: np.ndarray) -> dict[int, Posed]:
    """The bundle's cameras by photo index, with the mean error of what each sees."""
    errors = np.concatenate([bundle.feature_errors_px(), bundle.board_errors_px()])
    camera = np.concatenate([bundle.features.camera, bundle.board.camera])
    total = np.bincount(camera, errors, len(photos)) / np.maximum(np.bincount(camera, minlength=len(photos)), 1)
    intrinsics = bundle.intrinsics()
    return {int(index): Posed(bundle.rotations[k], bundle.shifts[k], intrinsics[k], float(total[k]))
            for k, index in enumerate(photos)}


def sparse_points(bundle: Bundle) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Points (n, 3), mean errors (n,) px and numbers of photos (n,)."""
    count = len(bundle.points)
    length = np.bincount(bundle.features.target, minlength=count)
    error = np.bincount(bundle.features.target, bundle.feature_errors_px(), count) / np.maximum(length, 1)
    return bundle.points, error, length
