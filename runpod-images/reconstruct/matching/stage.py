"""matching: which features of which photos show the same point; with the mat, the poses it gives decide."""

from __future__ import annotations

import json

import cv2
import numpy as np

from reconstruct.matching.store import BoardStart, PhotoSet, read_photo_set, write_board_start, write_tracks
from reconstruct.matching.with_mat import match_with_mat, off_mat_features
from reconstruct.matching.without_mat import FEATURES, match_without_mat
from reconstruct.poses.from_board import BoardPoses, poses_from_board
from reconstruct.stage import StageContext, StageResult

VERSION = 2
INPUTS: tuple[str, ...] = ("load", "features")
TIMEOUT_S = 900.0
MIN_POSED, MIN_POSED_SHARE = 5, 0.4


def run(context: StageContext) -> StageResult:
    """Writes ``matching/matching.json`` (the mode) and what the mode needs; see ``matching/store.py``."""
    cv2.setNumThreads(1)
    target = context.folder("matching")
    target.mkdir(parents=True, exist_ok=True)
    photo_set = read_photo_set(context.workspace)
    board = poses_from_board(photo_set.boards, photo_set.groups, photo_set.passes, photo_set.table)
    if board is not None:
        write_board_start(
            target,
            BoardStart(board.photos, board.bundle.rotations, board.bundle.shifts, board.bundle.lens, board.reasons),
        )
    mode = "mat" if board is not None and _enough(photo_set, board) else "free"
    (target / "matching.json").write_text(json.dumps({"mode": mode}))
    return _with_mat(context, photo_set, board) if mode == "mat" else _without_mat(context, photo_set, board)


def _enough(photo_set: PhotoSet, board: BoardPoses) -> bool:
    return len(board.photos) >= max(MIN_POSED, MIN_POSED_SHARE * len(photo_set.photos))


def _with_mat(context: StageContext, photo_set: PhotoSet, board: BoardPoses) -> StageResult:
    tracks, matches = match_with_mat(
        photo_set, context.folder("load"), board, max(1, context.settings.processes), context.progress
    )
    write_tracks(context.folder("matching") / "tracks.npz", tracks)
    length = np.bincount(tracks.track) if len(tracks.track) else np.zeros(1, int)
    return StageResult(
        {
            "mode": "mat",
            "photosPosedByMat": len(board.photos),
            "pairs": len(matches),
            "pairsMatched": sum(count >= 15 for count in matches.values()),
            "matches": sum(matches.values()),
            "tracks": tracks.count,
            "tracksOfThree": int((length >= 3).sum()),
        }
    )


def _without_mat(context: StageContext, photo_set: PhotoSet, board: BoardPoses | None) -> StageResult:
    processes = max(1, context.settings.processes)
    off_mat = {} if board is None else off_mat_features(photo_set, context.folder("load"), board, processes)
    np.savez(context.folder("matching") / "off-mat.npz", **{str(index): rows for index, rows in off_mat.items()})
    counts = match_without_mat(
        photo_set,
        context.folder("matching") / "database.db",
        FEATURES[context.settings.quality],
        off_mat,
        processes,
        context.settings.seed,
        context.progress,
    )
    best = counts.max(axis=1)
    return StageResult(
        {
            "mode": "free",
            "photosPosedByMat": 0 if board is None else len(board.photos),
            "pairsVerified": int((np.triu(counts) >= 15).sum()),
            "matchesVerified": int(np.triu(counts).sum()),
            "photosMatched": int((best >= 30).sum()),
            "bestPartnerMedian": int(np.median(best)),
        }
    )
