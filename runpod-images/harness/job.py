"""One job from its input to its output: fetch, reconstruct, put. Knows nothing of RunPod's SDK."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import requests
from pydantic import BaseModel, ValidationError

from contract.models import Failure, WorkerInput, WorkerOutput
from harness.config import HarnessConfig
from harness.links import CancelledError, Links
from harness.photos import fetch_photos
from harness.progress import ProgressReporter
from harness.results import AttemptOverError, put_manifest, put_results
from harness.state import fetch_state
from harness.workspaces import Workspaces
from reconstruct.export.report import assemble_report
from reconstruct.pipeline.results import describe_failure, gather_results
from reconstruct.pipeline.run import PipelineOptions, StageEvent, run_pipeline
from reconstruct.rebuild.report import PACKAGE, STAGES, assemble_rebuilt
from reconstruct.stage import JobSettings, StageError

log = logging.getLogger("caliper.job")

Model = TypeVar("Model", bound=BaseModel)

PROGRESS_TIMEOUT_S = 5.0
ERRORS_SHOWN = 5
CRASH_LINES = 40


class RefusedInputError(Exception):
    """The input breaks the contract; its values are not quoted, as they hold links."""


@dataclass(frozen=True)
class _Verdict:
    """``folder``: what is to be put. ``keep``: another attempt may come and use the finished stages."""

    label: str
    failure: StageError | None
    folder: Path | None

    @property
    def keep(self) -> bool:
        return self.failure is not None and self.failure.retryable


def run_job(
    given: Any, config: HarnessConfig, cancel: threading.Event, update: Callable[[dict[str, Any]], None]
) -> dict[str, Any]:
    """The contract's workerOutput for the contract's workerInput; ``update`` hears each progress event.

    A failure that a person can be told is an output with the label ``failed``. Raises ``RefusedInputError``,
    ``AttemptOverError`` (fenced off by the edge) and ``CancelledError``; nothing is put then.
    """
    started = time.monotonic()
    task = parse_input(given)
    workspaces = Workspaces(config.cache / "jobs", config.disk_mb, config.keep_s)
    workspace = workspaces.open(task.job_id)
    links = Links(config.link_origins, cancel)
    reporter = ProgressReporter(task, _post, update, config.link_origins)
    keep = False
    try:
        verdict = _judge(task, config, workspace, links, cancel, reporter)
        links.check()
        output, verdict = _put(task, verdict, workspace, links, started)
        keep = verdict.keep
        return output.wire()
    except Exception as error:
        # A bug here or in the machine: the stages that are done may serve the next attempt.
        keep = not isinstance(error, CancelledError | AttemptOverError)
        raise
    finally:
        reporter.close()
        workspaces.close(task.job_id, keep=keep)


def read_input(model: type[Model], given: Any) -> Model:
    """A job's input as its contract's model; raises ``RefusedInputError`` with the first faults."""
    try:
        return model.model_validate(given)
    except ValidationError as error:
        broken = [f"{'.'.join(map(str, issue['loc']))}: {issue['msg']}" for issue in error.errors()]
        raise RefusedInputError("; ".join(broken[:ERRORS_SHOWN])) from None


def parse_input(given: Any) -> WorkerInput:
    task = read_input(WorkerInput, given)
    if len({photo.photo_id for photo in task.photos}) != len(task.photos):
        raise RefusedInputError("photos: an id stands for two of them")
    return task


def _judge(
    task: WorkerInput,
    config: HarnessConfig,
    workspace: Path,
    links: Links,
    cancel: threading.Event,
    on_event: Callable[[StageEvent], None],
) -> _Verdict:
    try:
        assemble = _fetch(task, workspace, links, on_event)
    except StageError as error:
        on_event(StageEvent(error.stage, "failed", text=error.detail))
        return _Verdict("failed", error, None)
    settings = JobSettings(mat=task.options.scale.mat, quality=task.options.quality, seed=0, processes=config.processes)
    package, stages = (PACKAGE, STAGES) if task.rebuild else (config.package, config.stages)
    options = PipelineOptions(workspace, settings, config.memory_mb, package, stages)
    outcome = run_pipeline(options, on_event, cancel)
    links.check()
    if outcome.failure and outcome.failure.code == "stage-crashed":
        _log_crash(workspace, outcome.failure)
    try:
        folder, report = gather_results(options, outcome, assemble)
    except StageError as error:
        return _Verdict("failed", error, None)
    except ValueError:
        log.exception("the report of job %s cannot be made", task.job_id)
        failure = outcome.failure or StageError("output-missing", "export", "the report could not be made")
        return _Verdict("failed", failure, None)
    return _Verdict(report["label"], outcome.failure, folder)


def _fetch(
    task: WorkerInput, workspace: Path, links: Links, on_event: Callable[[StageEvent], None]
) -> Callable[..., dict[str, Any]]:
    """Lays the job's input; returns what makes its report. Raises ``StageError``."""
    if task.rebuild:
        on_event(StageEvent("cad", "running", text="fetching the part"))
        fetch_state(task.rebuild, workspace, links)
        return partial(assemble_rebuilt, of=task.rebuild.of.wire())

    def fetched(done: int, total: int) -> None:
        on_event(StageEvent("load", "running", done, total, f"{done} of {total} photos fetched"))

    fetch_photos(task, workspace, links, fetched)
    return assemble_report


def _log_crash(workspace: Path, failure: StageError) -> None:
    """The stage's last words go to the worker's own log: its workspace may be gone soon."""
    file = workspace / "logs" / f"{failure.stage}.log"
    last = file.read_text(errors="replace").splitlines()[-CRASH_LINES:] if file.exists() else []
    log.error("%s\n%s", failure, "\n".join(last))


def _put(
    task: WorkerInput, verdict: _Verdict, workspace: Path, links: Links, started: float
) -> tuple[WorkerOutput, _Verdict]:
    """The output, after its files and manifest were put; where they could not be, that is the failure."""

    def output(files: list, verdict: _Verdict) -> WorkerOutput:
        failure = Failure.model_validate(describe_failure(verdict.failure)) if verdict.failure else None
        return WorkerOutput(
            schema_=1,
            job_id=task.job_id,
            attempt=task.attempt,
            label=verdict.label,
            failure=failure,
            files=files,
            seconds=round(time.monotonic() - started, 3),
        )

    try:
        files = put_results(task, verdict.folder, links) if verdict.folder else []
        done = output(files, verdict)
        put_manifest(task, done, workspace, links)
    except StageError as error:
        # A verdict on the photos stands without its report; a solid without its files does not.
        verdict = _Verdict("failed", verdict.failure or error, None)
        return output([], verdict), verdict
    return done, verdict


def _post(url: str, event: dict[str, Any]) -> None:
    with requests.Session() as session:
        session.trust_env = False
        session.post(url, json=event, timeout=PROGRESS_TIMEOUT_S, allow_redirects=False).close()
