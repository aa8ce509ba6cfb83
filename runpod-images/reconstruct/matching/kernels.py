"""The two inner loops of matching, compiled: numpy would walk the table of likenesses several times."""

from __future__ import annotations

import numba
import numpy as np


@numba.njit(nogil=True, cache=True)
def best_in_rows_and_columns(likeness, first_row, row_best, row_second, row_arg, column_best, column_arg):
    """Best and second best of each row of ``likeness (n, m)``, and the best of each column over all rows so far.

    The row arrays (N,) and column arrays (m,) are updated in place from row ``first_row`` on.
    """
    rows, columns = likeness.shape
    for i in range(rows):
        best, second, where = np.float32(-2.0), np.float32(-2.0), -1
        for j in range(columns):
            value = likeness[i, j]
            if value > second:
                if value > best:
                    second, best, where = best, value, j
                else:
                    second = value
            if value > column_best[j]:
                column_best[j] = value
                column_arg[j] = first_row + i
        row_best[first_row + i], row_second[first_row + i], row_arg[first_row + i] = best, second, where


@numba.njit(nogil=True, cache=True)
def best_along_lines(likeness, lines_b, rays_b, lines_a, rays_a, limit_a, limit_b):
    """Best and second best partner of each row and column among those on both epipolar lines.

    ``likeness (n, m)``; in the second photo unit lines ``lines_b (n, 3)`` and ``rays_b (m, 2)``, in the first ``lines_a
    (m, 3)`` and ``rays_a (n, 2)``; limits in the units of the rays. Returns best, second, index of rows, then columns.
    """
    rows, columns = likeness.shape
    row_best, row_second = np.full(rows, -2.0, np.float32), np.full(rows, -2.0, np.float32)
    column_best, column_second = np.full(columns, -2.0, np.float32), np.full(columns, -2.0, np.float32)
    row_arg, column_arg = np.full(rows, -1, np.int64), np.full(columns, -1, np.int64)
    for i in range(rows):
        a, b, c = lines_b[i]
        x, y = rays_a[i]
        for j in range(columns):
            if abs(a * rays_b[j, 0] + b * rays_b[j, 1] + c) > limit_b:
                continue
            if abs(lines_a[j, 0] * x + lines_a[j, 1] * y + lines_a[j, 2]) > limit_a:
                continue
            value = likeness[i, j]
            if value > row_best[i]:
                row_second[i], row_best[i], row_arg[i] = row_best[i], value, j
            elif value > row_second[i]:
                row_second[i] = value
            if value > column_best[j]:
                column_second[j], column_best[j], column_arg[j] = column_best[j], value, i
            elif value > column_second[j]:
                column_second[j] = value
    return row_best, row_second, row_arg, column_best, column_second, column_arg
