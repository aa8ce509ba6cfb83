"""poses: where every photo was taken from, in millimetres where the mat tells them."""

from __future__ import annotations

import json

import cv2

from reconstruct.matching.store import PhotoSet, read_photo_set
from reconstruct.poses.by_mat import solve_by_mat
from reconstruct.poses.output import Solution, write_solution
from reconstruct.poses.without_mat import solve_by_features
from reconstruct.stage import StageContext, StageError, StageResult

VERSION = 4
INPUTS: tuple[str, ...] = ("load", "features", "matching")
TIMEOUT_S = 1800.0
NO_FIT = "it does not fit the other photos"
MIN_REGISTERED, MIN_REGISTERED_SHARE = 8, 0.5


def run(context: StageContext) -> StageResult:
    """Writes ``cameras.json``, ``views.json``, ``views/`` and ``sparse.npz``. Raises scan-unregistered."""
    cv2.setNumThreads(1)
    target = context.folder("poses")
    target.mkdir(parents=True, exist_ok=True)
    photo_set = read_photo_set(context.workspace)
    all_photos = json.loads((context.folder("load") / "photos.json").read_text())
    matching = context.folder("matching")
    if json.loads((matching / "matching.json").read_text())["mode"] == "mat":
        solution, measured, warnings = solve_by_mat(context, photo_set)
    else:
        solution, measured, warnings = solve_by_features(context.workspace, photo_set, context.settings)
    _believe(photo_set, solution)
    write_solution(
        target, context.folder("load"), all_photos, photo_set.photos, solution, max(1, context.settings.processes)
    )
    measured = {
        "photosRegistered": len(solution.posed),
        "photos": len(all_photos),
        "points": len(solution.points),
        "frame": solution.frame,
        **measured,
    }
    return StageResult(measured, (*warnings, *_left_out(photo_set, solution)))


def _believe(photo_set: PhotoSet, solution: Solution) -> None:
    """Refuses a solution that holds too little of the fullest pass to be the scan."""
    registered = [photo_set.passes[index] for index in solution.posed]
    of_pass = max(
        (int((photo_set.passes == number).sum()) for number in set(registered)), default=len(photo_set.photos)
    )
    if len(registered) < max(MIN_REGISTERED, MIN_REGISTERED_SHARE * of_pass):
        raise StageError(
            "scan-unregistered",
            "poses",
            f"Only {len(registered)} of {of_pass} photos fit together well enough to trust.",
        )


def _left_out(photo_set: PhotoSet, solution: Solution) -> list[str]:
    """One sentence a reason, naming the photos it holds for."""
    by_reason: dict[str, list[str]] = {}
    for index, photo in enumerate(photo_set.photos):
        if index not in solution.posed:
            by_reason.setdefault(solution.reasons.get(index, NO_FIT), []).append(photo["name"])
    return [f"{len(names)} left out ({', '.join(names)}): {reason}." for reason, names in by_reason.items()]
