"""Scenes made by formula for the tests of dense, object and mesh: bodies of revolution on a table, ray-cast maps."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from manifold3d import CrossSection, Manifold
from numpy.typing import NDArray
from scipy.ndimage import map_coordinates

from reconstruct.dense.ply import Cloud, write_cloud
from reconstruct.dense.views import FloatArray, View
from reconstruct.dense.zbuffer import render_depth

WIDTH, HEIGHT, FOCAL = 240, 180, 330.0
TABLE = np.array([0.0, 0.0, 1.0, 0.0])


@dataclass(frozen=True, eq=False)
class Scene:
    """Views with true depth (table included), which pixels are the part, and the part's cloud with normals."""

    views: list[View]
    depths: list[NDArray[np.float32]]
    parts: list[NDArray[np.bool_]]
    cloud: Cloud
    target: FloatArray


def camera(index: int, eye: FloatArray, target: FloatArray, folder: Path | None = None) -> View:
    """A view from ``eye`` to ``target`` with z up."""
    forward = (target - eye) / np.linalg.norm(target - eye)
    right = np.cross(forward, [0.0, 0.0, 1.0])
    right /= np.linalg.norm(right)
    R = np.stack([right, np.cross(forward, right), forward])
    K = np.array([[FOCAL, 0, WIDTH / 2], [0, FOCAL, HEIGHT / 2], [0, 0, 1]])
    file = (folder or Path()) / "views" / f"{index:03d}.png"
    return View(index, f"photo-{index}", "0", file, WIDTH, HEIGHT, K, R, -R @ eye)


def ring(target: FloatArray, distance: float, count: int = 10, heights_deg: tuple[float, ...] = (25, 60)) -> list[View]:
    """Views round ``target`` on circles of the given elevations."""
    views = []
    for elevation in np.radians(heights_deg):
        for k in range(count):
            turn = 2 * np.pi * k / count
            flat = np.array([np.cos(turn), np.sin(turn), 0.0]) * np.cos(elevation)
            up = np.array([0, 0, np.sin(elevation)])
            views.append(camera(len(views), target + distance * (flat + up), target))
    return views


def scene_of(body: Manifold, target: FloatArray, distance: float, count: int = 10) -> Scene:
    """Ray-cast maps of ``body`` standing on the table z = 0, and the cloud that at least two views saw."""
    mesh = body.to_mesh()
    points, faces = np.asarray(mesh.vert_properties, float)[:, :3], np.asarray(mesh.tri_verts, np.int64)
    normals = np.cross(points[faces[:, 1]] - points[faces[:, 0]], points[faces[:, 2]] - points[faces[:, 0]])
    normals /= np.linalg.norm(normals, axis=1, keepdims=True)
    views = ring(target, distance, count)
    depths, parts, found, facing = [], [], [], []
    u, v = np.meshgrid(np.arange(WIDTH) + 0.5, np.arange(HEIGHT) + 0.5)
    for view in views:
        depth, owner = render_depth(points, faces, view.K, view.R, view.t, WIDTH, HEIGHT)
        rays = np.stack([(u - WIDTH / 2) / FOCAL, (v - HEIGHT / 2) / FOCAL, np.ones_like(u)], -1) @ view.R
        table = np.where(rays[..., 2] < 0, -view.centre[2] / np.minimum(rays[..., 2], -1e-9), 0)
        part = owner >= 0
        depths.append(np.where(part, depth, table).astype(np.float32))
        parts.append(part)
        found.append((view.centre + rays * depth[..., None])[part])
        facing.append(normals[owner[part]])
    places, directions = np.concatenate(found), np.concatenate(facing)
    clear = places[:, 2] > 0.15
    places, directions = places[clear], directions[clear]
    count = len(places)
    grey = np.full((count, 3), 128, np.uint8)
    return Scene(views, depths, parts, Cloud(places, directions, grey, np.ones(count), np.full(count, 4)), target)


