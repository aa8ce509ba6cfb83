"""A workspace against the true surface: ``python -m reconstruct.dense.evaluate WORKSPACE TRUTH.stl [--json]``.

The truth must lie in the workspace's frame (mm). Figures, all against the surface that at least two registered views
can see (closer than 75° to its normal): accuracy (cloud to truth), precision, completeness and F at 0.5 % of the
diagonal, normals away from and near sharp edges; and for the mesh its IoU.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from manifold3d import Manifold, Mesh
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from reconstruct.dense.ply import Cloud, read_cloud, read_mesh
from reconstruct.dense.views import FloatArray, View, load_views
from reconstruct.dense.zbuffer import render_depth
from reconstruct.mesh.distance import sample_surface, to_surface

THRESHOLD_SHARE = 0.005
SEEN_ANGLE_MAX_DEG = 75.0
EDGE_ANGLE_MIN_DEG = 30.0
EDGE_NEAR_SHARE = 0.01
SAMPLES = 200_000


@dataclass(frozen=True, eq=False)
class Truth:
    """``points (n,3)`` merged, ``faces (m,3)``, unit ``normals (m,3)``, ``diagonal``."""

    points: FloatArray
    faces: NDArray[np.int64]
    normals: FloatArray
    diagonal: float


def read_stl(path: Path) -> tuple[FloatArray, NDArray[np.int64]]:
    """Vertices and triangles of a binary or text STL, equal corners merged."""
    data = path.read_bytes()
    count = int.from_bytes(data[80:84], "little")
    if len(data) == 84 + 50 * count:
        rows = np.frombuffer(data, np.dtype([("n", "<f4", 3), ("p", "<f4", (3, 3)), ("a", "<u2")]), count, 84)
        corners = rows["p"].reshape(-1, 3).astype(float)
    else:
        lines = [line.split() for line in data.decode("ascii", "replace").splitlines()]
        corners = np.array([line[1:4] for line in lines if line[:1] == ["vertex"]], float)
    points, index = np.unique(np.round(corners, 6), axis=0, return_inverse=True)
    faces = index.reshape(-1, 3)
    return points, faces[(faces != np.roll(faces, 1, axis=1)).all(1)]


def load_truth(path: Path) -> Truth:
    """The true part."""
    points, faces = read_stl(path)
    normals = np.cross(points[faces[:, 1]] - points[faces[:, 0]], points[faces[:, 2]] - points[faces[:, 0]])
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-30)
    return Truth(points, faces, normals, float(np.linalg.norm(np.ptp(points, axis=0))))


def seen_by(truth: Truth, places: FloatArray, normals: FloatArray, views: list[View]) -> NDArray[np.int64]:
    """How many views see each place: unhidden, inside the picture, within 75° of its normal."""
    count = np.zeros(len(places), np.int64)
    for view in views:
        depth, _ = render_depth(truth.points, truth.faces, view.K, view.R, view.t, view.width, view.height)
        camera = places @ view.R.T + view.t
        pixel = camera @ view.K.T
        x, y = (np.floor(pixel[:, k] / pixel[:, 2]).astype(int) for k in (0, 1))
        inside = (x >= 0) & (y >= 0) & (x < view.width) & (y < view.height) & (camera[:, 2] > 0)
        front = depth[np.clip(y, 0, view.height - 1), np.clip(x, 0, view.width - 1)]
        ray = view.centre - places
        facing = (ray * normals).sum(1) / np.linalg.norm(ray, axis=1)
        unhidden = np.abs(front - camera[:, 2]) < 0.004 * camera[:, 2]
        count += inside & unhidden & (facing > np.cos(np.radians(SEEN_ANGLE_MAX_DEG)))
    return count


def edge_points(truth: Truth, step: float) -> FloatArray:
    """Points along the edges whose two faces meet at more than 30°."""
    half = np.concatenate([truth.faces[:, [0, 1]], truth.faces[:, [1, 2]], truth.faces[:, [2, 0]]])
    face = np.tile(np.arange(len(truth.faces)), 3)
    order = np.lexsort(np.sort(half, axis=1).T)
    ends, face = np.sort(half, axis=1)[order], face[order]
    pair = np.nonzero((ends[1:] == ends[:-1]).all(1))[0]
    cosine = (truth.normals[face[pair]] * truth.normals[face[pair + 1]]).sum(1)
    sharp = ends[pair[cosine < np.cos(np.radians(EDGE_ANGLE_MIN_DEG))]]
    parts = [np.zeros((0, 3))]
    for a, b in truth.points[sharp]:
        parts.append(a + (b - a) * np.linspace(0, 1, max(2, int(np.linalg.norm(b - a) / step)))[:, None])
    return np.concatenate(parts)


def cloud_figures(cloud: Cloud, truth: Truth, views: list[View]) -> dict[str, float]:
    """Accuracy, precision, completeness, F and normal errors of ``cloud``."""
    places, owner = sample_surface(truth.points, truth.faces, SAMPLES)
    seen = seen_by(truth, places, truth.normals[owner], views) >= 2
    distance, face, foot = to_surface(cloud.points, truth.points, truth.faces, 4 * SAMPLES)
    threshold = THRESHOLD_SHARE * truth.diagonal
    gap = cKDTree(cloud.points).query(places)[0]
    precision, completeness = float((distance < threshold).mean()), float((gap[seen] < threshold).mean())
    cosine = (cloud.normals * truth.normals[face]).sum(1)
    angle = np.degrees(np.arccos(np.clip(cosine, -1, 1)))
    edges = edge_points(truth, 0.002 * truth.diagonal)
    far = np.ones(len(foot), bool)
    if len(edges):
        far = cKDTree(edges).query(foot)[0] > EDGE_NEAR_SHARE * truth.diagonal
    ninety = lambda values: float(np.quantile(values, 0.9)) if len(values) else float("nan")  # noqa: E731
    return {
        "points": len(cloud),
        "accuracyMeanMm": float(distance.mean()),
        "accuracyMedianMm": float(np.median(distance)),
        "accuracyP90Mm": ninety(distance),
        "precision": precision,
        "completeness": completeness,
        "f": 2 * precision * completeness / max(precision + completeness, 1e-12),
        "seenShare": float(seen.mean()),
        "normalFarMedianDeg": float(np.median(angle[far])),
        "normalFarP90Deg": ninety(angle[far]),
        "normalEdgeMedianDeg": float(np.median(angle[~far])) if (~far).any() else float("nan"),
        "normalEdgeP90Deg": ninety(angle[~far]),
    }


def mesh_figures(points: FloatArray, faces: NDArray[np.integer], truth: Truth) -> dict[str, float]:
    """Volumes, IoU and genus of a closed mesh against the truth."""
    body = Manifold(Mesh(points.astype(np.float32), faces.astype(np.uint32)))
    true = Manifold(Mesh(truth.points.astype(np.float32), truth.faces.astype(np.uint32)))
    common = (body ^ true).volume()
    union = body.volume() + true.volume() - common
    return {
        "triangles": len(faces),
        "volumeMm3": body.volume(),
        "trueVolumeMm3": true.volume(),
        "iou": common / union if union > 0 else 0.0,
        "genus": body.genus(),
        "trueGenus": true.genus(),
    }


def evaluate(workspace: Path, truth: Truth) -> dict[str, dict[str, float]]:
    """Figures of every cloud and mesh that the workspace holds."""
    views = load_views(workspace / "poses")
    found = {}
    for stage in ("dense", "object"):
        if (workspace / stage / "cloud.ply").exists():
            found[stage] = cloud_figures(read_cloud(workspace / stage / "cloud.ply"), truth, views)
    if (workspace / "mesh" / "mesh.ply").exists():
        found["mesh"] = mesh_figures(*read_mesh(workspace / "mesh" / "mesh.ply"), truth)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m reconstruct.dense.evaluate")
    parser.add_argument("workspace", type=Path)
    parser.add_argument("truth", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    found = evaluate(options.workspace, load_truth(options.truth))
    if options.json:
        print(json.dumps(found, indent=1))
        return
    for stage, figures in found.items():
        print(stage)
        for name, value in figures.items():
            print(f"  {name:<22}{value:>12.4f}" if isinstance(value, float) else f"  {name:<22}{value:>12}")


if __name__ == "__main__":
    main()
