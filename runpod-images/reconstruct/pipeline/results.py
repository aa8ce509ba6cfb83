"""What a run leaves for people: the contract's result files and report.json, in ``workspace/results``."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from contract.models import Report
from reconstruct.export.report import assemble_report, write_report
from reconstruct.pipeline.cache import replace
from reconstruct.pipeline.run import PipelineOptions, PipelineOutcome
from reconstruct.rebuild.archive import STATE_NAME, pack_state
from reconstruct.stage import StageError

RESULT_NAMES = ("part.step", "part.stl", "part.3mf", "part.glb", "dimensions.csv", "preview.png")
#: What a result that is not labelled `failed` must hold.
NEEDED_NAMES = ("part.step", "part.stl")


def gather_results(
    options: PipelineOptions, outcome: PipelineOutcome, assemble: Callable[..., dict[str, Any]] = assemble_report
) -> tuple[Path, dict[str, Any]]:
    """``(folder, report)``: of a failed run the folder holds report.json alone. ``assemble`` makes the report.

    Raises ``StageError`` (``output-missing``) when a run that went well lacks a file, and pydantic's
    ``ValidationError`` when the report breaks the contract: both are bugs of a stage, never shown as a result.
    """
    failure = describe_failure(outcome.failure) if outcome.failure else None
    report = assemble(
        options.workspace,
        quality=options.settings.quality,
        seconds=outcome.seconds,
        peak_memory_mb=outcome.peak_memory_mb,
        failure=failure,
    )
    Report.model_validate(report)
    made = options.workspace / ".results.new"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir()
    if failure is None:
        _copy_results(options.workspace / "export", made)
    write_report(made / "report.json", report)
    if failure is None:
        pack_state(options.workspace, made / "report.json", made / STATE_NAME)
    replace(made, options.workspace / "results")
    return options.workspace / "results", report


def describe_failure(error: StageError) -> dict[str, Any]:
    """The contract's failure."""
    return {"code": error.code, "stage": error.stage, "detail": error.detail, "retryable": error.retryable}


def _copy_results(export: Path, target: Path) -> None:
    for name in RESULT_NAMES:
        file = export / name
        if file.is_file() and file.stat().st_size:
            shutil.copyfile(file, target / name)
        elif name in NEEDED_NAMES:
            raise StageError("output-missing", "export", f"{name} was not written")
