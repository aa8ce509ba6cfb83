"""How badly a slanted plane explains a small patch: bilaterally weighted NCC, the best few sources averaged.

The plane at pixel ``p`` is written in inverse depth, ``w(q) = w + gu (q-p)_u + gv (q-p)_v``: linear in pixels, so
that warping a patch needs one linear map a source (Schönberger et al. 2016 for the weights, ACMM for the rest).
"""

from __future__ import annotations

import cv2
import numba as nb
import numpy as np
from numpy.typing import NDArray

COST_WORST = np.float32(1.2)
OUTSIDE = np.float32(2.0)
COLOUR_SIGMA = 0.2

f32 = np.float32


@nb.njit(cache=True, fastmath=True, error_model="numpy")
def reference_patch(ref, x, y, radius, step, weight, weighted):
    """Fill ``weight`` (T,) and ``weighted`` = weight · (I - mean) (T,); return the weighted variance."""
    height, width = ref.shape
    centre = ref[y, x]
    spatial = f32(-0.5 / (radius * step) ** 2)
    tonal = f32(-0.5 / COLOUR_SIGMA**2)
    total = f32(0)
    mean = f32(0)
    n = 0
    for dv in range(-radius, radius + 1):
        for du in range(-radius, radius + 1):
            yy = min(max(y + dv * step, 0), height - 1)
            xx = min(max(x + du * step, 0), width - 1)
            value = ref[yy, xx]
            difference = value - centre
            g = np.exp(difference * difference * tonal + f32((du * du + dv * dv) * step * step) * spatial)
            weight[n] = g
            weighted[n] = value
            total += g
            mean += g * value
            n += 1
    mean /= total
    variance = f32(0)
    for k in range(n):
        g = weight[k] / total
        difference = weighted[k] - mean
        weight[k] = g
        weighted[k] = g * difference
        variance += g * difference * difference
    return variance


@nb.njit(cache=True, fastmath=True, error_model="numpy")
def source_cost(src, width, height, A, b, px, py, w, gu, gv, radius, step, weight, weighted, variance, floor):
    """``1 - NCC`` of one source (0 … 2); ``OUTSIDE`` where the patch leaves the image or lies behind the camera.

    ``floor`` is added to both variances: a patch that varies no more than the noise must not match by chance.
    Inside the patch the warp is linearised at its centre: over ±2 px the second-order term is below 0.01 px.
    """
    bx, by, bz = b[0], b[1], b[2]
    z = A[2, 0] * px + A[2, 1] * py + A[2, 2] + w * bz
    if z <= f32(1e-6):
        return OUTSIDE
    iz = f32(1) / z
    u = (A[0, 0] * px + A[0, 1] * py + A[0, 2] + w * bx) * iz
    v = (A[1, 0] * px + A[1, 1] * py + A[1, 2] + w * by) * iz
    zu = A[2, 0] + gu * bz
    zv = A[2, 1] + gv * bz
    uu = (A[0, 0] + gu * bx - u * zu) * iz * f32(step)
    uv = (A[0, 1] + gv * bx - u * zv) * iz * f32(step)
    vu = (A[1, 0] + gu * by - v * zu) * iz * f32(step)
    vv = (A[1, 1] + gv * by - v * zv) * iz * f32(step)
    u -= f32(0.5)
    v -= f32(0.5)
    reach_u = (abs(uu) + abs(uv)) * f32(radius)
    reach_v = (abs(vu) + abs(vv)) * f32(radius)
    if not (u - reach_u >= 0 and v - reach_v >= 0 and u + reach_u < width - 1 and v + reach_v < height - 1):
        return OUTSIDE
    mean = f32(0)
    square = f32(0)
    cross = f32(0)
    n = 0
    for dv in range(-radius, radius + 1):
        for du in range(-radius, radius + 1):
            x = u + uu * f32(du) + uv * f32(dv)
            y = v + vu * f32(du) + vv * f32(dv)
            xi = np.uint32(x)
            yi = np.uint32(y)
            fx = x - f32(xi)
            fy = y - f32(yi)
            top = src[yi, xi] + fx * (src[yi, xi + np.uint32(1)] - src[yi, xi])
            low = src[yi + np.uint32(1), xi]
            low = low + fx * (src[yi + np.uint32(1), xi + np.uint32(1)] - low)
            value = top + fy * (low - top)
            g = weight[n]
            mean += g * value
            square += g * value * value
            cross += weighted[n] * value
            n += 1
    other = max(square - mean * mean, f32(0))
    return f32(1) - cross / np.sqrt((variance + floor) * (other + floor))


@nb.njit(cache=True, fastmath=True, error_model="numpy")
def plane_cost(srcs, sizes, A, b, px, py, w, gu, gv, radius, step, weight, weighted, variance, floor, best):
    """Mean of the ``best`` smallest source costs (each at most ``COST_WORST``)."""
    first = COST_WORST
    second = COST_WORST
    third = COST_WORST
    for s in range(srcs.shape[0]):
        c = source_cost(
            srcs[s],
            sizes[s, 0],
            sizes[s, 1],
            A[s],
            b[s],
            px,
            py,
            w,
            gu,
            gv,
            radius,
            step,
            weight,
            weighted,
            variance,
            floor,
        )
        if c < first:
            third = second
            second = first
            first = c
        elif c < second:
            third = second
            second = c
        elif c < third:
            third = c
    if best == 1:
        return first
    if best == 2:
        return (first + second) * f32(0.5)
    return (first + second + third) * f32(1 / 3)


NOISE_KERNEL = np.outer([1, -2, 1], [1, -2, 1]).astype(np.float32) / 6
FLOOR_RANGE = (2e-5, 2e-4)


def variance_floor(image: NDArray[np.float32]) -> float:
    """Twice the noise variance of a grey image 0..1, from the flat fifth of its second differences (Immerkær 1996).

    Bounded: compression can erase the noise, and texture everywhere can pass for it.
    """
    strength = np.abs(cv2.filter2D(image, -1, NOISE_KERNEL))
    sigma = float(np.quantile(strength[::2, ::2], 0.2)) / 0.2533
    return float(np.clip(2 * sigma**2, *FLOOR_RANGE))
