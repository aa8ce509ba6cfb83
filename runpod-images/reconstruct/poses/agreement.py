"""Whether a model may be believed: "registered" can be badly wrong.

Two tests that the mapper itself does not make. The verified matches of a pair of photos, also those the mapper threw
away, must lie on the epipolar lines of the model's poses: in a folded or mirrored model whole pairs do not. And every
photo must rest on enough points that others see too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from reconstruct.poses.camera_model import skew, undistort
from reconstruct.poses.mapping import Model

LINE_LIMIT_SHARE = 0.0025  # of the longest side: 4 px at 1600
# A pair may accuse a photo when it is among the photo's stronger ones: repeated print gives false pairs up to 150
# verified matches where true neighbours have a thousand; of pairs with 15-20 matches nine in ten are false.
STRONG_SHARE, STRONG_MATCHES = 0.2, 60
MIN_PAIR_SHARE = 0.5
MIN_PHOTO_SHARE, MIN_MODEL_SHARE = 0.5, 0.75
MIN_POINTS = 50
MIN_SHARED_POINTS = 20


@dataclass(frozen=True)
class Verdict:
    """``reasons``: photos (file names) not to be believed and why; ``share``: of strong pairs that agree."""

    reasons: dict[str, str]
    share: float
    strong_pairs: int


def judge(model: Model, verified: dict[tuple[str, str], tuple[np.ndarray, np.ndarray]], longest_px: int) -> Verdict:
    """Tests every photo of a model against the pairs' own geometries and against its support by points."""
    good: dict[str, int] = dict.fromkeys(model.poses, 0)
    strong: dict[str, int] = dict.fromkeys(model.poses, 0)
    agreeing = total = 0
    best = _best_partner(verified)
    for (first, second), (a, b) in verified.items():
        needed = max(STRONG_MATCHES, STRONG_SHARE * min(best[first], best[second]))
        if len(a) < needed or first not in model.poses or second not in model.poses:
            continue
        agrees = (
            float((line_errors_px(model, first, second, a, b) < LINE_LIMIT_SHARE * longest_px).mean()) > MIN_PAIR_SHARE
        )
        total, agreeing = total + 1, agreeing + agrees
        for name in (first, second):
            strong[name] += 1
            good[name] += agrees
    reasons = {}
    support = points_by_photo(model)
    for name in model.poses:
        if support[name] < MIN_POINTS:
            reasons[name] = f"only {support[name]} of its points are seen by other photos"
        elif strong[name] and good[name] < MIN_PHOTO_SHARE * strong[name]:
            reasons[name] = f"its place contradicts {strong[name] - good[name]} of {strong[name]} photos it matches"
    for name in set(model.poses) - set(reasons) - _connected(model, set(reasons)):
        reasons[name] = "it hangs together with the other photos by too few points"
    return Verdict(reasons, agreeing / total if total else 0.0, total)


def _best_partner(verified: dict[tuple[str, str], tuple[np.ndarray, np.ndarray]]) -> dict[str, int]:
    """The most verified matches each photo has with any other."""
    best: dict[str, int] = {}
    for pair, (a, _) in verified.items():
        for name in pair:
            best[name] = max(best.get(name, 0), len(a))
    return best


def line_errors_px(model: Model, first: str, second: str, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Distance (n,) px of matches from the epipolar lines of the model's poses, in the second photo."""
    rotation_a, shift_a, lens_a = model.poses[first]
    rotation_b, shift_b, lens_b = model.poses[second]
    rotation = rotation_b @ rotation_a.T
    matrix = skew((shift_b - rotation @ shift_a)[None])[0] @ rotation
    rays_a = np.column_stack([undistort(a.astype(float), lens_a), np.ones(len(a))])
    rays_b = np.column_stack([undistort(b.astype(float), lens_b), np.ones(len(b))])
    lines = rays_a @ matrix.T
    return np.abs((lines * rays_b).sum(axis=1)) / np.maximum(np.linalg.norm(lines[:, :2], axis=1), 1e-12) * lens_b[0]


def points_by_photo(model: Model) -> dict[str, int]:
    """How many points with three or more photos each photo sees."""
    length = np.bincount(model.track_point, minlength=len(model.points))
    counts = dict.fromkeys(model.poses, 0)
    for point, name in zip(model.track_point.tolist(), model.track_file, strict=True):
        if length[point] >= 3:
            counts[name] += 1
    return counts


def _connected(model: Model, without: set[str]) -> set[str]:
    """The largest group of photos linked by MIN_SHARED_POINTS common points."""
    names = [name for name in sorted(model.poses) if name not in without]
    place = {name: index for index, name in enumerate(names)}
    seen = np.zeros((len(names), len(model.points)), np.float32)
    for point, name in zip(model.track_point.tolist(), model.track_file, strict=True):
        if name in place:
            seen[place[name], point] = 1
    linked = seen @ seen.T >= MIN_SHARED_POINTS
    left, best = set(range(len(names))), set()
    while left:
        group, edge = set(), [min(left)]
        while edge:
            node = edge.pop()
            if node not in group:
                group.add(node)
                edge += [int(other) for other in np.flatnonzero(linked[node]) if other not in group]
        left -= group
        best = max(best, group, key=len)
    return {names[index] for index in best}
