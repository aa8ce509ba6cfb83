"""One stage's process and all its children: started, watched and, when it must end, ended as a whole."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil

from reconstruct.pipeline.memory import MemoryWatch
from reconstruct.run_stage import EVENTS_FD
from reconstruct.stage import JobSettings, StageError

POLL_S = 0.05
#: Its pipe ends with the last process of the group.
READER_WAIT_S = 5.0
ROOT = Path(__file__).resolve().parents[2]
#: One thread a process: two OpenMP threads on shared cores were measured three to four times slower.
THREAD_LIMITS = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")


@dataclass(frozen=True)
class Limits:
    timeout_s: float
    memory_mb: float


@dataclass(frozen=True)
class StageRun:
    """``record``: what the stage measured (the contract's stageReport)."""

    record: dict[str, Any]
    peak_memory_mb: float


class StageKilledError(StageError):
    """The process died of a signal nobody here sent: native code aborted, or the kernel was short of memory."""


def run_stage_process(
    package: str,
    stage: str,
    workspace: Path,
    settings: JobSettings,
    limits: Limits,
    log: Path,
    on_progress: Callable[[float | None, float | None, str], None],
    cancel: threading.Event,
) -> StageRun:
    """Run one stage in its own process group until it ends. The group is always gone when this returns.

    Raises ``StageError`` with the stage's own code, or ``stage-timeout``, ``stage-crashed`` or ``cancelled``.
    """
    events = _Events(on_progress)
    with _started(package, stage, workspace, settings, log, events) as process:
        peak_memory_mb = _watch(process, stage, limits, cancel)
    if process.returncode < 0:
        name = signal.Signals(-process.returncode).name
        raise StageKilledError("stage-crashed", stage, f"the process was ended by {name}", retryable=True)
    if events.failure:
        failure = events.failure
        raise StageError(failure["code"], failure["stage"], failure["detail"], retryable=failure["retryable"])
    if process.returncode != 0 or events.record is None:
        raise StageError("stage-crashed", stage, f"the process ended with status {process.returncode}")
    # The stage's own high-water mark knows of a spike between two samples.
    return StageRun(events.record, max(peak_memory_mb, events.record["peakMemoryMb"]))


class _Events:
    """Reads the stage's JSON lines; what does not parse (cut off by a kill) is dropped."""

    def __init__(self, on_progress: Callable[[float | None, float | None, str], None]) -> None:
        self._on_progress = on_progress
        self.record: dict[str, Any] | None = None
        self.failure: dict[str, Any] | None = None

    def read(self, descriptor: int) -> None:
        with os.fdopen(descriptor, encoding="utf-8", errors="replace") as lines:
            for line in lines:
                try:
                    event = json.loads(line)
                except ValueError:
                    continue
                if event["event"] == "progress":
                    self._on_progress(event["done"], event["total"], event["text"])
                elif event["event"] == "result":
                    self.record = event["record"]
                else:
                    self.failure = event


@contextmanager
def _started(
    package: str, stage: str, workspace: Path, settings: JobSettings, log: Path, events: _Events
) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "reconstruct.run_stage", stage, str(workspace), json.dumps(asdict(settings))]
    reading, writing = os.pipe()
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        process = subprocess.Popen(
            [*command, "--package", package],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            pass_fds=(writing,),
            env=_environment(writing),
            start_new_session=True,
        )
    os.close(writing)
    reader = threading.Thread(target=events.read, args=(reading,), daemon=True)
    reader.start()
    try:
        yield process
    finally:
        _end(process)
        reader.join(READER_WAIT_S)


def _environment(events_descriptor: int) -> dict[str, str]:
    # A stage needs none of the worker's credentials, so it does not get them.
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RUNPOD_")}
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    return {**THREAD_LIMITS, **kept, "PYTHONPATH": path, EVENTS_FD: str(events_descriptor)}


def _watch(process: subprocess.Popen[bytes], stage: str, limits: Limits, cancel: threading.Event) -> float:
    started = time.monotonic()
    memory = MemoryWatch(process.pid)
    while process.poll() is None:
        used_mb = memory.sample_mb()
        if used_mb > limits.memory_mb:
            detail = f"it needed {used_mb:.0f} MB of memory; {limits.memory_mb:.0f} MB are allowed"
            raise StageError("stage-crashed", stage, detail)
        if time.monotonic() - started > limits.timeout_s:
            raise StageError("stage-timeout", stage, f"not done after {limits.timeout_s:.0f} s")
        if cancel.wait(POLL_S):
            raise StageError("cancelled", stage, "cancelled while it ran")
    return memory.peak_mb


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of the group, and children that have left it.

    The guard of ``run_stage`` keeps the group's number from being given away.
    """
    strays = _descendants(process.pid)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    for stray in strays:
        with suppress(psutil.Error):
            stray.kill()
    process.wait()
    if process.stdin:
        process.stdin.close()


def _descendants(process_id: int) -> list[psutil.Process]:
    try:
        return psutil.Process(process_id).children(recursive=True)
    except psutil.Error:
        return []
