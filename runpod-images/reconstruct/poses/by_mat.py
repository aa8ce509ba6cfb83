"""The whole solution with the mat: the fullest pass first, further passes joined to it where the part allows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from reconstruct.features.sift import Features
from reconstruct.matching.store import BoardStart, PhotoSet, read_board_start, read_tracks
from reconstruct.matching.tracks import Tracks, build_tracks
from reconstruct.poses.bundle import Bundle, Observations, solve_bundle
from reconstruct.poses.join import Joint, PassPoints, body_height, cross_matches, find_joint, moved, part_points
from reconstruct.poses.output import Posed, Solution
from reconstruct.poses.triangulate import triangulate
from reconstruct.poses.with_mat import (
    FINE_SHARE,
    ROUGH_SHARE,
    MatSolution,
    feature_observations,
    longest_side_px,
    refine,
    start_bundle,
)
from reconstruct.stage import Figure, JobSettings

MIN_CROSS_POINTS = 20
MAT_DETAIL = "From the printed mat: squares of 12 mm."
UNUSED_DETAIL = "The mat was seen but, as asked, not taken for the scale: lengths are in scene units."
LOOSE_MM = 0.5


@dataclass(frozen=True)
class Evidence:
    """What all passes share: photos, board poses, tracks and features by photo index."""

    photo_set: PhotoSet
    start: BoardStart
    tracks: Tracks
    features: dict[int, Features]


def solve_by_mat(
    matching: Path, photo_set: PhotoSet, settings: JobSettings
) -> tuple[Solution, dict[str, Figure], list[str]]:
    """Poses in the frame of the fullest pass's mat, figures, and warnings."""
    start = read_board_start(matching)
    features = {int(i): photo_set.features(int(i)) for i in start.photos}
    evidence = Evidence(photo_set, start, read_tracks(matching / "tracks.npz"), features)
    passes = photo_set.passes[start.photos]
    main = int(np.bincount(passes).argmax())
    solution = _solve_pass(evidence, main)
    numbers = [main]
    figures: dict[str, Figure] = {"passesJoined": 1, "passes": len(np.unique(photo_set.passes))}
    reasons, warnings = dict(start.reasons), []
    for other in sorted(set(passes.tolist()) - {main}):
        joined, why, found = _try_join(evidence, solution, other, settings.seed)
        figures |= found
        if joined is None:
            warnings.append(f"Pass {other + 1} is not used: {why}.")
            reasons |= {
                int(i): f"its pass could not be joined to the first: {why}" for i in start.photos[passes == other]
            }
        else:
            solution = joined
            numbers.append(other)
    bundle = solution.bundle
    figures |= {
        "passesJoined": len(numbers),
        "reprojectionErrorPx": _median(bundle.feature_errors_px()),
        "boardErrorPx": _median(bundle.board_errors_px()),
    }
    return _written(solution, numbers, reasons, settings), figures, warnings


def _median(values: np.ndarray) -> float | None:
    return round(float(np.median(values)), 4) if len(values) else None


def _solve_pass(evidence: Evidence, number: int) -> MatSolution:
    passes = evidence.photo_set.passes[evidence.start.photos]
    solution = start_bundle(evidence.photo_set, evidence.start, np.flatnonzero(passes == number))
    return refine(evidence.photo_set, solution, _seen(evidence, solution, evidence.tracks))


def _seen(evidence: Evidence, solution: MatSolution, tracks: Tracks) -> Observations:
    return feature_observations(tracks, evidence.features, {int(i): k for k, i in enumerate(solution.photos)})


def _try_join(
    evidence: Evidence, first: MatSolution, number: int, seed: int
) -> tuple[MatSolution | None, str, dict[str, Figure]]:
    """Both passes in one bundle, or None and why not."""
    second = _solve_pass(evidence, number)
    joint: Joint = find_joint(_points(first, evidence), _points(second, evidence), seed)
    figures: dict[str, Figure] = dict(joint.figures)
    if joint.motion is None:
        return None, joint.reason, figures
    second = moved(second, joint.motion)
    centre = np.median(first.bundle.points[first.bundle.points[:, 2] > LOOSE_MM], axis=0)
    longest = longest_side_px(evidence.photo_set)
    merged = _merge(evidence, first, second)
    cross = cross_matches(first, second, evidence.features, longest, centre)
    seen = _seen(evidence, merged, _with_matches(evidence, cross))
    for share in (ROUGH_SHARE, FINE_SHARE):
        points, kept = triangulate(merged.bundle, seen, share * longest, min_views=3)
        merged = replace(merged, bundle=solve_bundle(replace(merged.bundle, points=points, features=kept), 15))
    shared = _shared_points(merged.bundle, len(first.photos))
    figures["joinSharedPoints"] = shared
    if shared < MIN_CROSS_POINTS:
        return None, f"only {shared} points of the part are seen in both passes", figures
    return merged, "", figures


def _points(solution: MatSolution, evidence: Evidence) -> PassPoints:
    return part_points(solution, evidence.features)


