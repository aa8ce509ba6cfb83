"""Matching by descriptors alone: mutual nearest neighbours that pass Lowe's ratio test."""

from __future__ import annotations

import numpy as np

from reconstruct.matching.kernels import best_in_rows_and_columns

RATIO = 0.8
MIN_LIKENESS = 0.70
ROUNDING = 1e-6  # below it two likenesses of single precision are the same: two copies do not stand out
ROWS_A_BLOCK = 256  # a block of the table stays in the processor's cache


def match_descriptors(first: np.ndarray, second: np.ndarray, ratio: float = RATIO) -> np.ndarray:
    """Matches (m, 2) between unit descriptors (n, 128) and (k, 128) float32."""
    rows, columns = len(first), len(second)
    if rows < 2 or columns < 2:
        return np.zeros((0, 2), int)
    best, runner_up = np.empty(rows, np.float32), np.empty(rows, np.float32)
    forward = np.empty(rows, np.int64)
    column_best, backward = np.full(columns, -2.0, np.float32), np.full(columns, -1, np.int64)
    turned = np.ascontiguousarray(second.T)
    for start in range(0, rows, ROWS_A_BLOCK):
        block = first[start : start + ROWS_A_BLOCK] @ turned
        best_in_rows_and_columns(block, start, best, runner_up, forward, column_best, backward)
    index = np.arange(rows)
    good = (backward[forward] == index) & (best > MIN_LIKENESS) & stands_out(best, runner_up, ratio)
    return np.column_stack([index[good], forward[good]])


def stands_out(best: np.ndarray, runner_up: np.ndarray, ratio: float) -> np.ndarray:
    """Lowe's ratio test on cosines of likeness: the best descriptor distance against the second best."""
    return np.sqrt(np.maximum(1 - best, ROUNDING)) < ratio * np.sqrt(np.maximum(1 - runner_up, ROUNDING))
