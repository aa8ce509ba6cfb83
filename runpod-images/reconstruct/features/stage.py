"""features: SIFT keypoints of every usable photo, and the printed mat where it is seen."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import cv2
import numpy as np

from reconstruct.features.sift import extract, save
from reconstruct.mat.detect import BoardDetection, detect_board
from reconstruct.stage import StageContext, StageError, StageResult

VERSION = 1
INPUTS: tuple[str, ...] = ("load",)
TIMEOUT_S = 400.0
LIMIT = {"draft": 6000, "standard": 12000}


def run(context: StageContext) -> StageResult:
    """Writes ``features/NNN.npz`` (as ``load/NNN.png``) and ``features/board.json`` (corners by photo)."""
    source, target = context.folder("load"), context.folder("features")
    target.mkdir(parents=True, exist_ok=True)
    photos = [photo for photo in json.loads((source / "photos.json").read_text()) if photo["usable"]]
    cv2.setNumThreads(1)

    def work(photo: dict[str, Any]) -> tuple[int, BoardDetection]:
        gray = cv2.imread(str(source / photo["file"]), cv2.IMREAD_GRAYSCALE)
        if gray is None:
            raise StageError("stage-crashed", "features", f"{photo['file']} cannot be read back.", retryable=True)
        features = extract(gray, LIMIT[context.settings.quality])
        save(features, target / photo["file"].replace(".png", ".npz"))
        return len(features.xy), detect_board(gray)

    counts, boards = [], []
    with ThreadPoolExecutor(max(1, context.settings.processes)) as pool:
        for done, (count, board) in enumerate(pool.map(work, photos), start=1):
            counts.append(count)
            boards.append(board)
            context.progress(done, len(photos), f"{count} features, {len(board.marker_ids)} markers")
    rows = [_describe(photo, board) for photo, board in zip(photos, boards, strict=True)]
    (target / "board.json").write_text(json.dumps(rows))
    return StageResult(
        {
            "photos": len(photos),
            "featuresMedian": int(np.median(counts)),
            "featuresLeast": int(min(counts)),
            "photosWithMat": sum(board.found for board in boards),
            "cornersMedian": int(np.median([len(board.corner_ids) for board in boards])),
        }
    )


def _describe(photo: dict[str, Any], board: BoardDetection) -> dict[str, Any]:
    return {
        "photoId": photo["photoId"],
        "markers": board.marker_ids.tolist(),
        "corners": board.corner_ids.tolist(),
        "cornersPx": np.round(board.corners_px, 4).tolist(),
        "windowPx": board.window_px.tolist(),
    }


def read_boards(rows: list[dict[str, Any]]) -> list[BoardDetection]:
    """The detections of ``features/board.json``."""
    return [
        BoardDetection(
            np.array(row["markers"], int),
            np.array(row["corners"], int),
            np.array(row["cornersPx"], float).reshape(-1, 2),
            np.array(row["windowPx"], int),
        )
        for row in rows
    ]
