"""The part, read without trust and written anew as it will lie on the bed: the slicer sees no byte of anybody's file.

The slicer takes missing triangles, a header that claims 4e9 of them, NaN and parts larger than the bed without a word.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from contract.models import Orientation1, PrintSettings
from contract.problems import TRIANGLES_MAX
from reconstruct.stage import StageError
from slicer.profiles.store import Profile

_HEADER_BYTES = 84
_RECORD = np.dtype([("normal", "<f4", 3), ("corners", "<f4", (3, 3)), ("attribute", "<u2")])
#: A piece at a time: 50 MB of triangles must not become 500 MB of arrays.
_PIECE = 50_000
#: Beyond this the file is in no unit a part is made in.
_COORDINATE_MM_MAX = 1e5
_SIZE_MM_MIN = 0.2
#: A closed surface's areas, as vectors, add up to nothing.
_OPEN_SHARE_MAX = 0.005
_TURN_DEGREES = 7.5

_DOWN = {
    "-z": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "+z": ((1, 0, 0), (0, -1, 0), (0, 0, -1)),
    "-x": ((0, 0, -1), (0, 1, 0), (1, 0, 0)),
    "+x": ((0, 0, 1), (0, 1, 0), (-1, 0, 0)),
    "-y": ((1, 0, 0), (0, 0, -1), (0, 1, 0)),
    "+y": ((1, 0, 0), (0, 0, 1), (0, -1, 0)),
}


@dataclass(frozen=True)
class Laid:
    """The part as it lies; its volume by its own triangles."""

    size_mm: tuple[float, float, float]
    volume_mm3: float
    triangles: int


def lay_part(source: Path, target: Path, settings: PrintSettings, profile: Profile) -> Laid:
    """``target``: binary STL, turned, on the bed, in its middle. Raises ``StageError`` with a code of the mesh."""
    triangles = _declared(source)
    records = np.memmap(source, dtype=_RECORD, mode="r", offset=_HEADER_BYTES, shape=(triangles,))
    turn = _turn(settings.orientation)
    _check(records, turn)
    turn = _fitting(records, turn, profile)
    low, high, volume_mm3 = _measure(records, turn)
    shift = np.array([*profile.centre_mm, 0.0]) - [(low[0] + high[0]) / 2, (low[1] + high[1]) / 2, low[2]]
    with target.open("wb") as file:
        file.write(b"Caliper".ljust(80, b"\0") + np.uint32(triangles).tobytes())
        for corners in _pieces(records, turn):
            out = np.zeros(len(corners), _RECORD)
            out["corners"] = corners + shift
            file.write(out.tobytes())
    return Laid(tuple(float(side) for side in high - low), volume_mm3, triangles)


def _declared(source: Path) -> int:
    size = source.stat().st_size
    if size < _HEADER_BYTES:
        raise _refused("mesh-truncated", f"{size} bytes are no STL")
    with source.open("rb") as file:
        file.seek(_HEADER_BYTES - 4)
        triangles = int.from_bytes(file.read(4), "little")
    if triangles == 0:
        raise _refused("mesh-empty", "it says that it has no triangle")
    held = (size - _HEADER_BYTES) / _RECORD.itemsize
    if held < triangles:
        raise _refused("mesh-truncated", f"it says {triangles} triangles and holds {held:.1f}")
    if held > triangles:
        raise _refused("mesh-malformed", "it is longer than its triangles")
    if triangles > TRIANGLES_MAX:
        raise _refused("mesh-too-many-triangles", f"{triangles} triangles")
    return triangles


def _pieces(records: np.ndarray, turn: np.ndarray) -> Iterator[np.ndarray]:
    for start in range(0, len(records), _PIECE):
        yield _turned(records["corners"][start : start + _PIECE].astype(np.float64), turn)


def _turned(points: np.ndarray, turn: np.ndarray) -> np.ndarray:
    """Number by number: a matrix product may round a corner otherwise in one triangle than in the next."""
    x, y, z = points[..., 0], points[..., 1], points[..., 2]
    return np.stack([row[0] * x + row[1] * y + row[2] * z for row in turn], axis=-1)


def _check(records: np.ndarray, turn: np.ndarray) -> None:
    area, sum_of_areas = 0.0, np.zeros(3)
    for start in range(0, len(records), _PIECE):
        corners = records["corners"][start : start + _PIECE].astype(np.float64)
        if not np.isfinite(corners).all():
            raise _refused("mesh-not-finite", f"among the triangles from {start}")
        if np.abs(corners).max() > _COORDINATE_MM_MAX:
            raise _refused("mesh-too-large", f"a coordinate is beyond {_COORDINATE_MM_MAX:.0f} mm")
        areas = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]) / 2
        area += np.linalg.norm(areas, axis=1).sum()
        sum_of_areas += areas.sum(axis=0)
    low, high, volume_mm3 = _measure(records, turn)
    if float((high - low).max()) < _SIZE_MM_MIN or area == 0:
        raise _refused("mesh-too-small", f"{' × '.join(f'{side:.3g}' for side in high - low)} mm")
    if np.linalg.norm(sum_of_areas) > _OPEN_SHARE_MAX * area:
        raise _refused("mesh-open", "its surface does not close")
    if volume_mm3 <= 0:
        raise _refused("mesh-inverted", f"its volume is {volume_mm3:.3g} mm³")


def _measure(records: np.ndarray, turn: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    low, high, volume = np.full(3, np.inf), np.full(3, -np.inf), 0.0
    origin = _turned(records["corners"][0, 0].astype(np.float64), turn)
    for corners in _pieces(records, turn):
        low, high = np.minimum(low, corners.min((0, 1))), np.maximum(high, corners.max((0, 1)))
        a, b, c = (corners - origin).transpose(1, 0, 2)
        volume += float(np.einsum("ij,ij->", a, np.cross(b, c))) / 6
    return low, high, volume


def _turn(orientation: object) -> np.ndarray:
    if isinstance(orientation, Orientation1):
        return np.array(_DOWN[orientation.side], dtype=np.float64)
    parts = np.array(orientation.millionths, dtype=np.float64)
    length = float(np.linalg.norm(parts))
    if length < 1_000:
        raise _refused("request-invalid", "the orientation is no turn")
    x, y, z, w = parts / length
    return np.array([
        [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
        [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
        [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
    ])  # fmt: skip


def _fitting(records: np.ndarray, turn: np.ndarray, profile: Profile) -> np.ndarray:
    """The turn, turned further about the vertical where only so it fits, in the steps of the edge's own check."""
    angles = np.radians(np.arange(0, 180, _TURN_DEGREES))
    first = _sides(records, turn, angles[:1])
    if _fits(first[0], profile):
        return turn
    sides = _sides(records, turn, angles)
    for angle, box in zip(angles, sides, strict=True):
        if _fits(box, profile):
            return _about_vertical(angle) @ turn
    part = " × ".join(f"{side:.1f}" for side in first[0])
    bed = " × ".join(f"{side:g}" for side in (*profile.bed_mm, profile.height_mm))
    raise _refused("mesh-too-large", f"{part} mm on a machine of {bed} mm")


def _sides(records: np.ndarray, turn: np.ndarray, angles: np.ndarray) -> np.ndarray:
    """The box's sides at each angle about the vertical."""
    turns = np.stack([_about_vertical(angle) for angle in angles])
    low, high = np.full((len(angles), 3), np.inf), np.full((len(angles), 3), -np.inf)
    for corners in _pieces(records, turn):
        points = corners.reshape(-1, 3)
        for index, about in enumerate(turns):
            turned = _turned(points, about)
            low[index], high[index] = np.minimum(low[index], turned.min(0)), np.maximum(high[index], turned.max(0))
    return high - low


def _fits(sides: np.ndarray, profile: Profile) -> bool:
    room = (*profile.bed_mm, profile.height_mm)
    return all(side <= most for side, most in zip(sides, room, strict=True))


def _about_vertical(angle: float) -> np.ndarray:
    cosine, sine = math.cos(angle), math.sin(angle)
    return np.array([[cosine, -sine, 0], [sine, cosine, 0], [0, 0, 1]])


def _refused(code: str, detail: str) -> StageError:
    return StageError(code, "slice", detail)
