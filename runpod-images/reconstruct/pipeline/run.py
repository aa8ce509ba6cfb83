"""The stages in order: each found finished in the workspace, or made anew in a process of its own."""

from __future__ import annotations

import fcntl
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from reconstruct.pipeline import cache
from reconstruct.pipeline.declaration import STAGE_NAMES, StageDeclaration, declare
from reconstruct.pipeline.process import Limits, StageKilledError, run_stage_process
from reconstruct.stage import JobSettings, StageError

#: With the worker's own processes (about 200 MB) this stays below 4 GB.
MEMORY_MB = 3800.0


@dataclass(frozen=True)
class StageEvent:
    """One step of a stage, for people. ``record`` (the contract's stageReport) only with ``done``."""

    stage: str
    state: Literal["running", "done", "failed"]
    done: float | None = None
    total: float | None = None
    text: str = ""
    record: dict[str, Any] | None = None


@dataclass(frozen=True)
class PipelineOptions:
    """``workspace/input`` holds the photos (``photos.lay_input``). ``package``: where the stages' modules lie.

    ``until``: the last stage to run; ``again_from``: this stage and those after it are made anew.
    """

    workspace: Path
    settings: JobSettings = field(default_factory=JobSettings)
    memory_mb: float = MEMORY_MB
    package: str = "reconstruct"
    stages: tuple[str, ...] = STAGE_NAMES
    until: str | None = None
    again_from: str | None = None


@dataclass(frozen=True)
class PipelineOutcome:
    """``records``: one contract stageReport for each stage that was done, in order. ``failure``: why it ended early."""

    records: tuple[dict[str, Any], ...]
    failure: StageError | None
    seconds: float

    @property
    def peak_memory_mb(self) -> float | None:
        return max((record["peakMemoryMb"] for record in self.records if record["peakMemoryMb"]), default=None)


def run_pipeline(
    options: PipelineOptions, on_event: Callable[[StageEvent], None], cancel: threading.Event | None = None
) -> PipelineOutcome:
    """Run all stages. A failure of a stage ends the run and is in the outcome; only bugs are raised.

    One run at a time in a workspace: a second one waits for the first. ``on_event`` is also called from another thread.
    """
    cancel = cancel or threading.Event()
    started = time.monotonic()
    records: list[dict[str, Any]] = []
    failure: StageError | None = None
    shutil.rmtree(options.workspace / "results", ignore_errors=True)
    with _locked(options.workspace):
        try:
            for record in _run_stages(options, on_event, cancel):
                records.append(record)  # noqa: PERF402 - what was done before a failure is kept
        except StageError as error:
            failure = error
            on_event(StageEvent(error.stage, "failed", text=error.detail))
            _remove_stale(options, records)
    return PipelineOutcome(tuple(records), failure, round(time.monotonic() - started, 3))


def _run_stages(
    options: PipelineOptions, on_event: Callable[[StageEvent], None], cancel: threading.Event
) -> Iterator[dict[str, Any]]:
    outputs = {"input": cache.tree_sha256(options.workspace / "input")}
    anew = False
    for name in _chosen(options):
        if cancel.is_set():
            raise StageError("cancelled", name, "cancelled before it began")
        stage = declare(options.package, name)
        key = cache.stage_key(stage, options.settings, outputs)
        anew = anew or name == options.again_from
        found = None if anew else cache.find(options.workspace / name, key)
        if found:
            outputs[name], record = found
        else:
            on_event(StageEvent(name, "running"))
            outputs[name], record = _make(stage, key, options, on_event, cancel)
        on_event(StageEvent(name, "done", record=record))
        yield record


def _remove_stale(options: PipelineOptions, records: Sequence[dict[str, Any]]) -> None:
    """A folder of an earlier run that this one did not come to must not be taken for this one's."""
    done = {record["name"] for record in records}
    for name in options.stages:
        if name not in done:
            shutil.rmtree(options.workspace / name, ignore_errors=True)


def _chosen(options: PipelineOptions) -> Sequence[str]:
    return options.stages[: options.stages.index(options.until) + 1] if options.until else options.stages


def _make(
    stage: StageDeclaration,
    key: str,
    options: PipelineOptions,
    on_event: Callable[[StageEvent], None],
    cancel: threading.Event,
) -> tuple[str, dict[str, Any]]:
    def progress(done: float | None, total: float | None, text: str) -> None:
        on_event(StageEvent(stage.name, "running", done, total, text))

    log = options.workspace / "logs" / f"{stage.name}.log"
    limits = Limits(stage.timeout_s, options.memory_mb)
    for attempt in (1, 2):
        with _bench(options.workspace, stage) as bench:
            log.unlink(missing_ok=True)
            try:
                run = run_stage_process(
                    options.package, stage.name, bench, options.settings, limits, log, progress, cancel
                )
            except StageKilledError as error:
                # A race in native code may not come again; what aborts twice would abort a third time.
                if attempt == 1:
                    continue
                raise StageError(error.code, error.stage, f"{error.detail}, twice") from error
            made = bench / stage.name
            if not any(path.name not in cache.BOOKKEEPING for path in made.iterdir()):
                raise StageError("stage-crashed", stage.name, "it ended without writing a file")
            record = {**run.record, "peakMemoryMb": run.peak_memory_mb}
            return cache.store(made, options.workspace / stage.name, key, record), record
    raise AssertionError("the second attempt returns or raises")


@contextmanager
def _bench(workspace: Path, stage: StageDeclaration) -> Iterator[Path]:
    """A folder in which the stage sees what it declared as its ``INPUTS``, nothing else, and writes its own folder."""
    bench = workspace / f".{stage.name}.bench"
    shutil.rmtree(bench, ignore_errors=True)
    bench.mkdir(parents=True)
    try:
        for name in stage.inputs:
            (bench / name).symlink_to(workspace.resolve() / name, target_is_directory=True)
        (bench / stage.name).mkdir()
        yield bench
    finally:
        shutil.rmtree(bench, ignore_errors=True)


@contextmanager
def _locked(workspace: Path) -> Iterator[None]:
    workspace.mkdir(parents=True, exist_ok=True)
    with (workspace / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
