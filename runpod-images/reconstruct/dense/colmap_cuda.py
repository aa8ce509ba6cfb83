"""COLMAP's PatchMatch on a CUDA device, giving the same maps as our own matcher.

``pycolmap.patch_match_stereo`` raises in builds without CUDA; :func:`available` says which build this is. A COLMAP
workspace is written (pinhole cameras, poses, one line of sources a view), run, and its depth and normal maps are read
back as :class:`PlaneMap`. COLMAP filters by photometric and geometric consistency, so what it keeps is trusted.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from reconstruct.dense.matcher import PlaneMap, inverse_depth_range, rays
from reconstruct.dense.photo_cost import COST_WORST
from reconstruct.dense.scene import Sphere
from reconstruct.dense.views import FloatArray, View
from reconstruct.stage import StageError

KEPT_COST = np.float32(0.2)
WINDOW_RADIUS = 4


def available() -> bool:
    """Whether this build of pycolmap has CUDA and a device answers."""
    import pycolmap

    if not pycolmap.has_cuda:
        return False
    return bool(getattr(pycolmap, "get_num_cuda_devices", lambda: 1)())


def write_workspace(folder: Path, views: list[View], sources: list[list[int]], longest_px: int) -> None:
    """Pictures at working size, the model, and ``stereo/patch-match.cfg``."""
    import pycolmap

    for name in ("images", "sparse", "stereo/depth_maps", "stereo/normal_maps", "stereo/consistency_graphs"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    model = pycolmap.Reconstruction()
    for view in views:
        width, height = view.size_at(longest_px)
        K = view.K_at(width, height)
        picture = cv2.resize(cv2.imread(str(view.file)), (width, height), interpolation=cv2.INTER_AREA)
        cv2.imwrite(str(folder / "images" / picture_name(view)), picture)
        camera = pycolmap.Camera(
            model="PINHOLE", width=width, height=height, params=[K[0, 0], K[1, 1], K[0, 2], K[1, 2]],
            camera_id=view.index + 1,
        )  # fmt: skip
        model.add_camera_with_trivial_rig(camera)
        image = pycolmap.Image(picture_name(view), np.zeros((0, 2)), camera.camera_id, view.index + 1)
        model.add_image_with_trivial_frame(image, pycolmap.Rigid3d(pycolmap.Rotation3d(view.R), view.t))
    model.write_binary(str(folder / "sparse"))
    lines = []
    for view, own in zip(views, sources, strict=True):
        if own:
            lines += [picture_name(view), ", ".join(picture_name(views[j]) for j in own)]
    (folder / "stereo" / "patch-match.cfg").write_text("\n".join(lines) + "\n")
    (folder / "stereo" / "fusion.cfg").write_text("".join(picture_name(view) + "\n" for view in views))


def picture_name(view: View) -> str:
    """The view's file name in the COLMAP workspace."""
    return f"{view.index:03d}.png"


def read_array(path: Path) -> NDArray[np.float32]:
    """COLMAP's ``width&height&channels&`` header and float32 data in column order, as ``(h, w)`` or ``(h, w, c)``."""
    data = path.read_bytes()
    header = data.split(b"&", 3)
    width, height, channels = (int(part) for part in header[:3])
    values = np.frombuffer(header[3], np.float32)
    if len(values) != width * height * channels:
        raise ValueError(f"map is cut short: {path.name}")
    return np.squeeze(
        values.reshape((width, height, channels), order="F").transpose(1, 0, 2), 2 if channels == 1 else ()
    )


def plane_map(depth: NDArray[np.float32], normal: NDArray[np.float32], K: FloatArray) -> PlaneMap:
    """Depth and normals (camera frame) as inverse-depth planes; depth 0 stays empty."""
    height, width = depth.shape
    directions = rays(K, width, height)
    offset = (normal * directions).sum(-1) * depth
    known = (depth > 0) & (offset < 0)
    safe = np.where(known, offset, -1)
    state = np.stack(
        [1 / np.where(known, depth, 1), normal[..., 0] / K[0, 0] / safe, normal[..., 1] / K[1, 1] / safe], -1
    )
    cost = np.where(known, KEPT_COST, COST_WORST).astype(np.float32)
    return PlaneMap(np.where(known[..., None], state, 0).astype(np.float32), cost, K, known)


def match(
    views: list[View], sources: list[list[int]], sphere: Sphere, longest_px: int, scratch: Path
) -> list[PlaneMap]:
    """Maps of all views from COLMAP's PatchMatch with its geometric pass. Raises ``StageError`` when it leaves none."""
    import pycolmap

    shutil.rmtree(scratch, ignore_errors=True)
    write_workspace(scratch, views, sources, longest_px)
    ranges = [inverse_depth_range(view, sphere) for view in views]
    options = pycolmap.PatchMatchOptions()
    options.depth_min, options.depth_max = 1 / max(near for _, near in ranges), 1 / min(far for far, _ in ranges)
    options.window_radius = WINDOW_RADIUS
    options.geom_consistency = options.filter = True
    pycolmap.patch_match_stereo(str(scratch), options=options)
    maps = [_read(scratch, view, longest_px) for view in views]
    if not any(m.part.any() for m in maps):
        raise StageError("stage-crashed", "dense", "the GPU matcher left no depth maps", retryable=True)
    shutil.rmtree(scratch, ignore_errors=True)
    return maps


def _read(scratch: Path, view: View, longest_px: int) -> PlaneMap:
    name = f"{picture_name(view)}.geometric.bin"
    depth_file = scratch / "stereo" / "depth_maps" / name
    K = view.K_at(*view.size_at(longest_px))
    if not depth_file.exists():
        return PlaneMap.nothing(K)
    return plane_map(read_array(depth_file), read_array(scratch / "stereo" / "normal_maps" / name), K)
