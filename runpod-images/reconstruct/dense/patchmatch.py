"""Plane sweep for a first guess, then PatchMatch: planes travel to their neighbours and are refined.

One thread works down the image, so a good plane crosses it in one pass (the raster order of the first PatchMatch
stereo, Bleyer et al. 2011) and two tries a pixel suffice where red-black schemes need eight.
"""

from __future__ import annotations

import numba as nb
import numpy as np

from reconstruct.dense.photo_cost import COST_WORST, plane_cost, reference_patch

f32 = np.float32


@nb.njit(cache=True, fastmath=True, error_model="numpy")
def sweep(ref, srcs, sizes, A, b, inverse_depths, mask, radius, best, floor, state, cost):
    """Best fronto-parallel plane of ``inverse_depths`` (D,) for each masked pixel, refined by a parabola.

    Writes ``state (h, w, 3)`` = inverse depth and its two slopes, and ``cost (h, w)``.
    """
    taps = (2 * radius + 1) ** 2
    weight = np.empty(taps, np.float32)
    weighted = np.empty(taps, np.float32)
    depths = len(inverse_depths)
    curve = np.empty(depths, np.float32)
    pace = inverse_depths[1] - inverse_depths[0]
    zero = f32(0)
    for y in range(ref.shape[0]):
        for x in range(ref.shape[1]):
            if not mask[y, x]:
                continue
            variance = reference_patch(ref, x, y, radius, 1, weight, weighted)
            px = f32(x) + f32(0.5)
            py = f32(y) + f32(0.5)
            k = 0
            for d in range(depths):
                w = inverse_depths[d]
                curve[d] = plane_cost(
                    srcs,
                    sizes,
                    A,
                    b,
                    px,
                    py,
                    w,
                    zero,
                    zero,
                    radius,
                    1,
                    weight,
                    weighted,
                    variance,
                    floor,
                    best,
                )
                if curve[d] < curve[k]:
                    k = d
            w = inverse_depths[k]
            if 0 < k < depths - 1:
                bend = curve[k - 1] - 2 * curve[k] + curve[k + 1]
                if bend > f32(1e-6):
                    w += f32(0.5) * (curve[k - 1] - curve[k + 1]) / bend * pace
            state[y, x, 0] = w
            state[y, x, 1] = zero
            state[y, x, 2] = zero
            cost[y, x] = curve[k]


@nb.njit(cache=True, fastmath=True, error_model="numpy")
def evaluate(ref, srcs, sizes, A, b, mask, state, radius, best, floor, cost):
    """Cost of the planes ``state (h, w, 3)`` at the masked pixels into ``cost (h, w)``; the rest get the worst."""
    taps = (2 * radius + 1) ** 2
    weight = np.empty(taps, np.float32)
    weighted = np.empty(taps, np.float32)
    for y in range(ref.shape[0]):
        for x in range(ref.shape[1]):
            cost[y, x] = COST_WORST
            if mask[y, x]:
                variance = reference_patch(ref, x, y, radius, 1, weight, weighted)
                cost[y, x] = plane_cost(
                    srcs,
                    sizes,
                    A,
                    b,
                    f32(x) + f32(0.5),
                    f32(y) + f32(0.5),
                    state[y, x, 0],
                    state[y, x, 1],
                    state[y, x, 2],
                    radius,
                    1,
                    weight,
                    weighted,
                    variance,
                    floor,
                    best,
                )


@nb.njit(cache=True, fastmath=True, error_model="numpy")
def neighbour_slope(state, cost, mask, x, y, out):
    """Plane through the 5 × 5 neighbours' inverse depths, weighted by their cost, into ``out (3,)``; False if bare."""
    height, width = cost.shape
    reference = state[y, x, 0]
    s0 = f32(1e-6)
    sx = f32(0)
    sy = f32(0)
    sxx = f32(1e-6)
    syy = f32(1e-6)
    sxy = f32(0)
    t0 = f32(0)
    tx = f32(0)
    ty = f32(0)
    for dy in range(max(-2, -y), min(3, height - y)):
        for dx in range(max(-2, -x), min(3, width - x)):
            if not mask[y + dy, x + dx]:
                continue
            g = np.exp(cost[y + dy, x + dx] * f32(-5))
            value = g * (state[y + dy, x + dx, 0] - reference)
            fx = f32(dx)
            fy = f32(dy)
            s0 += g
            sx += g * fx
            sy += g * fy
            sxx += g * fx * fx
            syy += g * fy * fy
            sxy += g * fx * fy
            t0 += value
            tx += value * fx
            ty += value * fy
    c00 = sxx * syy - sxy * sxy
    c01 = sxy * sy - sx * syy
    c02 = sx * sxy - sxx * sy
    determinant = s0 * c00 + sx * c01 + sy * c02
    if not determinant > f32(1e-8):
        return False
    inverse = f32(1) / determinant
    c11 = s0 * syy - sy * sy
    c12 = sx * sy - s0 * sxy
    c22 = s0 * sxx - sx * sx
    out[0] = reference + (c00 * t0 + c01 * tx + c02 * ty) * inverse
    out[1] = (c01 * t0 + c11 * tx + c12 * ty) * inverse
    out[2] = (c02 * t0 + c12 * tx + c22 * ty) * inverse
    return True


