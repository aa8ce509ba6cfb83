"""One job that makes a part printable, from its input to its output: fetch, prepare, put."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from contract.models import Failure, PreparedFile, PrepareInput, PrepareOutput, PrepareReport
from harness.job import read_input
from harness.links import LinkError, Links
from harness.results import put_file
from harness.transfer import fetch_file
from reconstruct.pipeline.results import describe_failure
from reconstruct.stage import StageError
from slicer.config import SlicerConfig
from slicer.prepare.make import prepare
from slicer.prepare.speak import MESH
from slicer.sandbox.run import own_folder

log = logging.getLogger("caliper.slicer")

MANIFEST = "prepared.json"


def is_preparation(given: Any) -> bool:
    return isinstance(given, dict) and "preparationId" in given


def run_preparation(
    given: Any, config: SlicerConfig, cancel: threading.Event, update: Callable[[dict[str, Any]], None]
) -> dict[str, Any]:
    """The contract's prepareOutput for its prepareInput.

    A part that cannot be prepared is an output with a ``failure``. Raises ``RefusedInputError``, ``AttemptOverError``
    and ``CancelledError``; nothing is put then.
    """
    task = read_input(PrepareInput, given)
    links = Links(config.link_origins, cancel)
    started = time.monotonic()
    with own_folder() as folder:
        mesh = folder / MESH
        try:
            report, file = _prepared(task, config, links, cancel, mesh)
            output = _output(task, report, file, None, started)
        except StageError as error:
            output = _failed(task, error, started)
        links.check()
        return _put_manifest(task, output, folder, links, started).wire()


def _prepared(
    task: PrepareInput, config: SlicerConfig, links: Links, cancel: threading.Event, mesh: Path
) -> tuple[PrepareReport, PreparedFile]:
    given = mesh.with_name("given")
    try:
        fetch_file(links, task.file.url, task.file.sha256, task.file.bytes, given)
    except LinkError as error:
        gone = error.status == 404
        code = "not-found" if gone else "storage-unavailable"
        detail = f"the part could not be fetched: {error.detail}"
        raise StageError(code, "prepare", detail, retryable=not gone) from error
    made = prepare(task.task, given, mesh, config.limits, cancel)
    log.info("preparation %s (%s) took %.0f MB", task.preparation_id, task.task, made.peak_mb)
    sha256 = hashlib.sha256(mesh.read_bytes()).hexdigest()
    put_file(MESH, task.results.prepared_stl, mesh, sha256, links)
    return PrepareReport.model_validate(made.report), PreparedFile(sha256=sha256, bytes=mesh.stat().st_size)


def _output(
    task: PrepareInput,
    report: PrepareReport | None,
    file: PreparedFile | None,
    failure: Failure | None,
    started: float,
) -> PrepareOutput:
    return PrepareOutput(
        schema_=1,
        preparation_id=task.preparation_id,
        attempt=task.attempt,
        report=report,
        file=file,
        failure=failure,
        seconds=round(time.monotonic() - started, 3),
    )


def _failed(task: PrepareInput, error: StageError, started: float) -> PrepareOutput:
    return _output(task, None, None, Failure.model_validate(describe_failure(error)), started)


def _put_manifest(
    task: PrepareInput, output: PrepareOutput, folder: Path, links: Links, started: float
) -> PrepareOutput:
    """The output; where its manifest could not be put, that is the failure."""
    manifest = folder / MANIFEST
    manifest.write_text(output.model_dump_json(by_alias=True))
    try:
        sha256 = hashlib.sha256(manifest.read_bytes()).hexdigest()
        put_file(MANIFEST, task.results.prepared_json, manifest, sha256, links)
    except StageError as error:
        # What was found wrong with the part stands without its manifest.
        return output if output.failure else _failed(task, error, started)
    return output
