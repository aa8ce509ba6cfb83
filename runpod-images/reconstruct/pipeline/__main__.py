"""``python -m reconstruct.pipeline PHOTOS_DIR --out DIR``: the whole reconstruction without edge or RunPod."""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import signal
import sys
import threading
from pathlib import Path

from contract.problems import PROBLEMS
from reconstruct.pipeline.declaration import STAGE_NAMES
from reconstruct.pipeline.photos import lay_input, photos_in
from reconstruct.pipeline.process import ROOT
from reconstruct.pipeline.results import RESULT_NAMES, gather_results
from reconstruct.pipeline.run import MEMORY_MB, PipelineOptions, run_pipeline
from reconstruct.pipeline.table import StageTable
from reconstruct.stage import JobSettings, StageError


def main(arguments: list[str] | None = None) -> int:
    """Exit status: 0 a result lies in ``--out``; 1 it failed (code and reason on stderr); 130 cancelled."""
    chosen = _parse(arguments)
    workspace = chosen.workspace or _default_workspace(chosen.photos)
    settings = JobSettings(mat=chosen.mat, quality=chosen.quality, seed=chosen.seed, processes=chosen.processes)
    options = PipelineOptions(
        workspace, settings, memory_mb=chosen.memory_mb, until=chosen.until, again_from=chosen.again_from
    )
    cancel = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: cancel.set())
    try:
        lay_input(workspace, photos_in(chosen.photos))
    except StageError as error:
        return _failed(error)
    print(f"workspace {workspace}")
    outcome = run_pipeline(options, StageTable(STAGE_NAMES).show, cancel)
    if chosen.until is None or outcome.failure:
        folder, report = gather_results(options, outcome)
        _take(folder, chosen.out)
        print(f"{report['label']}: {report['summary']}\n{chosen.out}")
    if outcome.failure:
        return _failed(outcome.failure)
    peak = f", peak memory {outcome.peak_memory_mb:.0f} MB" if outcome.peak_memory_mb else ""
    print(f"{outcome.seconds:.1f} s{peak}")
    for record in outcome.records:
        for warning in record["warnings"]:
            print(f"warning ({record['name']}): {warning}")
    return 0


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m reconstruct.pipeline", description=__doc__)
    parser.add_argument("photos", type=Path, metavar="PHOTOS_DIR", help="sub-folders are passes of one scan")
    parser.add_argument("--out", type=Path, required=True, help="where part.step, part.stl, … and report.json go")
    parser.add_argument("--quality", choices=("draft", "standard"), default="standard")
    parser.add_argument("--mat", choices=("auto", "none"), default="auto", help="none: do not look for the printed mat")
    parser.add_argument("--workspace", type=Path, help="finished stages are kept here and found again")
    parser.add_argument("--until", choices=STAGE_NAMES, help="stop after this stage")
    parser.add_argument("--again-from", choices=STAGE_NAMES, help="make this stage and all after it anew")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--processes", type=int, default=int(os.environ.get("CALIPER_PROCESSES", os.cpu_count() or 1)))
    parser.add_argument("--memory-mb", type=float, default=float(os.environ.get("CALIPER_MEMORY_MB", MEMORY_MB)))
    return parser.parse_args(arguments)


def _default_workspace(photos: Path) -> Path:
    place = hashlib.sha256(str(photos.resolve()).encode()).hexdigest()[:12]
    return ROOT.parent / ".caliper" / "pipeline" / f"{photos.resolve().parent.name}-{photos.resolve().name}-{place}"


def _take(folder: Path, out: Path) -> None:
    """Copy the results; a file that an earlier run has left there and this one did not make is removed."""
    out.mkdir(parents=True, exist_ok=True)
    for name in (*RESULT_NAMES, "report.json"):
        (out / name).unlink(missing_ok=True)
    shutil.copytree(folder, out, dirs_exist_ok=True)


def _failed(error: StageError) -> int:
    print(f"{error.code}: {error.detail} (in {error.stage})", file=sys.stderr)
    if error.code in PROBLEMS:
        print(PROBLEMS[error.code].todo, file=sys.stderr)
    return 130 if error.code == "cancelled" else 1


if __name__ == "__main__":
    sys.exit(main())
