"""The preview as TypeScript reads it: the form is one, its two halves are held together here."""

from __future__ import annotations

import json
import math
import random
import subprocess
from pathlib import Path

import pytest

from slicer.gcode import NAMES, GcodeDoubtfulError, Paths, read_gcode
from slicer.preview import encode_preview

ROOT = Path(__file__).resolve().parents[2]
READER = """
import { readFileSync } from "node:fs";
import { previewKinds, readSlicePreview } from "#contract/slice-preview";
const preview = await readSlicePreview(new Blob([readFileSync(process.argv[1])]));
const layers = preview.layers.map((layer, at) => ({
  ...layer,
  drawn: [...preview.lines(at)].map(({ kind, xMm, yMm }) => [kind, [...xMm], [...yMm]]),
}));
const { everyLayer, layerCount, bedMm } = preview;
console.log(JSON.stringify({ everyLayer, layerCount, bedMm, layers, previewKinds }));
"""

GCODE = """;TYPE:Custom
M83
G1 X60 E9 F1000 ; intro line
;LAYER_CHANGE
;Z:0.2
;HEIGHT:0.2
G1 X10 Y10 F9000
;TYPE:External perimeter
G1 X20 Y10 E1
G1 X20 Y20 E1
G1 X21 Y21 E-.5
G1 X30 Y30
G1 E.5
;TYPE:Support material interface
G1 X40 Y30 E2
;LAYER_CHANGE
;Z:0.4
;HEIGHT:0.2
;TYPE:Internal infill
G1 X1.234 Y200 E1
;HEIGHT:0.4
; filament used [mm] = {mm}
; estimated printing time (normal mode) = 1d 2h 3m 4s
"""


def read_by_node(tmp_path: Path, packed: bytes) -> dict:
    file = tmp_path / "preview.bin.gz"
    file.write_bytes(packed)
    node = ROOT / "node_modules" / ".bin" / "node"
    command = [node, "--input-type=module-typescript", "--eval", READER, file]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout)


def gcode(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "part.gcode"
    file.write_text(text)
    return file


def test_what_was_extruded_comes_out_in_the_browser(tmp_path):
    found = read_gcode(gcode(tmp_path, GCODE.replace("{mm}", "5.00")), 10)
    assert (found.filament_mm, found.seconds, found.layers) == (5.0, 93_784, 2)
    assert {kind: mm for kind, mm in found.by_kind_mm.items() if mm} == {"outer-wall": 2, "support": 2, "infill": 1}
    seen = read_by_node(tmp_path, encode_preview(found.paths, 1 << 20, (250, 210)))
    assert (seen["everyLayer"], seen["layerCount"], seen["bedMm"]) == (1, 2, [250, 210])
    assert tuple(seen["previewKinds"]) == NAMES
    first, second = seen["layers"]
    assert (first["zMm"], first["heightMm"], second["zMm"]) == (0.2, 0.2, 0.4)
    assert first["drawn"] == [["outer-wall", [10, 20, 20], [10, 10, 20]], ["support", [30, 40], [30, 30]]]
    [[kind, xs, ys]] = second["drawn"]
    assert (kind, xs, ys) == ("infill", pytest.approx([40, 1.23], abs=0.006), pytest.approx([30, 200]))


@pytest.mark.parametrize(
    "text",
    [
        GCODE.replace("{mm}", "50.0"),
        GCODE.replace("{mm}", "5.0").replace("; filament used", "; unused"),
        GCODE.replace("{mm}", "5.0").replace("G1 X40 Y30 E2", "G2 X40 Y30 I1 E2"),
        "",
    ],
)
def test_a_gcode_that_does_not_add_up_is_not_believed(tmp_path, text):
    with pytest.raises(GcodeDoubtfulError):
        read_gcode(gcode(tmp_path, text), 10)


def test_absolute_extrusion_counts_the_same(tmp_path):
    lines = GCODE.replace("{mm}", "5.00").replace("M83", "M82").split("\n")
    total, out = 0.0, []
    for line in lines:
        words = line.split()
        for at, word in enumerate(words):
            if line.startswith("G1") and word[0] == "E":
                total += float(word[1:])
                words[at] = f"E{total:g}"
        out.append(" ".join(words))
    found = read_gcode(gcode(tmp_path, "\n".join(out)), 10)
    assert found.by_kind_mm["outer-wall"] == pytest.approx(2)


def _many(layers: int, points: int) -> Paths:
    """Circles that do not lie on each other, so that nothing packs them."""
    paths = Paths(10)
    for layer in range(layers):
        paths.layers.append((200 * (layer + 1), 200, len(paths.counts), len(paths.xs)))
        paths.kinds.append(layer % len(NAMES))
        paths.counts.append(points)
        for at in range(points):
            turn = at * 2.399963 + layer
            paths.xs.append(round(10_000 + 9_000 * math.cos(turn)))
            paths.ys.append(round(10_000 + 9_000 * math.sin(turn)))
    return paths


def test_a_preview_that_is_too_large_keeps_every_nth_layer_whole(tmp_path):
    paths = _many(60, 400)
    cap = len(encode_preview(paths, 1 << 22, (250, 210))) // 4
    packed = encode_preview(paths, cap, (250, 210))
    assert len(packed) <= cap
    seen = read_by_node(tmp_path, packed)
    every = seen["everyLayer"]
    assert every > 3 and seen["layerCount"] == 60
    for at, layer in enumerate(seen["layers"]):
        assert layer["zMm"] == pytest.approx(0.2 * (at * every + 1))
        [[_, xs, _ys]] = layer["drawn"]
        assert len(xs) == 400
        assert xs[1] == pytest.approx(paths.xs[at * every * 400 + 1] / 100, abs=1e-3)


def test_points_on_a_straight_line_go_before_layers_do(tmp_path):
    paths, steps = Paths(10), random.Random(7)
    paths.layers.append((200, 200, 0, 0))
    for line in range(200):
        paths.kinds.append(0)
        paths.counts.append(65)
        for at in range(65):
            # Irregular steps along a straight line: nothing packs them.
            paths.xs.append(at * 900 + steps.randrange(800))
            paths.ys.append(line * 101)
    whole = encode_preview(paths, 1 << 20, (250, 210))
    thinned = encode_preview(paths, int(len(whole) * 0.7), (250, 210))
    seen = read_by_node(tmp_path, thinned)
    assert seen["everyLayer"] == 1
    for line, (_, xs, ys) in enumerate(seen["layers"][0]["drawn"]):
        assert len(xs) < 65
        first, last = line * 65, line * 65 + 64
        assert (xs[0], ys[0]) == pytest.approx((paths.xs[first] / 100, paths.ys[first] / 100), abs=1e-4)
        assert (xs[-1], ys[-1]) == pytest.approx((paths.xs[last] / 100, paths.ys[last] / 100), abs=1e-4)
