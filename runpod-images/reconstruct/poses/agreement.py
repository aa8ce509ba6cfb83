"""Whether a model may be believed: "registered" can be badly wrong.

Three tests that the mapper itself does not make. The verified matches of a pair of photos, also those the mapper threw
away, must lie on the epipolar lines of the model's poses: in a folded or mirrored model whole pairs do not. Repeated
print makes many such pairs false, so those that hold the photos together most strongly decide (``spanning.py``). And
every photo must rest on enough points that others see too, which determine its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from reconstruct.poses.camera_model import skew, undistort
from reconstruct.poses.certainty import place_sigmas
from reconstruct.poses.mapping import Model
from reconstruct.poses.spanning import Evidence, Pair, uncontradicted

Verified = Mapping[Pair, tuple[np.ndarray, np.ndarray]]

LINE_LIMIT_SHARE = 0.0025  # of the longest side: 4 px at 1600
MIN_MODEL_SHARE = 0.5
# A photo placed by wrong matches gathers a dozen points that others see too.
MIN_POINTS = MIN_SHARED_POINTS = 20
MAX_PLACE_SIGMA = 0.01  # three of them are the three per cent within which a place counts as right


@dataclass(frozen=True)
class Verdict:
    """``reasons``: photos (file names) not to be believed and why.

    ``agreeing``: verified matches in pairs of believed photos that agree with the model; ``share``: of all in pairs of
    believed photos.
    """

    reasons: dict[str, str]
    agreeing: int
    share: float


def judge(model: Model, verified: Verified, longest_px: int) -> Verdict:
    """Tests every photo of a model against the pairs' own geometries and against its support by points."""
    evidence = pair_evidence(model, verified, longest_px)
    reasons: dict[str, str] = {}
    whole = uncontradicted(list(model.poses), evidence)
    support, sigmas = points_by_photo(model), place_sigmas(model)
    for name in model.poses:
        if name not in whole:
            reasons[name] = "its place contradicts the photos it matches best"
        elif support[name] < MIN_POINTS:
            reasons[name] = f"only {support[name]} of its points are seen by other photos"
        elif sigmas[name] > MAX_PLACE_SIGMA:
            reasons[name] = "the points it shares with other photos do not determine its place"
    for name in set(model.poses) - set(reasons) - _connected(model, set(reasons)):
        reasons[name] = "it hangs together with the other photos by too few points"
    believed = [each for pair, each in evidence.items() if not set(pair) & set(reasons)]
    agreeing = sum(each.matches for each in believed if each.agrees)
    total = sum(each.matches for each in believed)
    return Verdict(reasons, agreeing, agreeing / total if total else 0.0)


def pair_evidence(model: Model, verified: Verified, longest_px: int) -> dict[Pair, Evidence]:
    """By pair of placed photos, its verified matches and the share that lies on the epipolar lines of the model."""
    found = {}
    for (first, second), (a, b) in verified.items():
        if first in model.poses and second in model.poses:
            near = line_errors_px(model, first, second, a, b) < LINE_LIMIT_SHARE * longest_px
            found[first, second] = Evidence(len(a), float(near.mean()))
    return found


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
    """The largest group that grows by photos which see MIN_SHARED_POINTS of the points its members see."""
    names = [name for name in sorted(model.poses) if name not in without]
    place = {name: index for index, name in enumerate(names)}
    seen = np.zeros((len(names), len(model.points)), bool)
    for point, name in zip(model.track_point.tolist(), model.track_file, strict=True):
        if name in place:
            seen[place[name], point] = True
    left, best = set(range(len(names))), set()
    while left:
        group = {min(left)}
        while True:
            known = seen[sorted(group)].any(axis=0)
            joined = {index for index in left - group if (seen[index] & known).sum() >= MIN_SHARED_POINTS}
            if not joined:
                break
            group |= joined
        left -= group
        best = max(best, group, key=len)
    return {names[index] for index in best}
