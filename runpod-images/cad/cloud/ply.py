"""PLY, ASCII and binary of either byte order: point clouds and triangle meshes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cad.cloud.cloud import Cloud
from cad.geometry.mesh import Mesh
from cad.geometry.vectors import unit
from cad.problem import CadError

_TYPES = {
    "char": "i1", "int8": "i1", "uchar": "u1", "uint8": "u1", "short": "i2", "int16": "i2", "ushort": "u2",
    "uint16": "u2", "int": "i4", "int32": "i4", "uint": "u4", "uint32": "u4", "float": "f4", "float32": "f4",
    "double": "f8", "float64": "f8",
}  # fmt: skip
_HEADER_BYTES_MAX = 65536


@dataclass
class _Element:
    name: str
    count: int
    properties: list[tuple[str, str, str | None]]  # name, type, type of the list's length


def _header(data: bytes, path: Path) -> tuple[str, list[_Element], int]:
    end = data.find(b"end_header", 0, _HEADER_BYTES_MAX)
    if not data.startswith(b"ply") or end < 0:
        raise CadError("cloud-unreadable", f"{path.name} is not a PLY file")
    body = data.index(b"\n", end) + 1
    form, elements = "", []
    for line in data[:end].decode("ascii", "replace").splitlines():
        words = line.split()
        if words[:1] == ["format"] and len(words) > 1:
            form = words[1]
        elif words[:1] == ["element"] and len(words) == 3:
            elements.append(_Element(words[1], int(words[2]), []))
        elif words[:1] == ["property"] and elements:
            if words[1] == "list" and len(words) == 5:
                elements[-1].properties.append((words[4], _TYPES[words[3]], _TYPES[words[2]]))
            elif len(words) == 3 and words[1] in _TYPES:
                elements[-1].properties.append((words[2], _TYPES[words[1]], None))
            else:
                raise CadError("cloud-unreadable", f"{path.name}: property not understood: {line[:80]}")
    if form not in ("ascii", "binary_little_endian", "binary_big_endian"):
        raise CadError("cloud-unreadable", f"{path.name}: format {form or 'missing'} is not PLY 1.0")
    return form, elements, body


def _lists(element: _Element, data: bytes, at: int, order: str) -> tuple[np.ndarray, int]:
    """Rows of an element that is one list property of constant length (triangles)."""
    (_, item, length) = element.properties[0]
    if len(element.properties) != 1 or length is None:
        raise CadError("cloud-unreadable", f"element {element.name} is laid out in a way that is not supported")
    row = np.dtype([("n", order + length), ("v", order + item, (3,))])
    if at + row.itemsize * element.count > len(data):
        raise CadError("cloud-unreadable", "the file is cut short, or holds faces that are not triangles")
    rows = np.frombuffer(data, row, element.count, at)
    if element.count and (rows["n"] != 3).any():
        raise CadError("cloud-unreadable", "only triangles are supported")
    return rows["v"].astype(np.int64), at + row.itemsize * element.count


def _ascii(elements: list[_Element], text: str) -> dict[str, np.ndarray]:
    lines = iter(text.splitlines())
    out: dict[str, np.ndarray] = {}
    for element in elements:
        rows = [next(lines, "").split() for _ in range(element.count)]
        if element.properties and element.properties[0][2] is not None:
            out[element.name] = np.array([row[1:4] for row in rows], dtype=float).astype(np.int64)
            continue
        table = np.array(rows, dtype=float).reshape(element.count, len(element.properties))
        fields = np.dtype([(name, kind) for name, kind, _ in element.properties])
        out[element.name] = np.rec.fromarrays(table.T, dtype=fields) if element.count else np.empty(0, fields)
    return out


def read_ply(path: Path) -> dict[str, np.ndarray]:
    """Element name → structured rows (vertices) or ``(n, 3)`` indices (faces). Raises CadError on a bad file."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CadError("cloud-unreadable", f"{path.name} cannot be read: {error.strerror}") from error
    try:
        form, elements, at = _header(data, path)
        if form == "ascii":
            return _ascii(elements, data[at:].decode("ascii"))
        order, out = "<" if "little" in form else ">", {}
        for element in elements:
            if any(length is not None for _, _, length in element.properties):
                out[element.name], at = _lists(element, data, at, order)
                continue
            row = np.dtype([(name, order + kind) for name, kind, _ in element.properties])
            out[element.name] = np.frombuffer(data, row, element.count, at)
            at += row.itemsize * element.count
        return out
    except (ValueError, KeyError, UnicodeDecodeError) as error:
        raise CadError("cloud-unreadable", f"{path.name} is damaged: {error}") from error


def read_cloud(path: Path) -> Cloud:
    """Oriented cloud from a PLY with ``x y z nx ny nz`` (± ``red green blue``, ``confidence``); bad rows dropped."""
    vertex = read_ply(path).get("vertex")
    names = () if vertex is None else vertex.dtype.names or ()
    missing = [name for name in ("x", "y", "z", "nx", "ny", "nz") if name not in names]
    if vertex is None or missing:
        raise CadError("cloud-unreadable", f"{path.name} lacks the vertex properties {' '.join(missing)}")
    columns = lambda *wanted: np.stack([vertex[name].astype(float) for name in wanted], 1)  # noqa: E731
    points, normals = columns("x", "y", "z"), columns("nx", "ny", "nz")
    colours = columns("red", "green", "blue").astype(np.uint8) if "red" in names else None
    confidence = vertex["confidence"].astype(float) if "confidence" in names else None
    finite = np.isfinite(points).all(1) & np.isfinite(normals).all(1)
    sound = finite & (np.linalg.norm(np.where(finite[:, None], normals, 0), axis=1) > 1e-6)
    return Cloud(points, unit(np.where(sound[:, None], normals, 0)), colours, confidence).take(sound)


def write_cloud(path: Path, cloud: Cloud) -> None:
    """Binary little-endian PLY with float32 positions and normals, and colours where there are any."""
    fields = [(name, "<f4") for name in ("x", "y", "z", "nx", "ny", "nz")]
    if cloud.colours is not None:
        fields += [(name, "u1") for name in ("red", "green", "blue")]
    rows = np.empty(len(cloud.points), np.dtype(fields))
    for axis, name in enumerate("xyz"):
        rows[name], rows["n" + name] = cloud.points[:, axis], cloud.normals[:, axis]
    if cloud.colours is not None:
        for channel, name in enumerate(("red", "green", "blue")):
            rows[name] = cloud.colours[:, channel]
    kinds = {"<f4": "float", "u1": "uchar", "|u1": "uchar"}
    lines = [f"property {kinds[kind]} {name}" for name, kind in fields]
    head = ["ply", "format binary_little_endian 1.0", f"element vertex {len(rows)}", *lines, "end_header", ""]
    path.write_bytes("\n".join(head).encode("ascii") + rows.tobytes())


def read_mesh(path: Path) -> Mesh:
    """Triangle mesh from a PLY; every triangle belongs to face 0."""
    content = read_ply(path)
    vertex, triangles = content.get("vertex"), content.get("face")
    if vertex is None or triangles is None or len(triangles) == 0:
        raise CadError("cloud-unreadable", f"{path.name} holds no triangles")
    if triangles.min() < 0 or triangles.max() >= len(vertex):
        raise CadError("cloud-unreadable", f"{path.name}: a triangle names a vertex that is not there")
    vertices = np.stack([vertex[name].astype(float) for name in "xyz"], 1)
    return Mesh(vertices, triangles, np.zeros(len(triangles), np.int64))
