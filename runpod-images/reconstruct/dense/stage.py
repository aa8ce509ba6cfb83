"""Depth maps for every registered view, and the cloud they agree on."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import numpy as np

from reconstruct.dense import colmap_cuda
from reconstruct.dense.coarse import coarse_maps
from reconstruct.dense.fused import footprint, fuse_maps
from reconstruct.dense.matcher import MatchRule, PlaneMap, match_fine, pixel_step
from reconstruct.dense.ply import Cloud, write_cloud
from reconstruct.dense.pool import ViewPool
from reconstruct.dense.prior import fine_start
from reconstruct.dense.scene import Sphere, choose_sources, scene_sphere
from reconstruct.dense.settings import COST_TRUSTED, DenseRule, dense_rule
from reconstruct.dense.support import support_planes
from reconstruct.dense.views import FloatArray, View, load_views
from reconstruct.stage import Figure, StageContext, StageError, StageResult

VERSION = 1
INPUTS = ("poses",)
TIMEOUT_S = 1800.0
POINTS_MIN = 500


def run(context: StageContext) -> StageResult:
    """Match coarsely, agree, match finely where the part is, fuse; writes ``dense/`` as the README lays it out."""
    views = load_views(context.folder("poses"))
    if len(views) < 3:
        raise StageError("scan-unregistered", "dense", f"{len(views)} registered photos; depth needs at least 3")
    out = context.folder("dense")
    out.mkdir(parents=True, exist_ok=True)
    rule = dense_rule(context.settings.quality, context.settings.seed)
    sphere = scene_sphere(views)
    planes = support_planes(context.folder("poses"), views, sphere, context.settings.seed)
    sources = choose_sources(views, sphere, rule.sources)
    found = _match(context, views, sources, sphere, planes, rule)
    colours = [view.colour_crop(m.K, m.cost.shape) for view, m in zip(views, found, strict=True)]
    cloud = fuse_maps(views, found, planes, sphere, rule.fusion, colours)
    if len(cloud) < POINTS_MIN:
        raise StageError("dense-too-thin", "dense", f"{len(cloud)} surface points were seen alike in several photos")
    _write(out, views, found, cloud, sphere, planes)
    return StageResult(_measured(found, cloud, views, sphere), _warnings(views, sources))


def _match(
    context: StageContext, views: list[View], sources: list[list[int]], sphere: Sphere,
    planes: dict[str, FloatArray | None], rule: DenseRule,
) -> list[PlaneMap]:  # fmt: skip
    """Coarse maps, what they agree on, then fine maps; one :class:`PlaneMap` a view."""
    if colmap_cuda.available():
        context.progress(None, None, "depth maps on the GPU")
        scratch = context.folder("dense") / "colmap"
        return colmap_cuda.match(views, sources, sphere, 2 * rule.match.fine_px[-1], scratch)
    everyone = range(len(views))
    total = 2 * len(views)
    with ViewPool(context.settings.processes) as pool:
        coarse = coarse_maps(
            pool, views, sources, sphere, planes, rule.match,
            lambda done: context.progress(done, total, "depth maps, coarse"),
        )  # fmt: skip
        cloud = fuse_maps(views, coarse, planes, sphere, rule.fusion)
        steps = [pixel_step(views, i, sources[i], coarse[i].K) for i in everyone]
        starts = [fine_start(views[i], coarse[i], cloud, steps[i], rule.margin_px) for i in everyone]
        match = rule.fine_match(starts)
        return pool.map(
            partial(_fine, views, sources, sphere, planes, match), list(enumerate(starts)),
            lambda done: context.progress(len(views) + done, total, "depth maps, fine"),
        )  # fmt: skip


def _fine(views, sources, sphere, planes, rule: MatchRule, task: tuple[int, PlaneMap]) -> PlaneMap:
    i, start = task
    return match_fine(views, i, sources[i], sphere, planes[views[i].pass_name], start, rule)


def _write(
    out: Path, views: list[View], found: list[PlaneMap], cloud: Cloud, sphere: Sphere,
    planes: dict[str, FloatArray | None],
) -> None:  # fmt: skip
    for view, m in zip(views, found, strict=True):
        np.savez(
            out / f"{view.index:03d}.npz", depth=m.depth, normal=m.normal.astype(np.float16), cost=m.cost,
            part=m.part, trusted=(m.cost < COST_TRUSTED) & (m.depth > 0), K=m.K,
        )  # fmt: skip
    write_cloud(out / "cloud.ply", cloud)
    scene = {
        "sphere": {"centre": sphere.centre.tolist(), "radius": sphere.radius},
        "planes": {name: None if plane is None else plane.tolist() for name, plane in planes.items()},
        "footprint": footprint(views, found, sphere),
    }
    (out / "dense.json").write_text(json.dumps(scene, indent=1))


def _measured(found: list[PlaneMap], cloud: Cloud, views: list[View], sphere: Sphere) -> dict[str, Figure]:
    matched = sum(int(m.part.sum()) for m in found)
    good = sum(int((m.part & (m.cost < 0.4)).sum()) for m in found)
    return {
        "views": len(views),
        "pixelsMatched": matched,
        "pixelsWellMatchedShare": round(good / max(matched, 1), 4),
        "points": len(cloud),
        "viewsPerPointMedian": float(np.median(cloud.views)),
        "confidenceMedian": round(float(np.median(cloud.confidence)), 4),
        "footprint": footprint(views, found, sphere),
    }


def _warnings(views: list[View], sources: list[list[int]]) -> tuple[str, ...]:
    alone = [view.photo_id for view, own in zip(views, sources, strict=True) if len(own) < 2]
    if not alone:
        return ()
    return (f"{len(alone)} photos have fewer than two others near them and give little depth: {', '.join(alone[:5])}",)
