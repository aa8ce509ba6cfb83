"""Entry of a stage's own process: ``python -m reconstruct.run_stage STAGE WORKSPACE SETTINGS_JSON``.

Native code can abort the process, eat memory or hang, so nothing but this one process is at stake. What it has to say
goes as JSON lines to the file descriptor named by ``CALIPER_EVENTS_FD`` (stdout otherwise; under the pipeline stdout is
a log file, because native libraries print what they like):

- ``{"event": "progress", "done", "total", "text"}``
- ``{"event": "result", "record": {name, seconds, cached, peakMemoryMb, measured, warnings}}``
- ``{"event": "failure", "code", "stage", "detail", "retryable"}``

The record is also written to ``WORKSPACE/STAGE/record.json``. Exit status: 0 done, 3 a ``StageError``, 1 a bug.
"""

from __future__ import annotations

import argparse
import importlib
import json
import math
import os
import resource
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from reconstruct.stage import Figure, JobSettings, StageContext, StageError

EVENTS_FD = "CALIPER_EVENTS_FD"
EXIT_STAGE_ERROR = 3
PROGRESS_INTERVAL_S = 0.1
DETAIL_CHARACTERS_MAX = 500

Send = Callable[[dict[str, Any]], None]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m reconstruct.run_stage")
    parser.add_argument("stage")
    parser.add_argument("workspace", type=Path)
    parser.add_argument("settings", nargs="?", default="{}", help="JobSettings as JSON")
    parser.add_argument("--package", default="reconstruct", help="where the stages' modules lie")
    options = parser.parse_args(arguments)
    send = _open_events()
    try:
        record = _run(options.package, options.stage, options.workspace, json.loads(options.settings), send)
    except StageError as error:
        traceback.print_exc()
        send({"event": "failure", "code": error.code, "stage": error.stage, "detail": error.detail,
              "retryable": error.retryable})  # fmt: skip
        return EXIT_STAGE_ERROR
    except MemoryError:
        traceback.print_exc()
        _send_crash(send, options.stage, "out of memory")
        return 1
    except Exception as error:
        traceback.print_exc()
        _send_crash(send, options.stage, f"{type(error).__name__}: {error}")
        return 1
    send({"event": "result", "record": record})
    return 0


def _run(package: str, stage: str, workspace: Path, settings: dict[str, Any], send: Send) -> dict[str, Any]:
    module = importlib.import_module(f"{package}.{stage}.stage")
    folder = workspace / stage
    folder.mkdir(parents=True, exist_ok=True)
    started = time.monotonic()
    context = StageContext(workspace, JobSettings(**settings), _throttled(send))
    result = module.run(context)
    warnings = list(result.warnings)
    record = {
        "name": stage,
        "seconds": round(time.monotonic() - started, 3),
        "cached": False,
        "peakMemoryMb": _peak_memory_mb(),
        "measured": {key: _plain(value) for key, value in result.measured.items()},
        "warnings": warnings,
    }
    (folder / "record.json").write_text(json.dumps(record, indent=1, allow_nan=False))
    return record


def _throttled(send: Send) -> Callable[[float | None, float | None, str], None]:
    """A stage may report as often as it wishes; the first, the last and ten a second go out."""
    last_s = -math.inf

    def progress(done: float | None, total: float | None, text: str) -> None:
        nonlocal last_s
        now_s = time.monotonic()
        if now_s - last_s < PROGRESS_INTERVAL_S and (done is None or done != total):
            return
        last_s = now_s
        send({"event": "progress", "done": _plain(done), "total": _plain(total), "text": text[:300]})

    return progress


def _plain(value: Any) -> Figure:
    """A JSON figure: NumPy scalars become Python's, and what is not finite (never measured) becomes null."""
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"a figure must be a number, text, boolean or None, not {type(value).__name__}")


def _send_crash(send: Send, stage: str, detail: str) -> None:
    detail = detail[:DETAIL_CHARACTERS_MAX]
    send({"event": "failure", "code": "stage-crashed", "stage": stage, "detail": detail, "retryable": False})


def _peak_memory_mb() -> float:
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return round(max(resource.getrusage(kind).ru_maxrss for kind in kinds) / 1024, 1)


def _open_events() -> Send:
    """Under the pipeline also ties this process group's life to the pipeline's: stdin ends when that dies."""
    number = os.environ.pop(EVENTS_FD, None)
    if number is None:
        stream = sys.stdout
    else:
        os.set_inheritable(int(number), False)
        stream = os.fdopen(int(number), "w", encoding="utf-8")
        # A shell, not a thread: native code that holds the GIL cannot keep it from killing the whole group.
        subprocess.Popen(["/bin/sh", "-c", "read _; kill -KILL 0"], stdin=0, stdout=2)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)

    def send(event: dict[str, Any]) -> None:
        try:
            stream.write(json.dumps(event, allow_nan=False) + "\n")
            stream.flush()
        except BrokenPipeError:
            os._exit(1)

    return send


if __name__ == "__main__":
    sys.exit(main())
