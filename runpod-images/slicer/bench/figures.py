"""``python -m slicer.bench.figures TASKS.json``: what the slicer says of each task, as JSON, for other rooms."""

from __future__ import annotations

import json
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

from contract.models import SliceInput
from harness.config import usable_cores
from reconstruct.stage import StageError
from slicer.config import config_from_env
from slicer.profiles.store import load_profile
from slicer.slicing import slice_part, slicer_version


def main() -> int:
    tasks = json.loads(Path(sys.argv[1]).read_text())
    version = slicer_version(config_from_env().program)
    with ThreadPoolExecutor(min(2, usable_cores())) as workers:
        slices = list(workers.map(_sliced, tasks))
    json.dump({"slicer": version, "slices": slices}, sys.stdout)
    return 0


def _sliced(task: dict[str, Any]) -> dict[str, Any]:
    """``task``: file (binary STL), settings, machine, profile, densityMgPerCm3."""
    file, settings = Path(task["file"]), task["settings"]
    given = SliceInput.model_validate({
        "schema": 1, "sliceId": str(uuid4()), "attempt": 1,
        "geometry": {"sha256": "0" * 64, "bytes": file.stat().st_size, "url": "file"},
        **{name: task[name] for name in ("settings", "machine", "profile", "densityMgPerCm3")},
        "results": {"preview.bin.gz": "none", "slice.json": "none"},
    })  # fmt: skip
    profile = load_profile(task["machine"], task["profile"], settings["preset"])
    try:
        made = slice_part(file, given, profile, config_from_env(), threading.Event())
    except StageError as error:
        return {"figures": None, "failure": error.code}
    return {"figures": made.figures, "failure": None}


if __name__ == "__main__":
    sys.exit(main())
