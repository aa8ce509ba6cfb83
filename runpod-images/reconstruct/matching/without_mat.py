"""Matching where no mat tells the poses: overlapping pairs in full, verified by their epipolar geometry."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from reconstruct.features.sift import Features
from reconstruct.matching.database import create_database, inlier_counts, verify, write_matches
from reconstruct.matching.nearest import match_descriptors
from reconstruct.matching.overlap import overlapping_pairs
from reconstruct.matching.store import PhotoSet

FEATURES = {"draft": 3000, "standard": 4096}
Progress = Callable[[float, float, str], None]


def strongest_features(photo_set: PhotoSet, count: int, off_mat: dict[int, np.ndarray]) -> list[Features]:
    """The strongest features of every photo; those on a bare mat are left out where the mat was found."""
    chosen = []
    for index in range(len(photo_set.photos)):
        features = photo_set.features(index)
        chosen.append(features.keep(off_mat.get(index, np.arange(len(features.xy)))[:count]))
    return chosen


def match_pairs(features: list[Features], pairs: list[tuple[int, int]], processes: int,
                progress: Progress) -> dict[tuple[int, int], np.ndarray]:
    """Matches (m, 2) of every pair."""
    descriptors = [each.descriptors() for each in features]
    found = {}
    with ThreadPoolExecutor(processes) as pool:
        results = pool.map(lambda pair: match_descriptors(descriptors[pair[0]], descriptors[pair[1]]), pairs)
        for done, (pair, rows) in enumerate(zip(pairs, results, strict=True), start=1):
            found[pair] = rows
            progress(done, len(pairs), f"pair {done} of {len(pairs)}")
    return found


def match_without_mat(photo_set: PhotoSet, database: Path, count: int, off_mat: dict[int, np.ndarray],
                      processes: int, seed: int, progress: Progress) -> np.ndarray:
    """Fills the COLMAP database; returns the verified matches between photos (n, n)."""
    features = strongest_features(photo_set, count, off_mat)
    pairs = overlapping_pairs([each.descriptors() for each in features], [each.size for each in features],
                              processes, progress)
    matches = match_pairs(features, pairs, processes, progress)
    ids = create_database(database, photo_set.photos, photo_set.groups, photo_set.table, [each.xy for each in features])
    write_matches(database, ids, matches)
    verify(database, processes, seed)
    return inlier_counts(database, ids)
