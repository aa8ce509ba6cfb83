"""The printed mat, defined once: a ChArUco board that gives scale, ground plane and upright frame.

Mat frame: origin at the board's centre, x to the right, y away from the reader, z up out of the paper; mm.
"""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np

COLUMNS, ROWS = 22, 16
SQUARE_MM, MARKER_MM = 12.0, 9.0
WIDTH_MM, HEIGHT_MM = COLUMNS * SQUARE_MM, ROWS * SQUARE_MM
DICTIONARY = cv2.aruco.DICT_5X5_250
MARKER_BITS = 5


@cache
def charuco_board() -> cv2.aruco.CharucoBoard:
    """The board as OpenCV knows it (its own frame: origin top left, y down)."""
    return cv2.aruco.CharucoBoard((COLUMNS, ROWS), SQUARE_MM, MARKER_MM, cv2.aruco.getPredefinedDictionary(DICTIONARY))


def _to_mat_frame(board_points: np.ndarray) -> np.ndarray:
    points = np.asarray(board_points, dtype=np.float64).reshape(-1, 3)
    return np.column_stack([points[:, 0] - WIDTH_MM / 2, HEIGHT_MM / 2 - points[:, 1], np.zeros(len(points))])


@cache
def corners_mm() -> np.ndarray:
    """Inner chessboard corners by id, (n, 3), mat frame, mm."""
    return _to_mat_frame(charuco_board().getChessboardCorners())


@cache
def markers_mm() -> np.ndarray:
    """Corners of each marker by id in OpenCV's order (clockwise from the top left), (n, 4, 3), mat frame, mm."""
    return _to_mat_frame(np.array(charuco_board().getObjPoints())).reshape(-1, 4, 3)


@cache
def marker_bits(marker_id: int) -> np.ndarray:
    """Black (0) and white (1) cells of a marker with its black border, (7, 7) uint8, first row on top."""
    side = MARKER_BITS + 2
    dictionary = cv2.aruco.getPredefinedDictionary(DICTIONARY)
    return (cv2.aruco.generateImageMarker(dictionary, marker_id, side, borderBits=1) > 127).astype(np.uint8)


def is_black_square(column: int, row: int) -> bool:
    """Whether the square is plain black; the others are white and carry a marker."""
    return (column + row) % 2 == 0
