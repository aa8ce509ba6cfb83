"""The whole solution with the mat: the fullest pass first, further passes joined to it where the part allows."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from reconstruct.features.sift import Features
from reconstruct.matching.store import BoardStart, PhotoSet, read_board_start, read_tracks
from reconstruct.matching.tracks import Tracks, build_tracks
from reconstruct.passes.surface import PassSurface, surface_of
from reconstruct.passes.turned import Turned, find_turn
from reconstruct.poses.bundle import Bundle, Observations, solve_bundle
from reconstruct.poses.join import body_height, cross_matches, merged, moved, used_lens
from reconstruct.poses.output import Posed, Solution, write_solution
from reconstruct.poses.rigid import Rigid
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
from reconstruct.stage import Figure, JobSettings, StageContext

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


def solve_by_mat(context: StageContext, photo_set: PhotoSet) -> tuple[Solution, dict[str, Figure], list[str]]:
    """Poses in the frame of the fullest pass's mat, figures, and warnings."""
    matching = context.folder("matching")
    start = read_board_start(matching)
    features = {int(i): photo_set.features(int(i)) for i in start.photos}
    evidence = Evidence(photo_set, start, read_tracks(matching / "tracks.npz"), features)
    passes = photo_set.passes[start.photos]
    main = int(np.bincount(passes).argmax())
    solution = first = _solve_pass(evidence, main)
    numbers = [main]
    figures: dict[str, Figure] = {"passesJoined": 1, "passes": len(np.unique(photo_set.passes))}
    reasons, warnings = dict(start.reasons), []
    others = sorted(set(passes.tolist()) - {main})
    # The photos as a pinhole saw them are read until the last pass is joined.
    with tempfile.TemporaryDirectory(dir=context.folder("poses")) as scratch:
        surfaces = partial(_surface, context, photo_set, Path(scratch))
        surface = surfaces(first, main) if others else None
        for other in others:
            second = _solve_pass(evidence, other, first.bundle)
            turned = _turned(surface, surfaces(second, other))
            figures |= turned.figures
            if turned.motion is None:
                warnings.append(f"Pass {other + 1} is not used: {turned.reason}.")
                why = f"its pass could not be joined to the first: {turned.reason}"
                reasons |= {int(i): why for i in start.photos[passes == other]}
            else:
                solution, found = _together(evidence, solution, moved(second, turned.motion), turned.leeway_mm)
                figures |= found
                numbers.append(other)
    bundle = solution.bundle
    figures |= {
        "passesJoined": len(numbers),
        "reprojectionErrorPx": _median(bundle.feature_errors_px()),
        "boardErrorPx": _median(bundle.board_errors_px()),
    }
    return _written(solution, numbers, reasons, context.settings), figures, warnings


def _median(values: np.ndarray) -> float | None:
    return round(float(np.median(values)), 4) if len(values) else None


def _solve_pass(evidence: Evidence, number: int, known: Bundle | None = None) -> MatSolution:
    """One pass by itself; the lens stays as the ``known`` bundle found it where that tells of it."""
    passes = evidence.photo_set.passes[evidence.start.photos]
    solution = start_bundle(evidence.photo_set, evidence.start, np.flatnonzero(passes == number))
    if known is not None:
        bundle, used = solution.bundle, used_lens(known)
        lens, prior = (np.where(used, known.lens, own) for own in (bundle.lens, bundle.lens_prior))
        sigma = np.where(used, 0, bundle.lens_sigma)
        solution = replace(solution, bundle=replace(bundle, lens=lens, lens_prior=prior, lens_sigma=sigma))
    return refine(evidence.photo_set, solution, _seen(evidence, solution, evidence.tracks))


def _surface(
    context: StageContext, photo_set: PhotoSet, scratch: Path, solution: MatSolution, number: int
) -> PassSurface | None:
    """What one pass knows of the part, from coarse depth maps; its poses and views go into ``scratch``."""
    entries = [photo for photo, own in zip(photo_set.photos, photo_set.passes, strict=True) if own == number]
    single = _written(solution, [number], {}, context.settings)
    folder, processes = scratch / f"pass-{number}", max(1, context.settings.processes)
    folder.mkdir()
    write_solution(folder, context.folder("load"), entries, photo_set.photos, single, processes)
    return surface_of(
        folder,
        context.settings,
        lambda done, total: context.progress(done, total, f"shape seen in pass {number + 1}"),
    )


def _turned(first: PassSurface | None, second: PassSurface | None) -> Turned:
    if first is None or second is None:
        return Turned(None, "too little of the part's shape is seen in one pass by itself", {})
    return find_turn(first, second)


def _seen(evidence: Evidence, solution: MatSolution, tracks: Tracks) -> Observations:
    return feature_observations(tracks, evidence.features, {int(i): k for k, i in enumerate(solution.photos)})


def _together(
    evidence: Evidence, first: MatSolution, second: MatSolution, leeway_mm: float
) -> tuple[MatSolution, dict[str, Figure]]:
    """Both in one bundle, adjusted together where enough is seen in both and the second stays within the leeway."""
    start = merged(first, second)
    longest = longest_side_px(evidence.photo_set)
    part = first.bundle.points[first.bundle.points[:, 2] > LOOSE_MM]
    cross = cross_matches(first, second, evidence.features, longest, np.median(part, axis=0))
    linked, seen = start, _seen(evidence, start, _with_matches(evidence, cross))
    for share in (ROUGH_SHARE, FINE_SHARE):
        points, kept = triangulate(linked.bundle, seen, share * longest, min_views=3)
        linked = replace(linked, bundle=solve_bundle(replace(linked.bundle, points=points, features=kept), 15))
    shared = _shared_points(linked.bundle, len(first.photos))
    drift = _drift_mm(start.bundle, linked.bundle, part)
    adjusted = shared >= MIN_CROSS_POINTS and drift <= leeway_mm
    if not adjusted:
        seen = _seen(evidence, start, evidence.tracks)
        points, kept = triangulate(start.bundle, seen, FINE_SHARE * longest, min_views=3)
        linked = replace(start, bundle=replace(start.bundle, points=points, features=kept))
    return linked, {"joinSharedPoints": shared, "joinDriftMm": round(drift, 4), "joinAdjusted": adjusted}


def _drift_mm(before: Bundle, after: Bundle, part: np.ndarray) -> float:
    """How far the last pass's board took the part's points (n, 3) along, at the median."""
    old, new = (Rigid(b.body_rotations[-1], b.body_shifts[-1]) for b in (before, after))
    return float(np.median(np.linalg.norm(new.apply(old.inverse().apply(part)) - part, axis=1)))


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