def _merge(evidence: Evidence, first: MatSolution, second: MatSolution) -> MatSolution:
    """One bundle of both; the second pass's board becomes a rigid body of its own."""
    a, b = first.bundle, second.bundle
    board = Observations(
        np.concatenate([a.board.camera, b.board.camera + len(a.rotations)]),
        np.concatenate([a.board.target, b.board.target + len(a.body_rotations)]),
        np.concatenate([a.board.pixels, b.board.pixels]),
        np.concatenate([a.board.sigma_px, b.board.sigma_px]),
        np.concatenate([a.board.local_mm, b.board.local_mm]),
    )
    bundle = replace(
        a,
        rotations=np.concatenate([a.rotations, b.rotations]),
        shifts=np.concatenate([a.shifts, b.shifts]),
        group=np.concatenate([a.group, b.group]),
        points=np.zeros((0, 3)),
        features=Observations.none(),
        body_rotations=np.concatenate([a.body_rotations, b.body_rotations]),
        body_shifts=np.concatenate([a.body_shifts, b.body_shifts]),
        board=board,
    )
    return MatSolution(np.concatenate([first.photos, second.photos]), bundle)


def _with_matches(evidence: Evidence, cross: dict[tuple[int, int], np.ndarray]) -> Tracks:
    """The tracks of single passes, linked by matches between them."""
    tracks = evidence.tracks
    matches: dict[tuple[int, int], list[np.ndarray]] = {pair: [rows] for pair, rows in cross.items()}
    same = np.flatnonzero(tracks.track[1:] == tracks.track[:-1])
    for row in same:
        pair = int(tracks.photo[row]), int(tracks.photo[row + 1])
        matches.setdefault(pair, []).append(np.array([[tracks.feature[row], tracks.feature[row + 1]]]))
    counts = [
        len(evidence.features[i].xy) if i in evidence.features else 0 for i in range(len(evidence.photo_set.photos))
    ]
    return build_tracks(counts, {pair: np.concatenate(rows) for pair, rows in matches.items()})


def _shared_points(bundle: Bundle, first_count: int) -> int:
    """Points seen by photos of both passes."""
    later = bundle.features.camera >= first_count
    count = len(bundle.points)
    in_first = np.bincount(bundle.features.target[~later], minlength=count) > 0
    return int((in_first & (np.bincount(bundle.features.target[later], minlength=count) > 0)).sum())


def _written(solution: MatSolution, numbers: list[int], reasons: dict[int, str], settings: JobSettings) -> Solution:
    bundle, known = solution.bundle, settings.mat == "auto"
    keep = np.ones(len(bundle.points), bool)
    for body in range(1, len(bundle.body_rotations)):
        # Later passes' mats are not where the first one's is: their points are not the part's.
        height = body_height(bundle.points, bundle.body_rotations[body], bundle.body_shifts[body])
        keep &= ~_only_of_body(solution, body) | (height > LOOSE_MM)
    points, error, length = sparse_points(bundle)
    placed = zip(numbers, bundle.body_rotations, bundle.body_shifts, strict=True)
    planes = {number: np.array([*turn[:, 2], -float(turn[:, 2] @ shift)]) for number, turn, shift in placed}
    scale = {"source": "mat" if known else "unknown", "known": known, "detail": MAT_DETAIL if known else UNUSED_DETAIL}
    return Solution(
        "mat",
        "mm" if known else "scene",
        scale,
        np.array([0.0, 0.0, 1.0, 0.0]),
        posed_cameras(bundle, solution.photos),
        reasons,
        points[keep],
        error[keep],
        length[keep],
        planes,
    )


def _only_of_body(solution: MatSolution, body: int) -> np.ndarray:
    """Points (n,) that only the photos on one board see."""
    bundle = solution.bundle
    board_of = np.zeros(len(solution.photos), int)
    board_of[bundle.board.camera] = bundle.board.target
    seen = board_of[bundle.features.camera] == body
    count = len(bundle.points)
    return np.bincount(bundle.features.target[~seen], minlength=count) == 0


def posed_cameras(bundle: Bundle, photos: np.ndarray) -> dict[int, Posed]:
    """The bundle's cameras by photo index, with the mean error of what each sees."""
    errors = np.concatenate([bundle.feature_errors_px(), bundle.board_errors_px()])
    camera = np.concatenate([bundle.features.camera, bundle.board.camera])
    total = np.bincount(camera, errors, len(photos)) / np.maximum(np.bincount(camera, minlength=len(photos)), 1)
    intrinsics = bundle.intrinsics()
    return {
        int(index): Posed(bundle.rotations[k], bundle.shifts[k], intrinsics[k], float(total[k]))
        for k, index in enumerate(photos)
    }


def sparse_points(bundle: Bundle) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Points (n, 3), mean errors (n,) px and numbers of photos (n,)."""
    count = len(bundle.points)
    length = np.bincount(bundle.features.target, minlength=count)
    error = np.bincount(bundle.features.target, bundle.feature_errors_px(), count) / np.maximum(length, 1)
    return bundle.points, error, length
