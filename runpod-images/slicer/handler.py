"""The slicer's worker of RunPod serverless, or of a control plane of one's own: ``python -m slicer.handler``."""

from __future__ import annotations

import logging
import os
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from harness.handler import make_handler
from reconstruct.stage import StageError
from slicer.config import SlicerConfig, config_from_env
from slicer.control_plane import control_plane_environment
from slicer.job import run_slice
from slicer.prepare.job import is_preparation, run_preparation
from slicer.sandbox.run import FOLDER_PREFIX
from slicer.slicing import slicer_version

log = logging.getLogger("caliper.slicer")

#: No slice takes so long: what is older was left by a worker that was killed.
_LEFTOVER_S = 3600.0


def run_any(
    given: Any, config: SlicerConfig, cancel: threading.Event, update: Callable[[dict[str, Any]], None]
) -> dict[str, Any]:
    """A slice, or what makes a part ready to be sliced."""
    run = run_preparation if is_preparation(given) else run_slice
    return run(given, config, cancel, update)


def sweep_leftovers(root: Path) -> None:
    for folder in root.glob(f"{FOLDER_PREFIX}*"):
        if time.time() - folder.stat().st_mtime > _LEFTOVER_S:
            shutil.rmtree(folder, ignore_errors=True)


def tell_what_slices(config: SlicerConfig) -> None:
    """A worker without its slicer still answers, so that prices stay estimates; its log says why."""
    try:
        log.info("%s slices here", slicer_version(config.program))
    except StageError as error:
        log.warning("%s: every price stays an estimate", error.detail)


def main() -> None:
    plane = os.environ.get("CALIPER_CONTROL_PLANE")
    if plane:
        os.environ |= control_plane_environment(plane, socket.gethostname())
    import runpod

    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s %(message)s")
    config = config_from_env()
    sweep_leftovers(Path(tempfile.gettempdir()))
    tell_what_slices(config)
    runpod.serverless.start({"handler": make_handler(config, runpod.serverless.progress_update, run_any)})


if __name__ == "__main__":
    main()
