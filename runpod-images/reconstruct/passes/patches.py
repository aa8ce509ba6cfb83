"""Features of the surface as seen straight on: photos rectified to tangent planes at one scale in mm.

A part turned over is seen from other sides, so features of the photos themselves do not match; features of a patch
seen along its normal do. Each carries a place, a normal and a direction in the surface: one pair gives a motion.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from reconstruct.dense.ply import Cloud
from reconstruct.dense.views import FloatArray
from reconstruct.passes.surface import PassSurface

HALF_SHARE, STEP_SHARE = 0.09, 0.06  # of the part's extent: half a patch, and from one patch to the next
PATCH_PX_MAX = 161
VIEWS_A_PATCH, COS_MIN = 2, 0.35
FEATURES_A_PATCH = 60
HIDDEN_SHARE = 0.01  # of its depth: how far a place may lie behind what the view measured
SAME_SIDE_COS, FLAT_COS = 0.8, 0.7
OFF_FOOTPRINTS = 3.0


@dataclass(frozen=True, eq=False)
class PatchFeatures:
    """``places``, ``directions`` (unit, in the surface), ``normals`` all (n, 3); ``descriptors (n, 128)`` of unit
    length (RootSIFT); ``sizes (n,)`` mm."""

    places: FloatArray
    directions: FloatArray
    normals: FloatArray
    descriptors: NDArray[np.float32]
    sizes: FloatArray

    def __len__(self) -> int:
        return len(self.places)


@dataclass(frozen=True, eq=False)
class _Grid:
    """The pixels of a patch: ``offsets (size,)`` mm from its middle, ``per_mm`` pixels a mm."""

    offsets: FloatArray
    per_mm: float


def patch_features(surface: PassSurface, extent: float) -> PatchFeatures:
    """Features all over the part; ``extent`` (mm) is that of the part in either pass, so both use one scale."""
    cloud, half = surface.cloud, HALF_SHARE * extent
    tree = cKDTree(cloud.points)
    anchors = _thinned(cloud, STEP_SHARE * extent)
    normals = np.array([_plane_normal(cloud, tree, a, 0.6 * half) for a in anchors])
    places = cloud.points[anchors]
    facing = _facing(surface, places, normals)
    grid = _grid(surface, places, half)
    pictures = [np.round(255 * v.grey_at(max(v.width, v.height))).astype(np.uint8) for v in surface.views]
    sift = cv2.SIFT_create(nfeatures=FEATURES_A_PATCH, contrastThreshold=0.01, edgeThreshold=15)
    found = []
    for place, normal, cosines in zip(places, normals, facing, strict=True):
        for j in np.argsort(-cosines)[:VIEWS_A_PATCH]:
            if cosines[j] < COS_MIN:
                break
            axes = tangents(normal)
            patch = _rectified(pictures[j], surface, int(j), place, axes, grid)
            kept = _lifted(*sift.detectAndCompute(patch, None), place, normal, axes, grid, cloud, tree,
                           OFF_FOOTPRINTS * surface.footprint)  # fmt: skip
            if kept is not None:
                found.append(kept)
    if not found:
        none = np.zeros((0, 3))
        return PatchFeatures(none, none, none, np.zeros((0, 128), np.float32), np.zeros(0))
    return PatchFeatures(*(np.concatenate(column) for column in zip(*found, strict=True)))


def tangents(normal: FloatArray) -> FloatArray:
    """Two unit vectors (2, 3) that make a right-handed frame with ``normal (3,)``."""
    helper = np.array([0.0, 0, 1]) if abs(normal[2]) < 0.9 else np.array([1.0, 0, 0])
    first = np.cross(helper, normal)
    first /= np.linalg.norm(first)
    return np.array([first, np.cross(normal, first)])


def _thinned(cloud: Cloud, cell: float) -> NDArray[np.intp]:
    """One point for each cell and each of the six ways a face may look."""
    axis = np.argmax(np.abs(cloud.normals), axis=1)
    side = 2 * axis + (cloud.normals[np.arange(len(axis)), axis] > 0)
    keys = np.column_stack([np.floor(cloud.points / cell).astype(int), side])
    return np.unique(keys, axis=0, return_index=True)[1]


def _plane_normal(cloud: Cloud, tree: cKDTree, anchor: int, radius: float) -> FloatArray:
    """Normal (3,) of the plane through the neighbours on the anchor's own side of an edge."""
    near = np.array(tree.query_ball_point(cloud.points[anchor], radius))
    near = near[cloud.normals[near] @ cloud.normals[anchor] > SAME_SIDE_COS]
    mean = cloud.normals[near].mean(0)
    mean /= np.linalg.norm(mean)
    if len(near) < 8:
        return mean
    fitted = np.linalg.svd(cloud.points[near] - cloud.points[near].mean(0), full_matrices=False)[2][2]
    fitted = fitted * np.sign(fitted @ mean)
    return fitted if fitted @ mean > SAME_SIDE_COS else mean


