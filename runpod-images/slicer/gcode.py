"""What a G-code says of itself, and what its own moves add up to."""

from __future__ import annotations

import math
import re
from array import array
from dataclasses import dataclass, field
from pathlib import Path

#: The slicer's names for kinds of line, and ours.
KINDS = {
    b"External perimeter": "outer-wall",
    b"Overhang perimeter": "overhang",
    b"Perimeter": "wall",
    b"Thin wall": "wall",
    b"Gap fill": "wall",
    b"Internal infill": "infill",
    b"Solid infill": "solid",
    b"Top solid infill": "top",
    b"Ironing": "top",
    b"Bridge infill": "bridge",
    b"Skirt/Brim": "skirt",
    b"Skirt": "skirt",
    b"Support material": "support",
    b"Support material interface": "support",
    b"Wipe tower": "other",
}
NAMES = tuple(dict.fromkeys((*KINDS.values(), "other")))
_UNTOLD = NAMES.index("other")
#: What the printer does before and after the part: the slicer counts it in neither time nor filament.
_CUSTOM = -1
_TOLD = re.compile(rb"; (filament used \[mm\]|estimated printing time \(normal mode\)) = (.+)")
_SPAN = re.compile(rb"(\d+)([dhms])")
_SPAN_S = {b"d": 86_400, b"h": 3_600, b"m": 60, b"s": 1}


class GcodeDoubtfulError(Exception):
    """The G-code does not say what it must, or its moves do not add up to what it says."""


@dataclass
class Paths:
    """Extruding moves as polylines. ``layers``: (z µm, height µm, first polyline, first point) each."""

    quantum_um: int
    kinds: array = field(default_factory=lambda: array("B"))
    counts: array = field(default_factory=lambda: array("I"))
    xs: array = field(default_factory=lambda: array("H"))
    ys: array = field(default_factory=lambda: array("H"))
    layers: list[tuple[int, int, int, int]] = field(default_factory=list)


@dataclass
class Gcode:
    """``by_kind_mm``: filament by kind of line. ``filament_mm``, ``seconds``: as the slicer says."""

    filament_mm: float
    seconds: int
    by_kind_mm: dict[str, float]
    paths: Paths

    @property
    def layers(self) -> int:
        return len(self.paths.layers)


def read_gcode(file: Path, quantum_um: int) -> Gcode:
    """Raises ``GcodeDoubtfulError``."""
    reader = _Reader(quantum_um)
    with file.open("rb") as lines:
        for line in lines:
            if line.startswith(b"G1 "):
                reader.move(line)
            elif line.startswith(b";"):
                reader.comment(line)
            elif line.startswith((b"G92 ", b"M82", b"M83", b"G2 ", b"G3 ")):
                reader.mode(line)
    return reader.finished()


class _Reader:
    def __init__(self, quantum_um: int) -> None:
        self.paths = Paths(quantum_um)
        self._scale = 1000 / quantum_um
        self._mm = [0.0] * len(NAMES)
        self._kind = _CUSTOM
        self._x = self._y = self._e = 0.0
        self._relative = False
        self._open = False
        self._told: dict[bytes, bytes] = {}

    def move(self, line: bytes) -> None:
        x, y, extruded, moves = self._x, self._y, 0.0, False
        for word in line.split(b";", 1)[0].split():
            letter = word[0]
            if letter == 88:
                x, moves = float(word[1:]), True
            elif letter == 89:
                y, moves = float(word[1:]), True
            elif letter == 69:
                value = float(word[1:])
                extruded = value if self._relative else value - self._e
                self._e = value
        if moves:
            if extruded > 0 and self._kind >= 0:
                self._mm[self._kind] += extruded
                self._draw(x, y)
            else:
                self._open = False
            self._x, self._y = x, y

    def _draw(self, x: float, y: float) -> None:
        paths = self.paths
        if not self._open:
            paths.kinds.append(self._kind)
            paths.counts.append(1)
            self._point(self._x, self._y)
            self._open = True
        paths.counts[-1] += 1
        self._point(x, y)

    def _point(self, x: float, y: float) -> None:
        self.paths.xs.append(min(65_535, max(0, round(x * self._scale))))
        self.paths.ys.append(min(65_535, max(0, round(y * self._scale))))

    def comment(self, line: bytes) -> None:
        if line.startswith(b";TYPE:"):
            name = line[6:].strip()
            self._kind = _CUSTOM if name == b"Custom" else NAMES.index(KINDS.get(name, NAMES[_UNTOLD]))
            self._open = False
        elif line.startswith(b";LAYER_CHANGE"):
            self.paths.layers.append((0, 0, len(self.paths.counts), len(self.paths.xs)))
            self._open = False
        elif line.startswith((b";Z:", b";HEIGHT:")) and self.paths.layers:
            z_um, height_um, *rest = self.paths.layers[-1]
            um = round(float(line.split(b":")[1]) * 1000)
            # Within a layer the height changes for bridges; the layer's own is the first.
            new = (um, height_um) if line.startswith(b";Z:") else (z_um, height_um or um)
            self.paths.layers[-1] = (*new, *rest)
        elif told := _TOLD.match(line):
            self._told[told[1]] = told[2]

    def mode(self, line: bytes) -> None:
        if line.startswith((b"G2 ", b"G3 ")):
            raise GcodeDoubtfulError("it has arcs, which these profiles never make")
        if line.startswith(b"G92 "):
            for word in line.split():
                if word[:1] == b"E":
                    self._e = float(word[1:])
        else:
            self._relative = line.startswith(b"M83")

    def finished(self) -> Gcode:
        try:
            told_mm = float(self._told[b"filament used [mm]"])
            spans = _SPAN.findall(self._told[b"estimated printing time (normal mode)"])
        except (KeyError, ValueError) as error:
            raise GcodeDoubtfulError("it does not tell its time and filament") from error
        counted_mm = sum(self._mm)
        if not self.paths.layers or not math.isclose(counted_mm, told_mm, rel_tol=0.01, abs_tol=2.0):
            raise GcodeDoubtfulError(f"it tells {told_mm:.1f} mm of filament and extrudes {counted_mm:.1f} mm")
        seconds = sum(int(number) * _SPAN_S[unit] for number, unit in spans)
        return Gcode(told_mm, seconds, dict(zip(NAMES, self._mm, strict=True)), self.paths)
