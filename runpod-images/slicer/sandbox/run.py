"""One confined program: started, watched and, when it must end, ended with its whole process group."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from harness.links import CancelledError
from reconstruct.pipeline.memory import MemoryWatch
from slicer.sandbox.confine import NOBODY

_CONFINE = Path(__file__).with_name("confine.py")
FOLDER_PREFIX = "caliper-slice-"
_POLL_S = 0.02
#: Memory is watched by what is held; the address space, of which libraries reserve far more, is only a last fence.
_ADDRESS_RESERVE_MB = 4096
_WORDS_KEPT = 4096
#: No pool of threads may come up with an import: confine.py says why.
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"}


@dataclass(frozen=True)
class Limits:
    timeout_s: float
    memory_mb: float
    file_mb: float

    def wire(self, cores: int) -> str:
        return json.dumps({
            "cpuS": int(self.timeout_s * cores) + 1,
            "addressBytes": int(self.memory_mb + _ADDRESS_RESERVE_MB) << 20,
            "fileBytes": int(self.file_mb * 2**20),
        })  # fmt: skip


@dataclass(frozen=True)
class Ran:
    """``ended``: by itself with ``status``, or by us for ``"timeout"`` or ``"memory"``. ``words``: its last ones."""

    ended: str | None
    status: int
    words: str
    peak_mb: float


@contextmanager
def own_folder() -> Iterator[Path]:
    """A folder that the confined program alone may enter, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix=FOLDER_PREFIX))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run_confined(
    command: Sequence[str], folder: Path, limits: Limits, cancel: threading.Event, *, keep_head: bool = False
) -> Ran:
    """Runs in ``folder``, which is its home too. ``keep_head``: its first words are wanted, not its last.

    Raises ``FileNotFoundError`` and ``CancelledError``.
    """
    program = shutil.which(command[0])
    if program is None:
        raise FileNotFoundError(command[0])
    return _run(["-I", "-S"], [program, *command[1:]], folder, limits, cancel, keep_head=keep_head)


def run_module_confined(
    module: str, arguments: Sequence[str], folder: Path, limits: Limits, cancel: threading.Event
) -> Ran:
    """``main(arguments)`` of a module of ours, imported before it is confined. Raises ``CancelledError``."""
    return _run(["-I"], [f":{module}", *arguments], folder, limits, cancel)


def _run(
    flags: Sequence[str], command: Sequence[str], folder: Path, limits: Limits, cancel: threading.Event,
    *, keep_head: bool = False,
) -> Ran:  # fmt: skip
    _hand_over(folder)
    log = folder / "words.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *flags, str(_CONFINE), limits.wire(os.cpu_count() or 1), *command],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            # Nothing of the worker's own environment: no keys, no proxies, no display.
            env={"HOME": str(folder), "TMPDIR": str(folder)} | _ENVIRONMENT,
            start_new_session=True,
        )
    try:
        ended, peak_mb = _watch(process, limits, cancel)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return Ran(ended, process.returncode, _words(log, keep_head), peak_mb)


def _words(log: Path, keep_head: bool) -> str:
    with log.open("rb") as file:
        if not keep_head:
            file.seek(max(0, log.stat().st_size - _WORDS_KEPT))
        return file.read(_WORDS_KEPT).decode(errors="replace")


def _watch(process: subprocess.Popen[bytes], limits: Limits, cancel: threading.Event) -> tuple[str | None, float]:
    started, memory = time.monotonic(), MemoryWatch(process.pid)
    while True:
        try:
            process.wait(_POLL_S)
        except subprocess.TimeoutExpired:
            pass
        else:
            return None, memory.peak_mb
        if cancel.is_set():
            raise CancelledError
        if memory.sample_mb() > limits.memory_mb:
            return "memory", memory.peak_mb
        if time.monotonic() - started > limits.timeout_s:
            return "timeout", memory.peak_mb


def _hand_over(folder: Path) -> None:
    if os.getuid() == 0:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
