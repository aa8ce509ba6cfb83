"""Depth maps of one view: coarse over the whole picture, then fine where the part is."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from reconstruct.dense.patchmatch import evaluate, refine, sweep
from reconstruct.dense.photo_cost import COST_WORST, variance_floor
from reconstruct.dense.scene import Sphere
from reconstruct.dense.views import FloatArray, View

COARSEST_PLANES = (32, 96)
SUPPORT_ADVANTAGE = np.float32(0.15)


@dataclass(frozen=True)
class MatchRule:
    """How one view is matched. Sizes are the longest image side in pixels; ``best`` of the sources are averaged."""

    sweep_px: int = 160
    coarse_px: int = 320
    fine_px: tuple[int, ...] = (640,)
    coarse_rounds: int = 4
    fine_rounds: int = 2
    radius: int = 2
    best: int = 2
    seed: int = 0


@dataclass(frozen=True, eq=False)
class PlaneMap:
    """Inverse-depth planes ``state (h,w,3)``, ``cost (h,w)`` and the ``K`` of this (perhaps cropped) map.

    ``part`` marks the pixels that may show the part; others show the support or were only matched coarsely.
    Inverse depth 0: nothing known.
    """

    state: NDArray[np.float32]
    cost: NDArray[np.float32]
    K: FloatArray
    part: NDArray[np.bool_]

    @staticmethod
    def nothing(K: FloatArray) -> PlaneMap:
        """A map of one pixel without depth: a view that has no sources or sees nothing of the part."""
        worst = np.full((1, 1), COST_WORST, np.float32)
        return PlaneMap(np.zeros((1, 1, 3), np.float32), worst, K, np.zeros((1, 1), bool))

    @property
    def depth(self) -> NDArray[np.float32]:
        """``(h, w)`` z in the camera; 0 = none."""
        w = self.state[..., 0]
        return np.where(w > 0, 1 / np.maximum(w, 1e-12), 0).astype(np.float32)

    @property
    def normal(self) -> NDArray[np.float32]:
        """``(h, w, 3)`` unit normals in the camera frame, towards it."""
        w, gu, gv = np.moveaxis(self.state.astype(np.float64), -1, 0)
        height, width = w.shape
        u, v = np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5)
        normal = np.stack(
            [gu * self.K[0, 0], gv * self.K[1, 1], w - gu * (u - self.K[0, 2]) - gv * (v - self.K[1, 2])], -1
        )
        return (-normal / np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-12)).astype(np.float32)


@dataclass(frozen=True, eq=False)
class _Level:
    """The images of one scale, and the warps from the reference: pixel of source ~ A (u, v, 1) + w b."""

    reference: NDArray[np.float32]
    sources: NDArray[np.float32]
    sizes: NDArray[np.int64]
    A: NDArray[np.float32]
    b: NDArray[np.float32]
    K: FloatArray
    pixel_step: float
    floor: float

    def crop(self, x0: int, y0: int, x1: int, y1: int) -> _Level:
        shift = np.array([[1, 0, x0], [0, 1, y0], [0, 0, 1]], float)
        reference = np.ascontiguousarray(self.reference[y0:y1, x0:x1])
        K = np.linalg.inv(shift) @ self.K
        return replace(self, reference=reference, A=(self.A @ shift).astype(np.float32), K=K)


def load_level(views: list[View], reference: int, sources: list[int], longest_px: int) -> _Level:
    """Read and resample the pictures of one reference and its sources."""
    ids = [reference, *sources]
    images = [views[j].grey_at(longest_px) for j in ids]
    height, width = (max(image.shape[k] for image in images[1:]) for k in (0, 1))
    stack = np.zeros((len(sources), height, width), np.float32)
    sizes = np.zeros((len(sources), 2), np.int64)
    for k, image in enumerate(images[1:]):
        stack[k, : image.shape[0], : image.shape[1]] = image
        sizes[k] = image.shape[1], image.shape[0]
    Ks = [views[j].K_at(image.shape[1], image.shape[0]) for j, image in zip(ids, images, strict=True)]
    own = views[reference]
    A, b = [], []
    for j, K in zip(sources, Ks[1:], strict=True):
        R = views[j].R @ own.R.T
        A.append(K @ R @ np.linalg.inv(Ks[0]))
        b.append(K @ (views[j].t - R @ own.t))
    step, floor = pixel_step(views, reference, sources, Ks[0]), variance_floor(images[0])
    return _Level(images[0], stack, sizes, np.array(A, np.float32), np.array(b, np.float32), Ks[0], step, floor)


def pixel_step(views: list[View], reference: int, sources: list[int], K: FloatArray) -> float:
    """The change of inverse depth that moves a point by one pixel (of ``K``'s size) in the median source."""
    own = views[reference]
    bases = [np.linalg.norm(np.cross(views[j].centre - own.centre, own.axis)) for j in sources]
    return 1 / (float(K[0, 0]) * max(float(np.median(bases)), 1e-9))


def inverse_depth_range(view: View, sphere: Sphere) -> tuple[float, float]:
    """Inverse depths of the far and the near side of the sphere seen from ``view``."""
    z = float((view.R @ sphere.centre + view.t)[2])
    return 1 / (z + sphere.radius), 1 / max(z - sphere.radius, 0.1 * z)


def rays(K: FloatArray, width: int, height: int) -> FloatArray:
    """``(height, width, 3)`` rays of the pixel centres with z = 1, camera frame."""
    u, v = np.meshgrid(np.arange(width) + 0.5, np.arange(height) + 0.5)
    return np.stack([(u - K[0, 2]) / K[0, 0], (v - K[1, 2]) / K[1, 1], np.ones_like(u)], -1)


def _pixel_places(K: FloatArray, to_K: FloatArray, width: int, height: int) -> tuple[FloatArray, FloatArray]:
    """Columns ``(width,)`` and rows ``(height,)`` of the other grid's pixel centres in the map of ``K``."""
    u = (np.arange(width) + 0.5 - to_K[0, 2]) * K[0, 0] / to_K[0, 0] + K[0, 2]
    v = (np.arange(height) + 0.5 - to_K[1, 2]) * K[1, 1] / to_K[1, 1] + K[1, 2]
    return u, v


def nearest_pixels(found: PlaneMap, to_K: FloatArray, width: int, height: int) -> tuple[NDArray, NDArray]:
    """Columns ``(width,)`` and rows ``(height,)`` of ``found`` nearest to another grid's pixels, clipped to it."""
    u, v = _pixel_places(found.K, to_K, width, height)
    rows, columns = found.cost.shape
    return np.clip(np.floor(u), 0, columns - 1).astype(int), np.clip(np.floor(v), 0, rows - 1).astype(int)


def resample(
    state: NDArray[np.float32], K: FloatArray, to_K: FloatArray, width: int, height: int
) -> NDArray[np.float32]:
    """Planes of a map carried to another pixel grid of the same camera (nearest plane, extended to the new centre)."""
    fx, fy = K[0, 0] / to_K[0, 0], K[1, 1] / to_K[1, 1]
    u, v = _pixel_places(K, to_K, width, height)
    x = np.clip(np.floor(u), 0, state.shape[1] - 1).astype(int)
    y = np.clip(np.floor(v), 0, state.shape[0] - 1).astype(int)
    out = state[y][:, x].astype(np.float32)
    out[..., 0] += out[..., 1] * (u - x - 0.5)[None] + out[..., 2] * (v - y - 0.5)[:, None]
    out[..., 1] *= fx
    out[..., 2] *= fy
    return out


def _sphere_mask(view: View, sphere: Sphere, K: FloatArray, width: int, height: int) -> NDArray[np.bool_]:
    d = rays(K, width, height)
    d /= np.linalg.norm(d, axis=-1, keepdims=True)
    c = view.R @ sphere.centre + view.t
    return np.linalg.norm(c - (d @ c)[..., None] * d, axis=-1) < sphere.radius


def _evaluated(level: _Level, state: NDArray, mask: NDArray[np.bool_], rule: MatchRule) -> NDArray[np.float32]:
    cost = np.empty(level.reference.shape, np.float32)
    evaluate(
        level.reference,
        level.sources,
        level.sizes,
        level.A,
        level.b,
        mask,
        np.ascontiguousarray(state, np.float32),
        rule.radius,
        rule.best,
        np.float32(level.floor),
        cost,
    )
    return cost


def _refined(level: _Level, state, mask, bounds: tuple[float, float], rounds: int, rule: MatchRule) -> PlaneMap:
    state = np.ascontiguousarray(state, np.float32)
    cost = _evaluated(level, state, mask, rule)
    refine(
        level.reference,
        level.sources,
        level.sizes,
        level.A,
        level.b,
        mask,
        state,
        cost,
        *bounds,
        float(level.K[0, 0]),
        level.pixel_step,
        rounds,
        rule.radius,
        rule.best,
        np.float32(level.floor),
        rule.seed,
    )
    state[~mask] = 0
    return PlaneMap(state, cost, level.K, mask)


def compile_kernels() -> None:
    """Compile the matcher's kernels, or find them compiled, as :func:`match_coarse` calls them.

    With fast arithmetic a kernel rounds a little differently in the process that compiled it than in one that loads
    it from the cache. Whoever is to share maps among processes calls this first: then all of them load, and the same
    photos give the same maps on a fresh machine and on a warm one.
    """
    random = np.random.default_rng(0)
    picture, K, side = (lambda *shape: random.random(shape, np.float32)), np.diag([20.0, 20.0, 1.0]), 12
    warps = np.eye(3, dtype=np.float32)[None], np.zeros((1, 3), np.float32)
    sizes = np.array([[side, side]], np.int64)
    level = _Level(picture(side, side), picture(1, side, side), sizes, *warps, K, 0.01, 1e-4)
    state, cost = np.full((side, side, 3), 0.1, np.float32), np.ones((side, side), np.float32)
    mask, rule = np.ones((side, side), bool), MatchRule()
    images = (level.reference, level.sources, level.sizes, level.A, level.b)
    steps = np.linspace(0.05, 0.2, 3).astype(np.float32)
    sweep(*images, steps, mask, rule.radius, rule.best, np.float32(level.floor), state, cost)
    _refined(level, state, mask, (0.05, 0.2), 1, rule)


def support_state(view: View, plane: FloatArray, K: FloatArray, width: int, height: int) -> FloatArray:
    """The support plane ``(nx, ny, nz, d)`` as inverse-depth planes ``(h, w, 3)``; w <= 0 above its horizon."""
    normal = view.R @ plane[:3]
    offset = plane[3] - normal @ view.t
    w = -(rays(K, width, height) @ normal) / offset
    gu, gv = -normal[0] / K[0, 0] / offset, -normal[1] / K[1, 1] / offset
    return np.stack([w, np.full_like(w, gu), np.full_like(w, gv)], -1).astype(np.float32)


def _give_to_support(
    level: _Level, found: PlaneMap, view: View, plane: FloatArray | None, height_min_px: float, rule: MatchRule
) -> PlaneMap:
    """Where the support plane explains a pixel nearly as well as what was found, the pixel is the support.

    A printed mat repeats itself and plain paper says nothing: both let chance win by a little. So does what lies less
    than ``height_min_px`` (of shift in a source) above the plane, or below it.
    """
    if plane is None:
        return found
    height, width = found.cost.shape
    support = support_state(view, plane, level.K, width, height)
    visible = found.part & (support[..., 0] > 0)
    cost = _evaluated(level, support, visible, rule)
    better = visible & (cost < np.minimum(found.cost + SUPPORT_ADVANTAGE, COST_WORST))
    low = visible & (found.state[..., 0] - support[..., 0] < height_min_px * level.pixel_step)
    state = np.where((better | low)[..., None], support, found.state)
    return PlaneMap(state, np.where(better, cost, found.cost), found.K, found.part & ~better & ~low)


def match_coarse(
    views: list[View], i: int, sources: list[int], sphere: Sphere, plane: FloatArray | None, rule: MatchRule
) -> PlaneMap:
    """Planes of the whole sphere of interest at ``coarse_px``, from a sweep at ``sweep_px``."""
    if not sources:
        return PlaneMap.nothing(views[i].K)
    bounds = inverse_depth_range(views[i], sphere)
    level = load_level(views, i, sources, rule.sweep_px)
    height, width = level.reference.shape
    mask = _sphere_mask(views[i], sphere, level.K, width, height)
    planes = int(np.clip((bounds[1] - bounds[0]) / level.pixel_step * 1.2, *COARSEST_PLANES))
    state = np.zeros((height, width, 3), np.float32)
    cost = np.full((height, width), COST_WORST, np.float32)
    steps = np.linspace(*bounds, planes).astype(np.float32)
    images = (level.reference, level.sources, level.sizes, level.A, level.b)
    sweep(*images, steps, mask, rule.radius, rule.best, np.float32(level.floor), state, cost)
    state[..., 0] = cv2.medianBlur(np.where(mask, state[..., 0], np.float32(np.mean(bounds))), 3)
    swept = _refined(level, state, mask, bounds, 2, rule)
    level = load_level(views, i, sources, rule.coarse_px)
    height, width = level.reference.shape
    mask = _sphere_mask(views[i], sphere, level.K, width, height)
    start = resample(swept.state, swept.K, level.K, width, height)
    found = _refined(level, start, mask, bounds, rule.coarse_rounds, rule)
    return _give_to_support(level, found, views[i], plane, 1.0, rule)


def match_fine(
    views: list[View], i: int, sources: list[int], sphere: Sphere, plane: FloatArray | None, start: PlaneMap,
    rule: MatchRule,
) -> PlaneMap:  # fmt: skip
    """Planes at the sizes of ``fine_px``, only at the ``part`` of ``start``, cropped to it; the rest is resampled."""
    bounds = inverse_depth_range(views[i], sphere)
    found = start
    if not sources:
        return start
    for longest_px in rule.fine_px:
        level = load_level(views, i, sources, longest_px)
        height, width = level.reference.shape
        state = resample(found.state, found.K, level.K, width, height)
        x, y = nearest_pixels(found, level.K, width, height)
        inside = found.part[y][:, x] & (state[..., 0] > 0)
        ys, xs = np.nonzero(inside)
        if not len(ys):
            return PlaneMap.nothing(level.K)
        box = tuple(map(int, (xs.min(), ys.min(), xs.max() + 1, ys.max() + 1)))
        cut = np.s_[box[1] : box[3], box[0] : box[2]]
        mask = np.ascontiguousarray(inside[cut])
        around, around_cost = state[cut], found.cost[y][:, x][cut]
        level = level.crop(*box)
        found = _refined(level, around, mask, bounds, rule.fine_rounds, rule)
        if longest_px == rule.fine_px[-1]:
            found = _give_to_support(level, found, views[i], plane, 0.0, rule)
        found.state[~mask] = around[~mask]
        found.cost[~mask] = around_cost[~mask]
    return found
