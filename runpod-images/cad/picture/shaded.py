"""A shaded picture of a part on the CPU: soft light, darkened crevices, lines where faces meet, a scale bar."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from scipy.ndimage import gaussian_filter, maximum_filter

from cad.geometry.mesh import Mesh
from cad.geometry.vectors import Array, unit
from cad.picture.raster import rasterise

_OVERSAMPLING = 2
_PAPER_TOP, _PAPER_LOW = np.array([0.985, 0.988, 0.992]), np.array([0.90, 0.915, 0.935])


def _camera(azimuth_deg: float, elevation_deg: float) -> Array:
    """Rows: right, up, towards the eye."""
    a, e = np.radians([azimuth_deg, elevation_deg])
    eye = np.array([np.cos(e) * np.cos(a), np.cos(e) * np.sin(a), np.sin(e)])
    right = unit(np.cross([0.0, 0.0, 1.0], eye)) if abs(eye[2]) < 0.999 else np.array([1.0, 0.0, 0.0])
    return np.array([right, np.cross(eye, right), eye])


def _normals(mesh: Mesh) -> Array:
    """Per triangle corner: smooth over the face, flat across creases ``(t, 3, 3)``."""
    flat = mesh.cross()
    key = mesh.triangles * (int(mesh.faces.max()) + 1) + mesh.faces[:, None]
    _, inverse = np.unique(key, return_inverse=True)
    inverse = inverse.reshape(-1)
    total = np.stack([np.bincount(inverse, np.repeat(flat[:, k], 3)) for k in range(3)], 1)
    smooth = unit(total)[inverse].reshape(-1, 3, 3)
    sharp = np.einsum("tki,ti->tk", smooth, unit(flat)) < 0.8
    smooth[sharp] = np.repeat(unit(flat), 3, axis=0).reshape(-1, 3, 3)[sharp]
    return smooth


def _turn(a: Array, b: Array) -> Array:
    """Cross product in the picture's plane."""
    return a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]


def _at_pixels(corners: Array, values: Array, owner: np.ndarray) -> Array:
    """Barycentric interpolation of corner ``values (t, 3, k)`` at the pixels that show a triangle ``(n, k)``."""
    rows, columns = np.nonzero(owner >= 0)
    c = corners[owner[rows, columns]]
    p = np.stack([columns + 0.5, rows + 0.5], 1)
    area = _turn(c[:, 1] - c[:, 0], c[:, 2] - c[:, 0])
    u = _turn(c[:, 1, :2] - p, c[:, 2, :2] - p) / area
    v = _turn(c[:, 2, :2] - p, c[:, 0, :2] - p) / area
    weight = np.stack([u, v, 1 - u - v], 1)
    return np.einsum("nk,nki->ni", weight, values[owner[rows, columns]])


def _lines(depth: Array, face: np.ndarray, span: float) -> Array:
    """Strength 0..1 of outlines and of borders between faces ``(h, w)``."""
    solid = np.where(
        np.isfinite(depth), depth, depth[np.isfinite(depth)].max() + span if np.isfinite(depth).any() else 0
    )
    jump = np.zeros(depth.shape, bool)
    border = np.zeros(depth.shape, bool)
    for axis in (0, 1):
        shifted, other = np.roll(solid, 1, axis), np.roll(face, 1, axis)
        jump |= np.abs(solid - shifted) > 0.02 * span
        border |= face != other
    # A curved outline seen edge-on would draw a line between every two facets: faces, not triangles, are compared.
    return np.maximum(jump * 1.0, border * 0.55)


