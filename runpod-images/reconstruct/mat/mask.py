"""Which pixels show the bare mat: where the photo looks like the print seen from that pose."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np

from reconstruct.mat.board import COLUMNS, HEIGHT_MM, ROWS, SQUARE_MM, WIDTH_MM, charuco_board
from reconstruct.poses.camera_model import project

PRINT_PX_PER_MM = 6
LIKE = 0.55  # correlation above which a neighbourhood is the mat
WINDOW_SHARE = 0.012  # of the longest side


@cache
def printed() -> np.ndarray:
    """The mat as a grey picture, first row at the top (y = +HEIGHT/2), PRINT_PX_PER_MM."""
    size = (round(COLUMNS * SQUARE_MM * PRINT_PX_PER_MM), round(ROWS * SQUARE_MM * PRINT_PX_PER_MM))
    return charuco_board().generateImage(size, marginSize=0, borderBits=1)


def expected_view(
    rotation: np.ndarray, shift: np.ndarray, intrinsics: np.ndarray, shape: tuple[int, int]
) -> tuple[np.ndarray, np.ndarray]:
    """How a bare mat would look from a pose: grey (h, w) and where it would be (h, w) bool. Pose: mat to camera."""
    grid = np.array(
        [
            [x, y, 0.0]
            for y in np.linspace(-HEIGHT_MM / 2, HEIGHT_MM / 2, 9)
            for x in np.linspace(-WIDTH_MM / 2, WIDTH_MM / 2, 11)
        ]
    )
    camera = grid @ rotation.T + shift
    front = camera[:, 2] > 0.05 * np.abs(camera[:, 2]).max()
    pixels = project(camera[front], intrinsics) - 0.5
    source = (
        np.column_stack([(grid[front, 0] + WIDTH_MM / 2), (HEIGHT_MM / 2 - grid[front, 1])]) * PRINT_PX_PER_MM - 0.5
    )
    height, width = shape
    near = (np.abs(pixels - [width / 2, height / 2]) < [1.5 * width, 1.5 * height]).all(axis=1)
    if near.sum() < 4:
        return np.zeros(shape, np.uint8), np.zeros(shape, bool)
    homography, _ = cv2.findHomography(source[near], pixels[near])
    view = cv2.warpPerspective(printed(), homography, (width, height), flags=cv2.INTER_AREA)
    inside = cv2.warpPerspective(np.full_like(printed(), 255), homography, (width, height), flags=cv2.INTER_NEAREST)
    return view, inside > 0


def mat_likeness(gray: np.ndarray, rotation: np.ndarray, shift: np.ndarray, intrinsics: np.ndarray) -> np.ndarray:
    """Local correlation (h, w) float32 of a photo with the bare mat seen from its pose; -1 outside the mat."""
    view, inside = expected_view(rotation, shift, intrinsics, gray.shape)
    side = max(7, round(WINDOW_SHARE * max(gray.shape)) | 1)
    blur = cv2.GaussianBlur(view, (0, 0), 0.8).astype(np.float32)
    photo = gray.astype(np.float32)

    def mean(values: np.ndarray) -> np.ndarray:
        return cv2.boxFilter(values, cv2.CV_32F, (side, side))

    mean_a, mean_b = mean(photo), mean(blur)
    variance_a = np.maximum(mean(photo * photo) - mean_a**2, 4.0)
    variance_b = np.maximum(mean(blur * blur) - mean_b**2, 4.0)
    correlation = (mean(photo * blur) - mean_a * mean_b) / np.sqrt(variance_a * variance_b)
    return np.where(inside, correlation, -1.0).astype(np.float32)


def on_mat(xy: np.ndarray, likeness: np.ndarray) -> np.ndarray:
    """Which features (n, 2), px, sit on the bare mat."""
    column = np.clip(xy[:, 0].astype(int), 0, likeness.shape[1] - 1)
    row = np.clip(xy[:, 1].astype(int), 0, likeness.shape[0] - 1)
    return likeness[row, column] > LIKE
