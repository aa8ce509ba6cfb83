"""The real reconstruction up to poses on one folder: who registered, and who of them stands in the right place."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from reconstruct.bench.capture.centres import Centres, centres_of_result, right_places
from reconstruct.pipeline.photos import lay_input, photos_in
from reconstruct.pipeline.run import PipelineOptions, run_pipeline
from reconstruct.pipeline.table import StageTable
from reconstruct.stage import JobSettings

STAGES = ("load", "features", "matching", "poses")
NO_CAMERAS = Centres({}, {})


def outcome_of(
    folder: Path, workspace: Path, wanted: Centres | None, name_of: dict[str, str | None], processes: int
) -> dict[str, Any]:
    """``{failure, photos: {file: {registered, right}}}``; ``right`` is None where no reference tells it."""
    photos = photos_in(folder)
    lay_input(workspace, photos)
    options = PipelineOptions(workspace, JobSettings(processes=processes), until="poses")
    ran = run_pipeline(options, StageTable(STAGES, sys.stderr).show)
    found = NO_CAMERAS if ran.failure else centres_of_result(workspace / "poses" / "cameras.json")
    right = None if wanted is None or not wanted.place else right_places(found, wanted, name_of)
    rows = {}
    for photo in photos:
        stem = Path(photo.name).stem
        registered = stem in found.place
        rows[photo.name] = {"registered": registered, "right": None if right is None else right.get(stem, False)}
    return {"failure": ran.failure.code if ran.failure else None, "seconds": round(ran.seconds, 1), "photos": rows}
