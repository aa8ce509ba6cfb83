"""Matching by the mat: poses from the board first, then matches of the part along the epipolar lines they give."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np

from reconstruct.mat.mask import mat_likeness, on_mat
from reconstruct.matching.guided import View, match_along_lines, off_plane, pairs_to_match
from reconstruct.matching.store import PhotoSet
from reconstruct.matching.tracks import Tracks, build_tracks
from reconstruct.poses.camera_model import undistort
from reconstruct.poses.from_board import BoardPoses

LINE_LIMIT_SHARE = 0.0023  # of the longest side: 3 px at 1280


def off_mat_features(
    photo_set: PhotoSet, load_folder: Path, board: BoardPoses, processes: int
) -> dict[int, np.ndarray]:
    """By photo index: which features do not sit on the bare mat (indices into the photo's features)."""
    intrinsics = board.bundle.intrinsics()

    def work(camera: int) -> tuple[int, np.ndarray]:
        index = int(board.photos[camera])
        gray = cv2.imread(str(load_folder / photo_set.photos[index]["file"]), cv2.IMREAD_GRAYSCALE)
        like = mat_likeness(gray, board.bundle.rotations[camera], board.bundle.shifts[camera], intrinsics[camera])
        return index, np.flatnonzero(~on_mat(photo_set.features(index).xy, like))

    with ThreadPoolExecutor(processes) as pool:
        return dict(pool.map(work, range(len(board.photos))))


def views_of(photo_set: PhotoSet, board: BoardPoses, chosen: dict[int, np.ndarray]) -> dict[int, View]:
    """Posed views of the chosen features, by photo index."""
    intrinsics, views = board.bundle.intrinsics(), {}
    for camera, index in enumerate(board.photos.tolist()):
        features = photo_set.features(index).keep(chosen[index])
        normal = undistort(features.xy.astype(np.float64), intrinsics[camera])
        views[index] = View(
            normal,
            features.descriptors(),
            board.bundle.rotations[camera],
            board.bundle.shifts[camera],
            float(intrinsics[camera, 0]),
        )
    return views


def match_with_mat(
    photo_set: PhotoSet,
    load_folder: Path,
    board: BoardPoses,
    processes: int,
    progress: Callable[[float, float, str], None],
) -> tuple[Tracks, dict[tuple[int, int], int]]:
    """Tracks of points off the mat, within each pass, and the number of matches of every pair of photos."""
    chosen = off_mat_features(photo_set, load_folder, board, processes)
    views = views_of(photo_set, board, chosen)
    centres = board.bundle.positions()
    pairs = []
    for number in np.unique(photo_set.passes[board.photos]):
        cameras = np.flatnonzero(photo_set.passes[board.photos] == number)
        target = looked_at(board, cameras)
        pairs += [
            (int(board.photos[cameras[a]]), int(board.photos[cameras[b]]))
            for a, b in pairs_to_match(centres[cameras], target)
        ]

    def work(pair: tuple[int, int]) -> np.ndarray:
        first, second = (photo_set.photos[index] for index in pair)
        longest = max(first["widthPx"], first["heightPx"], second["widthPx"], second["heightPx"])
        a, b = views[pair[0]], views[pair[1]]
        matches = match_along_lines(a, b, LINE_LIMIT_SHARE * longest)
        matches = matches[off_plane(a, b, matches)]
        return np.column_stack([chosen[pair[0]][matches[:, 0]], chosen[pair[1]][matches[:, 1]]])

    found: dict[tuple[int, int], np.ndarray] = {}
    with ThreadPoolExecutor(processes) as pool:
        for done, (pair, matches) in enumerate(zip(pairs, pool.map(work, pairs), strict=True), start=1):
            found[pair] = matches
            progress(done, len(pairs), f"pair {done} of {len(pairs)}")
    counts = [
        int(index[-1]) + 1 if len(index) else 0
        for index in (chosen.get(i, np.zeros(0, int)) for i in range(len(photo_set.photos)))
    ]
    return build_tracks(counts, found), {pair: len(rows) for pair, rows in found.items()}


def looked_at(board: BoardPoses, cameras: np.ndarray) -> np.ndarray:
    """The point (3,) nearest to the optical axes of the cameras: about the middle of the part."""
    axes = board.bundle.rotations[cameras, 2]
    centres = board.bundle.positions()[cameras]
    across = np.eye(3) - axes[:, :, None] * axes[:, None, :]
    return np.linalg.lstsq(across.sum(axis=0), np.einsum("nij,nj->i", across, centres), rcond=None)[0]
