"""Clouds and meshes as binary little-endian PLY (the layout of ``object/cloud.ply`` and ``mesh/mesh.ply``)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from reconstruct.dense.views import FloatArray

_POINT = np.dtype(
    [(n, "<f4") for n in ("x", "y", "z", "nx", "ny", "nz")]
    + [(n, "u1") for n in ("red", "green", "blue")]
    + [("confidence", "<f4"), ("views", "u1")]
)
_VERTEX = np.dtype(
    [(n, "<f4") for n in ("x", "y", "z", "nx", "ny", "nz")] + [(n, "u1") for n in ("red", "green", "blue")]
)
_FACE = np.dtype([("count", "u1"), ("corners", "<i4", 3)])
_TYPES = {"float": "<f4", "double": "<f8", "uchar": "u1", "int": "<i4", "ushort": "<u2", "uint": "<u4", "char": "i1"}
_TYPES |= {"float32": "<f4", "float64": "<f8", "uint8": "u1", "int32": "<i4", "short": "<i2", "int8": "i1"}
_NAMES = {"<f4": "float", "u1": "uchar", "<i4": "int"}


@dataclass(frozen=True, eq=False)
class Cloud:
    """Oriented points: ``points, normals (n,3)``, ``colours (n,3) uint8``, ``confidence (n,)`` 0..1, ``views (n,)``."""

    points: FloatArray
    normals: FloatArray
    colours: NDArray[np.uint8]
    confidence: FloatArray
    views: NDArray[np.integer]

    def __len__(self) -> int:
        return len(self.points)

    def keep(self, chosen: NDArray) -> Cloud:
        """The points of a mask or an index array."""
        return Cloud(*(a[chosen] for a in (self.points, self.normals, self.colours, self.confidence, self.views)))


def _header(elements: list[tuple[str, int, list[str]]]) -> bytes:
    lines = ["ply", "format binary_little_endian 1.0"]
    for name, count, properties in elements:
        lines += [f"element {name} {count}", *(f"property {p}" for p in properties)]
    return ("\n".join([*lines, "end_header"]) + "\n").encode()


def _scalars(dtype: np.dtype) -> list[str]:
    return [f"{_NAMES[dtype[n].str.replace('|', '')]} {n}" for n in dtype.names or ()]


def write_cloud(path: Path, cloud: Cloud) -> None:
    """Write ``cloud`` with its confidence and view counts."""
    rows = np.empty(len(cloud), _POINT)
    for k, name in enumerate("xyz"):
        rows[name], rows["n" + name] = cloud.points[:, k], cloud.normals[:, k]
    for k, name in enumerate(("red", "green", "blue")):
        rows[name] = cloud.colours[:, k]
    rows["confidence"], rows["views"] = cloud.confidence, np.minimum(cloud.views, 255)
    path.write_bytes(_header([("vertex", len(rows), _scalars(_POINT))]) + rows.tobytes())


def write_mesh(
    path: Path, points: FloatArray, normals: FloatArray, colours: NDArray[np.uint8], faces: NDArray[np.integer]
) -> None:
    """Write a triangle mesh with a normal and a colour for each vertex."""
    rows = np.empty(len(points), _VERTEX)
    for k, name in enumerate("xyz"):
        rows[name], rows["n" + name] = points[:, k], normals[:, k]
    for k, name in enumerate(("red", "green", "blue")):
        rows[name] = colours[:, k]
    triangles = np.empty(len(faces), _FACE)
    triangles["count"], triangles["corners"] = 3, faces
    header = [("vertex", len(rows), _scalars(_VERTEX)), ("face", len(faces), ["list uchar int vertex_indices"])]
    path.write_bytes(_header(header) + rows.tobytes() + triangles.tobytes())


def write_scaled_mesh(source: Path, by: float, target: Path) -> None:
    """The mesh of ``source`` (as written by :func:`write_mesh`) with all lengths multiplied ``by``."""
    rows, faces = _read(source)
    normals = np.stack([rows["n" + name] for name in "xyz"], 1)
    colours = np.stack([rows[name] for name in ("red", "green", "blue")], 1)
    write_mesh(target, by * np.stack([rows[name] for name in "xyz"], 1), normals, colours, faces)


def _read(path: Path) -> tuple[NDArray, NDArray[np.int32]]:
    data = path.read_bytes()
    end = data.find(b"end_header\n")
    if not data.startswith(b"ply") or end < 0 or b"binary_little_endian" not in data[:end]:
        raise ValueError(f"not a binary little-endian PLY: {path.name}")
    counts: dict[str, int] = {}
    fields: list[tuple[str, str]] = []
    element = ""
    for line in data[:end].decode("ascii").splitlines():
        words = line.split()
        if words[0] == "element":
            element = words[1]
            counts[element] = int(words[2])
        elif words[0] == "property" and element == "vertex":
            fields.append((words[2], _TYPES[words[1]]))
    start = end + len(b"end_header\n")
    dtype = np.dtype(fields)
    if len(data) < start + counts["vertex"] * dtype.itemsize:
        raise ValueError(f"PLY is cut short: {path.name}")
    vertices = np.frombuffer(data, dtype, counts["vertex"], start)
    faces = np.frombuffer(data, _FACE, counts.get("face", 0), start + vertices.nbytes)
    return vertices, faces["corners"].astype(np.int32)


def read_cloud(path: Path) -> Cloud:
    """Read a cloud; colours, confidence and views default to grey, 1 and 0 where the file has none.

    Raises ``ValueError`` for files that are not binary PLY, are cut short or carry no normals.
    """
    rows, _ = _read(path)
    names = rows.dtype.names or ()
    if not {"x", "y", "z", "nx", "ny", "nz"} <= set(names):
        raise ValueError(f"PLY without points and normals: {path.name}")
    column = lambda keys: np.stack([rows[k] for k in keys], 1)  # noqa: E731
    grey = np.full((len(rows), 3), 160, np.uint8)
    return Cloud(
        column("xyz").astype(np.float64),
        column(("nx", "ny", "nz")).astype(np.float64),
        column(("red", "green", "blue")).astype(np.uint8) if "red" in names else grey,
        rows["confidence"].astype(np.float64) if "confidence" in names else np.ones(len(rows)),
        rows["views"].astype(np.int32) if "views" in names else np.zeros(len(rows), np.int32),
    )


def read_mesh(path: Path) -> tuple[FloatArray, NDArray[np.int32]]:
    """Vertices ``(n,3)`` and triangles ``(m,3)``."""
    rows, faces = _read(path)
    return np.stack([rows[k] for k in "xyz"], 1).astype(np.float64), faces
