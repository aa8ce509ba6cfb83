"""A peer's step as a process of its own: it may abort, run away or fill the terminal without harm."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

LIMIT_S = 900.0


class StepError(Exception):
    """A step of a peer failed; the text says how."""


def run_step(
    words: Sequence[str], log: Path, folder: Path | None = None, home: Path | None = None, limit_s: float = LIMIT_S
) -> float:
    """Seconds it took. ``home``: a folder that stands in for the person's own. Raises StepError."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    if home is not None:
        environment |= {"HOME": str(home), "XDG_CONFIG_HOME": str(home), "XDG_CACHE_HOME": str(home)}
    started = time.monotonic()
    try:
        with log.open("wb") as file:
            status = subprocess.run(
                list(words), cwd=folder, env=environment, stdout=file, stderr=file, timeout=limit_s, check=False
            ).returncode
    except subprocess.TimeoutExpired as error:
        raise StepError(f"{Path(words[0]).name} {words[1]} was not done within {limit_s:.0f} s") from error
    except OSError as error:
        raise StepError(f"{words[0]}: {error.strerror}") from error
    if status != 0:
        last = log.read_text(errors="replace").strip().splitlines()[-1:] or ["it said nothing"]
        raise StepError(f"{Path(words[0]).name} {words[1]} ended with {status}: {last[0][:200]}")
    return time.monotonic() - started
