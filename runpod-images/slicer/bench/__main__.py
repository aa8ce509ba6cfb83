"""``npm run bench:slicer``: how long a slice takes, from STL bytes to figures and preview, and how many an hour."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from uuid import uuid4

from contract.models import SliceInput
from harness.config import usable_cores
from slicer.bench.parts import named_parts
from slicer.config import SlicerConfig, config_from_env
from slicer.profiles.store import load_profile
from slicer.slicing import slice_part, slicer_version

#: Preset, layer height in µm, supports.
SETTINGS = {"draft": (300, "none"), "standard": (200, "none"), "standard + supports": (200, "auto")}


@dataclass(frozen=True)
class Row:
    part: str
    megabytes: float
    settings: str
    wall_s: float
    figures: dict[str, int]
    preview_kb: float
    peak_mb: float


def main() -> int:
    parser = argparse.ArgumentParser(prog="npm run bench:slicer --")
    parser.add_argument("files", nargs="*", type=Path, help="STL files; else ../shared/stl and made parts")
    parser.add_argument("--hour-s", type=float, default=60.0, help="how long to measure slices an hour")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    config = config_from_env()
    with tempfile.TemporaryDirectory() as folder:
        parts = {}
        for name, content in named_parts(given.files):
            parts[name] = Path(folder) / f"{name}.stl"
            parts[name].write_bytes(content)
        rows = [timed(name, file, settings, config) for name, file in parts.items() for settings in SETTINGS]
        small = [file for file in parts.values() if file.stat().st_size < 2 << 20]
        rate = per_hour(small, given.hour_s, config) if given.hour_s and small else None
    if given.json:
        print(json.dumps({"rows": [asdict(row) for row in rows], "perHour": rate}))
    else:
        tell(rows, rate, slicer_version(config.program))
    return 0


def timed(name: str, file: Path, settings: str, config: SlicerConfig) -> Row:
    started = time.monotonic()
    made = _slice(file, settings, config)
    wall_s = time.monotonic() - started
    preview_kb = len(made.preview or b"") / 1024
    return Row(name, file.stat().st_size / 2**20, settings, wall_s, made.figures, preview_kb, made.peak_mb)


def per_hour(files: list[Path], seconds: float, config: SlicerConfig) -> float:
    """Small parts one after another on all cores: a worker slices one at a time, so as many workers as two cores."""
    until, done = time.monotonic() + seconds, []

    def work(start: int) -> None:
        at = start
        while time.monotonic() < until:
            _slice(files[at % len(files)], "standard", config)
            done.append(time.monotonic())
            at += 1

    started = time.monotonic()
    with ThreadPoolExecutor(min(2, usable_cores())) as workers:
        list(workers.map(work, range(min(2, usable_cores()))))
    return len(done) / (time.monotonic() - started) * 3600


def _slice(file: Path, settings: str, config: SlicerConfig):
    layer_um, supports = SETTINGS[settings]
    preset = settings.split(maxsplit=1)[0]
    task = SliceInput.model_validate({
        "schema": 1, "sliceId": str(uuid4()), "attempt": 1,
        "geometry": {"sha256": "0" * 64, "bytes": file.stat().st_size, "url": "file"},
        "settings": {"process": "fdm", "material": "pla", "preset": preset, "layerHeightUm": layer_um,
                     "infillPercent": 15, "pattern": "gyroid", "supports": supports,
                     "orientation": {"kind": "face-down", "side": "-z"}},
        "machine": "prusa-mk3s", "profile": "pla", "densityMgPerCm3": 1240,
        "results": {"preview.bin.gz": "none", "slice.json": "none"},
    })  # fmt: skip
    return slice_part(file, task, load_profile("prusa-mk3s", "pla", preset), config, threading.Event())


def tell(rows: list[Row], rate: float | None, version: str) -> None:
    print(f"{version}, {usable_cores()} cores\n")
    columns = "{:16} {:>6} {:20} {:>6} {:>8} {:>7} {:>8} {:>6} {:>6} {:>8}"
    print(columns.format("part", "MB", "settings", "s", "g", "m", "print h", "layers", "KB", "MB used"))
    for row in rows:
        of = row.figures
        weighs = f"{of['materialMg'] / 1000:.2f}", f"{of['filamentMm'] / 1000:.2f}", f"{of['seconds'] / 3600:.2f}"
        took = f"{row.preview_kb:.0f}", f"{row.peak_mb:.0f}"
        size, wall = f"{row.megabytes:.1f}", f"{row.wall_s:.2f}"
        print(columns.format(row.part[:16], size, row.settings, wall, *weighs, of["layers"], *took))
    small = sorted(row.wall_s for row in rows if row.megabytes < 2 and row.part != "benchy-class")
    if small:
        print(f"\nsmall parts, median: {small[len(small) // 2]:.2f} s")
    if rate:
        print(f"small parts, one after another: {rate:.0f} an hour")


if __name__ == "__main__":
    sys.exit(main())