def _facing(surface: PassSurface, places: FloatArray, normals: FloatArray) -> FloatArray:
    """Cosine (n, views) between each normal and the way to the camera; -1 where the view does not see the place."""
    out = np.full((len(places), len(surface.views)), -1.0)
    for j, (view, depth, K) in enumerate(zip(surface.views, surface.depths, surface.Ks, strict=True)):
        camera = places @ view.R.T + view.t
        z = np.maximum(camera[:, 2], 1e-9)
        column, row = np.floor(camera @ K.T / z[:, None])[:, :2].astype(int).T
        inside = (column >= 0) & (row >= 0) & (column < depth.shape[1]) & (row < depth.shape[0])
        seen = np.zeros(len(places))
        seen[inside] = depth[row[inside], column[inside]]
        ray = view.centre - places
        cosine = (ray * normals).sum(1) / np.linalg.norm(ray, axis=1)
        out[:, j] = np.where(np.abs(seen - z) < HIDDEN_SHARE * z, cosine, -1)
    return out


def _grid(surface: PassSurface, places: FloatArray, half: float) -> _Grid:
    middle = np.median(places, axis=0)
    per_mm = float(np.median([v.K[0, 0] / np.linalg.norm(v.centre - middle) for v in surface.views]))
    size = min(PATCH_PX_MAX, int(2 * half * per_mm)) | 1
    per_mm = size / (2 * half)
    return _Grid((np.arange(size) - size // 2) / per_mm, per_mm)


def _rectified(
    picture: NDArray[np.uint8], surface: PassSurface, j: int, place: FloatArray, axes: FloatArray, grid: _Grid
) -> NDArray[np.uint8]:
    view = surface.views[j]
    across, down = np.meshgrid(grid.offsets, grid.offsets)
    world = place + across[..., None] * axes[0] + down[..., None] * axes[1]
    pixel = (world @ view.R.T + view.t) @ view.K.T
    flat = (pixel[..., :2] / pixel[..., 2:] - 0.5).astype(np.float32)
    return cv2.remap(picture, flat, None, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)


def _lifted(
    keypoints: list[cv2.KeyPoint], descriptors: NDArray[np.float32] | None, place: FloatArray, normal: FloatArray,
    axes: FloatArray, grid: _Grid, cloud: Cloud, tree: cKDTree, reach: float,
) -> tuple[FloatArray, ...] | None:  # fmt: skip
    """Columns of :class:`PatchFeatures`: the keypoints laid onto the measured surface where it is near the patch."""
    if descriptors is None or not keypoints:
        return None
    flat = (np.array([k.pt for k in keypoints]) - len(grid.offsets) // 2) / grid.per_mm
    angle = np.deg2rad([k.angle for k in keypoints])
    places = place + flat @ axes
    distance, near = tree.query(places)
    kept = (distance < reach) & (cloud.normals[near] @ normal > FLAT_COS)
    places = places + ((cloud.points[near] - places) @ normal)[:, None] * normal
    rooted = np.sqrt(descriptors / np.maximum(descriptors.sum(1, keepdims=True), 1e-9)).astype(np.float32)
    return (
        places[kept],
        np.column_stack([np.cos(angle), np.sin(angle)])[kept] @ axes,
        np.broadcast_to(normal, places.shape)[kept],
        rooted[kept],
        np.array([k.size for k in keypoints])[kept] / grid.per_mm,
    )
