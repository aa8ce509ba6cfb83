"""Poses from structure from motion alone: shape without scale, checked before it is believed."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np

from reconstruct.matching.store import PhotoSet, read_off_mat
from reconstruct.matching.without_mat import match_more
from reconstruct.poses.agreement import MIN_MODEL_SHARE
from reconstruct.poses.attempts import Attempt, Mapping, best_attempt
from reconstruct.poses.camera_model import project
from reconstruct.poses.mapping import Model
from reconstruct.poses.output import Posed, Solution
from reconstruct.poses.upright import find_table, to_upright
from reconstruct.stage import Figure, JobSettings, StageError

SECOND_TRY_BELOW = 0.9
SECOND_TRY_FEATURES = 8000


def solve_by_features(
    workspace: Path, photo_set: PhotoSet, settings: JobSettings
) -> tuple[Solution, dict[str, Figure], list[str]]:
    """Structure from motion, and a second try with more features for photos that were left.

    Raises scan-unregistered where nothing fits, or where the photos contradict the model.
    """
    database = workspace / "poses" / "database.db"
    shutil.copyfile(workspace / "matching" / "database.db", database)
    names = [photo["file"] for photo in photo_set.photos]
    longest = max(max(photo["widthPx"], photo["heightPx"]) for photo in photo_set.photos)
    mapping = Mapping(database, workspace / "load", workspace / "poses", longest, settings.seed)
    best = best_attempt(mapping)
    tries = 1
    weak = [index for index, name in enumerate(names) if best is None or name not in _believed(best)]
    if len(weak) > (1 - SECOND_TRY_BELOW) * len(names):
        tries = 2
        match_more(
            photo_set,
            database,
            weak,
            SECOND_TRY_FEATURES,
            read_off_mat(workspace / "matching"),
            max(1, settings.processes),
            settings.seed,
            lambda done, total, text: None,
        )
        best = best_attempt(mapping, best)
    if best is None:
        raise StageError("scan-unregistered", "poses", f"None of the {len(names)} photos fit together.")
    _refuse_contradicted(best, len(names))
    model, verdict = best.model, best.verdict
    model = without_photos(model, set(verdict.reasons))
    place = {name: index for index, name in enumerate(names)}
    reasons = {place[name]: reason for name, reason in verdict.reasons.items()}
    figures: dict[str, Figure] = {
        "tries": tries,
        "mappedBy": best.way,
        "matchesAgreeing": round(verdict.share, 4),
        "reprojectionErrorPx": round(float(np.mean(model.point_errors_px)), 4),
    }
    return upright_solution(photo_set, model, reasons, settings.seed), figures, []


def _believed(attempt: Attempt) -> set[str]:
    return set(attempt.model.poses) - set(attempt.verdict.reasons)


def _refuse_contradicted(attempt: Attempt, photos: int) -> None:
    placed, verdict = len(attempt.model.poses), attempt.verdict
    if attempt.believed < 3:
        raise StageError("scan-unregistered", "poses", "The photos that fit together share too few points.")
    if verdict.share <= MIN_MODEL_SHARE:
        raise StageError(
            "scan-unregistered",
            "poses",
            f"{placed} of {photos} photos could be placed, but {1 - verdict.share:.0%} "
            "of the features that match contradict it.",
        )


def without_photos(model: Model, names: set[str]) -> Model:
    """The model without some photos, and without the points fewer than three others see."""
    if not names:
        return model
    kept = np.array([name not in names for name in model.track_file], bool)
    length = np.bincount(model.track_point[kept], minlength=len(model.points))
    good = length >= 3
    rows = np.flatnonzero(kept & good[model.track_point])
    number = np.cumsum(good) - 1
    return replace(
        model,
        poses={name: pose for name, pose in model.poses.items() if name not in names},
        points=model.points[good],
        point_errors_px=model.point_errors_px[good],
        track_point=number[model.track_point[rows]],
        track_file=[model.track_file[row] for row in rows],
        track_xy=model.track_xy[rows],
    )


def mean_errors(model: Model, names: list[str]) -> np.ndarray:
    """Mean reprojection error (n,) px of each photo."""
    files = np.array(model.track_file)
    errors = []
    for name in names:
        rotation, shift, lens = model.poses[name]
        mine = np.flatnonzero(files == name)
        seen = project(model.points[model.track_point[mine]] @ rotation.T + shift, lens)
        errors.append(float(np.linalg.norm(seen - model.track_xy[mine], axis=1).mean()) if len(mine) else float("nan"))
    return np.array(errors)


def upright_solution(photo_set: PhotoSet, model: Model, reasons: dict[int, str], seed: int) -> Solution:
    """The model set upright on its table where one is found, in scene units."""
    index_of = {photo["file"]: index for index, photo in enumerate(photo_set.photos)}
    files = list(model.poses)
    rotations = np.array([model.poses[file][0] for file in files])
    shifts = np.array([model.poses[file][1] for file in files])
    centres = -np.einsum("nji,nj->ni", rotations, shifts)
    table = find_table(model.points, rotations, centres, seed)
    turn, move = to_upright(table.plane, np.median(model.points, axis=0))
    errors = mean_errors(model, files)
    posed = {}
    for number, file in enumerate(files):
        rotation = rotations[number] @ turn.T
        posed[index_of[file]] = Posed(
            rotation, shifts[number] - rotation @ move, model.poses[file][2], float(errors[number])
        )
    scale = {"source": "unknown", "known": False, "detail": "No mat and no known distance: lengths are in scene units."}
    return Solution(
        frame="table" if table.found else "free",
        unit="scene",
        scale=scale,
        plane=np.array([0.0, 0.0, 1.0, 0.0]) if table.found else None,
        posed=posed,
        reasons=reasons,
        points=model.points @ turn.T + move,
        point_errors_px=model.point_errors_px,
        track_lengths=np.bincount(model.track_point, minlength=len(model.points)),
    )
