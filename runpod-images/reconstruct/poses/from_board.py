"""Poses from the printed mat alone: a start by calibration and PnP, then one adjustment over all corners.

Every pass gets a board of its own (the mat may have been moved when the part was turned over), and here every pass
is solved in its own board's frame.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from reconstruct.mat.board import corners_mm
from reconstruct.mat.detect import BoardDetection
from reconstruct.poses.bundle import Bundle, Observations, solve_bundle
from reconstruct.poses.camera_model import camera_matrix
from reconstruct.poses.lens import LensTable

MIN_CORNERS = 6
MIN_INLIER_SHARE = 0.6
ROUGH_LIMIT_SHARE = 0.006  # of the longest side: lens distortion is not known yet
CALIBRATION_PHOTOS = 15
SIGMA_FLOOR_PX, SIGMA_WINDOW_PX = 0.06, 0.8  # measured: 0.06 px at half windows of 12 px, 0.3 px at 3 px
MAX_MEDIAN_ERROR_SHARE = 0.0012


@dataclass(frozen=True)
class BoardPoses:
    """``photos``: indices of the posed photos, in the order of the bundle's cameras; ``reasons``: why not others."""

    photos: np.ndarray
    bundle: Bundle
    reasons: dict[int, str]


def corner_sigma_px(window_px: np.ndarray) -> np.ndarray:
    """Expected error of refined corners (n,) by the half window they could be refined in."""
    return np.maximum(SIGMA_FLOOR_PX, SIGMA_WINDOW_PX / np.maximum(window_px, 1))


def poses_from_board(
    detections: list[BoardDetection], groups: np.ndarray, passes: np.ndarray, table: LensTable
) -> BoardPoses | None:
    """Poses of all photos the mat was found in, mat frame, mm. None where fewer than 3 photos can be posed.

    ``groups (n,)`` index the table's camera groups, ``passes (n,)`` the passes.
    """
    reasons = {i: "the mat was not found in it" for i, d in enumerate(detections) if not d.found}
    shown = [i for i, d in enumerate(detections) if d.found and len(d.corner_ids) >= MIN_CORNERS]
    if len(shown) < 3:
        return None
    table = _start_focals(detections, groups, shown, table)
    starts = {i: _rough_pose(detections[i], table.prior[table.parameter_of[groups[i]]]) for i in shown}
    reasons |= {i: "the mat's corners in it do not lie as printed" for i, start in starts.items() if start is None}
    posed = [i for i in shown if starts[i] is not None]
    if len(posed) < 3:
        return None
    bundle = solve_bundle(_bundle(detections, groups, table, posed, starts))
    wrong = _misfits(bundle, detections, posed)
    if wrong:
        reasons |= dict.fromkeys(wrong, "the mat's corners in it do not agree with the other photos")
        keep = [i for i in posed if i not in wrong]
        if len(keep) < 3:
            return None
        kept = {i: (bundle.rotations[k], bundle.shifts[k]) for k, i in enumerate(posed)}
        posed, bundle = keep, solve_bundle(_bundle(detections, groups, table, keep, kept))
    return BoardPoses(np.array(posed), bundle, reasons)


def _start_focals(
    detections: list[BoardDetection], groups: np.ndarray, shown: list[int], table: LensTable
) -> LensTable:
    """Focal lengths by plane-based calibration (Zhang 2000), for every lens EXIF told nothing of."""
    for group in np.unique(groups[shown]):
        members = sorted((i for i in shown if groups[i] == group), key=lambda i: -len(detections[i].corner_ids))
        if table.focal_known[group] or len(members) < 3:
            continue
        members = members[:CALIBRATION_PHOTOS]
        world = [corners_mm()[detections[i].corner_ids].astype(np.float32) for i in members]
        seen = [detections[i].corners_px.astype(np.float32) for i in members]
        start = camera_matrix(table.prior[table.parameter_of[group]])
        size = (round(2 * start[0, 2]), round(2 * start[1, 2]))
        flags = (
            cv2.CALIB_FIX_PRINCIPAL_POINT
            | cv2.CALIB_FIX_ASPECT_RATIO
            | cv2.CALIB_ZERO_TANGENT_DIST
            | cv2.CALIB_FIX_K2
            | cv2.CALIB_FIX_K3
            | cv2.CALIB_USE_INTRINSIC_GUESS
        )
        _, matrix, _, _, _ = cv2.calibrateCamera(world, seen, size, start, np.zeros(5), flags=flags)
        focal = float(matrix[0, 0])
        if 0.3 < focal / max(size) < 6:
            table = table.with_focal(int(group), focal, 0.35)
    return table


def _rough_pose(detection: BoardDetection, intrinsics: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """Pose (R, t) of one photo by PnP with RANSAC; None where the corners contradict each other."""
    world, seen = corners_mm()[detection.corner_ids], detection.corners_px
    matrix = camera_matrix(intrinsics)
    limit = max(4.0, ROUGH_LIMIT_SHARE * 2 * matrix[:2, 2].max())
    homography, inliers = cv2.findHomography(world[:, :2], seen, cv2.RANSAC, limit)
    if homography is None or inliers.sum() < MIN_CORNERS or inliers.mean() < MIN_INLIER_SHARE:
        return None
    good = inliers.ravel().astype(bool)
    count, turns, shifts, errors = cv2.solvePnPGeneric(world[good], seen[good], matrix, None, flags=cv2.SOLVEPNP_IPPE)
    for index in np.argsort(np.ravel(errors)) if count else ():
        turn, shift = cv2.solvePnPRefineLM(world[good], seen[good], matrix, None, turns[index], shifts[index])
        rotation = cv2.Rodrigues(turn)[0]
        if (-rotation.T @ shift.ravel())[2] > 0:  # the camera looks down on the mat
            return rotation, shift.ravel()
    return None


def _bundle(
    detections: list[BoardDetection],
    groups: np.ndarray,
    table: LensTable,
    posed: list[int],
    starts: dict[int, tuple[np.ndarray, np.ndarray] | None],
) -> Bundle:
    camera = np.concatenate([np.full(len(detections[i].corner_ids), k) for k, i in enumerate(posed)])
    board = Observations(
        camera=camera,
        target=np.zeros(len(camera), int),
        pixels=np.concatenate([detections[i].corners_px for i in posed]),
        sigma_px=corner_sigma_px(np.concatenate([detections[i].window_px for i in posed])),
        local_mm=corners_mm()[np.concatenate([detections[i].corner_ids for i in posed])],
    )
    return Bundle(
        rotations=np.array([starts[i][0] for i in posed]),
        shifts=np.array([starts[i][1] for i in posed]),
        group=groups[posed],
        lens=table.prior.copy(),
        lens_prior=table.prior,
        lens_sigma=table.sigma,
        parameter_of=table.parameter_of,
        points=np.zeros((0, 3)),
        body_rotations=np.eye(3)[None],
        body_shifts=np.zeros((1, 3)),
        features=Observations.none(),
        board=board,
    )


def _misfits(bundle: Bundle, detections: list[BoardDetection], posed: list[int]) -> set[int]:
    """Photos whose corners lie off by more than refined corners can."""
    errors, wrong = bundle.board_errors_px(), set()
    for k, i in enumerate(posed):
        limit = max(1.5, MAX_MEDIAN_ERROR_SHARE * 2 * bundle.intrinsics()[k, 1:3].max())
        if np.median(errors[bundle.board.camera == k]) > limit or bundle.positions()[k, 2] <= 0:
            wrong.add(i)
    return wrong
