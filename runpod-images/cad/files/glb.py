"""GLB (glTF 2.0 binary) for the viewer: one primitive, colours by evidence, the face of every vertex.

Vertex data stay in the part's frame and unit (mm, z up); the node turns them to glTF's y up and metres. ``_FACE`` is
the face id of a vertex (vertices are not shared between faces); ``_DEVIATION`` (VEC2) how far off the cloud lies there
and 1, or 0 and 0 where nothing was measured; ``extras.faces`` lists the faces of the report.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from cad.geometry.mesh import Mesh
from cad.geometry.vectors import Array, unit

_ARRAY_BUFFER, _ELEMENT_BUFFER = 34962, 34963
_FLOAT, _UINT, _UBYTE = 5126, 5125, 5121
_HALF = float(np.sqrt(0.5))


def _split(mesh: Mesh, crease_deg: float) -> tuple[np.ndarray, Array, np.ndarray, np.ndarray]:
    """Vertices of a face with normals smooth up to a crease: index into ``mesh``, normals, triangles, face of each.

    A corner's normal is the mean, by area, of the triangles of its face round the vertex that turn less than
    ``crease_deg`` from its own; corners that come to the same normal share a vertex.
    """
    corner = mesh.triangles.reshape(-1)
    face, flat = np.repeat(mesh.faces, 3), np.repeat(mesh.cross(), 3, axis=0)
    _, group = np.unique(np.stack([corner, face], 1), axis=0, return_inverse=True)
    group = group.reshape(-1)
    count = len(corner)
    # Every pair of corners round one vertex of one face, itself too: a row of ``together`` for each corner.
    member = csr_array((np.ones(count), (group, np.arange(count))), shape=(group.max() + 1, count))
    together = (member.T @ member).tocoo()
    mine, other = together.row, together.col
    own = unit(flat)
    alike = np.einsum("ni,ni->n", own[mine], own[other]) >= np.cos(np.radians(crease_deg))
    mine, other = mine[alike], other[alike]
    normals = unit(np.stack([np.bincount(mine, flat[other, k], minlength=count) for k in range(3)], 1))
    key = np.column_stack([group, np.round(normals * 500).astype(int)])
    _, first, inverse = np.unique(key, axis=0, return_index=True, return_inverse=True)
    return corner[first], normals[first], inverse.reshape(-1, 3), face[first]


def write_glb(
    path: Path, mesh: Mesh, face_colours: Array, faces: list[dict[str, Any]], unit_is_mm: bool, deviation: Array
) -> None:
    """``face_colours (f, 3)``: sRGB 0..1 per face id; ``faces``: rows of the report, kept in the mesh's extras.

    ``deviation (v,)``: of the cloud at each vertex of ``mesh``, NaN where it was not seen.
    """
    vertex, normals, triangles, face = _split(mesh, 35.0)
    positions, seen = mesh.vertices[vertex], np.isfinite(deviation[vertex])
    off = np.stack([np.where(seen, deviation[vertex], 0.0), seen], 1)
    linear = np.where(face_colours <= 0.04045, face_colours / 12.92, ((face_colours + 0.055) / 1.055) ** 2.4)
    colours = np.full((len(face), 4), 255, np.uint8)
    colours[:, :3] = np.round(linear[face] * 255)
    parts = [
        (positions.astype("<f4"), _FLOAT, "VEC3", _ARRAY_BUFFER),
        (normals.astype("<f4"), _FLOAT, "VEC3", _ARRAY_BUFFER),
        (colours, _UBYTE, "VEC4", _ARRAY_BUFFER), (face.astype("<f4"), _FLOAT, "SCALAR", _ARRAY_BUFFER),
        (off.astype("<f4"), _FLOAT, "VEC2", _ARRAY_BUFFER),
        (triangles.astype("<u4").reshape(-1), _UINT, "SCALAR", _ELEMENT_BUFFER),
    ]  # fmt: skip
    views, accessors, body = [], [], b""
    for number, (data, component, kind, target) in enumerate(parts):
        blob = np.ascontiguousarray(data).tobytes()
        views.append({"buffer": 0, "byteOffset": len(body), "byteLength": len(blob), "target": target})
        accessor: dict[str, Any] = {"bufferView": number, "componentType": component, "count": len(data), "type": kind}
        if number == 0:
            accessor |= {"min": [float(v) for v in data.min(0)], "max": [float(v) for v in data.max(0)]}
        if number == 2:
            accessor["normalized"] = True
        accessors.append(accessor)
        body += blob + b"\0" * (-len(blob) % 4)
    scale = 0.001 if unit_is_mm else 1.0
    attributes = {"POSITION": 0, "NORMAL": 1, "COLOR_0": 2, "_FACE": 3, "_DEVIATION": 4}
    document = {
        "asset": {"version": "2.0", "generator": "Caliper"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0, "name": "part", "rotation": [-_HALF, 0, 0, _HALF], "scale": [scale] * 3}],
        "meshes": [{
            "primitives": [{"attributes": attributes, "indices": 5, "material": 0}],
            "extras": {"unit": "mm" if unit_is_mm else "scene", "up": "z", "faces": faces},
        }],
        "materials": [{"pbrMetallicRoughness": {"metallicFactor": 0.0, "roughnessFactor": 0.6}}],
        "buffers": [{"byteLength": len(body)}], "bufferViews": views, "accessors": accessors,
    }  # fmt: skip
    text = json.dumps(document, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    chunk = lambda kind, data: np.array([len(data), kind], "<u4").tobytes() + data  # noqa: E731
    content = chunk(0x4E4F534A, text) + chunk(0x004E4942, body)
    path.write_bytes(np.array([0x46546C67, 2, 12 + len(content)], "<u4").tobytes() + content)
