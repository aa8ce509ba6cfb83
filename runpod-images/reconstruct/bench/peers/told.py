"""What a peer gave for a set of photos, and the same figures for all of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from cad.cloud.ply import read_mesh
from cad.files.weld import weld
from cad.step.document import read_step
from reconstruct.bench.cloud import cloud_figures
from reconstruct.bench.poses import IDENTITY, Similarity, evaluate
from reconstruct.bench.sets import PhotoSet
from reconstruct.bench.solids import carried_mesh, mesh_figures, solid_figures, solid_mesh
from reconstruct.bench.truth import Truth
from reconstruct.dense.views import FloatArray

_ROOM_SHARE = 0.02


@dataclass
class Told:
    """``poses``: by file stem, rotation (3, 3) and shift (3,), world to camera; ``points``, ``normals (n, 3)``;
    ``mesh``: PLY; ``step``: a solid; all in one frame. ``metric``: that frame is the mat's, in mm.

    ``seconds``: by step; ``notes``: what ran otherwise than one would expect; ``not_run``: why it could not run.
    """

    peer: str
    poses: dict[str, tuple[FloatArray, FloatArray]] | None = None
    points: FloatArray | None = None
    normals: FloatArray | None = None
    mesh: Path | None = None
    step: Path | None = None
    metric: bool = False
    seconds: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    not_run: str | None = None


def in_the_box(points: FloatArray, truth: Truth) -> np.ndarray:
    """Mask of the points within the true part's box and 2 % about it: peers that do not tell the part from the mat and
    the desk are judged on what belongs to it, which favours them."""
    room = _ROOM_SHARE * truth.diagonal
    return ((points > truth.points.min(0) - room) & (points < truth.points.max(0) + room)).all(1)


def alignment(told: Told, chosen: PhotoSet) -> tuple[dict[str, Any] | None, Similarity | None]:
    """Pose figures, and what takes the peer's frame to the truth's: no scale is known without the mat."""
    if told.poses is None:
        return None, IDENTITY if told.metric else None
    rows = []
    for camera in (c for c in chosen.cameras if c.pass_index == 0):
        pose = told.poses.get(camera.stem)
        rows.append({"name": camera.stem, "pass": 0, "registered": pose is not None,
                     "R": pose[0] if pose else None, "t": pose[1] if pose else None})  # fmt: skip
    frame = {"frame": "mat", "unit": "mm"} if told.metric else {"frame": "free", "unit": "scene"}
    return evaluate({**frame, "cameras": rows}, chosen.cameras)


def judged(told: Told, chosen: PhotoSet, truth: Truth) -> dict[str, Any]:
    """One row of the table."""
    row: dict[str, Any] = {
        "set": chosen.name, "peer": told.peer, "notRun": told.not_run, "notes": told.notes, "seconds": told.seconds,
        **dict.fromkeys(("poses", "cloud", "mesh", "solid")),
    }  # fmt: skip
    if told.not_run:
        return row
    row["poses"], carried = alignment(told, chosen)
    if carried is None:
        return row
    if told.points is not None and told.normals is not None:
        points = carried.points(told.points)
        near = in_the_box(points, truth)
        if near.sum() > 10:
            normals = told.normals[near] @ carried.rotation.T
            row["cloud"] = cloud_figures(points[near], normals, truth, chosen.cameras)
    if told.mesh is not None:
        row["mesh"] = mesh_figures(weld(carried_mesh(read_mesh(told.mesh), carried), apart=False), truth)
    if told.step is not None:
        shape = read_step(told.step)
        row["solid"] = solid_figures(shape, solid_mesh(shape, carried, truth), truth)
    return row


def estimated_normals(points: FloatArray, towards: FloatArray, neighbours: int = 16) -> FloatArray:
    """PCA normals ``(n, 3)`` that look to the places ``towards (n, 3)`` (of a camera that saw each point)."""
    near = points[cKDTree(points).query(points, k=min(neighbours, len(points)))[1]]
    centred = near - near.mean(1, keepdims=True)
    normal = np.linalg.eigh(np.einsum("nki,nkj->nij", centred, centred))[1][:, :, 0]
    return normal * np.where(((towards - points) * normal).sum(1) < 0, -1.0, 1.0)[:, None]
