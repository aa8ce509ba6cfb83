"""``python -m cad.network.train --out weights.onnx``: teaches the small network on the generated parts."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

from cad.bench.parts_plates import PARTS as PLATES
from cad.bench.parts_turned import PARTS as TURNED
from cad.bench.scan import ScanSettings
from cad.network.small import teach, write_onnx
from cad.network.teach import lesson_of
from cad.network.tensors import TYPES


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="cad.network.train", description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--noise", type=float, default=0.1, metavar="MM")
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--hidden", type=int, default=64)
    parser.add_argument("--leave-out", default="", help="parts to keep for the test, separated by commas")
    given = parser.parse_args(words)
    parts = {name: make for name, make in {**PLATES, **TURNED}.items() if name not in given.leave_out.split(",")}
    lesson = lesson_of(parts.values(), ScanSettings(noise_mm=given.noise))
    net = teach(lesson, given.hidden, given.rounds)
    told = net.forward(lesson.given)[-1]
    right = (told[:, : len(TYPES)].argmax(1) == lesson.types).mean()
    off = float(np.sqrt(((told[:, len(TYPES) :] - lesson.embedding) ** 2).sum(1).mean()))
    write_onnx(net, given.out)
    print(f"{len(parts)} parts, {len(lesson.types)} points: type right {right:.1%}, embedding off by {off:.3f} (RMS)")
    print(f"{given.out}: {given.out.stat().st_size / 1024:.0f} KB")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
