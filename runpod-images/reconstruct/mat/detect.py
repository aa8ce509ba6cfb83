"""Finding the mat in one photo: markers first, then the chessboard corners near them, each checked.

``CharucoDetector.detectBoard`` of OpenCV 5.0 gave no corner in a third of photos with 25-45 markers; predicting
corners by the homographies of the markers around them and refining them does not have that gap.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from reconstruct.mat.board import SQUARE_MM, corners_mm, markers_mm

MIN_MARKERS = 4  # one marker alone can flip the pose by 158 degrees
NEAR_MM = 1.6 * SQUARE_MM
HALF_WINDOW_MM = 1.5  # gap between a chessboard corner and the nearest marker
MAX_HALF_WINDOW_PX = 12
MIN_CONTRAST = 24.0


@dataclass(frozen=True)
class BoardDetection:
    """``corner_ids (n,)``; ``corners_px (n, 2)``, the first pixel's centre at 0.5; ``window_px (n,)`` refined over."""

    marker_ids: np.ndarray
    corner_ids: np.ndarray
    corners_px: np.ndarray
    window_px: np.ndarray

    @property
    def found(self) -> bool:
        return len(self.marker_ids) >= MIN_MARKERS and len(self.corner_ids) >= 6


@cache
def _detector() -> cv2.aruco.ArucoDetector:
    parameters = cv2.aruco.DetectorParameters()
    parameters.adaptiveThreshWinSizeMin = 5
    parameters.adaptiveThreshWinSizeMax = 95
    parameters.adaptiveThreshWinSizeStep = 15
    parameters.minMarkerPerimeterRate = 0.02
    parameters.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_NONE
    from reconstruct.mat.board import DICTIONARY

    return cv2.aruco.ArucoDetector(cv2.aruco.getPredefinedDictionary(DICTIONARY), parameters)


def _detect_markers(gray: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Ids (m,) and corners (m, 4, 2) of markers that lie on one plane as printed."""
    corners, ids, _ = _detector().detectMarkers(gray)
    if ids is None or len(ids) < MIN_MARKERS:
        return np.zeros(0, int), np.zeros((0, 4, 2))
    ids = ids.ravel()
    quads = np.array(corners, dtype=np.float64).reshape(-1, 4, 2)
    known = (ids < len(markers_mm())) & (np.bincount(ids, minlength=ids.max() + 1)[ids] == 1)
    ids, quads = ids[known], quads[known]
    if len(ids) < MIN_MARKERS:
        return np.zeros(0, int), np.zeros((0, 4, 2))
    plane = markers_mm()[ids][:, :, :2].reshape(-1, 2)
    # Generous: the lens may bend the plane; a misread marker is off by many squares.
    limit = 0.01 * max(gray.shape)
    homography, _ = cv2.findHomography(plane, quads.reshape(-1, 2), cv2.RANSAC, limit)
    if homography is None:
        return np.zeros(0, int), np.zeros((0, 4, 2))
    error = np.linalg.norm(_apply(homography, plane) - quads.reshape(-1, 2), axis=1).reshape(-1, 4).max(axis=1)
    good = error < limit * 1.5
    return ids[good], quads[good]


def _apply(homography: np.ndarray, points: np.ndarray) -> np.ndarray:
    mapped = np.column_stack([points, np.ones(len(points))]) @ homography.T
    return mapped[:, :2] / mapped[:, 2:]


def _local_homographies(ids: np.ndarray, quads: np.ndarray) -> dict[int, np.ndarray]:
    """Plane (mm) to image for each chessboard corner next to a marker, from the markers around it."""
    centres = markers_mm()[ids].mean(axis=1)[:, :2]
    out: dict[int, np.ndarray] = {}
    for corner_id, corner in enumerate(corners_mm()[:, :2]):
        distance = np.linalg.norm(centres - corner, axis=1)
        if distance.min() > SQUARE_MM:
            continue
        near = np.flatnonzero(distance < NEAR_MM * 1.5)
        plane = markers_mm()[ids[near]][:, :, :2].reshape(-1, 2)
        homography, _ = cv2.findHomography(plane - corner, quads[near].reshape(-1, 2), 0)
        if homography is not None and abs(homography[2, 2]) > 1e-12:
            out[corner_id] = homography / homography[2, 2]
    return out


def _is_checker(gray: np.ndarray, homography: np.ndarray, corner_id: int, shift: np.ndarray) -> bool:
    """Whether the four fields round the corner are black and white as printed: no part, finger or shine over it."""
    angles = np.deg2rad([45, 135, 225, 315])
    ring = np.concatenate([np.column_stack([np.cos(angles), np.sin(angles)]) * r for r in (1.1, 1.7)])
    samples = (_apply(homography, ring) + shift).astype(np.float32).reshape(1, -1, 2)
    height, width = gray.shape
    if samples.min() < 0 or (samples[0, :, 0] > width - 1).any() or (samples[0, :, 1] > height - 1).any():
        return False
    values = cv2.remap(gray, samples, None, cv2.INTER_LINEAR).reshape(2, 4).astype(np.float64)
    column, row = corner_id % 21, corner_id // 21
    # The field up and to the right of corner (c, r) is square (c + 1, r).
    first_is_black = (column + 1 + row) % 2 == 0
    black = values[:, [0, 2]] if first_is_black else values[:, [1, 3]]
    white = values[:, [1, 3]] if first_is_black else values[:, [0, 2]]
    contrast = white.min() - black.max()
    return contrast > MIN_CONTRAST and contrast > 0.4 * (white.max() - black.min())


def detect_board(gray: np.ndarray) -> BoardDetection:
    """Finds the mat in an upright 8-bit grey photo (h, w). Nothing found gives empty arrays."""
    ids, quads = _detect_markers(gray)
    corner_ids, corners, windows = [], [], []
    criteria = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_MAX_ITER, 40, 1e-4)
    height, width = gray.shape
    for corner_id, homography in _local_homographies(ids, quads).items() if len(ids) else ():
        guess = homography[:2, 2]
        # Smallest stretch of the plane at this corner, px a mm: the window must stay clear of the markers.
        jacobian = homography[:2, :2] - np.outer(guess, homography[2, :2])
        stretch = np.linalg.svd(jacobian, compute_uv=False)[-1]
        half = int(np.clip(round(HALF_WINDOW_MM * stretch), 2, MAX_HALF_WINDOW_PX))
        if not (half + 2 < guess[0] < width - half - 3 and half + 2 < guess[1] < height - half - 3):
            continue
        start = guess.astype(np.float32).reshape(1, 1, 2)
        refined = cv2.cornerSubPix(gray, start.copy(), (half, half), (-1, -1), criteria).reshape(2).astype(np.float64)
        if np.abs(refined - guess).max() > max(half, 2.0):
            continue
        if not _is_checker(gray, homography, corner_id, refined - guess):
            continue
        corner_ids.append(corner_id)
        corners.append(refined + 0.5)
        windows.append(half)
    return BoardDetection(
        marker_ids=ids,
        corner_ids=np.array(corner_ids, dtype=int),
        corners_px=np.array(corners, dtype=np.float64).reshape(-1, 2),
        window_px=np.array(windows, dtype=int),
    )
