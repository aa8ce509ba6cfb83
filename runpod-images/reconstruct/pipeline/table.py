"""The live table of stages on a terminal; elsewhere a line a change, and now and then one of progress."""

from __future__ import annotations

import shutil
import sys
import threading
import time
from dataclasses import dataclass
from typing import TextIO

from reconstruct.pipeline.run import StageEvent
from reconstruct.stage import Figure

MARKS = {"waiting": "·", "running": "▸", "done": "✓", "failed": "✗"}
REDRAW_S = 0.1
#: Where each line stays, progress is told so often.
QUIET_S = 20.0


@dataclass
class _Row:
    state: str = "waiting"
    text: str = ""
    seconds: float | None = None
    memory_mb: float | None = None


class StageTable:
    """Shows the events it is given; safe to call from several threads."""

    def __init__(self, stages: tuple[str, ...], stream: TextIO = sys.stdout) -> None:
        self._rows = {name: _Row() for name in stages}
        self._stream, self._lock = stream, threading.Lock()
        self._live, self._drawn, self._drawn_s = stream.isatty(), 0, time.monotonic()

    def show(self, event: StageEvent) -> None:
        with self._lock:
            row = self._rows[event.stage]
            changed = row.state != event.state
            row.state, row.text = event.state, _text(event)
            if event.record:
                row.seconds, row.memory_mb = event.record["seconds"], event.record["peakMemoryMb"]
            if self._live:
                self._draw(at_once=changed)
            elif changed or time.monotonic() - self._drawn_s > QUIET_S:
                self._stream.write(self._line(event.stage, row) + "\n")
                self._stream.flush()
                self._drawn_s = time.monotonic()

    def _draw(self, at_once: bool) -> None:
        if self._drawn and not at_once and time.monotonic() - self._drawn_s < REDRAW_S:
            return
        width = shutil.get_terminal_size().columns - 1
        lines = [self._line(name, row)[:width] for name, row in self._rows.items()]
        up = f"\x1b[{self._drawn}A" if self._drawn else ""
        self._stream.write(up + "".join(f"\x1b[2K{line}\n" for line in lines))
        self._stream.flush()
        self._drawn, self._drawn_s = len(lines), time.monotonic()

    @staticmethod
    def _line(name: str, row: _Row) -> str:
        seconds = "" if row.seconds is None else f"{row.seconds:.1f} s"
        memory = "" if row.memory_mb is None else f"{row.memory_mb:.0f} MB"
        return f"{MARKS[row.state]} {name:<9} {seconds:>9} {memory:>8}  {row.text}".rstrip()


def _text(event: StageEvent) -> str:
    if event.record is None:
        counted = "" if event.done is None or event.total is None else f"{event.done:g}/{event.total:g} "
        return counted + event.text
    figures = ", ".join(f"{name} {_figure(value)}" for name, value in event.record["measured"].items())
    return f"(kept) {figures}" if event.record["cached"] else figures


def _figure(value: Figure) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