def sphere_scene(radius: float = 10.0, count: int = 10) -> Scene:
    """A ball on the table, seen by two rings of ``count`` views."""
    body = Manifold.sphere(radius, 96).translate((0, 0, radius))
    return scene_of(body, np.array([0, 0, radius]), 8 * radius, count)


def cup(outer: float, inner: float, height: float, floor: float) -> Scene:
    """An open cup: wall ``outer - inner`` thick, standing on the table."""
    profile = CrossSection([[(0, 0), (outer, 0), (outer, height), (inner, height), (inner, floor), (0, floor)]])
    return scene_of(Manifold.revolve(profile, 96), np.array([0, 0, height / 2]), 7 * outer)


def write_scene(workspace: Path, scene: Scene) -> None:
    """Lay out ``poses/``, ``dense/`` and ``object/`` as the stages would have left them."""
    for name in ("poses/views", "dense", "object"):
        (workspace / name).mkdir(parents=True, exist_ok=True)
    write_poses(workspace, scene.views)
    for view, depth, part in zip(scene.views, scene.depths, scene.parts, strict=True):
        np.savez(
            workspace / "dense" / f"{view.index:03d}.npz", depth=depth, cost=np.full(depth.shape, 0.1, np.float32),
            part=part, trusted=depth > 0, K=view.K,
        )  # fmt: skip
    distance = float(np.linalg.norm(scene.views[0].centre - scene.target))
    sphere = {"centre": scene.target.tolist(), "radius": distance * WIDTH / 2 / FOCAL}
    dense = {"sphere": sphere, "planes": {"0": TABLE.tolist()}, "footprint": distance / FOCAL}
    (workspace / "dense" / "dense.json").write_text(json.dumps(dense))
    write_cloud(workspace / "dense" / "cloud.ply", scene.cloud)
    write_cloud(workspace / "object" / "cloud.ply", scene.cloud)
    (workspace / "object" / "object.json").write_text(json.dumps({"passPlanes": {"0": TABLE.tolist()}}))


def write_poses(workspace: Path, views: list[View], images: list[NDArray[np.uint8]] | None = None) -> None:
    """``poses/views.json``, ``cameras.json`` with the table as support plane, and the pictures if given."""
    folder = workspace / "poses"
    (folder / "views").mkdir(parents=True, exist_ok=True)
    entries = [
        {"photoId": v.photo_id, "pass": 0, "file": f"views/{v.index:03d}.png", "widthPx": v.width, "heightPx": v.height,
         "K": v.K.ravel().tolist(), "R": v.R.ravel().tolist(), "t": v.t.tolist()}
        for v in views
    ]  # fmt: skip
    (folder / "views.json").write_text(json.dumps(entries))
    (folder / "cameras.json").write_text(json.dumps({"supportPlane": TABLE.tolist(), "cameras": []}))
    for view, image in zip(views, images or [], strict=False):
        cv2.imwrite(str(folder / "views" / f"{view.index:03d}.png"), image)


def photos(scene: Scene, grain: float, seed: int = 0) -> list[NDArray[np.uint8]]:
    """Pictures of the scene with solid noise of ``grain`` world units as texture on the part and on the table."""
    lattice = np.random.default_rng(seed).random((48, 48, 48))
    u, v = np.meshgrid(np.arange(WIDTH) + 0.5, np.arange(HEIGHT) + 0.5)
    images = []
    for view, depth in zip(scene.views, scene.depths, strict=True):
        rays = np.stack([(u - WIDTH / 2) / FOCAL, (v - HEIGHT / 2) / FOCAL, np.ones_like(u)], -1) @ view.R
        places = (view.centre + rays * depth[..., None]) / grain
        value = map_coordinates(lattice, np.moveaxis(places, -1, 0), order=1, mode="grid-wrap")
        images.append(np.where(depth > 0, 40 + 180 * value, 128).astype(np.uint8))
    return images
