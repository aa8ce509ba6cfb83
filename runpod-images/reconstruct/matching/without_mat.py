"""Matching where no mat tells the poses: overlapping pairs in full, verified by their epipolar geometry."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np

from reconstruct.features.sift import Features
from reconstruct.matching.database import create_database, inlier_counts, replace_keypoints, verify, write_matches
from reconstruct.matching.nearest import match_descriptors
from reconstruct.matching.overlap import overlapping_pairs
from reconstruct.matching.store import PhotoSet

FEATURES = {"draft": 3000, "standard": 4096}
MIN_INLIERS = 15
EPIPOLAR_LIMIT_PX, RANSAC_TRIALS = 4.0, 3000
Progress = Callable[[float, float, str], None]


def strongest_features(photo_set: PhotoSet, count: int, off_mat: dict[int, np.ndarray]) -> list[Features]:
    """The strongest features of every photo; those on a bare mat are left out where the mat was found."""
    chosen = []
    for index in range(len(photo_set.photos)):
        features = photo_set.features(index)
        chosen.append(features.keep(off_mat.get(index, np.arange(len(features.xy)))[:count]))
    return chosen


def match_pairs(
    features: list[Features], pairs: list[tuple[int, int]], processes: int, progress: Progress
) -> dict[tuple[int, int], np.ndarray]:
    """Matches (m, 2) of every pair that one epipolar geometry explains; none where fewer than MIN_INLIERS do."""
    descriptors = [each.descriptors() for each in features]

    def match(pair: tuple[int, int]) -> np.ndarray:
        rows = match_descriptors(descriptors[pair[0]], descriptors[pair[1]])
        return rows[_epipolar(features[pair[0]].xy[rows[:, 0]], features[pair[1]].xy[rows[:, 1]])]

    found = {}
    with ThreadPoolExecutor(processes) as pool:
        results = pool.map(match, pairs)
        for done, (pair, rows) in enumerate(zip(pairs, results, strict=True), start=1):
            found[pair] = rows
            progress(done, len(pairs), f"pair {done} of {len(pairs)}")
    return found


def _epipolar(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Which matches (n, 2), (n, 2) px fit one fundamental matrix (n,). COLMAP's verification then has little to do:
    by itself it spends its ten thousand trials on every pair of photos that does not overlap."""
    none = np.zeros(len(first), bool)
    if len(first) < MIN_INLIERS:
        return none
    _, inliers = cv2.findFundamentalMat(
        first.astype(np.float64), second.astype(np.float64), cv2.USAC_FAST, EPIPOLAR_LIMIT_PX, 0.999, RANSAC_TRIALS
    )
    if inliers is None or inliers.sum() < MIN_INLIERS:
        return none
    return inliers.ravel().astype(bool)


def match_without_mat(
    photo_set: PhotoSet,
    database: Path,
    count: int,
    off_mat: dict[int, np.ndarray],
    processes: int,
    seed: int,
    progress: Progress,
) -> np.ndarray:
    """Fills the COLMAP database; returns the verified matches between photos (n, n)."""
    features = strongest_features(photo_set, count, off_mat)
    pairs = overlapping_pairs(
        [each.descriptors() for each in features], [each.size for each in features], processes, progress
    )
    pairs = [(i, j) for i, j in pairs if photo_set.passes[i] == photo_set.passes[j]]
    matches = match_pairs(features, pairs, processes, progress)
    ids = create_database(database, photo_set.photos, photo_set.groups, photo_set.table, [each.xy for each in features])
    write_matches(database, ids, {pair: rows for pair, rows in matches.items() if len(rows)})
    verify(database, processes, seed)
    return inlier_counts(database, ids)


def match_more(
    photo_set: PhotoSet,
    database: Path,
    weak: list[int],
    count: int,
    off_mat: dict[int, np.ndarray],
    processes: int,
    seed: int,
    progress: Progress,
) -> None:
    """Second try for photos that did not register: more features, and every pair they are part of.

    The features are those of the first try and weaker ones after them, so that all other matches stay as they are.
    """
    features = strongest_features(photo_set, count, off_mat)
    other = [index for index in range(len(features)) if index not in weak]
    pairs = [(min(i, j), max(i, j)) for i in weak for j in other]
    pairs += [(i, j) for i in weak for j in weak if i < j]
    pairs = [(i, j) for i, j in pairs if photo_set.passes[i] == photo_set.passes[j]]
    matches = match_pairs(features, pairs, processes, progress)
    ids = replace_keypoints(database, photo_set.photos, [each.xy for each in features])
    write_matches(database, ids, {pair: rows for pair, rows in matches.items() if len(rows)})
    verify(database, processes, seed)
