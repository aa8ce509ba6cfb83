"""Poses with the mat: board poses, points of the part, and one adjustment of both together."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from reconstruct.features.sift import Features
from reconstruct.mat.board import corners_mm
from reconstruct.matching.store import BoardStart, PhotoSet
from reconstruct.matching.tracks import Tracks
from reconstruct.poses.bundle import Bundle, Observations, solve_bundle
from reconstruct.poses.from_board import corner_sigma_px
from reconstruct.poses.triangulate import triangulate

FEATURE_SIGMA_PX = 0.35
SIZE_AT_SIGMA_PX = 3.0  # a keypoint's place is as sharp as it is small
ROUGH_SHARE, FINE_SHARE = 0.0032, 0.0012  # of the longest side: 4 and 1.5 px at 1280


@dataclass(frozen=True)
class MatSolution:
    """``photos (c,)``: indices of the bundle's cameras into the photo set."""

    photos: np.ndarray
    bundle: Bundle


def feature_sigma_px(size: np.ndarray) -> np.ndarray:
    """Expected error of keypoints (n,) of a given size, px."""
    return FEATURE_SIGMA_PX * np.maximum(1.0, size / SIZE_AT_SIGMA_PX)


def feature_observations(tracks: Tracks, features: dict[int, Features], camera_of: dict[int, int]) -> Observations:
    """Observations of the tracks in the photos that are cameras."""
    here = np.isin(tracks.photo, list(camera_of))
    photo, feature, track = tracks.photo[here], tracks.feature[here], tracks.track[here]
    xy, size = np.zeros((len(photo), 2)), np.zeros(len(photo))
    for index in np.unique(photo):
        mine = photo == index
        xy[mine], size[mine] = features[index].xy[feature[mine]], features[index].size[feature[mine]]
    camera = np.array([camera_of[index] for index in photo.tolist()], dtype=int)
    _, compact = np.unique(track, return_inverse=True)
    return Observations(camera, compact.astype(int), xy, feature_sigma_px(size), np.zeros((0, 3)))


def board_observations(photo_set: PhotoSet, photos: np.ndarray, bodies: np.ndarray) -> Observations:
    """Board corners of the photos, each on the board of its pass; ``bodies (c,)`` by camera."""
    boards = [photo_set.boards[index] for index in photos]
    counts = [len(board.corner_ids) for board in boards]
    camera = np.repeat(np.arange(len(photos)), counts)
    return Observations(
        camera,
        bodies[camera],
        np.concatenate([board.corners_px for board in boards]),
        corner_sigma_px(np.concatenate([board.window_px for board in boards])),
        corners_mm()[np.concatenate([board.corner_ids for board in boards])],
    )


def start_bundle(photo_set: PhotoSet, start: BoardStart, chosen: np.ndarray) -> MatSolution:
    """The board poses of the chosen cameras (indices into ``start.photos``), all on one board."""
    photos = start.photos[chosen]
    table = photo_set.table
    bundle = Bundle(
        rotations=start.rotations[chosen],
        shifts=start.shifts[chosen],
        group=photo_set.groups[photos],
        lens=start.lens,
        lens_prior=table.prior,
        lens_sigma=table.sigma,
        parameter_of=table.parameter_of,
        points=np.zeros((0, 3)),
        body_rotations=np.eye(3)[None],
        body_shifts=np.zeros((1, 3)),
        features=Observations.none(),
        board=board_observations(photo_set, photos, np.zeros(len(photos), int)),
    )
    return MatSolution(photos, bundle)


def longest_side_px(photo_set: PhotoSet) -> int:
    return max(max(photo["widthPx"], photo["heightPx"]) for photo in photo_set.photos)


def refine(photo_set: PhotoSet, solution: MatSolution, seen: Observations) -> MatSolution:
    """Triangulates, adjusts everything jointly, drops what does not agree, and adjusts again."""
    longest = longest_side_px(photo_set)
    bundle = solution.bundle
    for share in (ROUGH_SHARE, FINE_SHARE):
        points, kept = triangulate(bundle, seen, share * longest, min_views=3)
        bundle = solve_bundle(replace(bundle, points=points, features=kept), max_iterations=15)
    return replace(solution, bundle=bundle)
