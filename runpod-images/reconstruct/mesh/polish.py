"""Vertices drawn onto the measured points, unmeasured ones smoothed, and the mesh thinned by error."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix
from scipy.spatial import cKDTree

from reconstruct.dense.ply import Cloud
from reconstruct.dense.views import FloatArray

NEIGHBOURS = 16


def vertex_normals(points: FloatArray, faces: NDArray[np.integer]) -> FloatArray:
    """Area-weighted unit normals, ``(n,3)``."""
    a, b, c = (points[faces[:, k]] for k in range(3))
    face_normals = np.cross(b - a, c - a)
    normals = np.zeros_like(points)
    for k in range(3):
        np.add.at(normals, faces[:, k], face_normals)
    return normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-30)


def averaging(faces: NDArray[np.integer], count: int) -> csr_matrix:
    """Row-normalised adjacency: the mean of a vertex's neighbours."""
    i = np.concatenate([faces[:, 0], faces[:, 1], faces[:, 2]])
    j = np.concatenate([faces[:, 1], faces[:, 2], faces[:, 0]])
    joined = coo_matrix((np.ones(2 * len(i)), (np.r_[i, j], np.r_[j, i])), shape=(count, count)).tocsr()
    joined.data[:] = 1
    degree = np.asarray(joined.sum(1)).ravel()
    joined.data /= np.repeat(np.maximum(degree, 1), np.diff(joined.indptr))
    return joined


def attraction(points: FloatArray, normals: FloatArray, cloud: Cloud, tree: cKDTree, reach: float):
    """Where the cloud wants each vertex, and how firmly (0..1): the neighbours' planes averaged (an MLS step).

    Only points that face the vertex's way count, so that the two sides of a wall and of an edge do not mix; a vertex
    farther than ``reach`` from such points is not drawn.
    """
    distance, index = tree.query(points, NEIGHBOURS)
    facing = (cloud.normals[index] * normals[:, None]).sum(-1)
    width = np.maximum(distance[:, NEIGHBOURS // 2 : NEIGHBOURS // 2 + 1], 1e-12)
    weight = np.exp(-((distance / width) ** 2)) * np.clip((facing - 0.5) / 0.5, 0, 1)
    weight = weight * np.maximum(cloud.confidence[index], 0.05)
    total = weight.sum(1)
    offset = ((cloud.points[index] - points[:, None]) * cloud.normals[index]).sum(-1)
    step = (weight * offset).sum(1) / np.maximum(total, 1e-12)
    direction = (weight[..., None] * cloud.normals[index]).sum(1)
    direction /= np.maximum(np.linalg.norm(direction, axis=1, keepdims=True), 1e-12)
    firm = np.clip(total * 4, 0, 1) * (distance[:, 0] < reach) * (np.abs(step) < reach)
    return points + direction * step[:, None], firm[:, None]


def polish(
    points: FloatArray, faces: NDArray[np.int64], cloud: Cloud, reach: float, planes: list[FloatArray], rounds: int = 8
) -> FloatArray:
    """Smooth without shrinking: each round relaxes the vertices a little, then draws the measured ones to the cloud.

    Vertices on a support plane stay on it; none is moved below one.
    """
    tree = cKDTree(cloud.points)
    mean = averaging(faces, len(points))
    on_plane = [np.abs(points @ plane[:3] + plane[3]) < 0.05 * reach for plane in planes]
    for turn in range(rounds):
        # Taubin's pair of steps keeps the volume of what the cloud does not hold.
        for factor in (0.5, -0.53):
            points = points + factor * (mean @ points - points)
        wanted, firm = attraction(points, vertex_normals(points, faces), cloud, tree, reach)
        points = points + firm * (wanted - points) * (1.0 if turn == rounds - 1 else 0.8)
        for plane, held in zip(planes, on_plane, strict=True):
            height = points @ plane[:3] + plane[3]
            points = points - np.where(held, height, np.minimum(height, 0))[:, None] * plane[:3]
    return points


def paint(points: FloatArray, cloud: Cloud) -> NDArray[np.uint8]:
    """Colours of the nearest points, ``(n,3)``."""
    distance, index = cKDTree(cloud.points).query(points, 4)
    weight = 1 / (distance + 1e-9)
    colour = (cloud.colours[index] * weight[..., None]).sum(1) / weight.sum(1, keepdims=True)
    return np.clip(np.round(colour), 0, 255).astype(np.uint8)