def _view(mesh: Mesh, camera: Array, scale: float, centre: Array, size: tuple[int, int], colours: Array) -> Array:
    """Linear colour ``(h, w, 3)`` of one view; ``scale``: pixels per length unit."""
    width, height = size
    flat = (mesh.corners - centre) @ camera.T
    corners = np.stack([width / 2 + flat[..., 0] * scale, height / 2 - flat[..., 1] * scale, -flat[..., 2]], -1)
    depth, owner = rasterise(corners, width, height)
    shade = np.linspace(0, 1, height)[:, None, None]
    picture = np.broadcast_to(_PAPER_TOP * (1 - shade) + _PAPER_LOW * shade, (height, width, 3)).copy()
    shown = owner >= 0
    if not shown.any():
        return picture
    span = float(np.ptp(depth[shown])) + 1e-9
    normal = unit(_at_pixels(corners, _normals(mesh) @ camera.T, owner))
    key, fill = unit(np.array([-0.45, 0.75, 0.75])), unit(np.array([0.8, 0.1, 0.45]))
    light = 0.34 + 0.14 * normal[:, 1] + 0.48 * np.clip(normal @ key, 0, 1) + 0.16 * np.clip(normal @ fill, 0, 1)
    gloss = np.clip(normal @ unit(key + np.array([0, 0, 1.0])), 0, 1) ** 40 * 0.12
    face = np.where(shown, mesh.faces[owner], -1)
    base = colours[face[shown]]
    solid = np.where(shown, depth, depth[shown].max())
    hollow = np.clip((solid - gaussian_filter(solid, 0.022 * height)) / (0.10 * span), 0, 1)
    picture[shown] = base * (light * (1 - 0.5 * hollow[shown]))[:, None] + gloss[:, None]
    ground = gaussian_filter(np.roll(shown.astype(float), int(0.012 * height), 0), 0.018 * height)
    picture[~shown] *= (1 - 0.22 * ground[~shown])[:, None]
    line = gaussian_filter(maximum_filter(_lines(depth, face, span), 2), 0.6)
    return picture * (1 - 0.75 * line[..., None])


def _bar_length(span: float) -> float:
    """A round length near a fifth of ``span``: 1, 2 or 5 times a power of ten."""
    power = 10 ** np.floor(np.log10(span / 5))
    return float(max((m for m in (1, 2, 5) if m * power <= span / 4), default=1) * power)


def render_picture(
    path: Path, mesh: Mesh, face_colours: Array, caption: str, unit: str, size: tuple[int, int] = (1500, 640),
    framed: Mesh | None = None,
) -> None:  # fmt: skip
    """Three views of the part side by side, written as PNG. ``face_colours (f, 3)``: sRGB 0..1 by face id.

    ``framed``: the mesh whose size and place the views are made for, where it is another.
    """
    width, height = size
    framed = framed or mesh
    low, high = framed.bounds()
    centre, span = (low + high) / 2, float(np.linalg.norm(high - low))
    panel = (width // 3 * _OVERSAMPLING, (height - 70) * _OVERSAMPLING)
    cameras = [_camera(-55, 32), _camera(-90, 89.9), _camera(125, 24)]
    reach = max(np.abs((framed.vertices - centre) @ c[:2].T).max(0).max() for c in cameras)
    scale = 0.44 * min(panel) / reach
    views = [_view(mesh, camera, scale, centre, panel, face_colours) for camera in cameras]
    joined = np.clip(np.concatenate(views, axis=1), 0, 1)
    image = Image.fromarray(np.round(joined * 255).astype(np.uint8)).resize(
        (width // 3 * 3, height - 70), Image.LANCZOS
    )
    sheet = Image.new("RGB", size, (245, 247, 250))
    sheet.paste(image, (0, 0))
    draw = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(17)
    length = _bar_length(span)
    pixels = length * scale / _OVERSAMPLING
    y = height - 34
    draw.line([(28, y), (28 + pixels, y)], fill=(40, 46, 56), width=3)
    for x in (28, 28 + pixels):
        draw.line([(x, y - 6), (x, y + 6)], fill=(40, 46, 56), width=3)
    draw.text((28 + pixels + 14, y - 11), f"{length:g} {unit}", fill=(40, 46, 56), font=font)
    text_width = draw.textlength(caption, font=font)
    draw.text((width - 28 - text_width, y - 11), caption, fill=(40, 46, 56), font=font)
    sheet.save(path, optimize=True)
