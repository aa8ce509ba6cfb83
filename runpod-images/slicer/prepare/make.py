"""One part made printable: the confined program started, and what it left behind judged."""

from __future__ import annotations

import json
import shutil
import signal
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reconstruct.stage import StageError
from slicer.prepare.speak import MESH, REFUSAL, REPORT
from slicer.sandbox.run import Limits, Ran, own_folder, run_module_confined

_MODULES = {"triangulate": "slicer.prepare.triangulate", "mend": "slicer.prepare.mend"}
_REPORT_BYTES_MAX = 65_536
_SHORT_OF_MEMORY = ("MemoryError", "bad_alloc", "Cannot allocate", "out of memory")


@dataclass(frozen=True)
class Prepared:
    """``report`` as on the wire."""

    report: dict[str, Any]
    peak_mb: float


def prepare(task: str, given: Path, target: Path, limits: Limits, cancel: threading.Event) -> Prepared:
    """``target``: the part as binary STL in mm. Raises ``StageError`` and ``CancelledError``."""
    with own_folder() as folder:
        shutil.copyfile(given, folder / "given")
        ran = run_module_confined(_MODULES[task], ["given"], folder, limits, cancel)
        _judge(task, ran, folder, limits)
        shutil.copyfile(folder / MESH, target)
        return Prepared(_read(folder / REPORT), ran.peak_mb)


def _judge(task: str, ran: Ran, folder: Path, limits: Limits) -> None:
    if ran.ended == "timeout" or ran.status == -signal.SIGXCPU:
        raise StageError("prepare-timeout", "prepare", f"not done after {limits.timeout_s:.0f} s")
    short = ran.status != 0 and any(words in ran.words for words in _SHORT_OF_MEMORY)
    if ran.ended == "memory" or ran.status == -signal.SIGXFSZ or short:
        raise StageError("prepare-too-large", "prepare", f"it may use {limits.memory_mb:.0f} MB of memory")
    if ran.status < 0 and task == "triangulate":
        name = signal.Signals(-ran.status).name
        raise StageError("step-unreadable", "prepare", f"the CAD kernel broke on it ({name})")
    if ran.status != 0:
        raise StageError("prepare-failed", "prepare", f"it ended with {ran.status}: {_last_line(ran.words)}")
    if (folder / REFUSAL).exists():
        refusal = _read(folder / REFUSAL)
        raise StageError(refusal["code"], "prepare", refusal["detail"])
    if not (folder / REPORT).exists() or not (folder / MESH).exists():
        raise StageError("prepare-failed", "prepare", "it left nothing behind")


def _read(file: Path) -> dict[str, Any]:
    with file.open("rb") as opened:
        return json.loads(opened.read(_REPORT_BYTES_MAX))


def _last_line(words: str) -> str:
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    return lines[-1][:200] if lines else "without a word"
