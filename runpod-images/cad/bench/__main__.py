"""``python -m cad.bench``: STEP parts → scanned clouds → the ladder → the field's figures, failures counted.

Without ``--parts`` the generated parts are measured; with it, every .step/.stp file of a folder as well.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from OCP.TopoDS import TopoDS_Shape

from cad.bench.judge import face_f1, faces_in, overlap, radii_hit
from cad.bench.parts_plates import PARTS as PLATES
from cad.bench.parts_turned import PARTS as TURNED
from cad.bench.scan import ScanSettings, scan
from cad.bench.table import print_tables
from cad.cloud.ply import write_cloud
from cad.files.weld import closedness, weld
from cad.kernel.shape import bounds_of, tessellate
from cad.ladder import climb_ladder
from cad.problem import CadError
from cad.report import ladder_report
from cad.request import Request
from cad.step.document import read_step


@dataclass(frozen=True)
class Trial:
    part: str
    make: Callable[[], TopoDS_Shape]
    noise_mm: float
    underside: bool
    seed: int


def _trials(given: argparse.Namespace) -> Iterator[Trial]:
    makers: dict[str, Callable[[], TopoDS_Shape]] = {} if given.only_folder else {**PLATES, **TURNED}
    for path in sorted(p for folder in given.parts for p in folder.iterdir() if p.suffix.lower() in (".step", ".stp")):
        makers[path.stem] = lambda path=path: read_step(path)
    wanted = [(n, m) for n, m in makers.items() if not given.only or any(word in n for word in given.only.split(","))]
    for name, make in wanted:
        for noise in given.noise:
            for underside in given.underside:
                for seed in range(given.seeds):
                    yield Trial(name, make, noise, underside, seed)


def run_trial(trial: Trial, keep: Path | None) -> dict:
    """One row: what was asked, and the figures; ``label`` is ``failed`` with ``why`` when no solid came."""
    truth = trial.make()
    low, high = bounds_of(truth)
    diagonal = float(sum((high - low) ** 2) ** 0.5)
    true_mesh = tessellate(truth, 0.0004 * diagonal, 0.08)
    settings = ScanSettings(noise_mm=trial.noise_mm, underside=trial.underside, seed=trial.seed)
    cloud, table = scan(true_mesh, settings)
    true_faces = faces_in(truth)
    row = {"part": trial.part, "noiseMm": trial.noise_mm, "underside": trial.underside, "seed": trial.seed,
           "diagonalMm": round(diagonal, 1), "label": "failed", "valid": False, "iou": 0.0, "f1": 0.0,
           "radiiHit": 0, "radii": len(true_faces.radii), "why": ""}  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="bench-") as work:
        path = Path(work) / "cloud.ply"
        write_cloud(path, cloud)
        started = time.monotonic()
        try:
            outcome = climb_ladder(Request(str(path), table_z=table, seed=trial.seed), Path(work) / "rungs")
        except CadError as error:
            return row | {"seconds": round(time.monotonic() - started, 1), "why": error.detail}
        row["seconds"] = round(time.monotonic() - started, 1)
        if keep is not None:
            keep.mkdir(parents=True, exist_ok=True)
            name = f"{trial.part}-{trial.noise_mm:g}-{'all' if trial.underside else 'top'}-{trial.seed}.step"
            (keep / name).write_bytes(outcome.step.read_bytes())
        found = faces_in(read_step(outcome.step))
        mesh, score = outcome.mesh(), outcome.rung.record["score"]
    hits, _ = radii_hit(found.radii, true_faces.radii)
    closed = closedness(weld(mesh))
    why = "; ".join(str(r["refused"]) for r in ladder_report(outcome) if r["refused"])
    return row | {
        "label": outcome.label, "valid": score["valid"] and score["closed"] and score["solids"] == 1,
        "iou": round(overlap(mesh, true_mesh), 4), "f1": round(face_f1(found.types, true_faces.types), 3),
        "radiiHit": hits, "faces": f"{sum(found.types.values())}/{sum(true_faces.types.values())}",
        "deviationMeanMm": round(score["deviation_mean"], 4), "watertight": closed.watertight and closed.manifold,
        "why": why,
    }  # fmt: skip


def _arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="cad.bench", description=__doc__)
    numbers = lambda text: [float(v) for v in text.split(",")]  # noqa: E731
    sides = lambda text: [{"seen": True, "unseen": False}[v] for v in text.split(",")]  # noqa: E731
    parser.add_argument("--parts", type=Path, action="append", default=[], metavar="DIR")
    parser.add_argument("--only-folder", action="store_true", help="leave the generated parts out")
    parser.add_argument("--only", default="", help="part names (or pieces of them), separated by commas")
    parser.add_argument("--noise", type=numbers, default=[0.15], metavar="MM,MM")
    parser.add_argument("--underside", type=sides, default=[True, False], metavar="seen,unseen")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="keep the STEP files here")
    parser.add_argument("--json", action="store_true", help="one JSON row a trial instead of tables")
    return parser.parse_args(words)


def main(words: list[str]) -> int:
    given = _arguments(words)
    rows = []
    with ThreadPoolExecutor(given.jobs) as pool:
        for row in pool.map(lambda trial: run_trial(trial, given.keep), _trials(given)):
            rows.append(row)
            print(json.dumps(row) if given.json else _line(row), flush=True)
    if not given.json:
        print_tables(rows)
    return 0 if rows else 2


def _line(row: dict) -> str:
    side = "all" if row["underside"] else "top"
    return (
        f"{row['part'][:32]:32} {row['noiseMm']:<5g} {side} {row['seed']} {row['label']:9} IoU {row['iou']:.4f} "
        f"F1 {row['f1']:.2f} faces {row.get('faces', '-'):8} radii {row['radiiHit']}/{row['radii']} "
        f"{row['seconds']:5.1f} s {row['why'][:90]}"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