@nb.njit(cache=True)
def _next_random(seed):
    """Next state of a xorshift generator (Marsaglia 2003)."""
    seed ^= seed << np.uint32(13)
    seed ^= seed >> np.uint32(17)
    seed ^= seed << np.uint32(5)
    return seed


@nb.njit(cache=True, fastmath=True, error_model="numpy")
def _neighbours_tries(state, cost, mask, x, y, way, tries):
    """Planes of the two pixels just visited and of the neighbourhood's fit, carried to ``(x, y)``; how many."""
    count = 0
    xn = x - way
    yn = y - way
    if 0 <= xn < cost.shape[1] and mask[y, xn]:
        tries[0, 0] = state[y, xn, 0] + state[y, xn, 1] * f32(way)
        tries[0, 1] = state[y, xn, 1]
        tries[0, 2] = state[y, xn, 2]
        count = 1
    if 0 <= yn < cost.shape[0] and mask[yn, x]:
        tries[count, 0] = state[yn, x, 0] + state[yn, x, 2] * f32(way)
        tries[count, 1] = state[yn, x, 1]
        tries[count, 2] = state[yn, x, 2]
        count += 1
    if neighbour_slope(state, cost, mask, x, y, tries[count]):
        count += 1
    return count


@nb.njit(cache=True, fastmath=True, error_model="numpy")
def _random_try(plane, kind, seed, reach, tilt, out):
    """One of four perturbations of ``plane``: all, depth alone, slopes alone, all but little. Returns the new seed."""
    scale = f32(2.0**-31)
    seed = _next_random(seed)
    r0 = f32(seed) * scale - f32(1)
    seed = _next_random(seed)
    r1 = f32(seed) * scale - f32(1)
    seed = _next_random(seed)
    r2 = f32(seed) * scale - f32(1)
    depth = f32(0)
    slope = f32(0)
    if kind == 0:
        depth = f32(2)
        slope = f32(1)
    elif kind == 1:
        depth = f32(0.5)
    elif kind == 2:
        slope = f32(0.6)
    else:
        depth = f32(0.15)
        slope = f32(0.15)
    out[0] = plane[0] + r0 * reach * depth
    out[1] = plane[1] + r1 * tilt * plane[0] * slope
    out[2] = plane[2] + r2 * tilt * plane[0] * slope
    return seed


@nb.njit(cache=True, fastmath=True, error_model="numpy")
def refine(ref, srcs, sizes, A, b, mask, state, cost, wmin, wmax, focal, pixel_step, rounds, radius, best, floor, seed):
    """PatchMatch in place on ``state (h, w, 3)`` and its ``cost (h, w)`` at the masked pixels.

    ``wmin … wmax`` bounds the inverse depth, ``pixel_step`` is the change of it that moves a point by one pixel in
    a source, ``rounds`` counts the passes, down and up the image in turn, with finer perturbations each time.
    """
    height, width = ref.shape
    taps = (2 * radius + 1) ** 2
    weight = np.empty(taps, np.float32)
    weighted = np.empty(taps, np.float32)
    tries = np.empty((4, 3), np.float32)
    for turn in range(rounds):
        forward = turn % 2 == 0
        way = 1 if forward else -1
        reach = f32(pixel_step) * f32(0.5) ** turn
        tilt = f32(0.8) * f32(0.6) ** turn / f32(focal)
        for row in range(height):
            y = row if forward else height - 1 - row
            for column in range(width):
                x = column if forward else width - 1 - column
                if not mask[y, x]:
                    continue
                variance = reference_patch(ref, x, y, radius, 1, weight, weighted)
                count = _neighbours_tries(state, cost, mask, x, y, way, tries)
                drawn = np.uint32((y * width + x) * 2654435761 + (turn + 1) * 40503 + seed * 97 + 1) | np.uint32(1)
                for k in range(count + 4):
                    plane = tries[min(k, 3)]
                    if k >= count:
                        plane = tries[3]
                        drawn = _random_try(state[y, x], k - count, drawn, reach, tilt, plane)
                    w = min(max(plane[0], f32(wmin)), f32(wmax))
                    limit = f32(4) * w / f32(focal)
                    gu = min(max(plane[1], -limit), limit)
                    gv = min(max(plane[2], -limit), limit)
                    c = plane_cost(
                        srcs,
                        sizes,
                        A,
                        b,
                        f32(x) + f32(0.5),
                        f32(y) + f32(0.5),
                        w,
                        gu,
                        gv,
                        radius,
                        1,
                        weight,
                        weighted,
                        variance,
                        floor,
                        best,
                    )
                    if c < cost[y, x]:
                        cost[y, x] = c
                        state[y, x, 0] = w
                        state[y, x, 1] = gu
                        state[y, x, 2] = gv
